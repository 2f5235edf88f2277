"""posology evaluate: formats, options, exit codes, many patients."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from posology.reading.folder import schemas
from posology_cli.main import main

CHECKOUT = Path(__file__).resolve().parents[2]
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
