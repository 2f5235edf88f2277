"""posology test: exit codes, places, coverage, mistakes that go unseen, and JSON that its schema describes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from posology.reading.folder import schemas

from ..cases.small_cases import ADULT, ALL, MASKED, OLD, OPIOID, UNKNOWN, write_tested
from ..small_drug import NAME
from .running import Ended, problems_in, run

FILE = f"rules/drugs/{NAME}"


@pytest.fixture(autouse=True)
def _no_kept_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", "off")


def run_test(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ended:
    return run(capsys, "test", *map(str, arguments))


def document_of(ended: Ended) -> dict[str, Any]:
    """The one drug of the JSON that was printed, which must be as the schema says."""
    document = json.loads(ended.out)
    schema = json.loads((schemas() / "test.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(document)
    [drug] = document["drugs"]
    assert isinstance(drug, dict)
    return drug


def test_all_as_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run_test(capsys, write_tested(tmp_path))
    assert (ended.code, ended.out) == (0, f"{NAME}: 5 cases, all as expected\n")
    assert ended.err.startswith(f"{NAME}: ")


def test_a_wrong_expectation_is_shown_with_its_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ADULT.replace("max_daily: 200 mg", "max_daily: 180 mg").replace("verdict: ok", "verdict: avoid")
    rules = write_tested(tmp_path, OLD, wrong)
    ended = run_test(capsys, rules)
    assert ended.code == 1
    assert ended.out.splitlines() == [
        f"{NAME}: 3 cases, 1 not as expected",
        f"{FILE}/cases.yaml:19:5  An adult starts with one tablet a day and goes up by one a week",
        "    verdict: expected avoid, got ok",
        f"    plan.max_daily: expected 180 mg, got 200 mg  (by {NAME}/limits/adult at {FILE}/limits.yaml:4)",
    ]
    [failure] = document_of(run_test(capsys, rules, "--format", "json"))["failures"]
    assert failure["at"] == {"file": f"{FILE}/cases.yaml", "line": 19, "column": 5}
    assert failure["differences"][1] == {
        "what": "plan.max_daily",
        "expected": "180 mg",
        "got": "200 mg",
        "by": [f"{NAME}/limits/adult at {FILE}/limits.yaml:4"],
        "at": {"file": f"{FILE}/cases.yaml", "line": 31, "column": 20},
    }


def test_the_path_may_be_a_rules_folder_a_drug_or_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_tested(tmp_path)
    of_drug = rules / "drugs" / NAME
    for paths in ([rules], [of_drug], [of_drug / "cases.yaml"], [rules, of_drug]):
        ended = run_test(capsys, *paths)
        assert (ended.code, ended.out) == (0, f"{NAME}: 5 cases, all as expected\n")


def test_mistakes_in_files_and_in_the_call_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_tested(tmp_path, ADULT.replace("covered: yes", "coverd: yes"))
    ended = run_test(capsys, rules)
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert str(problem) == "cases.yaml:11:7 unknown-key `coverd` is not known here (did you mean `covered`?)"
    assert run_test(capsys, tmp_path).code == 2
    assert run_test(capsys, tmp_path / "nowhere").code == 2
    assert run_test(capsys, rules, "--drug", "exemplim").code == 2
    assert run_test(capsys, rules, "--fail-under", "101").code == 2


def test_a_rule_that_is_wrong_is_told_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_tested(tmp_path, limits="limits:\n  - id: adult\n    max_daily: 5 mgg\n    evidence: [label#all]\n")
    ended = run_test(capsys, rules)
    assert (ended.code, ended.out) == (2, "")
    assert "limits.yaml:3:5" in ended.err


def test_a_drug_without_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_tested(tmp_path)
    (rules / "drugs" / NAME / "cases.yaml").unlink()
    assert run_test(capsys, rules)[:2] == (0, f"{NAME}: no cases\n")
    assert run_test(capsys, rules, "--fail-under", "1").code == 1
    ended = run_test(capsys, rules, "--mutate", "--format", "json")
    assert ended.code == 1
    assert len(document_of(ended)["mutation"]["survivors"]) == 31


def test_coverage_names_what_no_case_comes_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_tested(tmp_path, ADULT, UNKNOWN, OPIOID)
    ended = run_test(capsys, rules, "--coverage")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        f"{NAME}: 3 cases, all as expected",
        "  covered: fired 5 of 6 (83.3%), not fired 2 of 2 (100%), undetermined 2 of 2 (100%), bounds 0 of 1 (0%)",
        f"{FILE}/populations.yaml:4:5  populations/very-old fires in no case",
        f"{FILE}/populations.yaml:5:28  "
        "populations/very-old has no patient just below nor above: age: at_least 100 years",
    ]
    covered = document_of(run_test(capsys, rules, "--coverage", "--format", "json"))["coverage"]
    assert {kind: share["percent"] for kind, share in covered.items()} == {
        "fired": 83.3,
        "not_fired": 100,
        "undetermined": 100,
        "bounds": 0,
    }
    assert covered["bounds"]["missing"][0]["without"] == ["below", "above"]


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("83.3", 0), ("84", 1), ("100", 1)])
def test_too_little_covered_is_a_failure(
    percent: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unbounded = "populations:\n  - {id: very-old, when: {sex: female}, says: Care., evidence: [label#all]}\n"
    rules = write_tested(
        tmp_path,
        ADULT,
        OPIOID,
        UNKNOWN.replace("age: ~", "sex: ~, age: ~").replace("age, taking", "sex, taking"),
        populations=unbounded,
    )
    ended = run_test(capsys, rules, "--fail-under", percent)
    assert ended.code == code
    assert "  covered: fired 5 of 6 (83.3%)" in ended.out


def test_mistakes_that_go_unseen_are_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_tested(tmp_path)
    ended = run_test(capsys, rules, "--mutate")
    assert ended.code == 1
    assert ended.out.splitlines()[:3] == [
        f"{NAME}: 5 cases, all as expected",
        "  31 edits tried on 5 cases, 5 would go unseen",
        f"{FILE}/drug.yaml:11:17  products/tablet  strengths: 5 mg -> 4 mg  (no answer changes)",
    ]
    assert (
        "strengths: 25 mg -> 24 mg  (changes schedule in the case on line 8, which expects nothing of it)" in ended.out
    )
    tried = document_of(run_test(capsys, rules, "--mutate", "--format", "json"))["mutation"]
    assert (tried["mutants"], tried["cases"]) == (31, 5)
    assert tried["survivors"][2]["changes"]["parts"] == ["schedule"]
    assert tried["survivors"][0] == {
        "at": {"file": f"{FILE}/drug.yaml", "line": 11, "column": 17},
        "edit": "strengths: 5 mg -> 4 mg",
        "kind": "figure",
        "rule": f"{NAME}/products/tablet",
    }


def test_what_no_case_can_notice_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_of = (
        ADULT
        + '      schedule: ["day 1-7: 25 mg x 1 = 1 x 25 mg", "day 8-14: 50 mg x 1 = 2 x 25 mg", {}]\n'.format(
            '"day 15-21: 75 mg x 1 = 3 x 25 mg", "day 22 on: 100 mg x 1 = 4 x 25 mg"'
        )
    )
    rules = write_tested(tmp_path, made_of, *ALL[1:], MASKED)
    ended = run_test(capsys, rules, "--mutate")
    assert ended.out.splitlines()[:4] == [
        f"{NAME}: 5 cases, all as expected",
        "  31 edits tried on 5 cases, none would go unseen, 3 cannot be noticed",
        "  cannot be noticed, as cases.yaml says:",
        f"{FILE}/drug.yaml:11:17  products/tablet  strengths: 5 mg -> 4 mg  (No dose is made of the smaller tablet.)",
    ]
    assert ended.code == 0
    tried = document_of(run_test(capsys, rules, "--mutate", "--format", "json"))["mutation"]
    assert (tried["survivors"], len(tried["accepted"]), tried["outdated"]) == ([], 3, [])


def test_an_outdated_entry_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = 'unnoticed:\n  - {edit: "limits/adult  max_daily: 200 mg -> 199 mg", reason: Something is stricter.}\n'
    rules = write_tested(tmp_path, *ALL, entry)
    ended = run_test(capsys, rules, "--mutate")
    assert ended.code == 1
    assert (
        "limits/adult max_daily: 200 mg -> 199 mg  (no such edit goes unseen: take it out of `unnoticed`)" in ended.out
    )
    [outdated] = document_of(run_test(capsys, rules, "--mutate", "--format", "json"))["mutation"]["outdated"]
    assert outdated["edit"] == "limits/adult max_daily: 200 mg -> 199 mg"


def test_cases_that_fail_notice_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run_test(capsys, write_tested(tmp_path, ADULT.replace("verdict: ok", "verdict: avoid"), OLD), "--mutate")
    assert ended.code == 1
    assert "edits tried on 2 cases" in ended.out


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes where Linux lists them")
@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_behind(signalled: signal.Signals) -> None:
    """The real rules, so that it is still at work when it is stopped."""
    command = [sys.executable, "-m", "posology_cli", "test", "--mutate"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as running:
        assert waited_for(lambda: len(descendants(running.pid)) >= 2), "no processes were started"
        started = descendants(running.pid)
        os.kill(running.pid, signalled)
        running.communicate(timeout=20)
        assert running.returncode in (130, -signal.SIGKILL)
    assert waited_for(lambda: not [pid for pid in started if is_alive(pid)])


def waited_for(condition: Any, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def descendants(pid: int) -> set[int]:
    """The processes of the session that `pid` leads."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != pid and session_of(int(entry.name)) == pid:
            found.add(int(entry.name))
    return found


def session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False
