"""What Z3 finds out about rules is what looking at every patient finds out, of worlds small enough for that."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from posology.checking.always_holds import find_conditions_that_always_hold
from posology.checking.never_fires import find_rules_that_never_fire
from posology.checking.never_strictest import find_figures_that_never_count
from posology.checking.same_rule import find_same_rules
from posology.dosing.figures import Contribution, strictest
from posology.errors import Diagnostic
from posology.firing.judge import Judge, Outcome
from posology.language.condition import ALWAYS, All, AtLeast, Condition, NoneOf, facts_of
from posology.language.effect import Amount, Bound, Conclude, Effect, Fixed, Scaled, Slot
from posology.language.rule import Family, Rule
from tests.checking.drugs import VOCABULARY, drug_of
from tests.checking.small_worlds import a_small_world, every_patient, every_patient_known_in_part
from tests.random_rules import World, a_condition, a_rule

CONCLUSION = "weak"
BASES = (Family.LIMITS, Family.TITRATION)
SLOTS = (Slot.MAX_DAILY, Slot.MAX_DOSE, Slot.STEP_INTERVAL)
SEEDS = range(40)


def names_in(findings: Iterable[Diagnostic]) -> set[str]:
    """The rule that each finding names first."""
    return {finding.message.split("`")[1] for finding in findings}


def some_rules(random: Random, world: World) -> list[Rule]:
    """Rules of which one draws a conclusion that others test, and some of which are near to each other."""
    drawing = a_rule(random, "drawing", Family.POPULATION, a_condition(random, world, 1), (Conclude(CONCLUSION),))
    conditions = [a_condition(random, world, random.randint(0, 2), (CONCLUSION,)) for _ in range(4)]
    one, other = random.sample(conditions, 2)
    conditions += [All((one, other)), AtLeast(1, (one, other)), _written_otherwise(random, one)]
    rules = [
        a_rule(random, f"r{number}", random.choice((Family.LIMITS, Family.POPULATION)), condition, _effects(random))
        for number, condition in enumerate(conditions)
    ]
    return [drawing, *(_as_a_regimen(rule) for rule in rules)]


def _written_otherwise(random: Random, condition: Condition) -> Condition:
    plain = "concluded" not in facts_of(condition)
    ways: list[Condition] = [All((condition, condition)), AtLeast(1, (condition,))]
    return random.choice([*ways, NoneOf((NoneOf((condition,)),))] if plain else ways)


def _effects(random: Random) -> tuple[Effect, ...]:
    absolute: tuple[Amount, ...] = (Fixed(Fraction(10)), Fixed(Fraction(20)))
    amounts = (*absolute, Scaled(Fraction(1, 2)), Scaled(Fraction(1, 3)))
    slots = random.sample(SLOTS, random.choice((1, 1, 2)))
    return tuple(Bound(slot, random.choice(absolute if slot is Slot.STEP_INTERVAL else amounts)) for slot in slots)


def _as_a_regimen(rule: Rule) -> Rule:
    """A regimen states whole figures: a share is one of nothing there."""
    if rule.family is not Family.LIMITS:
        return rule
    own: dict[Amount, Amount] = {
        Scaled(Fraction(1, 2)): Fixed(Fraction(15)),
        Scaled(Fraction(1, 3)): Fixed(Fraction(60)),
    }
    made = (replace(one, amount=own.get(one.amount, one.amount)) for one in rule.effects if isinstance(one, Bound))
    return replace(rule, effects=tuple(made))


def fired_for_each(rules: list[Rule], world: World) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Of each patient, known in part or whole: the names of the rules that fire, and of those that do not."""
    judge = Judge(rules)
    judged = [judge.judge(values) for values in every_patient_known_in_part(world)]
    fired = [frozenset(one.rule.name for one in each if one.outcome is Outcome.FIRED) for each in judged]
    failed = [frozenset(one.rule.name for one in each if one.outcome is Outcome.NOT_FIRED) for each in judged]
    return [*zip(fired, failed, strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_that_never_fire_or_never_fail_are_those_of_all_patients(seed: int) -> None:
    random = Random(f"never {seed}")
    world = a_small_world(random)
    rules = some_rules(random, world)
    outcomes, drug = fired_for_each(rules, world), drug_of(rules)
    names = {rule.name for rule in rules}
    never = names.difference(*(fired for fired, _ in outcomes))
    always = names.difference(*(failed for _, failed in outcomes))
    assert names_in(find_rules_that_never_fire(drug, VOCABULARY)) == never
    assert names_in(find_conditions_that_always_hold(drug, VOCABULARY)) == always


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_that_are_the_same_fire_together_in_all_patients(seed: int) -> None:
    random = Random(f"same {seed}")
    world = a_small_world(random)
    rules = sorted(some_rules(random, world), key=lambda rule: (rule.place, rule.id))
    outcomes = fired_for_each(rules, world)
    same: set[str] = set()
    for first, second in combinations([rule for rule in rules if rule.family is Family.POPULATION], 2):
        together = all((first.name in fired) == (second.name in fired) for fired, _ in outcomes)
        alike = set(first.effects) == set(second.effects)
        if together and alike and any(first.name in fired for fired, _ in outcomes):
            same.add(second.name)
    assert names_in(find_same_rules(drug_of(rules), VOCABULARY)) == same


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_that_never_count_are_the_strictest_for_no_patient(seed: int) -> None:
    random = Random(f"pointless {seed}")
    world = a_small_world(random)
    rules = some_rules(random, world)
    rules.append(a_rule(random, "anyone", Family.LIMITS, ALWAYS, (Bound(Slot.MAX_DAILY, Fixed(Fraction(30))),)))
    findings = find_figures_that_never_count(drug_of(rules), VOCABULARY)
    told = {(one.message.split(" ")[0], one.message.split("`")[1]) for one in findings}
    contributed = {slot: _contributions(slot, rules, world) for slot in SLOTS}
    useless: set[tuple[str, str]] = set()
    for slot, patients in contributed.items():
        gone: set[str] = set()
        for rule in sorted(rules, key=lambda rule: (rule.place, rule.id), reverse=True):
            said = [[one for one in patient if one.rule.id not in gone] for patient in patients]
            theirs = [patient for patient in said if any(one.rule.id == rule.id for one in patient)]
            if rule.family not in BASES and theirs and not any(_counts(slot, rule, patient) for patient in theirs):
                gone.add(rule.id)
                useless.add((slot.label, rule.name))
    assert told == useless


def _contributions(slot: Slot, rules: list[Rule], world: World) -> list[list[Contribution]]:
    judge, made = Judge(rules), []
    for values in every_patient_known_in_part(world):
        fired = [one.rule for one in judge.judge(values) if one.outcome is Outcome.FIRED]
        bases = [rule for rule in fired if rule.family in BASES]
        figures = strictest(bases, [rule for rule in fired if rule.family not in BASES], {})
        if slot in figures:
            made.append([one for one in figures[slot].contributions if one.by_way_of is None])
    return made


def _counts(slot: Slot, rule: Rule, said: list[Contribution]) -> bool:
    own = [one.value for one in said if one.rule.id == rule.id]
    others = [one for one in said if one.rule.id != rule.id]
    return any(not any(_beats(slot, other, value) for other in others) for value in own)


def _beats(slot: Slot, other: Contribution, value: Fraction) -> bool:
    as_strict = slot.stricter(other.value, value) == other.value
    return as_strict and not (other.rule.family in BASES and other.value == value)


def test_every_patient_known_in_part_takes_in_every_patient() -> None:
    world = a_small_world(Random(1))
    in_part = [*every_patient_known_in_part(world)]
    assert all(values in in_part for values in every_patient(world))


def test_nobody_who_evaluates_loads_z3() -> None:
    asked = "import sys, posology, posology_cli.main, posology_cli.commands.evaluate; sys.exit('z3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
