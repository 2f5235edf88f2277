"""The boundary to the rule engine on every interpreter of this machine that posology is for.

Interpreters are sought on PATH, in the folders that POSOLOGY_PYTHONS names (separated as in PATH), and beside the one
that runs the tests. Each gets an environment of its own, made once and kept in a folder that git ignores.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
CONSTRAINTS = CHECKOUT / "constraints.txt"
SCRIPT = Path(__file__).with_name("engine_boundary.py")
VERSIONS = ((3, 11), (3, 12), (3, 13))
RUNNING = (sys.version_info[0], sys.version_info[1])
BIN = "Scripts" if os.name == "nt" else "bin"


def interpreters() -> dict[tuple[int, int], Path]:
    """One interpreter for each version that this machine has, by version; the running one always."""
    beside = sorted(str(path) for path in Path(sys.base_prefix).parent.glob(f"*/{BIN}"))
    named = os.environ.get("POSOLOGY_PYTHONS", "").split(os.pathsep)
    path = os.pathsep.join([*filter(None, named), *beside])
    found = {RUNNING: Path(sys.executable)}
    for version in VERSIONS:
        name = f"python{version[0]}.{version[1]}"
        for candidate in (shutil.which(name), shutil.which(name, path=path)):
            if version not in found and candidate is not None and _version_of(candidate) == version:
                found[version] = Path(candidate)
    return found


def _version_of(interpreter: str) -> tuple[int, int] | None:
    """What the interpreter says it is; None where it does not run, as a shim of a version that is not chosen."""
    command = [interpreter, "-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    major, _, minor = said.stdout.strip().partition(" ")
    return (int(major), int(minor)) if said.returncode == 0 else None


def environment(version: tuple[int, int], interpreter: Path) -> Path:
    """The Python of an environment with posology and what it needs, installed unless it already is."""
    if version == RUNNING:
        return interpreter
    folder = CHECKOUT / f".venv-{version[0]}.{version[1]}"
    python = folder / BIN / ("python.exe" if os.name == "nt" else "python")
    done, wanted = folder / "posology-installed", _what_is_installed()
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        _run([str(interpreter), "-m", "venv", "--clear", str(folder)])
        held = ["-c", str(CONSTRAINTS)] if CONSTRAINTS.exists() else []
        _run([str(python), "-m", "pip", "install", "--quiet", *held, "-e", str(CHECKOUT)])
        done.write_text(wanted, encoding="utf-8")
    return python


def _what_is_installed() -> str:
    files = (CHECKOUT / "pyproject.toml", CONSTRAINTS)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()


def _run(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False, cwd=CHECKOUT)
    if ended.returncode != 0:
        pytest.fail(f"{' '.join(command)} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


FOUND = interpreters()


@pytest.mark.parametrize("version", sorted(FOUND), ids=lambda version: f"{version[0]}.{version[1]}")
def test_the_boundary_to_the_engine_holds_on(version: tuple[int, int]) -> None:
    python = environment(version, FOUND[version])
    said = json.loads(_run([str(python), "-W", "error", "-W", _OF_THE_ENGINE, str(SCRIPT)]))
    assert said == {"python": list(version), "agreed": 405}


_OF_THE_ENGINE = "ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"


def test_the_running_interpreter_is_among_those_tested() -> None:
    assert RUNNING in FOUND
