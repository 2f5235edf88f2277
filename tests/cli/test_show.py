"""posology show: a monograph of every drug, as text and as Markdown, and one rule in full."""

import re
from pathlib import Path

import pytest

from posology import read_knowledge
from posology.reading.folder import available_drugs, default_rules

from ..small_drug import NAME, write_drug
from .running import problems_in, run

DRUGS = available_drugs(default_rules())
EVIDENCE = """
sources:
  label:
    title: A label that nobody wrote
    kind: label
    jurisdiction: us
    dated: 2026
    url: "https://example.org/label"
    states:
      all: {says: All of it., at: Section 2, max_daily: 200 mg}
  formulary:
    title: A formulary
    kind: guideline
    jurisdiction: uk
    dated: 2025-01
    url: "https://example.org/formulary"
    states:
      most: {says: Up to 100 mg a day., at: Table 1, max_daily: 100 mg}
"""
LIMITS = """
limits:
  - id: adult
    start: {dose: 25 mg, times_a_day: 1}
    times_a_day: {from: 1, to: 2}
    max_daily: 200 mg
    note: The formulary is cited because it disagrees.
    evidence: [label#all, formulary#most]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_drug(tmp_path, evidence=EVIDENCE, limits=LIMITS)


@pytest.mark.parametrize("format_name", ["text", "markdown"])
@pytest.mark.parametrize("drug", DRUGS)
def test_a_monograph_has_every_rule_and_source_and_fits(
    drug: str, format_name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = read_knowledge([drug]).drugs[drug]
    for columns, width in (("80", 80), ("20", 40), ("300", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        ended = run(capsys, "show", drug, "--format", format_name)
        assert (ended.code, ended.err) == (0, "")
        for line in ended.out.splitlines():
            assert len(line) <= width or " " not in line.strip("-* #").strip(), line
            assert line == line.rstrip()
        titles = re.findall(r"^(?:### )?([a-z]+/[a-z0-9-]+)(?=:|$)", ended.out, flags=re.MULTILINE)
        assert sorted(titles) == sorted(rule.within_drug for rule in knowledge.rules)
        for source in knowledge.sources:
            assert source.id in ended.out
            for statement in source.statements:
                assert f"#{statement.name}" in ended.out


def test_a_source_that_differs_is_named_with_its_figure(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "show", NAME, "--rules", str(rules)).out
    assert "most in a day       200 mg [label#all]; formulary#most states 100 mg" in out
    assert "formulary: A formulary (guideline, uk, 2025-01; not held against the original yet)" in out
    assert "#most, Table 1" in out
    out = run(capsys, "show", NAME, "--rules", str(rules), "--format", "markdown").out
    assert out.startswith("# Exemplin, oral\n")
    assert "- **most in a day**: 200 mg [label#all]; formulary#most states 100 mg\n" in out


def test_one_rule_is_shown_in_full_with_all_that_it_cites(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("limits/adult", f"{NAME}/limits/adult"):
        out = run(capsys, "show", NAME, "--rules", str(rules), "--rule", name).out
        assert out.startswith("limits/adult: every patient\n")
        assert "  note                The formulary is cited because it disagrees." in out
        assert "  written at          rules/drugs/exemplin/limits.yaml:4" in out
        assert "states: Up to 100 mg a day.\n    where: Table 1\n    figures: max daily 100 mg\n" in out
        assert "read at: https://example.org/formulary" in out
    out = run(capsys, "show", NAME, "--rules", str(rules), "--rule", name, "--format", "markdown").out
    assert "#### formulary#most\n" in out


@pytest.mark.parametrize("drug", DRUGS)
def test_each_rule_of_a_real_drug_can_be_shown(drug: str, capsys: pytest.CaptureFixture[str]) -> None:
    for rule in read_knowledge([drug]).drugs[drug].rules[::10]:
        ended = run(capsys, "show", drug, "--rule", rule.id)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith(f"{rule.within_drug}: ")
        for citation in rule.evidence:
            assert f"  {citation}: " in ended.out


def test_slips_are_told(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (("exemplim",), "unknown-drug there are no rules for `exemplim` (did you mean `exemplin`?)"),
        (
            (NAME, "--rule", "limits/adlt"),
            "unknown-rule exemplin has no rule `limits/adlt` (did you mean `limits/adult`?)",
        ),
        ((NAME, "--rule", "adult"), "rule-open `adult` is the name of 2 rules (one of exemplin/limits/adult, exem"),
        (
            (NAME, "--rule", "nothing-like-it"),
            "unknown-rule exemplin has no rule `nothing-like-it` (posology show exem",
        ),
    ):
        ended = run(capsys, "show", *arguments, "--rules", str(rules))
        assert (ended.code, ended.out) == (2, "")
        [problem] = problems_in(ended.err)
        assert problem.words.startswith(words)
