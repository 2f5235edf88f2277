"""Exact quantities: a number as a fraction, and a unit."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from posology.language.units import Unit, find_unit, similar_units

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_QUANTITY = re.compile(r"(?P<number>[-+.,0-9eE]*[0-9.,])\s*(?P<unit>.*)")
_NOT_FINITE = {"nan", ".nan", "inf", ".inf", "infinity"}
_LONGEST = 40
_PLACES = 4
_WIDE = Context(prec=60)


class QuantityError(ValueError):
    """Text that is no exact quantity. `hint` says what would be."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount of something, such as 40 mg."""

    value: Fraction
    unit: Unit

    def to(self, unit: Unit) -> "Quantity":
        """The same amount in another unit of the same dimension. Raises `QuantityError` for any other."""
        if unit.dimension != self.unit.dimension:
            raise QuantityError(
                f"{self} is {self.unit.dimension}, where {unit.dimension} belongs",
                f"give it in {unit.symbol}",
            )
        return Quantity(self.value * self.unit.factor / unit.factor, unit)

    def __str__(self) -> str:
        return f"{plain_number(self.value)} {self.unit.symbol}"


def parse_number(text: str) -> Fraction:
    """The exact value of a decimal number. Raises `QuantityError` for an exponent, a comma, NaN, infinity."""
    if len(text) > _LONGEST:
        raise QuantityError(f"a number of {len(text)} characters", f"write at most {_LONGEST}")
    if NUMBER.fullmatch(text):
        return Fraction(text)
    raise QuantityError(f"`{text}` is not an exact number", _number_hint(text))


def parse_quantity(text: str) -> Quantity:
    """The quantity that `text` states, such as `1.4 mg/dL`. Raises `QuantityError`, with a hint."""
    if text.strip().lower().lstrip("+-").split(" ")[0] in _NOT_FINITE:
        raise QuantityError(f"`{text}` is not an exact number", "write digits and a unit, such as 5 mg")
    parts = _QUANTITY.fullmatch(text.strip())
    if parts is None:
        raise QuantityError(f"`{_short(text)}` is not a quantity", "write a number and a unit, such as 5 mg")
    number = parse_number(parts["number"])
    if not parts["unit"]:
        raise QuantityError(f"`{text}` has no unit", "write the unit after the number, such as 5 mg")
    unit = find_unit(parts["unit"])
    if unit is None:
        close = similar_units(parts["unit"])
        hint = f"did you mean {parts['number']} {close[0]}?" if close else "such as mg, kg, years, mL/min or mg/dL"
        raise QuantityError(f"`{_short(parts['unit'])}` is not a known unit", hint)
    return Quantity(number, unit)


def plain_number(value: Fraction, places: int = _PLACES) -> str:
    """The number in digits: exact where `places` decimals suffice, else cut off there (never rounded up)."""
    return f"{as_decimal(value, places):f}"


def as_decimal(value: Fraction, places: int = _PLACES) -> Decimal:
    """The value cut off after `places` decimals, towards zero, without trailing zeros."""
    whole = abs(value.numerator) * 10**places // value.denominator
    cut = Decimal(-whole if value < 0 else whole).scaleb(-places, context=_WIDE)
    return cut.quantize(Decimal(1), context=_WIDE) if whole % 10**places == 0 else cut.normalize(_WIDE)


def is_exact(value: Fraction, places: int = _PLACES) -> bool:
    """Whether so many decimals hold the value whole."""
    return bool(10**places % value.denominator == 0)


def _number_hint(text: str) -> str:
    if "," in text:
        return "write the decimal point as a point, and no separator between thousands"
    if "e" in text.lower():
        return "write the number out, without an exponent"
    if text.startswith((".", "-.")):
        return "write a zero before the decimal point"
    if re.fullmatch(r"0[0-9]+", text):
        return "leave out the leading zero"
    return "write digits, with a decimal point where needed, such as 2.5"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
