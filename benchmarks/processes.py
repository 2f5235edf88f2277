"""What `posology evaluate` costs as a process, start to end.

Twice: with the rules kept compiled from an earlier run, and as a first run, with nothing kept. Import nothing large
here: on Linux a child's largest size is never reported as less than that of the process that started it.
"""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median

from measuring import Cost, Turns, cpu, in_turn, ratio, typical, wall
from report import Figure

IMPORTS = "import click, yaml, jsonschema, durable.engine"
PATIENT = Path(__file__).with_name("patient.yaml")
MIB = 1024 * 1024

_SETTINGS_THAT_SLOW = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "PYTHONDEVMODE", "PYTHONTRACEMALLOC")


DRUGS = (7, 100, 1000)
"""How many drugs the rules folders hold that are held against each other: the first are the real ones."""


def figures(rules: Mapping[int, Path], work: Path, rounds: int) -> list[Figure]:
    """The process against its imports and against itself with more drugs, and its memory.

    `rules` are folders by how many drugs they hold; what the processes keep is kept in the folder `work`.
    """
    keeps = partial(_cost, environment=_environment(work, keep=True))
    first = partial(_cost, environment=_environment(work, keep=False))
    commands = {count: _evaluate("--rules", str(folder)) for count, folder in rules.items()}
    turns = in_turn(
        {
            "kept": partial(keeps, _evaluate()),
            "imports": partial(keeps, [sys.executable, "-c", IMPORTS]),
            "first": partial(first, _evaluate()),
            **{f"kept, {count}": partial(keeps, commands[count]) for count in reversed(DRUGS)},
            **{f"first, {count}": partial(first, commands[count]) for count in reversed(DRUGS)},
        },
        rounds,
    )
    fewest, *more = DRUGS
    return [
        *_both("process, rules kept: evaluate / its imports", turns, "kept", "imports", 2.0),
        *_both("process, first run: evaluate / its imports", turns, "first", "imports", 2.0),
        *(
            figure
            for side, name in (("rules kept", "kept"), ("first run", "first"))
            for count in more
            for figure in _both(
                f"process, {side}: {count:,} drugs / {fewest} drugs",
                turns,
                f"{name}, {count}",
                f"{name}, {fewest}",
                1.15,
            )
        ),
        *(
            Figure(f"process, {side}: largest size", median(cost.peak_bytes for cost in turns[name]) / MIB, 120, "MiB")
            for name, side in (("kept", "rules kept"), ("first", "first run"))
        ),
    ]


def _both(what: str, turns: Turns, one: str, other: str, budget: float) -> list[Figure]:
    detail = f"{typical(turns[one], wall):.3f} s / {typical(turns[other], wall):.3f} s"
    return [
        Figure(f"{what}, wall", ratio(turns, one, other, wall), budget, detail=detail),
        Figure(f"{what}, cpu", ratio(turns, one, other, cpu), budget),
    ]


def _evaluate(*options: str) -> list[str]:
    script = Path(sysconfig.get_path("scripts")) / "posology"
    command = [str(script)] if script.exists() else [sys.executable, "-m", "posology_cli"]
    return [*command, "evaluate", str(PATIENT), *options]


def _cost(command: list[str], environment: dict[str, str]) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def _environment(work: Path, keep: bool) -> dict[str, str]:
    """Compiled modules are there for every side, as an installed package has them; compiled rules as `keep` says."""
    settings = {name: value for name, value in os.environ.items() if name not in _SETTINGS_THAT_SLOW}
    rules = str(work / "kept-rules") if keep else "off"
    return {**settings, "PYTHONPYCACHEPREFIX": str(work / "bytecode"), "POSOLOGY_CACHE": rules}
