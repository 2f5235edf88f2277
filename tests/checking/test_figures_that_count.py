"""Figures by weight, in proportion and by share, held against each other for every patient."""

from fractions import Fraction
from random import Random

import pytest

from posology.checking.never_strictest import find_figures_that_never_count
from posology.language.condition import ALWAYS
from posology.language.effect import Amount, Bound, Effect, Fixed, InProportion, PerWeight, Scaled, Slot
from posology.language.rule import Family
from tests.checking.drugs import VOCABULARY, drug_of, when
from tests.random_rules import a_rule

HEAVY = "{weight: {above: 50 kg}}"
LIGHT = "{weight: {below: 50 kg}}"
MG = Fixed(Fraction(100))
PROPORTION = Bound(Slot.MAX_DAILY, InProportion("crcl", Fraction(15)))


def never_count(one: Amount, other: Amount, condition: str, slot: Slot = Slot.MAX_DAILY) -> list[str]:
    """Of a rule `one` for all patients and an `other` on a condition: those whose figure never counts, and why."""
    regimen: tuple[Effect, ...] = (Bound(slot, Fixed(Fraction(300))),)
    if slot is Slot.STEP_INTERVAL:
        regimen = (Bound(slot, Fixed(Fraction(1))),)
    rules = [
        a_rule(Random(0), "all", Family.LIMITS, ALWAYS, regimen),
        a_rule(Random(1), "one", Family.POPULATION, ALWAYS, (Bound(slot, one),)),
        a_rule(Random(2), "other", Family.INTERACTION, when(condition), (Bound(slot, other),)),
    ]
    findings = find_figures_that_never_count(drug_of(rules), VOCABULARY)
    return [" by ".join(finding.message.split("`")[1:4:2]) for finding in findings]


@pytest.mark.parametrize(
    ("one", "other", "condition", "told"),
    [
        (MG, PerWeight(Fraction(2)), HEAVY, ["other by one"]),
        (MG, PerWeight(Fraction(2)), LIGHT, []),
        (MG, PerWeight(Fraction(2), Fraction(90)), HEAVY, []),
        (MG, PerWeight(Fraction(3), Fraction(200)), HEAVY, ["other by one"]),
        (Scaled(Fraction(1, 3)), MG, HEAVY, ["other by one"]),
        (Scaled(Fraction(1, 2)), MG, HEAVY, []),
        (MG, Scaled(Fraction(1, 2)), HEAVY, ["other by one"]),
        (MG, InProportion("crcl", Fraction(15), Fraction(200)), "{crcl: {at_least: 7.5 mL/min}}", ["other by one"]),
        (MG, InProportion("crcl", Fraction(15), Fraction(200)), "{crcl: {at_least: 7.4 mL/min}}", []),
        (MG, InProportion("crcl", Fraction(15)), "{crcl: {above: 5 mL/min}}", ["other by one"]),
        (MG, InProportion("crcl", Fraction(15)), "{crcl: {below: 5 mL/min}}", []),
        (Fixed(Fraction(400)), MG, HEAVY, ["one by all"]),
        (Fixed(Fraction(300)), MG, HEAVY, []),
        (PerWeight(Fraction(2)), MG, HEAVY, []),
    ],
)
def test_a_figure_that_another_is_as_strict_as_for_each_of_its_patients_never_counts(
    one: Amount, other: Amount, condition: str, told: list[str]
) -> None:
    assert never_count(one, other, condition) == told


def test_of_times_the_longer_is_the_stricter() -> None:
    week, fortnight = Fixed(Fraction(7)), Fixed(Fraction(14))
    assert never_count(week, fortnight, HEAVY, Slot.STEP_INTERVAL) == []
    assert never_count(fortnight, week, HEAVY, Slot.STEP_INTERVAL) == ["other by one"]


def test_a_rule_that_may_be_undecided_makes_no_other_useless() -> None:
    either = "{any: [{alcohol: yes}, {alcohol: no}]}"
    rules = [
        a_rule(Random(0), "all", Family.LIMITS, ALWAYS, (Bound(Slot.MAX_DAILY, Fixed(Fraction(300))),)),
        a_rule(Random(1), "one", Family.POPULATION, when(either), (Bound(Slot.MAX_DAILY, MG),)),
        a_rule(Random(2), "other", Family.POPULATION, when("{age: {above: 60 years}}"), (Bound(Slot.MAX_DAILY, MG),)),
    ]
    assert [*find_figures_that_never_count(drug_of(rules), VOCABULARY)] == []


def test_what_no_regimen_sets_has_no_share() -> None:
    rules = [
        a_rule(Random(0), "all", Family.LIMITS, ALWAYS, (Bound(Slot.MAX_DAILY, MG),)),
        a_rule(Random(1), "one", Family.POPULATION, ALWAYS, (Bound(Slot.MAX_DOSE, Scaled(Fraction(1, 2))),)),
    ]
    assert [*find_figures_that_never_count(drug_of(rules), VOCABULARY)] == []


def test_a_share_of_what_rests_on_a_fact_itself_may_always_count() -> None:
    regimens = [
        a_rule(Random(0), "by-weight", Family.LIMITS, when(HEAVY), (Bound(Slot.MAX_DAILY, PerWeight(Fraction(3))),)),
        a_rule(Random(1), "fixed", Family.LIMITS, when(LIGHT), (Bound(Slot.MAX_DAILY, Fixed(Fraction(300))),)),
    ]
    share = a_rule(Random(2), "share", Family.POPULATION, when("{crcl: {above: 5 mL/min}}"), (PROPORTION,))
    cap = a_rule(Random(3), "cap", Family.POPULATION, when(LIGHT), (Bound(Slot.MAX_DAILY, Fixed(Fraction(50))),))
    assert [*find_figures_that_never_count(drug_of([*regimens, share, cap]), VOCABULARY)] == []
