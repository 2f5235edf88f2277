"""A defect planted into a copy of a real drug is told at the command line, with a patient, and nothing else is."""

import shutil
from pathlib import Path

import pytest

from posology.reading.folder import default_rules
from tests.cli.running import problems_in, run

DRUG = "baclofen"
PLANTED = [
    (
        "limits.yaml",
        "when: {jurisdiction: ca, age: {at_least: 12 years}}",
        "when: {jurisdiction: [ca, us], age: {at_least: 12 years}}",
        "regimens-overlap the regimens `adult-us` (line ",
        "`adult-ca` apply together to {patient: {age: 12 years}, context: {jurisdiction: us}}",
    ),
    (
        "titration.yaml",
        "- id: adult-ca\n",
        "- id: adult-ca\n    when: {jurisdiction: [ca, us], age: {below: 12.5 years, at_least: 12 years}}\n",
        "regimens-overlap the titrations `adult-us` (line ",
        "`adult-ca` apply together to {patient: {age: 12 years}, context: {jurisdiction: us}}",
    ),
    (
        "populations.yaml",
        "when: {crcl: {at_most: 30 mL/min}}",
        "when: {crcl: {below: 30 mL/min}}",
        "band-gap crcl 30 mL/min lies neither in `renal-moderate` (line ",
        "{patient: {crcl: 30 mL/min}}",
    ),
    (
        "populations.yaml",
        "when: {egfr: {at_least: 30 mL/min/1.73m2, at_most: 60 mL/min/1.73m2}}",
        "when: {egfr: {at_least: 31 mL/min/1.73m2, at_most: 60 mL/min/1.73m2}}",
        "band-gap egfr 30 mL/min/1.73m2 lies neither in `egfr-moderate` (line ",
        "{patient: {egfr: 30 mL/min/1.73m2}}",
    ),
]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the vocabulary and of one drug."""
    monkeypatch.setenv("POSOLOGY_CACHE", "off")
    for part in ("vocabulary", f"drugs/{DRUG}"):
        shutil.copytree(default_rules() / part, tmp_path / "rules" / part)
    return tmp_path / "rules"


def test_nothing_is_told_of_the_drug_as_it_is(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", str(rules)).code == 0


@pytest.mark.parametrize(("file", "before", "after", "begins", "holds"), PLANTED)
def test_the_defect_is_told_and_nothing_else(
    file: str, before: str, after: str, begins: str, holds: str, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = rules / "drugs" / DRUG / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    ended = run(capsys, "check", str(rules))
    assert ended.code == 1
    [problem] = problems_in(ended.out)
    assert problem.file == file
    assert problem.words.startswith(begins)
    assert holds in problem.words


def test_the_patient_shown_gets_no_answer(rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, before, after, _, _ = PLANTED[0]
    path = rules / "drugs" / DRUG / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    [problem] = problems_in(run(capsys, "check", str(rules)).out)
    patient = tmp_path / "patient.yaml"
    patient.write_text(problem.words[problem.words.index("{") : problem.words.rindex("(")], encoding="utf-8")
    ended = run(capsys, "evaluate", str(patient), "--drug", DRUG, "--rules", str(rules))
    assert ended.code == 2
    assert "knowledge-conflict  two regimens apply to this patient" in ended.err
