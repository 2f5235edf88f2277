"""Runs the command line, inside this process or as one of its own, and reads the problems that it reports."""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from posology_cli.main import main

_PROBLEM = re.compile(
    r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+)  (?P<code>[a-z]+(-[a-z0-9]+)*)  (?P<message>.+)  \((?P<hint>.+)\)"
)

SLOWEST = 5.0
"""The seconds within which any input, however large or nested, is answered or refused."""


class Ended(NamedTuple):
    """How a run of the command line ended."""

    code: int
    out: str
    err: str


class Problem(NamedTuple):
    """One line of standard error."""

    file: str
    line: int
    column: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.words}"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ended:
    """Runs the command line inside this process."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    captured = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Ended(ended.value.code, captured.out, captured.err)


def run_apart(*arguments: str, stdin: bytes = b"") -> Ended:
    """Runs the command line as a process, which must end in time."""
    ended = subprocess.run(
        [sys.executable, "-m", "posology_cli", *arguments], input=stdin, capture_output=True, timeout=4 * SLOWEST
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def problems_in(err: str) -> list[Problem]:
    """Every line of `err`, each of which must have a place, a code, a message and a hint, and be of readable length."""
    found: list[Problem] = []
    for line in err.splitlines():
        parts = _PROBLEM.fullmatch(line)
        assert parts is not None, f"not a problem with place, code, message and hint: {line[:200]}"
        assert len(line) - len(parts["file"]) < 400
        words = " ".join(f"{parts['code']} {parts['message']} ({parts['hint']})".split())
        found.append(Problem(Path(parts["file"]).name, int(parts["line"]), int(parts["column"]), words))
    return found
