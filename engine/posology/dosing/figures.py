"""The figures that rules contribute to each slot, and the strictest of them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from posology.language.effect import Amount, Bound, Direction, Fixed, InProportion, PerWeight, Scaled, Slot, StartOften
from posology.language.rule import Rule

Numbers = Mapping[str, Fraction]
"""The known facts that are numbers, each in its own unit."""


class Contribution(NamedTuple):
    """What one rule says of one slot, in the slot's unit. `by_way_of` is the slot whose figure caps this one."""

    rule: Rule
    value: Fraction
    by_way_of: Slot | None = None


class Figure(NamedTuple):
    """One figure of the plan: the strictest contribution wins, all are kept, in the order of their rules' ids."""

    slot: Slot
    value: Fraction
    contributions: tuple[Contribution, ...]

    @property
    def winners(self) -> tuple[Contribution, ...]:
        """The contributions that are as strict as the figure."""
        return tuple(one for one in self.contributions if one.value == self.value)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that set the figure."""
        return tuple(dict.fromkeys(one.rule for one in self.winners))


Figures = Mapping[Slot, Figure]


def strictest(bases: Iterable[Rule], modifiers: Iterable[Rule], numbers: Numbers) -> Figures:
    """The figure of every slot that `bases` (a regimen, a titration) or `modifiers` say something of.

    A share of a figure is taken of the base's own value. A figure that rests on an unknown fact counts as none at
    all: zero, the worst that the fact could bring.
    """
    base_rules = tuple(bases)
    own = [
        {effect.slot: value_of(effect.amount, numbers) for effect in rule.effects if isinstance(effect, Bound)}
        for rule in base_rules
    ]
    said: dict[Slot, list[Contribution]] = {}
    for rule, values in zip(base_rules, own, strict=True):
        for slot, value in values.items():
            said.setdefault(slot, []).append(Contribution(rule, value))
    for rule in modifiers:
        for effect in rule.effects:
            if isinstance(effect, Bound):
                for value in _modified(effect, own, numbers):
                    said.setdefault(effect.slot, []).append(Contribution(rule, value))
    figures = {slot: _figure(slot, contributions) for slot, contributions in said.items()}
    return _capped(figures, min(_days_between_first_doses(base_rules), default=1))


def _modified(effect: Bound, own: list[dict[Slot, Fraction]], numbers: Numbers) -> list[Fraction]:
    bases = [values[effect.slot] for values in own if effect.slot in values]
    match effect.amount:
        case Scaled(by):
            return [base * by for base in bases]
        case InProportion(fact, per, None):
            return [base * _share(fact, per, numbers) for base in bases]
        case _:
            return [value_of(effect.amount, numbers)]


def value_of(amount: Amount, numbers: Numbers) -> Fraction:
    """What an amount that stands by itself comes to for the patient."""
    match amount:
        case Fixed(value):
            return value
        case PerWeight(each_kg, at_most):
            value = each_kg * numbers.get("weight", Fraction(0))
            return value if at_most is None else min(value, at_most)
        case InProportion(fact, per, of) if of is not None:
            return of * _share(fact, per, numbers)
        case _:
            raise AssertionError("a share of a figure stands in no regimen: the schema does not allow it")


def _share(fact: str, per: Fraction, numbers: Numbers) -> Fraction:
    return min(Fraction(1), numbers.get(fact, Fraction(0)) / per)


def _days_between_first_doses(bases: Iterable[Rule]) -> list[int]:
    return [effect.every for rule in bases for effect in rule.effects if isinstance(effect, StartOften)]


def _figure(slot: Slot, contributions: Iterable[Contribution]) -> Figure:
    unique = {(one.rule.id, one.value, one.by_way_of): one for one in contributions}
    kept = sorted(unique.values(), key=lambda one: (one.rule.id, one.value, one.by_way_of is not None))
    value = kept[0].value
    for one in kept[1:]:
        value = slot.stricter(value, one.value)
    return Figure(slot, value, tuple(kept))


_CAPS = (
    (Slot.MAX_DOSE, Slot.MAX_DAILY),
    (Slot.USUAL_TO, Slot.MAX_DAILY),
    (Slot.USUAL_FROM, Slot.USUAL_TO),
    (Slot.START_DAILY, Slot.MAX_DAILY),
    (Slot.START_DOSE, Slot.MAX_DOSE),
    (Slot.START_DOSE, Slot.START_DAILY),
    (Slot.TAPER_TO, Slot.TAPER_FROM),
)


def _capped(figures: dict[Slot, Figure], days_between: int) -> Figures:
    """No figure passes the one that bounds it: a start no higher than the maximum, and so on.

    A dose once in several days may hold the daily total, which is an average, of all of them.
    """
    for slot, bound in _CAPS:
        if slot in figures and bound in figures:
            days = days_between if (slot, bound) == (Slot.START_DOSE, Slot.START_DAILY) else 1
            cap = figures[bound].value * days
            if slot.stricter(figures[slot].value, cap) != figures[slot].value:
                capped = [Contribution(one.rule, cap, bound) for one in figures[bound].winners]
                figures[slot] = _figure(slot, [*figures[slot].contributions, *capped])
    return dict(sorted(figures.items(), key=lambda item: _IN_ORDER[item[0]]))


_IN_ORDER = {slot: number for number, slot in enumerate(Slot)}


def looser(slot: Slot, one: Fraction, other: Fraction) -> bool:
    """Whether `one` is a looser value of the slot than `other`."""
    return one > other if slot.direction is Direction.DOWN else one < other
