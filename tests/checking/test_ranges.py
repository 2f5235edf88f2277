"""Ranges of numbers: what two have in common, and the plainest number in one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.checking.ranges import common, is_empty, middle, plainest
from posology.language.fact import Range

NUMBERS = st.fractions(min_value=-5, max_value=5, max_denominator=8)
ENDS = st.one_of(st.none(), NUMBERS)
RANGES = st.builds(Range, ENDS, st.booleans(), ENDS, st.booleans())


@given(RANGES, RANGES, NUMBERS)
def test_what_two_ranges_have_in_common_lies_in_both(one: Range, other: Range, number: Fraction) -> None:
    assert (number in common(one, other)) == (number in one and number in other)
    assert not (number in one and is_empty(one))


@given(RANGES)
def test_a_range_that_is_not_empty_has_a_plain_number_unless_it_is_one_that_is_no_decimal(bounds: Range) -> None:
    found = plainest(bounds, middle(bounds))
    if found is None:
        assert is_empty(bounds) or (bounds.low == bounds.high and bounds.low is not None)
    else:
        assert found in bounds


@pytest.mark.parametrize(
    ("low", "high", "number"),
    [("29", "30", "29.5"), ("40", "50", "45"), ("25", "30", "27"), ("0.1", "0.2", "0.15"), ("1.9", "2.1", "2")],
)
def test_the_plainest_number_has_few_decimals_and_lies_near_the_middle(low: str, high: str, number: str) -> None:
    bounds = Range(Fraction(low), False, Fraction(high), False)
    assert plainest(bounds, middle(bounds)) == Fraction(number)


def test_a_number_that_must_be_a_multiple_is_one_or_there_is_none() -> None:
    assert plainest(Range(Fraction(30), True, Fraction(80), True), Fraction(55), 24) == 48
    assert plainest(Range(Fraction(29), False, Fraction(30), False), Fraction("29.5"), 1) is None
