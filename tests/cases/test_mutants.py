"""Every kind of small mistake, noticed by a case that expects the figure and unseen without one."""

from pathlib import Path

import pytest

from posology import read_knowledge
from posology.cases.mutants import Kind, Mutant, mutants_of
from posology.cases.noticing import Noticed, Watch
from posology.cases.reading import unnoticed_of
from posology.cases.report import tried_of
from posology.cases.trying import try_all
from posology.cases.written import compiled_with, read_written
from posology.reading.folder import available_drugs, default_rules

from ..small_drug import NAME
from .small_cases import ADULT, ALL, MASKED, OLD, OPIOID, UNKNOWN, passing_in, write_tested, written_in

LIMITS = """
limits:
  - id: adult
    when: {age: {at_least: 18 years}, crcl: {above: 30 mL/min}}
    start: {dose: 25 mg, times_a_day: 1}
    usual_daily: {from: 100 mg, to: 150 mg}
    times_a_day: {from: 1, to: 2}
    max_daily: 200 mg
    evidence: [label#all]
"""
TAPER = f"""
drug: {NAME}
titration:
  - id: adult
    increase: {{by: 25 mg, each: day, not_sooner_than: 1 week}}
    evidence: [label#all]
tapers:
  - id: everywhere
    over: {{from: 1 week, to: 2 weeks}}
    evidence: [label#all]
"""
COVERED = "  - {name: A regimen covers the patient, base: adult, expect: {covered: yes}}\n"
TAPERED = """\
  - name: Coming down takes one to two weeks
    base: adult
    expect: {plan: {taper_from: 1 week, taper_to: 2 weeks}}
"""


def mutants_in(rules: Path) -> tuple[Mutant, ...]:
    return mutants_of(written_in(rules))


def all_noticed_in(rules: Path) -> tuple[Noticed, ...]:
    """What became of each edit."""
    written = written_in(rules)
    watch = Watch(written.drug, written.vocabulary, passing_in(rules))
    return tuple(watch.notice(mutants_of(written)))


def noticed_in(rules: Path) -> dict[str, Noticed]:
    """The same by the words of each edit."""
    return {one.mutant.edit: one for one in all_noticed_in(rules)}


def test_each_edit_is_named_with_its_place(tmp_path: Path) -> None:
    edits = {f"{one.at.line}:{one.at.column}  {one.edit}": one.kind for one in mutants_in(write_tested(tmp_path))}
    assert edits["5:28  age: at_least 100 years -> at_least 99 years"] is Kind.BOUND
    assert edits["5:28  age: at_least 100 years -> above 100 years"] is Kind.EDGE
    assert edits["8:16  max_daily: 200 mg -> 201 mg"] is Kind.FIGURE
    assert edits["8:16  max_daily: 200 mg -> 199 mg"] is Kind.FIGURE
    assert edits["5:55  increase.not_sooner_than: 1 week -> 2 weeks"] is Kind.FIGURE
    assert edits["6:14  verdict: caution -> ok"] is Kind.SOFTENED
    assert edits["4:5  populations/very-old taken out"] is Kind.DROPPED


def test_an_edit_that_would_be_refused_is_none(tmp_path: Path) -> None:
    edits = {one.edit for one in mutants_in(write_tested(tmp_path))}
    assert "increase.not_sooner_than: 1 week -> 0 weeks" not in edits
    assert "times_a_day.from: 1 -> 0" not in edits
    assert "severity: minor -> ok" not in edits


def test_edits_come_in_the_order_of_their_places(tmp_path: Path) -> None:
    made = mutants_in(write_tested(tmp_path))
    assert list(made) == sorted(made, key=lambda one: (one.at, one.edit))
    assert made == mutants_in(write_tested(tmp_path / "again"))


@pytest.mark.parametrize("drug", available_drugs(default_rules()))
def test_every_entry_compiles_to_its_rule_again(drug: str) -> None:
    knowledge = read_knowledge([drug])
    written = read_written(default_rules(), knowledge.drugs[drug], knowledge.vocabulary)
    assert {rule.id for rule in knowledge.drugs[drug].rules} == set(written.rules)
    for id, one in written.rules.items():
        rules = compiled_with(written, id, one.entry)
        assert rules is not None
        assert rules[0] == one.rule


def test_a_titration_takes_the_edited_condition_of_its_regimen(tmp_path: Path) -> None:
    made = mutants_in(write_tested(tmp_path, COVERED, limits=LIMITS))
    [edge] = [one for one in made if one.edit == "crcl: above 30 mL/min -> at_least 30 mL/min"]
    assert [rule.within_drug for rule in edge.rules] == ["limits/adult", "titration/adult"]
    assert edge.rules[0].when == edge.rules[1].when


def test_thorough_cases_notice_all_but_what_is_masked(tmp_path: Path) -> None:
    unseen = {edit: one for edit, one in noticed_in(write_tested(tmp_path)).items() if one.by is None}
    masked = {"usual_daily.to: 200 mg -> 201 mg", "strengths: 5 mg -> 4 mg", "strengths: 5 mg -> 6 mg"}
    assert set(unseen) == {*masked, "strengths: 25 mg -> 24 mg", "strengths: 25 mg -> 26 mg"}
    for edit, one in unseen.items():
        if edit in masked:
            assert (one.changes, one.parts) == (None, ())
        else:
            assert one.changes is not None
            assert one.parts == ("schedule",)


def test_cases_that_expect_little_notice_little(tmp_path: Path) -> None:
    noticed = noticed_in(write_tested(tmp_path, COVERED))
    assert {edit for edit, one in noticed.items() if one.by is not None} == {"limits/adult taken out"}
    assert noticed["max_daily: 200 mg -> 199 mg"].parts == ("at_worst", "plan")


@pytest.mark.parametrize(
    ("edit", "case"),
    [
        ("age: at_least 100 years -> at_least 99 years", OLD),
        ("age: at_least 100 years -> at_least 101 years", OLD),
        ("age: at_least 100 years -> above 100 years", OLD),
        ("max_daily: 200 mg -> 201 mg", ADULT),
        ("max_daily: 200 mg -> 199 mg", ADULT),
        ("start.times_a_day: 1 -> 2", ADULT),
        ("increase.not_sooner_than: 1 week -> 2 weeks", ADULT),
        ("severity: moderate -> minor", OPIOID),
        ("guidance/water taken out", ADULT),
        ("populations/very-old taken out", OLD),
        ("populations/very-old taken out", UNKNOWN),
    ],
)
def test_a_mistake_is_noticed_with_its_case_and_not_without(edit: str, case: str, tmp_path: Path) -> None:
    interactions = f"""
drug: {NAME}
interactions:
  - id: opioids
    with: {{class: opioids}}
    severity: moderate
    verdict: caution
    effect: Drowsiness.
    mechanism: unknown
    management: Take care.
    evidence: [label#all]
"""
    case = case.replace("severity: minor", "severity: moderate")
    with_it = noticed_in(write_tested(tmp_path / "with", COVERED, case, interactions=interactions))[edit]
    without = noticed_in(write_tested(tmp_path / "without", COVERED, interactions=interactions))[edit]
    assert with_it.by is not None
    assert without.by is None


def test_a_pace_is_doubled_and_halved(tmp_path: Path) -> None:
    with_it = noticed_in(write_tested(tmp_path / "with", COVERED, TAPERED, titration=TAPER))
    without = noticed_in(write_tested(tmp_path / "without", COVERED, titration=TAPER))
    assert with_it["over.to: 2 weeks -> 4 weeks"].mutant.kind is Kind.PACE
    assert with_it["over.to: 2 weeks -> 4 weeks"].by is not None
    assert without["over.to: 2 weeks -> 4 weeks"].by is None


def test_a_softer_verdict_is_noticed_by_what_the_alert_says(tmp_path: Path) -> None:
    stricter = """\
  - name: Old and on an opioid
    base: adult
    change: {patient: {age: 100 years}, medications: [morphine]}
    expect: {verdict: caution}
"""
    found = all_noticed_in(write_tested(tmp_path / "without", COVERED, stricter))
    assert [one.by for one in found if one.mutant.kind is Kind.SOFTENED] == [None, None]
    told = stricter.replace("caution}", "caution, alerts: [{rule: populations/very-old, verdict: caution}]}")
    found = all_noticed_in(write_tested(tmp_path / "with", COVERED, told))
    noticed = [one.mutant.rule for one in found if one.mutant.kind is Kind.SOFTENED and one.by is not None]
    assert noticed == [f"{NAME}/populations/very-old"]


def test_what_no_case_can_notice_is_told_apart(tmp_path: Path) -> None:
    rules = write_tested(tmp_path, *ALL, MASKED)
    tried = tried_of(all_noticed_in(rules), 5, unnoticed_of(rules, NAME))
    assert [one.mutant.shown for one in tried.survivors] == [
        "products/tablet  strengths: 25 mg -> 24 mg",
        "products/tablet  strengths: 25 mg -> 26 mg",
    ]
    assert [(one.mutant.mutant.edit, one.reason) for one in tried.accepted] == [
        ("strengths: 5 mg -> 4 mg", "No dose is made of the smaller tablet."),
        ("strengths: 5 mg -> 6 mg", "No dose is made of the smaller tablet."),
        ("usual_daily.to: 200 mg -> 201 mg", "The usual range never passes max_daily."),
    ]
    assert tried.outdated == ()


@pytest.mark.parametrize("edit", ["limits/adult  max_daily: 200 mg -> 199 mg", "limits/adult  max_dose: 5 mg -> 6 mg"])
def test_an_entry_for_an_edit_that_is_noticed_or_none_is_outdated(edit: str, tmp_path: Path) -> None:
    entry = f'  - {{edit: "{edit}", reason: Something else is stricter.}}\n'
    rules = write_tested(tmp_path, *ALL, MASKED, entry)
    tried = tried_of(all_noticed_in(rules), 5, unnoticed_of(rules, NAME))
    [outdated] = tried.outdated
    assert outdated.edit == " ".join(edit.split())
    lines = (rules / "drugs" / NAME / "cases.yaml").read_text(encoding="utf-8").splitlines()
    assert edit in lines[outdated.at.line - 1]
    assert tried.fails


def test_processes_find_the_same_as_one(tmp_path: Path) -> None:
    rules = write_tested(tmp_path)
    written, cases = written_in(rules), passing_in(rules)
    mutants = mutants_of(written)
    alone, together = (
        tried_of(try_all(mutants, written.drug, written.vocabulary, cases, processes), len(cases))
        for processes in (1, 2)
    )
    assert alone.mutants == len(mutants) == together.mutants
    assert [(one.mutant.edit, one.parts) for one in alone.survivors] == [
        (one.mutant.edit, one.parts) for one in together.survivors
    ]
