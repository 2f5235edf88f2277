"""The published course from the first dose on: its rows for this patient, and where on it a patient stands.

Nobody may be ahead of a course. It is followed row by row, by the days on each row and by the day of therapy.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from posology.dosing.bounds import most_times, within_bounds
from posology.dosing.dispense import Dispenser
from posology.dosing.plan import Plan, PublishedRow
from posology.language.effect import Slot
from posology.patient.profile import CurrentDose, Dose

BEFORE_THE_FIRST = -1


class Place(NamedTuple):
    """Where a patient stands: on which row, from when on the next one may follow (None where that is not known).

    `row` is `BEFORE_THE_FIRST` for a dose below the first row. `ahead`: sooner on it than the day of therapy allows.
    """

    row: int
    next_from: date | None
    ahead: bool


def course_rows(plan: Plan, dispenser: Dispenser) -> tuple[PublishedRow, ...]:
    """The rows of the course within every bound, in doses that can be made, never rounded up; equal ones put together.

    Empty where there is no course, or where its first dose cannot be made.
    """
    rows: list[PublishedRow] = []
    for index, row in enumerate(plan.course):
        made = _made(plan, row.taken, index == 0, dispenser)
        if made is None:
            return ()
        if rows and rows[-1].taken == made:
            rows[-1] = PublishedRow(made, _sum(rows[-1].days, row.days), _sum(rows[-1].planned_days, row.planned_days))
        else:
            rows.append(PublishedRow(made, row.days, row.planned_days))
    return tuple(rows)


def _made(plan: Plan, taken: Dose, first: bool, dispenser: Dispenser) -> Dose | None:
    bounded = within_bounds(plan, taken)
    if first:
        start_dose, start_daily = plan.value(Slot.START_DOSE), plan.value(Slot.START_DAILY)
        if start_dose is None or start_daily is None:
            return None
        bounded = bounded._replace(
            dose=min(bounded.dose, start_dose, start_daily * bounded.every / bounded.times_a_day)
        )
    if bounded.every > 1:
        dose = dispenser.largest(bounded.dose)
        return bounded._replace(dose=dose) if dose > 0 else None
    return dispenser.within(bounded.dose, bounded.daily, min(bounded.times_a_day, most_times(plan)))


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def row_of(rows: tuple[PublishedRow, ...], taken: Dose) -> int | None:
    """The row that the dose stands on, or last passed; None for a dose that is past the course."""
    for index, row in enumerate(rows):
        if row.taken == taken:
            return index
    if not rows or not _rises(rows) or taken.daily >= rows[-1].taken.daily:
        return None
    return max((index for index, row in enumerate(rows) if row.taken.daily <= taken.daily), default=BEFORE_THE_FIRST)


def _rises(rows: tuple[PublishedRow, ...]) -> bool:
    return all(one.taken.daily <= other.taken.daily for one, other in pairwise(rows))


def place_on(rows: tuple[PublishedRow, ...], current: CurrentDose, started: date | None, as_of: date) -> Place | None:
    """Where the patient stands on the course; None for one who is past it, or on a dose that it does not know."""
    row = row_of(rows, current.taken)
    if row is None:
        return None
    if row == BEFORE_THE_FIRST:
        return Place(row, as_of, ahead=False)
    ahead = started is not None and as_of < started + timedelta(days=_days_before(rows, row))
    days = rows[row].days
    if days is None or row == len(rows) - 1 or current.since is None:
        return Place(row, None, ahead)
    by_row = current.since + timedelta(days=days)
    by_therapy = by_row if started is None else started + timedelta(days=_days_before(rows, row + 1))
    return Place(row, max(as_of, by_row, by_therapy), ahead)


def _days_before(rows: tuple[PublishedRow, ...], index: int) -> int:
    return sum(row.days or 0 for row in rows[:index])
