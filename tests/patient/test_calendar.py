"""Ages are exact: whole on birthdays, never a day early."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.patient.calendar import age_in_years

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2014, 11, 22), date(2026, 11, 22), Fraction(12)),
        (date(2014, 11, 23), date(2026, 11, 22), Fraction(12) - Fraction(1, 31 * 12)),
        (date(2025, 5, 22), date(2026, 11, 22), Fraction(3, 2)),
        (date(2008, 2, 29), date(2026, 3, 1), Fraction(18)),
        (date(2026, 11, 22), date(2026, 11, 22), Fraction(0)),
    ],
)
def test_age(birth: date, day: date, age: Fraction) -> None:
    assert age_in_years(birth, day) == age


def test_born_on_a_leap_day_is_not_of_age_on_the_day_before_the_first_of_march() -> None:
    assert age_in_years(date(2008, 2, 29), date(2026, 2, 28)) < 18


@given(birth=DAYS, later=st.integers(min_value=0, max_value=40000))
def test_age_grows_day_by_day_and_counts_birthdays(birth: date, later: int) -> None:
    day = birth + timedelta(days=later)
    assert age_in_years(birth, day) < age_in_years(birth, day + timedelta(days=1))
    birthdays = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    assert int(age_in_years(birth, day)) == birthdays
