"""docs/new-drug.md: the drug that it writes passes every step that it names."""

import re
import shutil
from pathlib import Path

import pytest

from posology import read_knowledge
from posology.cases.reading import cases_of
from posology.cases.running import run_cases
from posology.firing.judge import Outcome
from posology.reading.folder import DRUG_FILES, default_rules

from ..cli.running import run

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "new-drug.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```yaml\n# rules/(\S+)\n(.*?)```", PAGE, re.DOTALL))
FOLDER, MEDICATIONS = "drugs/exemplin", "vocabulary/medications.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The vocabulary that comes along and the drug of the page, written as the page says."""
    folder = tmp_path / "rules"
    shutil.copytree(default_rules() / "vocabulary", folder / "vocabulary")
    (folder / FOLDER).mkdir(parents=True)
    for name, text in FILES.items():
        if name != MEDICATIONS:
            (folder / name).write_text(text, encoding="utf-8")
    lines = (folder / MEDICATIONS).read_text(encoding="utf-8").splitlines(keepends=True)
    after = next(index for index, line in enumerate(lines) if line[:2] == "  " and line[2:3] == "f")
    (folder / MEDICATIONS).write_text("".join([*lines[:after], FILES[MEDICATIONS], *lines[after:]]), encoding="utf-8")
    return folder


def test_the_page_writes_every_file_of_a_drug() -> None:
    assert set(FILES) == {MEDICATIONS, f"{FOLDER}/cases.yaml", *(f"{FOLDER}/{kind}.yaml" for kind in DRUG_FILES)}


def test_check_finds_nothing(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", str(rules))
    assert (code, err) == (0, "")
    assert "of exemplin: no findings" in out


def test_its_cases_are_answered_as_expected_and_every_rule_fires_in_one(rules: Path) -> None:
    knowledge = read_knowledge(["exemplin"], rules)
    answered = run_cases(knowledge, "exemplin", cases_of(rules, "exemplin"))
    fired: set[str] = set()
    for one in answered:
        assert one.differences == (), one.case.name
        fired |= {rule.id for rule in one.evaluation.firings.of(Outcome.FIRED)}
    assert fired == {rule.id for rule in knowledge.drugs["exemplin"].rules} - {"exemplin/tapers/none"}


def test_a_patient_may_name_it_among_the_medicines(
    rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "patient.yaml"
    profile.write_text("patient: {age: 40 years, crcl: 90 mL/min}\nmedications: [exemplary]\n", encoding="utf-8")
    code, out, _ = run(capsys, "evaluate", str(profile), "--rules", str(rules), "--as-of", "2026-11-22")
    assert code == 0
    assert out.startswith("Exemplin, oral")


def test_the_first_mistake_is_found_as_the_page_says(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rules / FOLDER / "populations.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{at_least: 30 mL/min, at_most", "{above: 30 mL/min, at_most"), encoding="utf-8")
    code, out, _ = run(capsys, "check", str(rules))
    assert code == 1
    assert "band-gap" in out
    assert "crcl: 30 mL/min" in out
