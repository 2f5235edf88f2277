"""A course whose last row stays for good, with an `increase` after it. The two contradict each other: nobody is ever
past a row that has no end, so that the increase never comes.

To mend it, say in `for` how long the last row lasts, or take out `increase`.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import bounds_of, courses_of
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Slot
from posology.language.vocabulary import Vocabulary

_GOING_UP = {Slot.STEP_DOSE, Slot.STEP_DAILY, Slot.STEP_INTERVAL}


def find_courses_that_stay(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each course without an end that is to be increased after its end."""
    for titration, rows, _ in courses_of(drug):
        if rows[-1].days is None and not _GOING_UP.isdisjoint(bounds_of(titration)):
            yield Diagnostic(
                titration.place,
                "course-stays",
                f"{titration.name}: the last row of the course stays for good, and `increase` goes on after it",
                "say in `for` how long the row lasts, or take out `increase`",
            )
