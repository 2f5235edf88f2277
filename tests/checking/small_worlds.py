"""Worlds of so few facts that every patient can be looked at."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise, product
from random import Random

from posology.language.fact import FactDefinition, Kind, Some, Value
from tests.checking.drugs import VOCABULARY
from tests.random_rules import Values, World

_INDEPENDENT = ("age", "hepatic_impairment", "alcohol", "conditions", "therapy_days")
_CONDITIONS = ("diabetes", "epilepsy", "porphyria")


def a_small_world(random: Random) -> World:
    """A few facts that do not depend on each other, with thresholds of few decimals."""
    facts: dict[str, FactDefinition] = {name: VOCABULARY.facts[name] for name in random.sample(_INDEPENDENT, 3)}
    names = {"hepatic_impairment": facts.get("hepatic_impairment", VOCABULARY.facts["hepatic_impairment"]).names}
    names |= {"alcohol": ("yes", "no"), "conditions": _CONDITIONS}
    ages = tuple(sorted({Fraction(random.randint(0, 40), random.choice((1, 2, 10))) for _ in range(3)}))
    days = tuple(sorted({Fraction(random.randint(0, 5)) for _ in range(3)}))
    thresholds = {name: value for name, value in (("age", ages), ("therapy_days", days)) if name in facts}
    return World(facts, names, thresholds)


def every_patient(world: World) -> Iterator[Values]:
    """One patient for each that thresholds and names could tell apart."""
    possible = [[*_possible(name, world)] for name in world.testable]
    return (dict(zip(world.testable, values, strict=True)) for values in product(*possible))


def every_patient_known_in_part(world: World) -> Iterator[Values]:
    """The same, and those of whom facts are unknown, or lists are known in part."""
    possible: list[list[Value | None]] = [
        [*_possible(name, world), None, *_in_part(name, world)] for name in world.testable
    ]
    for values in product(*possible):
        pairs = zip(world.testable, values, strict=True)
        yield {name: value for name, value in pairs if value is not None}


def _in_part(name: str, world: World) -> list[Value]:
    return [Some(value) for value in _possible(name, world) if isinstance(value, frozenset)]


def _possible(name: str, world: World) -> list[Fraction] | list[str] | list[frozenset[str]]:
    if name in world.thresholds:
        edges = [Fraction(0), *world.thresholds[name], Fraction(100)]
        values = {*edges, *((low + high) / 2 for low, high in pairwise(edges))}
        if world.facts[name].kind is Kind.NUMBER:
            values = {Fraction(number) for number in range(8)}
        return sorted(values)
    names = world.names[name]
    if world.facts[name].kind is not Kind.SET:
        return list(names)
    return [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
