"""A course whose first row is not the start of its regimen. The plan would name one first dose and the schedule
another.

To mend it, give both the same dose, as often.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import bounds_of, courses_of
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Slot, StartOften
from posology.language.vocabulary import Vocabulary


def find_course_starts(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each course that begins otherwise than its regimen."""
    for titration, rows, regimen in courses_of(drug):
        often = next((effect for effect in regimen.effects if isinstance(effect, StartOften)), None)
        first = rows[0]
        if often is not None and (first.dose, first.times_a_day, first.every) != (
            bounds_of(regimen).get(Slot.START_DOSE),
            often.times_a_day,
            often.every,
        ):
            yield Diagnostic(
                titration.place,
                "course-start",
                f"{titration.name}: the first row of the course is not the start of the regimen",
                "give both the same dose, as often",
            )
