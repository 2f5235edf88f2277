"""Ages and spans between days."""

from calendar import monthrange
from datetime import date
from fractions import Fraction


def age_in_years(birth: date, day: date) -> Fraction:
    """The exact age on `day`: whole on birthdays, months as twelfths, days as parts of the month they fall in.

    Who was born on the last days of a month has the birthday of a shorter month on the day after its end.
    """
    months = (day.year - birth.year) * 12 + day.month - birth.month
    if _later_by(birth, months) > day:
        months -= 1
    last, following = _later_by(birth, months), _later_by(birth, months + 1)
    return (months + Fraction((day - last).days, (following - last).days)) / 12


def _later_by(birth: date, months: int) -> date:
    year, month = divmod(birth.year * 12 + birth.month - 1 + months, 12)
    if birth.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, birth.day)
    return date(year + (month == 11), (month + 1) % 12 + 1, 1)
