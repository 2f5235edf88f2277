"""A row of a course above the maximum of its regimen. The course asks for what an order may not have.

To mend it, look up both in the source, and mend the row or `max_daily`.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import bounds_of, courses_of, is_above, times
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Slot
from posology.language.vocabulary import Vocabulary


def find_courses_above_maximum(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each row of a course whose day is above `max_daily`."""
    for titration, rows, regimen in courses_of(drug):
        most = bounds_of(regimen).get(Slot.MAX_DAILY)
        for number, row in enumerate(rows, start=1):
            on_a_day = times(row.dose, row.times_a_day)
            if most is not None and on_a_day is not None and is_above(on_a_day, most):
                yield Diagnostic(
                    titration.place,
                    "course-above-maximum",
                    f"{titration.name}: row {number} of the course is above max_daily",
                    "mend the row, or the maximum",
                )
