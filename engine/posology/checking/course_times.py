"""A row of a course that is taken more or less often than the regimen allows. Whoever follows the course would have an
order that is refused.

To mend it, widen `times_a_day` of the regimen where the source does, or mend the row.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import courses_of
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import TimesADay
from posology.language.vocabulary import Vocabulary


def find_course_times(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each row of a course that is taken as often as its regimen does not allow."""
    for titration, rows, regimen in courses_of(drug):
        allowed = next((effect for effect in regimen.effects if isinstance(effect, TimesADay)), None)
        for number, row in enumerate(rows, start=1):
            if allowed is not None and not allowed.at_least <= row.times_a_day <= allowed.at_most:
                yield Diagnostic(
                    titration.place,
                    "course-times",
                    f"{titration.name}: row {number} of the course is taken {row.times_a_day} times a day",
                    f"the regimen has {allowed.at_least} to {allowed.at_most}: widen it, or mend the row",
                )
