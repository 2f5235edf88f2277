"""The quantities that a rule or a statement names, as plain numbers that can be held against each other."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from posology.checking.quantities_in_text import quantities_in
from posology.language.condition import InRange, tests_of
from posology.language.effect import (
    Amount,
    Bound,
    Course,
    Effect,
    Fixed,
    InProportion,
    PerWeight,
    Planned,
    Schedule,
    Supplement,
)
from posology.language.evidence import Statement
from posology.language.quantity import Quantity
from posology.language.rule import Rule
from posology.language.units import unit
from posology.language.vocabulary import Vocabulary

Measure = tuple[str, Fraction]
"""A dimension, and a number in its own unit."""


def measure(quantity: Quantity) -> Measure:
    """The quantity apart from the unit in which it is written."""
    return quantity.unit.dimension, quantity.value * quantity.unit.factor


def of_statements(statements: Iterable[Statement]) -> Iterator[Measure]:
    """Those that the statements give, in words or as figures."""
    for statement in statements:
        for text in (statement.says, *(written for _, written in statement.figures)):
            yield from map(measure, quantities_in(text))


def of_condition(rule: Rule, vocabulary: Vocabulary) -> Iterator[Measure]:
    """The bounds of the rule's condition; those of a plain number are days."""
    for test in tests_of(rule.when):
        if isinstance(test, InRange):
            measured_in = vocabulary.facts[test.fact].unit or unit("days")
            for bound in (test.range.low, test.range.high):
                if bound is not None:
                    yield measure(Quantity(bound, measured_in))


def of_effects(effects: Iterable[Effect], vocabulary: Vocabulary) -> Iterator[Measure]:
    """The figures of the effects, apart from shares."""
    for effect in effects:
        match effect:
            case Bound(slot, amount) | Planned(slot, amount):
                if slot.unit:
                    yield from _of_amount(amount, slot.unit, vocabulary)
            case Schedule(steps) | Course(steps):
                for step in steps:
                    yield from _of_amount(step.dose, "mg", vocabulary)
                    yield from _in("days", step.days, step.planned_days)
            case Supplement(at_least, at_most, _, for_each):
                yield from _in("mg", at_least, at_most)
                yield from _in("hours", for_each)


def _of_amount(amount: Amount, measured_in: str, vocabulary: Vocabulary) -> Iterator[Measure]:
    match amount:
        case Fixed(value):
            yield from _in(measured_in, value)
        case PerWeight(each_kg, at_most):
            yield from _in("mg/kg", each_kg)
            yield from _in("mg", at_most)
        case InProportion(fact, per, of):
            measured = vocabulary.facts[fact].unit
            yield from _in(measured.symbol if measured is not None else "days", per)
            yield from _in("mg", of)


def _in(symbol: str, *numbers: Fraction | int | None) -> Iterator[Measure]:
    for number in numbers:
        if number is not None:
            yield measure(Quantity(Fraction(number), unit(symbol)))
