"""Quantities are exact, and what is not is refused with what would be right."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.language.quantity import QuantityError, as_decimal, parse_quantity, plain_number
from posology.language.units import UNITS, unit


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("5 mg", Fraction(5), "mg"),
        ("1.4 mg/dL", Fraction(7, 5), "mg/dL"),
        ("0.1mg", Fraction(1, 10), "mg"),
        ("48 mL/min/1.73 m2", Fraction(48), "mL/min/1.73m2"),
        ("500 mcg", Fraction(500), "mcg"),
    ],
)
def test_read(text: str, value: Fraction, symbol: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.unit.symbol) == (value, symbol)


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("5 mgs", "not a known unit", "5 mg"),
        ("5", "no unit", "5 mg"),
        ("1,4 mg", "not an exact number", "point"),
        (".5 mg", "not an exact number", "zero before"),
        ("1e-5 mg", "not an exact number", "without an exponent"),
        ("010 mg", "not an exact number", "leading zero"),
        ("NaN mg", "not an exact number", "digits"),
        ("Infinity mg", "not an exact number", "digits"),
        ("mg", "not a quantity", "number and a unit"),
    ],
)
def test_refused(text: str, says: str, hint: str) -> None:
    with pytest.raises(QuantityError, match=says) as refused:
        parse_quantity(text)
    assert hint in refused.value.hint


def test_calendar_time_is_no_elapsed_time() -> None:
    with pytest.raises(QuantityError, match="calendar time"):
        parse_quantity("1 years").to(unit("days"))


@given(value=st.fractions(min_value=0, max_value=10**6, max_denominator=10**4), made=st.sampled_from(UNITS))
def test_there_and_back_in_any_unit_of_the_dimension(value: Fraction, made: object) -> None:
    for other in UNITS:
        quantity = parse_quantity("1 mg").__class__(value, next(one for one in UNITS if one is made))
        if other.dimension == quantity.unit.dimension:
            assert quantity.to(other).to(quantity.unit).value == value


@given(value=st.fractions(min_value=0, max_value=10**6))
def test_numbers_are_cut_off_and_never_rounded_up(value: Fraction) -> None:
    shown = Fraction(plain_number(value))
    assert shown <= value < shown + Fraction(1, 10**4)
    assert as_decimal(value) == Decimal(plain_number(value))
