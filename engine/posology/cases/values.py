"""Values of an answer, as a case writes them and held against what it writes."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from posology.language.quantity import parse_number, plain_number
from posology.language.units import UNITS, Unit, find_unit

_FIGURE = re.compile(r"([0-9.]+)(?:/([0-9]+))? ?(.*)")
_BY_UCUM = {unit.ucum: unit for unit in UNITS}


def exact(quantity: dict[str, Any]) -> tuple[Fraction, Unit | str]:
    """The exact value of a quantity of an answer, and its unit."""
    value = Fraction(quantity["exact"]) if "exact" in quantity else Fraction(str(quantity["value"]))
    return value, _BY_UCUM.get(quantity["unit"], quantity["unit"])


def written(value: Any) -> str:
    """A value of an answer as a case would write it."""
    if value is None:
        return "none"
    if isinstance(value, dict) and "unit" in value:
        amount, unit = exact(value)
        symbol = unit.symbol if isinstance(unit, Unit) else unit
        return f"{_number(amount)} {symbol}"
    if isinstance(value, dict) and "dose" in value:
        often = f"every {written(value['every'])}" if "every" in value else f"x {value['times_a_day']}"
        return f"{written(value['dose'])} {often}"
    if isinstance(value, dict) and "from" in value:
        return f"{value['from']} to {value['to']}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) if value else "nothing"
    return str(value)


def same(expected: str, got: Any) -> bool:
    """Whether a value of an answer is exactly the one written, in any unit of the same dimension."""
    if got is None or expected == "none":
        return got is None and expected == "none"
    parts = _FIGURE.fullmatch(expected)
    if parts is None or not isinstance(got, dict | int | Decimal):
        return expected == (", ".join(got) if isinstance(got, list) else str(got))
    value = parse_number(parts[1]) / parse_number(parts[2] or "1")
    if isinstance(got, int | Decimal):
        return not parts[3] and value == Fraction(got)
    amount, of = exact(got)
    unit = find_unit(parts[3])
    if unit is None or not isinstance(of, Unit) or unit.dimension != of.dimension:
        return False
    return value * unit.factor == amount * of.factor


def _number(value: Fraction) -> str:
    """The number in decimals where they hold it, else as a fraction."""
    decimals = plain_number(value)
    return decimals if Fraction(decimals) == value else str(value)
