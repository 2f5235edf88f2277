"""python -m posology_cli."""

from posology_cli.main import main

if __name__ == "__main__":  # a process that is started by another reads this module, too
    main()
