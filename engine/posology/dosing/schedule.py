"""The way up, day by day, in doses that can be dispensed."""

from posology.dosing.course import course_rows
from posology.dosing.dispense import Dispenser
from posology.dosing.going_up import following_on, planned_days_on
from posology.dosing.plan import Plan
from posology.dosing.rows import MOST_ROWS, Row
from posology.patient.profile import Dose


def way_up(
    plan: Plan, first: Dose, first_days: int, dispenser: Dispenser, second: Dose | None = None
) -> tuple[Row, ...]:
    """`first` for `first_days`, then (`second`, and) on along the course, or step by step as far as is usual."""
    course = course_rows(plan, dispenser)
    rows: list[Row] = []
    taken, day, days = first, 1, first_days
    following = second or following_on(plan, course, first, dispenser)
    while following is not None and len(rows) < MOST_ROWS - 1:
        rows.append(Row(day, day + days - 1, taken, dispenser.count_out(taken.dose)))
        taken, day, days = following, day + days, planned_days_on(plan, following, dispenser)
        following = following_on(plan, course, taken, dispenser)
    return (*rows, Row(day, None, taken, dispenser.count_out(taken.dose)))
