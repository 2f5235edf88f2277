"""The days that a profile names: they exist, are not to come, and do not lie before birth."""

from datetime import date

from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping

_FIRST_YEAR, _LAST_YEAR = 1850, 2199


def is_likely(day: date) -> bool:
    """Whether a profile may name this day; other years are slips of the pen."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def read_day(section: Mapping, key: str, problems: Problems) -> date | None:
    """The day under `key`, or None where there is none or it is no likely day of the calendar, which is noted."""
    if section.get(key) is None:
        return None
    at, written = section.values_at[key], section[key]
    try:
        day = date.fromisoformat(written)
    except ValueError:
        problems.add(
            at,
            "date",
            f"`{written}` is no day of the calendar",
            "write the year, month and day of a day that exists, such as 2026-11-22",
        )
        return None
    if not is_likely(day):
        problems.add(at, "date", f"`{written}` is no likely day", "check the year")
        return None
    return day


class PastDays:
    """Reads days that must lie between birth and the day of the answer, as far as those two are known."""

    def __init__(self, as_of: date | None, problems: Problems) -> None:
        self.as_of = as_of
        self._born: date | None = None
        self._problems = problems

    def read(self, section: Mapping, key: str, what: str) -> date | None:
        """The day of `what` under `key`; what is wrong with it is noted."""
        day = read_day(section, key, self._problems)
        if day is None:
            return None
        at = section.values_at[key]
        if self.as_of is not None and day > self.as_of:
            self._problems.add(
                at,
                "date-in-future",
                f"{what} on {day}, which is after {self.as_of}, the day that the answer is for",
                "mend the date, or context.as_of",
            )
        if self._born is not None and day < self._born:
            self._problems.add(
                at,
                "date-before-birth",
                f"{what} on {day}, before the birth on {self._born}",
                "mend one of the two dates",
            )
        return day

    def read_birth(self, patient: Mapping) -> date | None:
        """The day of birth, before which nothing that is read from now on may lie."""
        birth = self.read(patient, "birth_date", "a birth")
        if birth is not None and (self.as_of is None or birth <= self.as_of):
            self._born = birth
        return birth
