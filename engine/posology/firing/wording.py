"""Conditions, facts and effects in words, for traces."""

from datetime import date
from fractions import Fraction

from posology.language.condition import All, AtLeast, Condition, Has, InRange, NoneOf, OneOf
from posology.language.effect import (
    AskFor,
    AsNeeded,
    Bound,
    Conclude,
    Course,
    Effect,
    Fixed,
    InProportion,
    Monitor,
    PerWeight,
    Planned,
    RaiseVerdict,
    Scaled,
    Schedule,
    Slot,
    StartOften,
    Supplement,
    TimesADay,
)
from posology.language.fact import FactDefinition, Kind, Range, Value
from posology.language.quantity import plain_number

Facts = dict[str, FactDefinition]


def condition_in_words(condition: Condition, facts: Facts) -> str:
    """The condition as a reader would say it: `age at least 12 years`."""
    match condition:
        case InRange(fact, range):
            return f"{fact} {_range_in_words(range, facts[fact])}"
        case OneOf(fact, names):
            return f"{fact} is {' or '.join(names)}"
        case Has("taking" | "starting" | "stopping" as fact, names):
            verb = {"taking": "takes", "starting": "is starting", "stopping": "is stopping"}[fact]
            return f"{verb} {' or '.join(name.partition(':')[2] for name in names)}"
        case Has(fact, names):
            return f"{fact} has {' or '.join(names)}"
        case All(of):
            return " and ".join(condition_in_words(part, facts) for part in of) or "always"
        case NoneOf(of):
            return f"none of ({_listed(of, facts)})"
        case AtLeast(1, of):
            return f"any of ({_listed(of, facts)})"
        case AtLeast(count, of):
            return f"at least {count} of ({_listed(of, facts)})"


def value_in_words(value: Value, fact: FactDefinition, places: int = 4) -> str:
    """A fact's value with its unit, cut off after so many decimals; a date as a date; a set as its names."""
    if isinstance(value, Fraction):
        if fact.kind is Kind.DATE:
            return date.fromordinal(int(value)).isoformat()
        return f"{plain_number(value, places)} {fact.unit.symbol}" if fact.unit else plain_number(value, places)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return value


def effect_in_words(effect: Effect, facts: Facts) -> str:
    """What an effect does: `max_daily at most 1/2 of the regimen's`."""
    match effect:
        case Bound(slot, amount):
            return f"{slot.label} {_amount_in_words(slot, amount, facts)}"
        case TimesADay(at_least, at_most):
            return f"times_a_day {at_least} to {at_most}"
        case RaiseVerdict(verdict):
            return f"verdict {verdict.value}"
        case Conclude(name):
            return f"concludes {name}"
        case Monitor(what):
            return f"monitor: {what}"
        case AskFor(action):
            return f"asks to {action.value}"
        case Planned(slot, amount):
            return f"{slot.label} planned at {_amount_in_words(slot, amount, facts)}"
        case StartOften(times_a_day, every):
            return f"start {times_a_day} times a day" if every == 1 else f"start once in {every} days"
        case AsNeeded():
            return "taken as needed"
        case Supplement(at_least, at_most, after):
            amounts = dict.fromkeys((plain_number(at_least), plain_number(at_most)))
            return f"supplement {' to '.join(amounts)} mg after {after}"
        case Schedule(steps):
            return f"schedule of {len(steps)} steps"
        case Course(steps):
            return f"course of {len(steps)} rows"


def _amount_in_words(slot: Slot, amount: Fixed | PerWeight | Scaled | InProportion, facts: Facts) -> str:
    match amount:
        case Fixed(value):
            return f"{plain_number(value)} {slot.unit}".rstrip()
        case PerWeight(each_kg, None):
            return f"{plain_number(each_kg)} mg/kg"
        case PerWeight(each_kg, at_most):
            assert at_most is not None
            return f"{plain_number(each_kg)} mg/kg, at most {plain_number(at_most)} mg"
        case Scaled(by):
            return f"{by} of the regimen's"
        case InProportion(fact, per, of):
            whole = "the regimen's" if of is None else f"{plain_number(of)} {slot.unit}"
            return f"{whole} times {fact} / {value_in_words(per, facts[fact])}"


def _listed(parts: tuple[Condition, ...], facts: Facts) -> str:
    return "; ".join(condition_in_words(part, facts) for part in parts)


def _range_in_words(range: Range, fact: FactDefinition) -> str:
    parts: list[str] = []
    if range.low is not None:
        parts.append(f"{'at least' if range.low_included else 'above'} {value_in_words(range.low, fact)}")
    if range.high is not None:
        parts.append(f"{'at most' if range.high_included else 'below'} {value_in_words(range.high, fact)}")
    return " and ".join(parts)
