"""The order against the course: nobody may be ahead of it, and on one that comes down nobody should be below it."""

from collections.abc import Iterator
from fractions import Fraction

from posology.dosing.course import BEFORE_THE_FIRST, due_by, falls, position_on
from posology.dosing.order.context import OrderContext
from posology.dosing.order.finding import Finding, Undecided
from posology.dosing.plan import Plan
from posology.language.vocabulary import Check
from posology.patient.profile import CurrentDose, Dose

Findings = list[Finding | Undecided]


def past_the_course(ordered: Dose, current: CurrentDose, context: OrderContext) -> Findings | None:
    """What is wrong with the order while therapy is on its course; None where it is not, or not any more."""
    plan = context.plan
    if plan.titration is None or not plan.course:
        return None
    if falls(plan.course):
        return _past_a_falling_course(ordered, current, context)
    position = position_on(plan, current, context.since)
    if position is None:
        return None
    if position.ahead and position.most is not None:
        return list(_above(plan, position.most, ordered.daily))
    last = len(plan.course) - 1
    if position.row == last and plan.course[last].days is not None:
        return None
    now = plan.course[max(position.row, 0)].taken
    if BEFORE_THE_FIRST < position.row < last and position.next_from is None and ordered.daily > now.daily:
        return [Undecided(Check.COURSE, ("therapy.current.since",))]
    allowed = plan.course[position.row_due].taken
    return [
        *_above(plan, allowed.daily, ordered.daily),
        *(_above(plan, allowed.on_a_day, ordered.on_a_day) if ordered.every > 1 else ()),
    ]


def _past_a_falling_course(ordered: Dose, current: CurrentDose, context: OrderContext) -> Findings | None:
    """No more than the row for this day of therapy.

    By the days on each row, or where the dose stands on none, or on one too early, by the day of therapy.
    """
    plan, rows = context.plan, context.plan.course
    due, position = due_by(rows, context.since), position_on(plan, current, context.since)
    if position is not None:
        following = rows[position.row + 1].taken if position.row < len(rows) - 1 else None
        if position.next_from is None and following is not None and ordered.daily > following.daily:
            past = list(_above(plan, rows[position.row].taken.daily, ordered.daily))
            return [*past] or [Undecided(Check.COURSE, ("therapy.current.since",))]
        allowed = rows[position.row_due if due is None else min(position.row_due, due)].taken
    elif due is not None:
        allowed = rows[due].taken
    else:
        lowest = min(row.taken.daily for row in rows)
        return [Undecided(Check.COURSE, ("therapy.started",))] if ordered.daily > lowest else None
    return [*_above(plan, allowed.daily, ordered.daily)]


def _above(plan: Plan, allowed: Fraction, ordered: Fraction) -> Iterator[Finding]:
    if plan.titration is not None and ordered > allowed:
        detail = "a day on average, on this day of the course"
        yield Finding(Check.COURSE, (plan.titration,), allowed, ordered, detail=detail)


def below_the_course(ordered: Dose, context: OrderContext) -> Iterator[Finding]:
    """An order for less than the row that a course which comes down with time has reached."""
    plan, rows = context.plan, context.plan.course
    if plan.titration is None or not falls(rows):
        return
    row = 0
    if context.current is not None:
        position = position_on(plan, context.current, context.since)
        if position is None:
            return
        due = due_by(rows, context.since)
        row = position.row_due if due is None else min(position.row_due, due)
    elif context.on_the_drug:
        return
    meant = rows[row].taken
    if ordered.daily < meant.daily:
        yield Finding(Check.BELOW_COURSE, (plan.titration,), meant.daily, ordered.daily, detail="a day")
