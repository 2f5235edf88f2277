"""Figures as they are printed in a rule file, and what stands one step beside them."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from posology.language.quantity import parse_quantity
from posology.language.units import Unit

Printed = str | int

_NUMBER = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<rest>(?![0-9./]).*|)")
_SHARE = re.compile(r"([0-9]+)/([0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTED = re.compile(r" (day|week|month|year|hour|minute)s?")


def is_figure(value: object) -> bool:
    """Whether the value is a number, with a unit or without one, or a share such as `1/2`."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, str) and any(form.match(value) for form in (_NUMBER, _SHARE))


def step_of(value: Printed) -> Fraction:
    """One unit of the last digit that is printed: 1 for `30 mL/min`, 1/10 for `0.3 mg/kg`, 1 for a day."""
    parts = _NUMBER.fullmatch(str(value))
    places = len(parts["number"].partition(".")[2]) if parts is not None else 0
    return Fraction(1, 10**places)


def number_in(value: Printed, unit: Unit | None) -> Fraction:
    """The number that a bound compares with: in `unit`, or a day as its ordinal."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return Fraction(date.fromisoformat(value).toordinal())
    return Fraction(value) if unit is None else parse_quantity(str(value)).to(unit).value


def step_in(value: Printed, unit: Unit | None) -> Fraction:
    """The step of what is printed, in `unit`."""
    if unit is None or isinstance(value, int):
        return step_of(value)
    printed = parse_quantity(value)
    return type(printed)(step_of(value), printed.unit).to(unit).value


def one_step_beside(value: Printed) -> tuple[Printed, ...]:
    """What is printed one step down and one step up; of a share the next smaller and the next larger one."""
    if isinstance(value, int):
        return tuple(number for number in (value - 1, value + 1) if number >= 0)
    if _DAY.fullmatch(value):
        day = date.fromisoformat(value)
        return tuple((day + timedelta(days=days)).isoformat() for days in (-1, 1))
    share = _SHARE.fullmatch(value)
    if share is not None:
        above, below = int(share[1]), int(share[2])
        return f"{above}/{below + 1}", f"{above + 1}/{below + 1}"
    parts = _NUMBER.fullmatch(value)
    if parts is None:
        return ()
    number, step = Decimal(parts["number"]), Decimal(step_of(value).numerator) / step_of(value).denominator
    return tuple(_with(moved, parts["rest"]) for moved in (number - step, number + step) if moved >= 0)


def doubled_and_halved(value: Printed) -> tuple[Printed, ...]:
    """What is printed twice and half as large; a whole number of an odd value is halved downwards."""
    if isinstance(value, int):
        return value * 2, value // 2
    share = _SHARE.fullmatch(value)
    if share is not None:
        above, below = int(share[1]), int(share[2])
        return f"{above * 2}/{below}", f"{above}/{below * 2}"
    parts = _NUMBER.fullmatch(value)
    if parts is None:
        return ()
    number = Decimal(parts["number"])
    half = number / 2 if "." in parts["number"] or number % 2 == 0 or number == 1 else (number - 1) / 2
    return _with(number * 2, parts["rest"]), _with(half, parts["rest"])


def _with(number: Decimal, rest: str) -> str:
    """The number with what follows it, of which days and the like are counted as one speaks."""
    counted = _COUNTED.fullmatch(rest)
    if counted is not None:
        rest = f" {counted[1]}" if number == 1 else f" {counted[1]}s"
    return f"{number:f}{rest}"
