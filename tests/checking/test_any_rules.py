"""Whatever the rules are, the checks come to an end, and soon; and what they tell is so."""

import time
from random import Random

import pytest

from posology.checking.band_gap import find_band_gaps
from posology.checking.findings import find_all
from posology.checking.overlap import find_overlaps
from posology.firing.judge import Outcome, judge
from posology.language.condition import All, Condition, InRange
from posology.language.effect import Bound, Fixed, Slot
from posology.language.rule import Family, Rule
from tests.checking.drugs import VOCABULARY, drug_of, patient_in, values_of
from tests.random_profiles import real_world
from tests.random_rules import World, a_condition, a_fraction, a_range, a_rule, some_effects, some_rules

SLOWEST = 20.0


def some_bands(random: Random, world: World) -> list[Rule]:
    """Populations that limit the day's total by ranges of one number, some of them where one thing more holds."""
    rest = a_condition(random, world, 2)
    fact = random.choice(sorted(world.thresholds))
    limit = Bound(Slot.MAX_DAILY, Fixed(a_fraction(random, 1)))
    made: list[Rule] = []
    for number in range(4):
        bounds = InRange(fact, a_range(random, world.thresholds[fact]))
        when: Condition = random.choice((bounds, All((bounds, rest))))
        effects = (limit, *some_effects(random, world))
        made.append(a_rule(random, f"band-{number}", Family.POPULATION, when, effects))
    return made


def rules_of(random: Random) -> list[Rule]:
    world = real_world(VOCABULARY, random)
    bases = [
        a_rule(random, f"{family.value}-{number}", family, a_condition(random, world, 3), some_effects(random, world))
        for number in range(4)
        for family in (Family.LIMITS, Family.TITRATION)
    ]
    return [*some_rules(random, world, 20), *bases, *some_bands(random, world)]


@pytest.mark.parametrize("seed", range(25))
def test_random_rules_are_checked_to_the_end(seed: int) -> None:
    drug = drug_of(rules_of(Random(f"checked {seed}")))
    began = time.monotonic()
    found = [*find_all(drug, VOCABULARY)]
    assert time.monotonic() - began < SLOWEST
    assert found == [*find_all(drug, VOCABULARY)]


@pytest.mark.parametrize("seed", range(10))
def test_the_patient_shown_meets_the_problem(seed: int) -> None:
    drug = drug_of(rules_of(Random(f"shown {seed}")))
    for finding in find_overlaps(drug, VOCABULARY):
        one, other = finding.message.split("`")[1:4:2]
        assert {one, other} <= fired_for(patient_in(finding.message), drug.rules)
    for finding in find_band_gaps(drug, VOCABULARY):
        one, other = finding.message.split("`")[1:4:2]
        assert {one, other}.isdisjoint(fired_for(patient_in(finding.message), drug.rules))


def fired_for(patient: str, rules: tuple[Rule, ...]) -> set[str]:
    judged = judge(rules, values_of(patient, drug_of(rules)))
    return {one.rule.name for one in judged if one.outcome is Outcome.FIRED}
