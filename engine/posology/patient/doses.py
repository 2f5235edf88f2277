"""A dose and how often, as a profile or an order states it."""

import math
from fractions import Fraction
from typing import NamedTuple

from posology.errors import Place
from posology.language.quantity import Quantity, QuantityError, parse_quantity, plain_number
from posology.language.units import unit
from posology.patient.profile import Dose
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping

_LARGEST_DOSE = 10**6
_LONGEST_DAYS = 366
_HOURS = 24
_EITHER = "write whole days, such as 2 days, or hours that divide 24, such as 8 hours"


class HowOften(NamedTuple):
    """How many doses on a day, every how many days; `apart` is the hours between two doses, where they are stated."""

    times_a_day: int
    every: int = 1
    apart: Fraction | None = None


class StatedDose(NamedTuple):
    """A dose as it was stated. As needed, `taken` is the most of a day."""

    taken: Dose
    as_needed: bool
    apart: Fraction | None


def read_dose(written: Mapping, problems: Problems) -> StatedDose | None:
    """The dose of a mapping and how often it is given, or None where one of them could not be used."""
    amount = None
    as_needed = written.get("as_needed") in ("yes", True)
    if written.get("dose") is not None:
        amount = dose_amount(written["dose"], written.values_at["dose"], problems)
    if written.get("every") is None:
        times = written.get("times_a_day")
        often = HowOften(times) if times is not None else None
    else:
        often = how_often(written["every"], written.values_at["every"], written.get("times_a_day"), as_needed, problems)
    return None if amount is None or often is None else stated(amount, often, as_needed)


def stated(amount: Fraction, often: HowOften, as_needed: bool) -> StatedDose:
    """So much so often."""
    return StatedDose(Dose(amount, often.times_a_day, often.every), as_needed, often.apart)


def dose_amount(written: str, at: Place, problems: Problems) -> Fraction | None:
    """The single dose in mg, or None where it is none, which is noted."""
    with problems.quantity_at(at):
        amount = parse_quantity(written).to(unit("mg")).value
        if not 0 < amount <= _LARGEST_DOSE:
            raise QuantityError(f"`{written}` is no dose", "write an amount above zero, such as 10 mg")
        return amount
    return None


def how_often(every: str, at: Place, times_a_day: int | None, as_needed: bool, problems: Problems) -> HowOften | None:
    """What `every` makes, with the `times_a_day` beside it; None where no dose is taken so, which is noted."""
    with problems.quantity_at(at):
        period = parse_quantity(every)
        if period.unit.dimension != "elapsed time" or period.value <= 0:
            raise QuantityError(f"`{every}` is no time between doses", _EITHER)
        if period.unit.symbol in ("days", "weeks"):
            return _in_days(period, times_a_day)
        return _in_hours(period, times_a_day, as_needed)
    return None


def _in_days(period: Quantity, times_a_day: int | None) -> HowOften:
    days = period.to(unit("days")).value
    if times_a_day is not None:
        raise QuantityError(
            f"both times_a_day and every {period}", "keep one of them: every is for less than one dose a day"
        )
    if days.denominator != 1:
        raise QuantityError(f"`{period}` are no whole days", _EITHER)
    if days > _LONGEST_DAYS:
        raise QuantityError(f"`{period}` between doses is not plausible", f"at most {_LONGEST_DAYS} days: check number")
    return HowOften(1, int(days), days * _HOURS)


def _in_hours(period: Quantity, times_a_day: int | None, as_needed: bool) -> HowOften:
    hours = period.to(unit("hours")).value
    if times_a_day is None:
        return HowOften(_times_in_a_day(period, hours, as_needed), apart=hours)
    if not as_needed:
        raise QuantityError(f"both times_a_day and every {period}", "keep one of them, or add as_needed: yes")
    if times_a_day > math.ceil(_HOURS / hours):
        raise QuantityError(
            f"{times_a_day} doses in a day cannot lie {plain_number(hours)} hours apart", "mend one of the two"
        )
    return HowOften(times_a_day, apart=hours)


def _times_in_a_day(period: Quantity, hours: Fraction, as_needed: bool) -> int:
    if hours > _HOURS and hours % _HOURS == 0:
        raise QuantityError(f"`{period}` is more than a day", f"write every: {hours / _HOURS} days")
    times = _HOURS / hours
    if times.denominator != 1 or times > _HOURS:
        or_else = "; or say times_a_day as well, the most doses in 24 hours" if as_needed else ""
        raise QuantityError(f"`{period}` between doses makes no whole number of doses a day", _EITHER + or_else)
    return int(times)
