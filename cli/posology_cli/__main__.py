"""python -m posology_cli."""

from posology_cli.main import main

main()
