"""The built wheel, alone in an empty environment, answers with the same bytes as the checkout."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from posology.reading.folder import DRUG_FILES

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENT = CHECKOUT / "tests" / "examples" / "readme" / "patient.yaml"


def run(*command: str | Path, cwd: Path) -> bytes:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**plain, "POSOLOGY_CACHE": "off"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT, cwd=folder)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_rules_and_schemas(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("rules", "schemas"):
        for file in (CHECKOUT / folder).rglob("*.*"):
            assert f"posology/{file.relative_to(CHECKOUT).as_posix()}" in packed


def test_the_wheel_carries_the_files_of_a_new_drug(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    files = [f"posology/new_drug/files/{kind}.yaml" for kind in (*DRUG_FILES, "cases")]
    assert set(files) <= packed


def test_the_wheel_alone_answers_with_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "-c", CHECKOUT / "constraints.txt", wheel, cwd=tmp_path)
    where = run(python, "-c", "import posology; print(posology.__file__)", cwd=tmp_path).decode()
    assert str(tmp_path) in where
    arguments = ("-m", "posology_cli", "evaluate", PATIENT, "--format")
    for format_name in ("json", "text"):
        alone = run(python, *arguments, format_name, cwd=tmp_path)
        assert alone == run(sys.executable, *arguments, format_name, cwd=tmp_path)
        assert alone
