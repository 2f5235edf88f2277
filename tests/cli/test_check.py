"""posology check: paths, formats, what is accepted, the line from which it ends with 1, and the page of a check."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from posology.checking.registry import CHECKS
from posology.reading.folder import schemas

from ..checking.check_examples import CHECKS as EXAMPLES
from ..checking.check_examples import lay_example
from .running import Ended, problems_in, run

SARIF = json.loads((Path(__file__).resolve().parents[1] / "examples" / "sarif" / "shape.json").read_text("utf-8"))
ACCEPTED = (EXAMPLES / "accepted-without-finding" / "passes" / "baseline.yaml").read_text(encoding="utf-8")
OVERLAP = "the regimens `adult` (line 3) and `older-adult` apply together to"


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", "off")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def overlap(tmp_path: Path) -> Path:
    """A rules folder with an error."""
    return lay_example(EXAMPLES / "regimens-overlap" / "fails", tmp_path / "rules")


@pytest.fixture
def uncited(tmp_path: Path) -> Path:
    """A rules folder with a warning."""
    return lay_example(EXAMPLES / "uncited-evidence" / "fails", tmp_path / "rules")


def check(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ended:
    return run(capsys, "check", *map(str, arguments))


def document_of(ended: Ended) -> Any:
    """The one rules folder of the JSON that was printed, which must be as the schema says."""
    document = json.loads(ended.out)
    jsonschema.Draft7Validator(json.loads((schemas() / "check.schema.json").read_text("utf-8"))).validate(document)
    [checked] = document["checked"]
    return checked


def test_a_path_is_a_folder_of_rules_or_of_a_drug_or_a_file_of_either(
    overlap: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drug = overlap / "drugs" / "sample"
    paths = ([overlap], [drug], [drug / "limits.yaml"], [overlap / "vocabulary"], [drug, overlap, drug / "drug.yaml"])
    for given in paths:
        ended = check(capsys, *given)
        assert ended.code == 1
        [problem] = problems_in(ended.out)
        assert (problem.file, problem.line, problem.column) == ("limits.yaml", 10, 5)
        assert ended.err == "1 finding (1 error) in 9 rules of sample\n"


def test_a_path_without_rules_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.yaml").write_text("a: b\n", encoding="utf-8")
    for path in (tmp_path, tmp_path / "notes.yaml"):
        ended = check(capsys, path)
        assert (ended.code, ended.out) == (2, "")
        assert "rules-folder" in ended.err


def test_what_cannot_be_read_is_told_on_standard_error_in_every_format(
    overlap: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (overlap / "drugs" / "sample" / "guidance.yaml").write_text("drug: sample\nguidence: []\n", encoding="utf-8")
    told = {check(capsys, overlap, "--format", name) for name in ("text", "json", "github", "sarif")}
    [ended] = told
    assert (ended.code, ended.out) == (2, "")
    problems_in(ended.err)


def test_the_line_from_which_it_ends_with_1(uncited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = {level: check(capsys, uncited, "--fail-on", level).code for level in ("error", "warning", "info")}
    assert codes == {"error": 0, "warning": 1, "info": 1}
    ended = check(capsys, uncited, "--fail-on", "error")
    assert "uncited-evidence" in ended.out
    assert ended.err == "1 finding (1 warning) in 7 rules of sample\n"


def test_json_is_as_its_schema_says(overlap: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = document_of(check(capsys, overlap, "--format", "json"))
    assert (checked["drugs"], checked["rules"], checked["accepted"]) == (["sample"], 9, [])
    [finding] = checked["findings"]
    assert finding["at"] == {"file": "rules/drugs/sample/limits.yaml", "line": 10, "column": 5}
    assert (finding["check"], finding["severity"]) == ("regimens-overlap", "error")
    assert finding["rule"] == "sample/limits/older-adult"
    assert finding["message"].startswith(OVERLAP)


def test_a_fingerprint_survives_moved_lines(overlap: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [before] = document_of(check(capsys, overlap, "--format", "json"))["findings"]
    path = overlap / "drugs" / "sample" / "limits.yaml"
    path.write_text("# Two lines\n# more.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    [after] = document_of(check(capsys, overlap, "--format", "json"))["findings"]
    assert after["at"]["line"] == before["at"]["line"] + 2
    assert after["message"] != before["message"]
    assert after["fingerprint"] == before["fingerprint"]


def test_github_gets_the_file_as_it_is_called_from_here_with_its_signs_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = lay_example(EXAMPLES / "regimens-overlap" / "fails", tmp_path / "50%, or: so" / "rules")
    ended = check(capsys, rules, "--format", "github")
    assert ended.code == 1
    file = "50%25%2C or%3A so/rules/drugs/sample/limits.yaml"
    assert ended.out.startswith(f"::error file={file},line=10,col=5,title=regimens-overlap::{OVERLAP} {{patient: ")
    assert ended.out.count("\n") == 1


def test_github_is_told_a_warning_as_one_and_nothing_where_there_is_nothing(
    uncited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(capsys, uncited, "--format", "github").out.startswith(
        "::warning file=rules/drugs/sample/evidence.yaml,"
    )
    (uncited / "baseline.yaml").write_text(ACCEPTED, encoding="utf-8")
    assert check(capsys, uncited, "--format", "github")[:2] == (0, "")


def test_sarif_has_every_check_as_a_rule_and_every_finding_as_a_result(
    overlap: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = check(capsys, overlap, "--format", "sarif")
    assert ended.code == 1
    log = json.loads(ended.out)
    jsonschema.Draft7Validator(SARIF).validate(log)
    [made] = log["runs"]
    rules = made["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [one.id for one in CHECKS]
    [result] = made["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "regimens-overlap"
    [location] = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "rules/drugs/sample/limits.yaml"
    assert location["physicalLocation"]["region"] == {"startLine": 10, "startColumn": 5}
    [finding] = document_of(check(capsys, overlap, "--format", "json"))["findings"]
    assert list(result["partialFingerprints"].values()) == [finding["fingerprint"]]


def test_sarif_names_files_elsewhere_by_their_whole_address(
    overlap: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    log = json.loads(check(capsys, overlap, "--format", "sarif").out)
    [location] = log["runs"][0]["results"][0]["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (overlap / "drugs" / "sample" / "limits.yaml").as_uri()


def test_what_is_accepted_with_a_reason_is_no_finding(uncited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (uncited / "baseline.yaml").write_text(ACCEPTED, encoding="utf-8")
    ended = check(capsys, uncited)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "7 rules of sample: no findings, 1 accepted in baseline.yaml\n"
    checked = document_of(check(capsys, uncited, "--format", "json"))
    assert checked["findings"] == []
    [accepted] = checked["accepted"]
    assert accepted["reason"] == "The statement is kept for the review of the next edition."
    log = json.loads(check(capsys, uncited, "--format", "sarif").out)
    jsonschema.Draft7Validator(SARIF).validate(log)
    [result] = log["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == accepted["reason"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("7c8b", "7c8c"), ("check: uncited-evidence", "check: band-gap"), ("label#opioids", "label#dosing")],
)
def test_an_entry_matches_by_fingerprint_check_and_rule_together(
    before: str, after: str, uncited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (uncited / "baseline.yaml").write_text(ACCEPTED.replace(before, after), encoding="utf-8")
    found = document_of(check(capsys, uncited, "--format", "json"))["findings"]
    assert [one["check"] for one in found] == ["accepted-without-finding", "uncited-evidence"]
    assert found[0]["at"] == {"file": "rules/baseline.yaml", "line": 2, "column": 5}


def test_an_entry_about_another_drug_is_looked_at_with_the_whole_folder_only(
    uncited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drugs = uncited / "drugs"
    for path in (drugs / "sample").iterdir():
        text = path.read_text(encoding="utf-8").replace("drug: sample", "drug: other", 1)
        (drugs / "other").mkdir(exist_ok=True)
        (drugs / "other" / path.name).write_text(text, encoding="utf-8")
    medications = uncited / "vocabulary" / "medications.yaml"
    medications.write_text(medications.read_text(encoding="utf-8") + "  other: {atc: [V03AX99]}\n", encoding="utf-8")
    entry = ACCEPTED.partition("\n")[2].replace("sample/", "gone/").replace("7c8b", "0000")
    (uncited / "baseline.yaml").write_text(ACCEPTED + entry, encoding="utf-8")
    assert check(capsys, drugs / "sample").code == 0
    assert check(capsys, uncited, "--drug", "sample").code == 0
    told = {problem.words.split()[0] for problem in problems_in(check(capsys, uncited).out)}
    assert told == {"uncited-evidence", "accepted-without-finding"}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("    reason: The statement is kept for the review of the next edition.\n", "", "missing-key"),
        ("The statement is kept for the review of the next edition.", "so", "empty"),
        ("7c8b-6ec3-d752-f2ab", "7c8b", "value"),
        ("accepted:", "acepted:", "accepted"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_refused_with_its_place(
    before: str, after: str, says: str, uncited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (uncited / "baseline.yaml").write_text(ACCEPTED.replace(before, after), encoding="utf-8")
    ended = check(capsys, uncited)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert all(problem.file == "baseline.yaml" for problem in problems_in(ended.err))


def test_the_same_entry_twice_is_refused(uncited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (uncited / "baseline.yaml").write_text(ACCEPTED + ACCEPTED.partition("\n")[2], encoding="utf-8")
    ended = check(capsys, uncited)
    assert ended.code == 2
    [problem] = problems_in(ended.err)
    assert (problem.file, problem.line) == ("baseline.yaml", 6)


@pytest.mark.parametrize("one", CHECKS, ids=[one.id for one in CHECKS])
def test_explain_shows_the_page_of_a_check(one: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ended = check(capsys, "--explain", one.id)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{one.id} ({one.severity.value}): {one.title}")
    assert " ".join(one.page.split()) in " ".join(ended.out.split())


def test_explain_of_a_check_that_there_is_not_names_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    ended = check(capsys, "--explain", "bandgap")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean `band-gap`?" in ended.err
