"""What each rule says of one figure, for every patient at once: a value, and the patients for whom it is said."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

import z3

from posology.checking.any_patient import exact
from posology.checking.logic import Logic
from posology.language.effect import Amount, Bound, Direction, Fixed, InProportion, PerWeight, Scaled, Slot
from posology.language.rule import Family, Rule

BASES = (Family.LIMITS, Family.TITRATION)


class Said(NamedTuple):
    """A rule's value of a slot, where `when` is so."""

    slot: Slot
    rule: Rule
    when: z3.BoolRef
    value: z3.ArithRef


def all_that_is_said(slot: Slot, rules: Iterable[Rule], logic: Logic) -> list[Said]:
    """What regimens and titrations say of the slot, and what the other rules make of it.

    A share in proportion to a fact may be anything where the regimen's own figure rests on a fact as well. A share that
    a regimen itself has, of nothing, is left out.
    """
    several = [*rules]
    bases = [
        (amount, Said(slot, rule, logic.fires(rule).holds, _alone(amount, logic)))
        for rule in several
        if rule.family in BASES
        for amount in _amounts(slot, rule)
        if _stands_alone(amount)
    ]
    made = [
        said
        for rule in several
        if rule.family not in BASES
        for amount in _amounts(slot, rule)
        for said in _made_of(slot, amount, rule, bases, logic)
    ]
    return [*(said for _, said in bases), *made]


def at_least_as_strict(one: Said, other: Said) -> z3.BoolRef:
    """That the one value of a slot is at least as strict as the other."""
    return one.value <= other.value if one.slot.direction is Direction.DOWN else one.value >= other.value


def stricter(one: Said, other: Said) -> z3.BoolRef:
    """That the one value of a slot is stricter than the other."""
    return one.value < other.value if one.slot.direction is Direction.DOWN else one.value > other.value


def _amounts(slot: Slot, rule: Rule) -> Iterator[Amount]:
    return (effect.amount for effect in rule.effects if isinstance(effect, Bound) and effect.slot is slot)


def _made_of(slot: Slot, amount: Amount, rule: Rule, bases: list[tuple[Amount, Said]], logic: Logic) -> Iterator[Said]:
    fires = logic.fires(rule).holds
    match amount:
        case Scaled(by):
            for _, base in bases:
                yield Said(slot, rule, z3.And(fires, base.when), base.value * exact(by, logic.context))
        case InProportion(fact, per, None):
            for own, base in bases:
                yield Said(slot, rule, z3.And(fires, base.when), _share_of(own, fact, per, logic))
        case _:
            yield Said(slot, rule, fires, _alone(amount, logic))


def _stands_alone(amount: Amount) -> bool:
    return not isinstance(amount, Scaled) and not (isinstance(amount, InProportion) and amount.of is None)


def _alone(amount: Amount, logic: Logic) -> z3.ArithRef:
    """What an amount comes to that stands by itself."""
    match amount:
        case Fixed(value):
            return exact(value, logic.context)
        case PerWeight(each_kg, at_most):
            value = logic.patient.number("weight").value * exact(each_kg, logic.context)
            return value if at_most is None else _smaller(value, exact(at_most, logic.context))
        case InProportion(fact, per, of) if of is not None:
            return _in_proportion(of, fact, per, logic)
        case _:
            raise AssertionError("a share is taken of a figure that stands alone")


def _share_of(own: Amount, fact: str, per: Fraction, logic: Logic) -> z3.ArithRef:
    """The share in proportion; any number at all for one of a figure that rests on a fact: two facts multiplied."""
    return _in_proportion(own.value, fact, per, logic) if isinstance(own, Fixed) else z3.FreshReal("any", logic.context)


def _in_proportion(of: Fraction, fact: str, per: Fraction, logic: Logic) -> z3.ArithRef:
    value = logic.patient.number(fact).value * exact(of / per, logic.context)
    return _smaller(value, exact(of, logic.context))


def _smaller(one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    return z3.If(one <= other, one, other)
