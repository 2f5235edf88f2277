"""Two regimens that could apply to one patient are found, with such a patient; two that cannot are not."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from posology.checking.overlap import find_overlaps
from posology.firing.judge import Outcome, judge
from posology.language.condition import ALWAYS, Condition
from posology.language.drug import Form, Product
from posology.language.effect import Bound, Conclude, Fixed, InProportion, PerWeight, Slot
from posology.language.rule import Family, Rule
from tests.checking.drugs import VOCABULARY, drug_of, patient_in, values_of, when
from tests.checking.small_worlds import a_small_world, every_patient
from tests.random_rules import a_condition, a_rule


def regimens(*conditions: str, family: Family = Family.LIMITS) -> list[Rule]:
    """A rule for each condition, called `one`, `two`, ..."""
    names = ("one", "two", "three")[: len(conditions)]
    return [a_rule(Random(0), name, family, when(text), ()) for name, text in zip(names, conditions, strict=True)]


def patients_for(*conditions: str, **drug: object) -> list[str]:
    """The patients shown for the regimens of these conditions."""
    return [patient_in(found.message) for found in find_overlaps(drug_of(regimens(*conditions), **drug), VOCABULARY)]


@pytest.mark.parametrize(
    ("one", "two", "patient"),
    [
        ("{jurisdiction: us, age: {at_least: 12 years}}", "{age: {at_most: 12 years}}", "{age: 12 years}"),
        ("{age: {above: 8 years}}", "{age: {below: 18 years}}", "{age: 13 years}"),
        ("{age: {above: 1 months}}", "{age: {at_most: 2 months}}", "{age: 2 months}"),
        ("{crcl: {below: 30 mL/min}}", "{crcl: {above: 29 mL/min}}", "{crcl: 29.5 mL/min}"),
        ("{dialysis: [none, peritoneal]}", "{none: [{dialysis: none}]}", "{dialysis: peritoneal}"),
    ],
)
def test_two_regimens_that_can_apply_together_are_told_with_the_plainest_patient(
    one: str, two: str, patient: str
) -> None:
    [shown] = patients_for(one, two)
    assert f"patient: {patient}" in shown


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{age: {at_least: 12 years}}", "{age: {below: 12 years}}"),
        ("{age: {above: 130 years}}", "{age: {above: 130 years}}"),
        ("{therapy_days: {above: 3}}", "{therapy_days: {below: 4}}"),
        ("{dialysis: none}", "{none: [{dialysis: [none, peritoneal]}, {dialysis: haemodialysis}]}"),
        ("{conditions: epilepsy}", "{none: [{conditions: epilepsy}]}"),
        ("{release: immediate}", "{release: extended}"),
    ],
)
def test_two_that_exclude_each_other_are_not_told(one: str, two: str) -> None:
    assert patients_for(one, two) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{taking: {class: benzodiazepines}}", "{none: [{taking: {atc: [N05, N03, M03]}}]}"),
        ("{taking: {medication: diazepam}}", "{none: [{taking: {class: benzodiazepines}}]}"),
        ("{starting: {medication: diazepam}}", "{none: [{taking: {medication: diazepam}}]}"),
        ("{sex: male}", "{pregnant: yes}"),
        ("{weight: {below: 50 kg}, height: {above: 180 cm}}", "{bmi: {above: 30 kg/m2}}"),
        ("{therapy_days: {at_most: 5}}", "{days_at_dose: {above: 5}}"),
        ("{current_dose: {at_least: 20 mg}}", "{current_daily: {below: 20 mg, above: 0 mg}}"),
    ],
)
def test_facts_that_rule_each_other_out_raise_no_alarm(one: str, two: str) -> None:
    assert patients_for(one, two) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{taking: {class: opioids}}", "{taking: {class: benzodiazepines}, none: [{taking: {atc: N02A}}]}"),
        ("{starting: {class: opioids}}", "{stopping: {class: opioids}, alcohol: no}"),
        ("{weight: {below: 50 kg}, height: {at_least: 100 cm}}", "{bmi: {above: 30 kg/m2}}"),
        ("{adverse_effects: rash}", "{none: [{adverse_effects: drowsiness}]}"),
        ("{therapy_days: {at_least: 5}, current_dose: {above: 4 mg}}", "{days_at_dose: {below: 3}}"),
        ("{current_dose: {at_most: 20 mg}}", "{current_daily: {above: 60 mg}, current_dose: {at_least: 15 mg}}"),
        ("{time_off: {at_least: 30 hours}}", "{stopped_for: rash, time_off: {below: 80 hours}}"),
        ("{indication: epilepsy, intent: restart}", "{response: none}"),
    ],
)
def test_facts_that_go_together_are_put_together(one: str, two: str) -> None:
    drug = drug_of(regimens(one, two))
    [finding] = find_overlaps(drug, VOCABULARY)
    fired = judge(drug.rules, values_of(patient_in(finding.message), drug))
    assert [one.outcome for one in fired] == [Outcome.FIRED, Outcome.FIRED]


def test_two_regimens_for_everyone_apply_to_anyone() -> None:
    rules = [a_rule(Random(0), name, Family.LIMITS, ALWAYS, ()) for name in ("one", "two")]
    [found] = find_overlaps(drug_of(rules), VOCABULARY)
    assert found.message.endswith("{id: anyone}")


def test_what_is_given_off_slowly_is_stated_by_its_product() -> None:
    slow = Product("slow", "Slow tablets", Form.TABLET, ("uk",), (Fraction(5),), release="extended")
    plain = Product("plain", "Tablets", Form.TABLET, ("uk",), (Fraction(5),))
    [shown] = patients_for("{release: extended}", "{alcohol: no}", products=(plain, slow))
    assert "order: {product: slow," in shown
    assert "jurisdiction: uk" in shown


def test_conclusions_are_drawn_for_the_patient() -> None:
    drawing = a_rule(
        Random(0), "weak-kidneys", Family.POPULATION, when("{crcl: {below: 50 mL/min}}"), (Conclude("weak"),)
    )
    one = a_rule(Random(0), "one", Family.LIMITS, when("{concluded: weak}", "weak"), ())
    for text, patients in (("{crcl: {at_least: 40 mL/min}}", 1), ("{crcl: {at_least: 50 mL/min}}", 0)):
        two = a_rule(Random(0), "two", Family.LIMITS, when(text), ())
        assert len([*find_overlaps(drug_of([drawing, one, two]), VOCABULARY)]) == patients


def test_what_the_figures_rest_on_is_known_of_the_patient() -> None:
    effects = (Bound(Slot.MAX_DAILY, PerWeight(Fraction(1))), Bound(Slot.MAX_DOSE, InProportion("crcl", Fraction(15))))
    rules = [a_rule(Random(0), name, Family.LIMITS, ALWAYS, effects) for name in ("one", "two")]
    [found] = find_overlaps(drug_of(rules), VOCABULARY)
    assert "weight: 12 kg" in found.message
    assert "crcl: 200 mL/min" in found.message


def test_titrations_are_told_apart_as_well_and_the_finding_stands_at_the_second() -> None:
    one, two = regimens("{alcohol: no}", "{alcohol: [no, yes]}", family=Family.TITRATION)
    one, two = replace(one, place=one.place._replace(line=9)), replace(two, place=two.place._replace(line=5))
    [found] = find_overlaps(drug_of([one, two]), VOCABULARY)
    assert found.place == one.place
    assert found.message == "the titrations `two` (line 5) and `one` apply together to {patient: {alcohol: no}}"


def test_a_regimen_and_a_titration_may_apply_together() -> None:
    rules = [*regimens("{alcohol: no}"), *regimens("{alcohol: no}", family=Family.TITRATION)]
    assert [*find_overlaps(drug_of(rules), VOCABULARY)] == []


@pytest.mark.parametrize("seed", range(100))
def test_the_pairs_told_are_those_that_some_patient_of_all_meets(seed: int) -> None:
    random = Random(f"overlap {seed}")
    world = a_small_world(random)
    conditions: list[Condition] = [a_condition(random, world, random.randint(1, 3)) for _ in range(3)]
    effects = (Bound(Slot.MAX_DAILY, Fixed(Fraction(5))),)
    rules = [
        replace(a_rule(random, f"r{number}", Family.LIMITS, condition, effects), id=f"drug/limits/r{number}")
        for number, condition in enumerate(conditions)
    ]
    drug = drug_of(rules)
    met: set[frozenset[str]] = set()
    for values in every_patient(world):
        fired = [one.rule.name for one in judge(rules, values) if one.outcome is Outcome.FIRED]
        met |= {frozenset(pair) for pair in combinations(fired, 2)}
    told: set[frozenset[str]] = set()
    for finding in find_overlaps(drug, VOCABULARY):
        pair = frozenset(finding.message.split("`")[1:4:2])
        told.add(pair)
        judged = judge(rules, values_of(patient_in(finding.message), drug))
        assert pair <= {one.rule.name for one in judged if one.outcome is Outcome.FIRED}
    assert told == met
