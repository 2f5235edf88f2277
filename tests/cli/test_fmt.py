"""posology fmt: what it writes, what it names, what it refuses."""

import shutil
from pathlib import Path

import pytest

from posology import read_knowledge
from posology.reading.folder import default_rules

from ..small_drug import NAME, write_drug
from .running import problems_in, run

OUT_OF_ORDER = f"""\
limits:
  - evidence: [label#all]
    max_daily: 200 mg   # as printed
    # one a day
    start: {{times_a_day: 1, dose: 25 mg}}
    id: adult
    times_a_day: {{from: 1, to: 2}}
drug: {NAME}
"""
IN_ORDER = f"""\
drug: {NAME}
limits:
  - id: adult
    # one a day
    start: {{dose: 25 mg, times_a_day: 1}}
    times_a_day: {{from: 1, to: 2}}
    max_daily: 200 mg   # as printed
    evidence: [label#all]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    rules = write_drug(tmp_path)
    (rules / "drugs" / NAME / "cases.yaml").unlink()
    shutil.rmtree(rules / "vocabulary")
    (rules / "drugs" / NAME / "limits.yaml").write_text(OUT_OF_ORDER, encoding="utf-8")
    return rules


def test_it_writes_what_is_out_of_order_and_nothing_else(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in rules.rglob("*.yaml")}
    limits = rules / "drugs" / NAME / "limits.yaml"
    ended = run(capsys, "fmt", str(rules))
    assert (ended.code, ended.out) == (0, f"wrote {limits}\n")
    assert limits.read_text(encoding="utf-8") == IN_ORDER
    assert {path for path, content in before.items() if path.read_bytes() != content} == {limits}
    again = run(capsys, "fmt", str(rules))
    assert (again.code, again.out) == (0, "")


def test_check_changes_nothing_and_names_the_files(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = rules / "drugs" / NAME / "limits.yaml"
    ended = run(capsys, "fmt", "--check", str(rules))
    assert (ended.code, ended.out) == (1, f"{limits}\n")
    assert limits.read_text(encoding="utf-8") == OUT_OF_ORDER
    run(capsys, "fmt", str(limits))
    assert run(capsys, "fmt", "--check", str(rules)).code == 0


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("drug: exemplin\nlimits: [\n", "yaml-syntax"),
        ("drug: exemplin\nlimits: []\nlimits: []\n", "yaml-duplicate-key"),
        ("drug: exemplin\nlimits: []\nnotes: none\n", "unknown-key"),
        ("drug: exemplin\nlimits:\n  - {id: adult}\n", "missing-key"),
        ("", "yaml-empty"),
    ],
)
def test_a_broken_file_is_refused_with_its_place_and_nothing_is_written(
    rules: Path, broken: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = rules / "drugs" / "other"
    other.mkdir()
    (other / "limits.yaml").write_text(broken, encoding="utf-8")
    ended = run(capsys, "fmt", str(rules))
    assert (ended.code, ended.out) == (2, "")
    assert {one.words.split()[0] for one in problems_in(ended.err)} == {problem}
    assert (other / "limits.yaml").read_text(encoding="utf-8") == broken
    assert (rules / "drugs" / NAME / "limits.yaml").read_text(encoding="utf-8") == OUT_OF_ORDER


def test_a_file_that_holds_no_rules_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "limit.yaml"
    path.write_text("drug: exemplin\n", encoding="utf-8")
    ended = run(capsys, "fmt", str(path))
    [problem] = problems_in(ended.err)
    assert (ended.code, problem.words) == (2, "rule-file this is no file of rules (did you mean `limits`?)")


def test_the_rules_that_come_along_keep_their_fingerprints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(default_rules(), tmp_path / "rules")
    assert run(capsys, "fmt", str(tmp_path / "rules")).code == 0
    before, after = read_knowledge(), read_knowledge(rules=tmp_path / "rules")
    assert before.fingerprint(before.available) == after.fingerprint(after.available)
