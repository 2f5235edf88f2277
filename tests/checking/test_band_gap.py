"""A value that the bands of one measure leave out is found, with a patient who has it; one that is covered is not."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from posology.checking.band_gap import find_band_gaps
from posology.errors import Diagnostic
from posology.firing.judge import Outcome, judge
from posology.language.condition import All, Condition, Has, InRange, OneOf
from posology.language.effect import Bound, Conclude, Effect, Fixed, RaiseVerdict, Slot, TimesADay
from posology.language.fact import Range
from posology.language.rule import Family, Rule
from posology.language.scales import Verdict
from tests.checking.drugs import VOCABULARY, drug_of, patient_in, values_of, when
from tests.random_rules import a_rule

LIMIT: tuple[Effect, ...] = (Bound(Slot.MAX_DAILY, Fixed(Fraction(5))),)


def bands(*conditions: str, family: Family = Family.POPULATION, effects: tuple[Effect, ...] = LIMIT) -> list[Rule]:
    """A rule for each condition, called `one`, `two`, ..."""
    names = ("one", "two", "three", "four")[: len(conditions)]
    return [a_rule(Random(0), name, family, when(text), effects) for name, text in zip(names, conditions, strict=True)]


def gaps(*rules: Rule) -> list[Diagnostic]:
    return [*find_band_gaps(drug_of(rules), VOCABULARY)]


def patients_of(*conditions: str, family: Family = Family.POPULATION) -> list[str]:
    return [patient_in(found.message) for found in gaps(*bands(*conditions, family=family))]


@pytest.mark.parametrize(
    ("below", "above", "patient"),
    [
        ("{crcl: {below: 30 mL/min}}", "{crcl: {above: 30 mL/min}}", "{patient: {crcl: 30 mL/min}}"),
        ("{crcl: {at_most: 29 mL/min}}", "{crcl: {at_least: 30 mL/min}}", "{patient: {crcl: 29.5 mL/min}}"),
        (
            "{crcl: {below: 40 mL/min}}",
            "{crcl: {at_least: 50 mL/min, below: 80 mL/min}}",
            "{patient: {crcl: 45 mL/min}}",
        ),
        (
            "{egfr: {below: 30 mL/min/1.73m2}, jurisdiction: [us, ca]}",
            "{jurisdiction: [us, ca], egfr: {above: 30 mL/min/1.73m2}}",
            "{patient: {egfr: 30 mL/min/1.73m2}, context: {jurisdiction: us}}",
        ),
        (
            "{age: {below: 6 months}}",
            "{age: {above: 6 months}}",
            "{patient: {age: 0.5 years}}",
        ),
        ("{age: {below: 1 months}}", "{age: {above: 1 months}}", "{patient: {age: 1 months}}"),
    ],
)
def test_the_value_that_is_left_out_is_told_with_a_patient(below: str, above: str, patient: str) -> None:
    assert patients_of(below, above) == [patient]
    assert patients_of(above, below, family=Family.LIMITS) == [patient]


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("{crcl: {below: 30 mL/min}}", "{crcl: {at_least: 30 mL/min}}"),
        ("{crcl: {at_most: 40 mL/min}}", "{crcl: {at_least: 30 mL/min}}"),
        ("{therapy_days: {at_most: 29}}", "{therapy_days: {at_least: 30}}"),
        ("{crcl: {below: 30 mL/min}}", "{egfr: {above: 30 mL/min/1.73m2}}"),
        ("{crcl: {below: 30 mL/min}, alcohol: no}", "{crcl: {above: 30 mL/min}}"),
        ("{crcl: {at_most: 400 mL/min}}", "{crcl: {above: 500 mL/min}}"),
    ],
)
def test_bands_that_meet_or_do_not_belong_together_leave_nothing_out(below: str, above: str) -> None:
    for family in (Family.LIMITS, Family.TITRATION, Family.POPULATION):
        assert patients_of(below, above, family=family) == []


def test_a_broad_middle_between_populations_at_both_ends_is_what_is_usual() -> None:
    ends = ("{age: {below: 18 years}}", "{age: {at_least: 65 years}}")
    assert patients_of(*ends) == []
    assert patients_of(*ends, family=Family.LIMITS) == ["{patient: {age: 41 years}}"]
    assert patients_of(*ends, "{age: {at_least: 18 years, below: 20 years}}") == ["{patient: {age: 42 years}}"]
    assert patients_of(ends[0], "{age: {at_least: 65 years, below: 85 years}}") == ["{patient: {age: 41 years}}"]


def test_what_another_rule_covers_is_no_gap() -> None:
    left_out = ("{crcl: {below: 30 mL/min}}", "{crcl: {above: 30 mL/min}}")
    assert patients_of(*left_out, "{crcl: {at_most: 60 mL/min}}") == []
    assert patients_of(*left_out, "{crcl: {at_most: 60 mL/min}, alcohol: yes}") == [
        "{patient: {alcohol: no, crcl: 30 mL/min}}"
    ]
    either_way = ("{crcl: {at_most: 60 mL/min}, alcohol: yes}", "{crcl: {at_most: 60 mL/min}, alcohol: no}")
    assert patients_of(*left_out, *either_way) == []
    apart = (
        "{crcl: {below: 30 mL/min}}",
        "{crcl: {above: 50 mL/min}}",
        "{crcl: {above: 30 mL/min}, alcohol: [yes, no]}",
    )
    assert patients_of(*apart, family=Family.LIMITS) == ["{patient: {crcl: 30 mL/min}}"]


def test_bands_belong_together_by_what_they_set() -> None:
    below, above = bands("{crcl: {below: 30 mL/min}}", "{crcl: {above: 30 mL/min}}")
    others: tuple[Effect, ...] = (RaiseVerdict(Verdict.AVOID), TimesADay(1, 2), Conclude("weak"))
    [other] = bands("{crcl: {above: 30 mL/min}}", effects=others)
    assert gaps(below, other) == []
    assert len(gaps(below, above)) == 1


def test_the_finding_names_both_rules_and_stands_at_the_second() -> None:
    below, above = bands("{crcl: {below: 30 mL/min}}", "{crcl: {above: 30 mL/min}}")
    [found] = gaps(below, above)
    assert found.code == "band-gap"
    assert found.place == max(below.place, above.place)
    assert "crcl 30 mL/min" in found.message
    assert "`one`" in found.message
    assert "`two`" in found.message


def a_band(random: Random, thresholds: list[Fraction]) -> Range:
    low, high = sorted(random.sample(thresholds, 2))
    ends = random.choice(((low, high), (low, high), (None, high), (low, None)))
    return Range(ends[0], random.random() < 0.5, ends[1], random.random() < 0.5)


@pytest.mark.parametrize("seed", range(100))
def test_there_is_a_finding_where_a_value_between_the_ends_has_no_rule(seed: int) -> None:
    random = Random(f"bands {seed}")
    thresholds = sorted({Fraction(random.randint(1, 200), random.choice((1, 2, 10))) for _ in range(5)})
    both: tuple[Condition, ...] = (OneOf("jurisdiction", ("us",)), Has("conditions", ("epilepsy",)))
    rest = both[: random.randint(0, 2)]
    ranges = [a_band(random, thresholds) for _ in range(random.randint(2, 4))]
    rules = [
        a_rule(random, f"r{number}", Family.LIMITS, All((InRange("age", one), *rest)), ())
        for number, one in enumerate(ranges)
    ]
    edges = [Fraction(0), *(edge for edge in thresholds if edge < 130), Fraction(130)]
    values = sorted({*edges, *((low + high) / 2 for low, high in pairwise(edges))})
    covered = [any(value in one for one in ranges) for value in values]
    first, last = covered.index(True), len(covered) - covered[::-1].index(True)
    drug = drug_of(rules)
    found = [*find_band_gaps(drug, VOCABULARY)]
    assert bool(found) is not all(covered[first:last])
    for finding in found:
        judged = judge(rules, values_of(patient_in(finding.message), drug))
        assert {one.outcome for one in judged} == {Outcome.NOT_FIRED}
