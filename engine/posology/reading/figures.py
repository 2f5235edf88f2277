"""The figures that rules state -> amounts, times and bounds."""

from fractions import Fraction
from typing import Any

from posology.errors import Place
from posology.language.effect import Amount, Bound, Effect, Fixed, InProportion, PerWeight, Planned, Slot
from posology.language.fact import FactDefinition, Kind
from posology.language.quantity import QuantityError, parse_quantity
from posology.language.units import unit
from posology.reading.amounts import amount_in, time_in
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping
from posology.reading.suggest import did_you_mean

Facts = dict[str, FactDefinition]
_HOURS = 24
_MOST_DAYS_BETWEEN = 60


def read_amount(written: Any, at: Place, facts: Facts, problems: Problems) -> Amount | None:
    """The amount; None where it is none, which is noted."""
    if isinstance(written, Mapping):
        return _qualified(written, at, facts, problems)
    with problems.quantity_at(at):
        quantity = parse_quantity(written)
        if quantity.unit.dimension == unit("mg/kg").dimension:
            return PerWeight(amount_in("mg/kg", quantity, written))
        return Fixed(amount_in("mg", quantity, written))
    return None


def _qualified(written: Mapping, at: Place, facts: Facts, problems: Problems) -> Amount | None:
    amount = read_amount(written["amount"], written.values_at["amount"], facts, problems)
    if "at_most" in written and "per" in written:
        problems.add(at, "amount", "both a cap and a proportion", "keep one of them: a proportion has its own cap")
        return None
    if "at_most" in written:
        cap = read_amount(written["at_most"], written.values_at["at_most"], facts, problems)
        if isinstance(amount, PerWeight) and isinstance(cap, Fixed):
            return PerWeight(amount.each_kg, cap.value)
        if amount is not None and cap is not None:
            problems.add(
                at, "amount", "a cap belongs to an amount by weight", "write amount in mg/kg and at_most in mg"
            )
        return None
    per = read_proportion(written, "in_proportion_to", facts, problems)
    if amount is None or per is None:
        return None
    if isinstance(amount, Fixed):
        return InProportion(written["in_proportion_to"], per, amount.value)
    problems.add(at, "amount", "an amount by weight in proportion to a fact", "give the amount in mg")
    return None


def read_proportion(written: Mapping, key: str, facts: Facts, problems: Problems) -> Fraction | None:
    """The value of the fact under `key` at which the whole figure holds; None where it is none, which is noted."""
    name = written[key]
    quantities = {id for id, fact in facts.items() if fact.kind is Kind.QUANTITY}
    if name not in quantities:
        at = written.values_at[key]
        problems.add(at, "unknown-name", f"`{name}` is no quantity of the vocabulary", did_you_mean(name, quantities))
        return None
    with problems.quantity_at(written.values_at["per"]):
        fact_unit = facts[name].unit
        assert fact_unit is not None
        per = parse_quantity(written["per"]).to(fact_unit).value
        if per <= 0:
            raise QuantityError(
                f"`{written['per']}` is not above zero", "give the value at which the whole figure holds"
            )
        return per
    return None


def bound(slot: Slot, written: Any, at: Place, facts: Facts, problems: Problems) -> list[Effect]:
    """The bound that one amount sets."""
    amount = read_amount(written, at, facts, problems)
    return [Bound(slot, amount)] if amount is not None else []


def bound_or_range(slot: Slot, written: Any, at: Place, facts: Facts, problems: Problems) -> list[Effect]:
    """The bound that one amount sets; of a range its larger end, and the smaller as what is planned."""
    if not (isinstance(written, Mapping) and "from" in written):
        return bound(slot, written, at, facts, problems)
    smaller, larger = ends_of(written, facts, problems)
    effects: list[Effect] = [Bound(slot, larger)] if larger is not None else []
    return [*effects, Planned(slot, smaller)] if smaller is not None else effects


def range_of(written: Mapping, low: Slot, high: Slot, facts: Facts, problems: Problems) -> list[Effect]:
    """The bounds that the two ends of a range set."""
    ends = ends_of(written, facts, problems)
    return [Bound(slot, end) for slot, end in zip((low, high), ends, strict=True) if end is not None]


def ends_of(written: Mapping, facts: Facts, problems: Problems) -> tuple[Amount | None, Amount | None]:
    """The lower and the upper end of a range of amounts. Ends the wrong way round are noted."""
    low, high = (read_amount(written[key], written.values_at[key], facts, problems) for key in ("from", "to"))
    if (isinstance(low, Fixed) and isinstance(high, Fixed) and low.value > high.value) or (
        isinstance(low, PerWeight) and isinstance(high, PerWeight) and low.each_kg > high.each_kg
    ):
        problems.add(written.at, "range", "the lower end is above the upper one", "swap them")
    return low, high


def multiplied(amount: Amount, factor: Fraction) -> Amount:
    """The amount multiplied."""
    match amount:
        case Fixed(value):
            return Fixed(value * factor)
        case PerWeight(each_kg, at_most):
            return PerWeight(each_kg * factor, None if at_most is None else at_most * factor)
        case InProportion(fact, per, of) if of is not None:
            return InProportion(fact, per, of * factor)
        case _:
            return amount


def time(slot: Slot, written: str, at: Place, problems: Problems) -> list[Effect]:
    """The bound that a length of time sets."""
    with problems.quantity_at(at):
        return [Bound(slot, Fixed(time_in(slot.unit, written)))]
    return []


def time_or_range(slot: Slot, written: Any, at: Place, problems: Problems) -> list[Effect]:
    """The bound that a length of time sets; of a range the shorter, and the longer as what is planned."""
    if not isinstance(written, Mapping):
        return time(slot, written, at, problems)
    effects = time(slot, written["from"], written.values_at["from"], problems)
    planned = time(slot, written["to"], written.values_at["to"], problems)
    longer = [Planned(slot, effect.amount) for effect in planned if isinstance(effect, Bound)]
    _check_order(effects, longer, written, problems)
    return [*effects, *longer]


def _check_order(least: list[Effect], planned: list[Planned], written: Mapping, problems: Problems) -> None:
    lengths = [effect.amount for effect in (*least, *planned) if isinstance(effect, Bound | Planned)]
    match lengths:
        case [Fixed(shorter), Fixed(longer)] if shorter > longer:
            problems.add(written.at, "range", "the shorter end is above the longer one", "swap them")


def how_often(written: Mapping, problems: Problems) -> tuple[int, int] | None:
    """How many times a day, in how many days: (3, 1), or (1, 2) for every other day; None where that is wrong."""
    if ("times_a_day" in written) == ("every" in written):
        problems.add(
            written.at, "how-often", "how often is said twice, or not at all", "keep one: times_a_day or every"
        )
        return None
    if "times_a_day" in written:
        return written["times_a_day"], 1
    with problems.quantity_at(written.values_at["every"]):
        hours = time_in("hours", written["every"])
        if hours < _HOURS and (_HOURS / hours).denominator == 1:
            return int(_HOURS / hours), 1
        days = hours / _HOURS
        if days.denominator == 1 and days <= _MOST_DAYS_BETWEEN:
            return 1, int(days)
        raise QuantityError(
            f"`{written['every']}` is no time between doses", "write whole days, or hours that divide a day: 8 hours"
        )
    return None


def whole_days(written: str, at: Place, problems: Problems) -> int | None:
    """The number of days; None where they are not whole, which is noted."""
    with problems.quantity_at(at):
        days = time_in("days", written)
        if days.denominator != 1:
            raise QuantityError(f"`{written}` is not a number of whole days", "such as 3 days")
        return int(days)
    return None
