"""What the checks on regimens and titrations read off a rule."""

from collections.abc import Iterator
from typing import NamedTuple

from posology.language.drug import Drug
from posology.language.effect import Amount, Bound, Course, Fixed, PerWeight, Slot, Step
from posology.language.rule import Family, Rule


class CourseOf(NamedTuple):
    """A titration that is a course, its rows, and the regimen that it belongs to."""

    titration: Rule
    rows: tuple[Step, ...]
    regimen: Rule


def regimens_of(drug: Drug) -> dict[str, Rule]:
    """The regimens of a drug by the last part of their ids."""
    return {rule.name: rule for rule in drug.rules if rule.family is Family.LIMITS}


def titrations_of(drug: Drug) -> dict[str, Rule]:
    """The titrations of a drug by the last part of their ids."""
    return {rule.name: rule for rule in drug.rules if rule.family is Family.TITRATION}


def courses_of(drug: Drug) -> Iterator[CourseOf]:
    """Each course whose regimen there is."""
    regimens = regimens_of(drug)
    for name, titration in titrations_of(drug).items():
        if name in regimens:
            for effect in titration.effects:
                if isinstance(effect, Course):
                    yield CourseOf(titration, effect.steps, regimens[name])


def bounds_of(rule: Rule) -> dict[Slot, Amount]:
    """The figures that a rule sets, by slot."""
    return {effect.slot: effect.amount for effect in rule.effects if isinstance(effect, Bound)}


def times(amount: Amount, count: int) -> Amount | None:
    """So many times the amount; None where it is no amount of its own."""
    match amount:
        case Fixed(value):
            return Fixed(value * count)
        case PerWeight(each_kg, at_most):
            return PerWeight(each_kg * count, None if at_most is None else at_most * count)
        case _:
            return None


def is_above(one: Amount, other: Amount) -> bool:
    """Whether the one is surely above the other, for whatever weight."""
    match one, other:
        case Fixed(value), Fixed(bound):
            return value > bound
        case PerWeight(each, cap), PerWeight(most, ceiling):
            return each > most and (cap is None or ceiling is None or cap > ceiling)
        case _:
            return False
