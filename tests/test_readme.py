"""The README says what is so: its patient, its output, its rule and its example are the real ones."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from posology_cli.main import main

CHECKOUT = Path(__file__).resolve().parents[1]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PATIENT = CHECKOUT / "tests" / "examples" / "readme" / "patient.yaml"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def output_of(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    with contextlib.suppress(SystemExit):
        main(arguments)
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_the_patient_is_the_one_that_make_demo_evaluates() -> None:
    assert blocks("yaml")[0] in PATIENT.read_text(encoding="utf-8")
    assert PATIENT.relative_to(CHECKOUT).as_posix() in (CHECKOUT / "Makefile").read_text(encoding="utf-8")


def test_the_output_is_real(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    printed, _ = output_of(["evaluate", str(PATIENT)], capsys)
    shown = blocks("text")[0]
    for part in shown.split("  ...\n"):
        assert part in printed


def test_the_mistake_is_answered_as_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("patient.yaml").write_text("patient:\n  age: 72 years\n  wieght: 61 kg\n  crcl: 35 mg\n", encoding="utf-8")
    _, complaints = output_of(["evaluate", "patient.yaml", "--drug", "baclofen"], capsys)
    assert complaints == blocks("text")[1]


def test_the_annotated_rule_stands_in_the_rule_file() -> None:
    rule = blocks("yaml")[1]
    file = (CHECKOUT / "rules" / "drugs" / "baclofen" / "populations.yaml").read_text(encoding="utf-8")
    for line in rule.splitlines():
        assert re.sub(r"\s+#.*", "", line) in file


def test_the_python_example_runs() -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks("python")[0], "README.md", "exec"), {})
    assert "find out the current dose" in printed.getvalue()


def test_every_command_is_in_the_readme() -> None:
    from posology_cli.main import COMMANDS

    for command in COMMANDS:
        assert f"posology {command}" in README
