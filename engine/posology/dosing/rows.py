"""The rows of a schedule, a course or a taper: days on one dose."""

from typing import NamedTuple

from posology.patient.profile import Dose

MOST_ROWS = 60


class Row(NamedTuple):
    """Days on one dose, counted from the day of the answer; `to_day` is None where the row is left open."""

    from_day: int
    to_day: int | None
    taken: Dose
    made_of: str
