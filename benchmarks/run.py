"""Measures what has a budget, and prints each figure beside it. It judges nothing: the exit code is 0."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import memory
import processes
from many_drugs import make_rules
from report import Figure, NotMeasured, table

Figures = Sequence[Figure | NotMeasured]

_RULES = Path(__file__).resolve().parent.parent / "rules"


def main() -> None:
    """Runs every benchmark, the processes first: see processes.py."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and evaluations")
    quick: bool = parser.parse_args().quick
    rounds = 8 if quick else 24
    measured = [
        *_measure("process", lambda: _processes(rounds)),
        *_measure("in process", lambda: _in_process(rounds)),
        *_measure("memory", lambda: memory.figures(10_000 if quick else 100_000)),
    ]
    print("\n".join(table(measured)))


def _measure(what: str, measure: Callable[[], Figures]) -> Figures:
    print(f"... {what}", file=sys.stderr, flush=True)
    try:
        return measure()
    except Exception as error:  # the other figures are wanted all the same
        return [NotMeasured(what, f"{type(error).__name__}: {error}")]


def _processes(rounds: int) -> Figures:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rules = {count: make_rules(_RULES, folder / str(count), count) for count in processes.DRUGS}
        return processes.figures(rules, folder, rounds)


def _in_process(rounds: int) -> Figures:
    import in_process  # not before: it makes this process large, see processes.py

    return in_process.figures(rounds)


if __name__ == "__main__":
    main()
