"""posology new drug: a folder that is well formed at once and cannot be mistaken for knowledge."""

import re
from pathlib import Path

import pytest

from posology.reading.folder import DRUG_FILES

from ..small_drug import write_two_drugs
from .running import problems_in, run

PATIENT = "patient: {age: 40 years}\nmedications: []\ncontext: {jurisdiction: us, as_of: 2026-11-22}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    rules = write_two_drugs(tmp_path)
    (rules / "drugs").mkdir()
    return rules


def test_the_folder_passes_check_and_fmt_and_says_what_to_fill_in(
    rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(capsys, "new", "drug", "exemplin", "--rules", str(rules))
    assert (ended.code, ended.err) == (0, "")
    assert "nobody is covered" in ended.out
    assert "vocabulary/medications.yaml" in ended.out
    folder = rules / "drugs" / "exemplin"
    assert {path.stem for path in folder.iterdir()} == {*DRUG_FILES, "cases"}
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "# TO FILL IN" in text
        assert text.startswith(f"# yaml-language-server: $schema=../../../schemas/{path.stem}.schema.json\n")
        assert not re.search(r"\d+(\.\d+)? ?(mg|g|mL|kg|%|years|weeks|days|hours)\b", text), "a figure that looks real"
    ended = run(capsys, "check", str(rules))
    assert (ended.code, ended.out) == (0, "0 rules of exemplin: no findings\n")
    assert run(capsys, "fmt", "--check", str(folder)).code == 0
    ended = run(capsys, "test", str(folder))
    assert (ended.code, ended.out) == (0, "exemplin: 1 case, all as expected\n")


def test_nobody_is_covered_by_it(rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "drug", "exemplin", "--rules", str(rules))
    profile = tmp_path / "patient.yaml"
    profile.write_text(PATIENT, encoding="utf-8")
    ended = run(capsys, "evaluate", str(profile), "--drug", "exemplin", "--rules", str(rules))
    assert ended.code == 0
    assert "VERDICT: NOT COVERED" in ended.out
    assert not re.search(r"\d mg", ended.out)
    ended = run(capsys, "show", "exemplin", "--rules", str(rules))
    assert (ended.code, ended.out) == (0, "Exemplin, oral\n\nNo source has been read yet, and there is no rule.\n")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Exemplin", "write `exemplin`"),
        ("exemplin forte", "write `exemplin-forte`"),
        ("../exemplin", "small letters"),
        ("", "small letters"),
        (".", "small letters"),
        ("-exemplin", "small letters"),
        ("x" * 61, "small letters"),
        ("6-exemplin", "small letters"),
    ],
)
def test_a_bad_name_is_refused_and_nothing_is_written(
    name: str, hint: str, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(capsys, "new", "drug", "--rules", str(rules), "--", name)
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words.startswith("drug-name ")
    assert hint in problem.words
    assert list((rules / "drugs").iterdir()) == []


def test_a_drug_that_has_a_folder_is_refused_and_stays_as_it_is(
    rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "new", "drug", "exemplin", "--rules", str(rules))
    limits = rules / "drugs" / "exemplin" / "limits.yaml"
    limits.write_text("drug: exemplin\nlimits: []\n", encoding="utf-8")
    ended = run(capsys, "new", "drug", "exemplin", "--rules", str(rules))
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words.startswith("drug-exists ")
    assert limits.read_text(encoding="utf-8") == "drug: exemplin\nlimits: []\n"
    assert [path.name for path in (rules / "drugs").iterdir()] == ["exemplin"]


def test_a_folder_without_drugs_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(capsys, "new", "drug", "exemplin", "--rules", str(tmp_path))
    assert ended.code == 2
    assert {problem.words.split()[0] for problem in problems_in(ended.err)} <= {"rules-folder", "file-missing"}
    assert list(tmp_path.iterdir()) == []
