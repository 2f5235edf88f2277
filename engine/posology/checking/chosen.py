"""What a patient is to be like, fact by fact, and how numbers of it are written."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from posology.checking.ranges import MOST_PLACES
from posology.language.quantity import is_exact, plain_number
from posology.language.units import UNITS, Unit

Stated = Fraction | str | tuple[str, ...]
"""A number, a name, or the names that a list has."""

Chosen = Mapping[str, Any]
"""A `Stated` for each fact that is to be known."""

Section = dict[str, Any]

DAY = date(2020, 1, 1)
"""The day that a patient is looked at, where no rule asks for another."""


class CannotBeStated(Exception):
    """Values that no profile can state together."""


def day_of(chosen: Chosen) -> date:
    """The day that the patient is looked at."""
    return date.fromordinal(int(chosen["as_of"])) if "as_of" in chosen else DAY


def exactly(value: Fraction, unit: Unit | None) -> str:
    """The number with its unit, or another of its dimension in which it is a decimal. Raises `CannotBeStated`."""
    if unit is None:
        if is_exact(value, MOST_PLACES):
            return plain_number(value, MOST_PLACES)
        raise CannotBeStated(str(value))
    alike = [other for other in UNITS if other.dimension == unit.dimension and other is not unit]
    for one in (unit, *alike):
        number = value * unit.factor / one.factor
        if is_exact(number, MOST_PLACES):
            return f"{plain_number(number, MOST_PLACES)} {one.symbol}"
    raise CannotBeStated(f"{value} {unit.symbol}")
