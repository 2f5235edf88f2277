"""posology evaluate: formats, options, exit codes, many patients."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from posology.reading.folder import default_rules, schemas
from posology_cli.main import main

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLE = CHECKOUT / "tests" / "examples" / "bad_rules" / "_sample" / "drugs" / "sample"
PATIENT = str(CHECKOUT / "tests" / "examples" / "readme" / "patient.yaml")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("COLUMNS", "100")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    captured = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return code, captured.out, captured.err


def test_text_begins_with_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "evaluate", PATIENT)
    assert (code, err) == (0, "")
    assert out.splitlines()[2].startswith("VERDICT: ")
    assert "\x1b" not in out


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_text_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run(capsys, "evaluate", PATIENT, "--explain")
    too_long = [line for line in out.splitlines() if len(line) > width and " " in line.lstrip(" |`-")]
    assert too_long == []


def test_json_is_of_the_schema_and_exact(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "evaluate", PATIENT, "--format", "json")
    document = json.loads(out, parse_float=str)
    schema = json.loads((schemas() / "result.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(out))
    assert not re.search(r"\d[eE][-+]?\d", re.sub(r'"[^"]*"', "", out))
    figures = document["evaluations"][0]["set_by"]["max_daily"]
    mild = next(one for one in figures if one["rule"].endswith("renal-mild"))
    assert mild["value"] == {"value": "53.3333", "unit": "mg", "exact": "160/3"}


def test_the_same_profile_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "evaluate", PATIENT, "--format", "json")
    assert first == run(capsys, "evaluate", PATIENT, "--format", "json")


def test_an_order_on_the_command_line_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "evaluate", PATIENT, "--order", "40 mg x 3", "--fail-on", "exceeds")
    assert code == 1
    assert "40 mg x 3 (120 mg a day) tablet: EXCEEDS" in out


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("caution", 1), ("contraindicated", 1)])
def test_fail_on(capsys: pytest.CaptureFixture[str], fail_on: str, code: int) -> None:
    """The patient's verdict is caution, and the order exceeds a bound: that counts whatever the verdict."""
    assert run(capsys, "evaluate", PATIENT, "--fail-on", fail_on)[0] == code


def test_jurisdiction_and_day_over_those_of_the_profile(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "evaluate", PATIENT, "--jurisdiction", "uk", "--as-of", "2026-11-30", "--format", "json")
    document = json.loads(out)
    assert (document["jurisdiction"], document["as_of"]) == ("uk", "2026-11-30")
    assert document["evaluations"][0]["regimen"] == "baclofen/limits/adult-uk"


def test_many_patients_one_json_a_line_in_their_order(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ages = range(20, 50)
    lines = [
        json.dumps({"id": f"p{age}", "patient": {"age": f"{age} years"}, "medications": ["baclofen"]}) for age in ages
    ]
    path = tmp_path / "cohort.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = run(capsys, "evaluate", str(path), "--format", "json", "--as-of", "2026-11-22")
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == [f"p{age}" for age in ages]


def test_yaml_documents_and_json_lines_give_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("patient: {age: 30 years}\nmedications: [baclofen]\n", encoding="utf-8")
    (tmp_path / "a.json").write_text('{"patient": {"age": "30 years"}, "medications": ["baclofen"]}', encoding="utf-8")
    as_yaml = run(capsys, "evaluate", str(tmp_path / "a.yaml"), "--format", "json", "--as-of", "2026-11-22")
    assert as_yaml == run(capsys, "evaluate", str(tmp_path / "a.json"), "--format", "json", "--as-of", "2026-11-22")


def test_explain_names_every_rule_of_the_drug(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "evaluate", PATIENT, "--explain", "--format", "text")
    _, as_json, _ = run(capsys, "evaluate", PATIENT, "--format", "json")
    trace = json.loads(as_json)["evaluations"][0]["trace"]
    for rows in trace.values():
        for row in rows:
            assert row["rule"] in out
            assert re.fullmatch(r"rules/drugs/baclofen/[a-z]+\.yaml:[0-9]+", row["at"])


def test_check_finds_nothing_in_what_comes_along(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check")
    assert code == 0
    assert out.endswith("no findings\n")


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("evaluate", "check", "schemas"):
        code, out, _ = run(capsys, command, "--help")
        assert code == 0
        assert out.startswith("Usage: posology " + command)


# Orders that are not so many times a day.


@pytest.mark.parametrize(
    ("order", "daily"), [("5 mg every 2 days", "2.5"), ("5 mg every 8 hours", "15"), ("5 mg x 2 as needed", "10")]
)
def test_an_order_every_so_often(capsys: pytest.CaptureFixture[str], order: str, daily: str) -> None:
    code, out, _ = run(capsys, "evaluate", PATIENT, "--order", order, "--format", "json")
    assert code == 0
    ordered = json.loads(out, parse_float=str)["evaluations"][0]["order"]["ordered"]
    assert str(ordered["daily"]["value"]) == daily


# Several drugs.

STARTING = """\
  - id: valproate-is-added
    with: {facts: {starting: {medication: valproic-acid}}}
    severity: major
    verdict: avoid
    effect: Its level doubles.
    management: Wait.
    evidence: [label#opioids]
  - id: carbamazepine-is-taken-away
    with: {facts: {stopping: {atc: N03AF01}}}
    severity: major
    verdict: caution
    effect: Its level rises.
    management: Come down.
    evidence: [label#opioids]
"""


@pytest.fixture
def two_drugs(tmp_path: Path) -> Path:
    """A rules folder with two drugs; to one of them, medicines that come and go matter."""
    shutil.copytree(default_rules() / "vocabulary", tmp_path / "rules" / "vocabulary")
    for drug in ("alpha", "beta"):
        folder = tmp_path / "rules" / "drugs" / drug
        shutil.copytree(SAMPLE, folder)
        for path in folder.iterdir():
            path.write_text(path.read_text(encoding="utf-8").replace("drug: sample", f"drug: {drug}"), encoding="utf-8")
    with (tmp_path / "rules" / "drugs" / "beta" / "interactions.yaml").open("a", encoding="utf-8") as file:
        file.write(STARTING)
    return tmp_path / "rules"


def answers(
    capsys: pytest.CaptureFixture[str], rules: Path, profile: str, *options: str
) -> tuple[int, dict[str, Any], str]:
    """The exit code, the answer about each drug, and what standard error says."""
    path = rules.parent / "patient.yaml"
    path.write_text(f"{profile}context: {{as_of: 2026-11-22}}\n", encoding="utf-8")
    code, out, err = run(capsys, "evaluate", str(path), "--rules", str(rules), "--format", "json", *options)
    evaluations = json.loads(out)["evaluations"] if out else []
    return code, {one["drug"]: one for one in evaluations}, err


SEVERAL = """\
patient: {age: 50 years}
medications: [{name: valproate, change: starting}, {name: carbamazepine, change: stopping}]
therapy:
  - {drug: alpha, current: {dose: 5 mg, times_a_day: 3, since: 2026-11-01}}
  - {drug: beta, last_taken: 2026-11-19}
order:
  - {drug: beta, dose: 5 mg, every: 2 days}
"""


def test_several_drugs_each_with_its_own_therapy_and_order(capsys: pytest.CaptureFixture[str], two_drugs: Path) -> None:
    code, found, err = answers(capsys, two_drugs, SEVERAL)
    assert (code, err, list(found)) == (0, "", ["alpha", "beta"])
    assert [one["facts"]["current_daily"]["value"]["value"] for one in found.values()] == [15, 0]
    assert [one["facts"]["time_off"]["value"]["value"] for one in found.values()] == [0, 96]
    assert "order" not in found["alpha"]
    assert found["beta"]["order"]["ordered"]["dose"]["value"] == 5


def test_medicines_that_come_and_go_are_told_of_by_name(capsys: pytest.CaptureFixture[str], two_drugs: Path) -> None:
    _, found, _ = answers(capsys, two_drugs, SEVERAL)
    told = {alert["rule"].rpartition("/")[2]: alert["with"] for alert in found["beta"]["alerts"]}
    assert told == {"valproate-is-added": ["valproic-acid"], "carbamazepine-is-taken-away": ["carbamazepine"]}
    assert found["alpha"]["alerts"] == []
    _, found, _ = answers(capsys, two_drugs, SEVERAL.replace("starting", "stopping"))
    assert [alert["rule"].rpartition("/")[2] for alert in found["beta"]["alerts"]] == ["carbamazepine-is-taken-away"]


def test_text_shows_the_therapy_of_each_drug(capsys: pytest.CaptureFixture[str], two_drugs: Path) -> None:
    path = two_drugs.parent / "patient.yaml"
    path.write_text(SEVERAL, encoding="utf-8")
    code, out, _ = run(capsys, "evaluate", str(path), "--rules", str(two_drugs), "--as-of", "2026-11-22")
    assert code == 0
    assert out.count("since 2026-11-01") == 1


def test_an_order_on_the_command_line_is_one_of_the_drug_that_is_ordered(
    capsys: pytest.CaptureFixture[str], two_drugs: Path
) -> None:
    _, found, _ = answers(capsys, two_drugs, SEVERAL, "--order", "10 mg x 3")
    assert "order" not in found["alpha"]
    assert found["beta"]["order"]["ordered"]["dose"]["value"] == 10
    _, found, _ = answers(capsys, two_drugs, SEVERAL, "--order", "10 mg x 3", "--drug", "alpha")
    assert list(found) == ["alpha"]
    assert found["alpha"]["order"]["ordered"]["dose"]["value"] == 10


@pytest.mark.parametrize(
    ("profile", "problem"),
    [
        (
            "order: [{drug: alpha, stop: yes}, {drug: beta, stop: yes}]\ntherapy: {response: adequate}\n",
            "2:10  no-drug  the therapy does not say of which drug it is  (add therapy.drug: one of alpha, beta)",
        ),
        (
            "order: {stop: yes}\ntherapy: [{drug: alpha}, {drug: beta}]\n",
            "1:8  no-drug  the order does not say of which drug it is  (add order.drug: one of alpha, beta)",
        ),
        (
            "therapy: [{drug: alpha}, {drug: bata}]\n",
            "1:33  unknown-drug  there are no rules for `bata`, of which a therapy is stated  (did you mean `beta`?)",
        ),
    ],
)
def test_of_several_drugs_it_must_be_said_which_is_meant(
    profile: str, problem: str, capsys: pytest.CaptureFixture[str], two_drugs: Path
) -> None:
    code, found, err = answers(capsys, two_drugs, profile)
    assert (code, found) == (2, {})
    assert err.endswith(f"patient.yaml:{problem}\n")
