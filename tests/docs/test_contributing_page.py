"""CONTRIBUTING.md: the change that it goes through is answered as it says."""

import re
import shutil
from pathlib import Path

import pytest

from posology.reading.folder import default_rules
from posology_cli.main import COMMANDS

from ..cli.running import run

PAGE = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
SHOWN = [block.splitlines() for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)]


@pytest.fixture
def limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The regimens in a copy of the rules, in the folder from which the commands are called."""
    shutil.copytree(default_rules(), tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules" / "drugs" / "baclofen" / "limits.yaml"


def without_numbers_of_lines(text: str) -> str:
    """The text as it is, wherever its files have grown since the page was written."""
    return re.sub(r"\.yaml(:\d+)+", ".yaml", text)


def test_every_command_of_the_page_is_one() -> None:
    called = re.findall(r"^    posology (\w+)", PAGE, re.MULTILINE)
    assert called
    assert set(called) <= set(COMMANDS)


def test_each_step_is_answered_as_shown(limits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without_unit, out_of_order, case = SHOWN
    text = limits.read_text(encoding="utf-8")
    before, rule, after = text.partition("  - id: adult-de\n")
    for figure, command, lines in (
        ("60", ("check", "rules"), without_unit),
        ("60 mg", ("check", "rules"), out_of_order),
        ("60 mg", ("test", "rules/drugs/baclofen"), case),
    ):
        limits.write_text(
            before + rule + after.replace("max_daily: 75 mg", f"max_daily: {figure}", 1), encoding="utf-8"
        )
        code, out, err = run(capsys, *command)
        assert code > 0
        for line in lines:
            assert without_numbers_of_lines(line) in without_numbers_of_lines(out + err)
