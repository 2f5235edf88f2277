"""The published course from the first dose on: its rows for this patient, and where on it a patient stands.

Nobody may be ahead of a course. It is followed row by row, by the days on each row and by the day of therapy.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from posology.dosing.bounds import most_times, within_bounds
from posology.dosing.dispense import Dispenser
from posology.dosing.plan import Plan, PublishedRow
from posology.language.effect import Slot
from posology.patient.profile import CurrentDose, Dose

BEFORE_THE_FIRST = -1


class Days(NamedTuple):
    """The day of the answer, and the day on which therapy began, where that is known."""

    as_of: date
    started: date | None


class Position(NamedTuple):
    """Where a patient stands: on which row, from when on the next one may follow (None where that is not known).

    `row` is `BEFORE_THE_FIRST` for a dose below the first row; `row_due` is the one that may be taken on the day of the
    answer. `most` is the largest daily total (mg) that the day of therapy allows; None where that day is not known,
    and for a course that does not rise. `ahead`: the dose is above that.
    """

    row: int
    row_due: int
    next_from: date | None
    most: Fraction | None
    ahead: bool


def with_course(plan: Plan, dispenser: Dispenser) -> Plan:
    """The plan with its course within every bound, in doses that can be made, never rounded up; equal rows as one.

    A rule that lowers the start lowers every row in the same proportion. Without rows where there is no course, or
    where its first dose cannot be made.
    """
    rows: list[PublishedRow] = []
    left = _share_of_the_start(plan)
    for index, row in enumerate(plan.course):
        made = _made(plan, row.taken._replace(dose=row.taken.dose * left), index == 0, dispenser)
        if made is None:
            return plan._replace(course=())
        if rows and rows[-1].taken == made:
            rows[-1] = PublishedRow(made, _sum(rows[-1].days, row.days), _sum(rows[-1].planned_days, row.planned_days))
        else:
            rows.append(PublishedRow(made, row.days, row.planned_days))
    return plan._replace(course=tuple(rows))


def _share_of_the_start(plan: Plan) -> Fraction:
    """What rules leave of the regimen's own start: of the single dose or of the day, whichever is less."""
    shares = [Fraction(1)]
    for slot in (Slot.START_DOSE, Slot.START_DAILY):
        figure = plan.figures.get(slot)
        own = [one.value for one in figure.contributions if one.rule == plan.regimen] if figure is not None else []
        if figure is not None and own and max(own) > 0:
            shares.append(figure.value / max(own))
    return min(shares)


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
    """The row that the dose stands on, or last passed; None for a dose that is past the course, or not on its way."""
    for index, row in enumerate(rows):
        if row.taken == taken:
            return index
    if not rows or not rises(rows) or taken.daily > rows[-1].taken.daily:
        return None
    return max((index for index, row in enumerate(rows) if row.taken.daily <= taken.daily), default=BEFORE_THE_FIRST)


def rises(rows: tuple[PublishedRow, ...]) -> bool:
    """Whether no row of the course is lower than the one before it."""
    return all(one.taken.daily <= other.taken.daily for one, other in pairwise(rows))


def position_on(plan: Plan, current: CurrentDose, since: Days) -> Position | None:
    """Where the patient stands on the course; None for one who is past it, or on a dose that it does not know."""
    rows = plan.course
    most = most_by(plan, since)
    row = row_of(rows, current.taken)
    ahead = most is not None and current.taken.daily > most
    last = len(rows) - 1
    if row is None:
        return Position(last, last, None, most, ahead) if ahead else None
    if row == BEFORE_THE_FIRST:
        return Position(row, 0, since.as_of, most, ahead)
    days = rows[row].days
    if days is None or row == last or current.since is None:
        return Position(row, row, None, most, ahead)
    by_row = current.since + timedelta(days=days)
    by_therapy = by_row if since.started is None else since.started + timedelta(days=_days_before(rows, row + 1))
    next_from = max(since.as_of, by_row, by_therapy)
    return Position(row, row + (since.as_of >= next_from), next_from, most, ahead)


def may_be_ahead(plan: Plan, current: CurrentDose, since: Days) -> bool:
    """Whether nobody knows when therapy began, and the dose is ahead of the course if therapy began with it."""
    if since.started is not None:
        return False
    most = most_by(plan, Days(since.as_of, current.since or since.as_of))
    return most is not None and current.taken.daily > most


def most_by(plan: Plan, since: Days) -> Fraction | None:
    """The largest daily total (mg) that the day of therapy allows: that of its row, and after the last of the steps.

    None where the day is not known, for a course that does not rise, and after it where no step by the day is known.
    """
    rows = plan.course
    due = due_by(rows, since)
    if since.started is None or due is None or not rises(rows):
        return None
    last = rows[-1]
    after = (since.as_of - since.started).days - _days_before(rows, len(rows))
    if due < len(rows) - 1 or last.days is None or after < 0:
        return rows[due].taken.daily
    step, interval = plan.value(Slot.STEP_DAILY), plan.value(Slot.STEP_INTERVAL)
    return None if step is None or not interval else last.taken.daily + step * (1 + after // interval)


def due_by(rows: tuple[PublishedRow, ...], since: Days) -> int | None:
    """The row that the day of therapy asks for; None where that day is not known, or there is no course."""
    if since.started is None or not rows:
        return None
    day = (since.as_of - since.started).days
    return max(index for index in range(len(rows)) if _days_before(rows, index) <= day)


def falls(rows: tuple[PublishedRow, ...]) -> bool:
    """Whether some row of the course is lower than the one before it."""
    return bool(rows) and not rises(rows)


def _days_before(rows: tuple[PublishedRow, ...], index: int) -> int:
    return sum(row.days or 0 for row in rows[:index])
