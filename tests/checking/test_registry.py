"""Every check has a page, an example that fails by it alone, and one that passes."""

from pathlib import Path
from typing import Any

import pytest

from posology.checking.findings import check_target
from posology.checking.registry import CHECKS, Check
from posology.checking.targets import find_targets

from .check_examples import CHECKS as FOLDER
from .check_examples import lay_example

IDS = [check.id for check in CHECKS]


@pytest.fixture(autouse=True)
def _no_kept_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", "off")


def found_in(example: Path, rules: Path) -> set[str]:
    [target] = find_targets([lay_example(example, rules)])
    return {finding.check.id for finding in check_target(target).findings}


def test_each_check_is_registered_once_and_each_folder_of_examples_is_one_of_them() -> None:
    assert len(set(IDS)) == len(IDS)
    assert {path.name for path in FOLDER.iterdir()} == {*IDS, "_sample"}


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_its_module_says_what_it_finds_and_how_to_mend_it(check: Check[Any]) -> None:
    assert len(check.page.split("\n\n")) >= 2, "what it finds and why it matters; how to mend it"


@pytest.mark.parametrize("id", IDS)
def test_the_example_that_fails_fails_by_this_check_alone(id: str, tmp_path: Path) -> None:
    assert found_in(FOLDER / id / "fails", tmp_path / "rules") == {id}


@pytest.mark.parametrize("id", IDS)
def test_the_example_that_passes_passes_every_check(id: str, tmp_path: Path) -> None:
    assert found_in(FOLDER / id / "passes", tmp_path / "rules") == set()
