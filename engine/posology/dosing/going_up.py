"""The first dose and the step up from any other, within every bound."""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from posology.dosing.bounds import most_times
from posology.dosing.dispense import Dispenser
from posology.dosing.plan import Plan
from posology.language.effect import Slot
from posology.patient.profile import Dose


def first_dose(plan: Plan, dispenser: Dispenser) -> Dose | None:
    """The dose to start on: no more than the plan's start in a dose or a day; None where none can be made."""
    if plan.course:
        return plan.course[0].taken
    dose, daily = plan.planned_value(Slot.START_DOSE), plan.planned_value(Slot.START_DAILY)
    if dose is None or daily is None or dose <= 0:
        return None
    often = plan.start_often
    if often.every > 1:
        made = dispenser.largest(min(dose, daily * often.every))
        return Dose(made, 1, often.every) if made > 0 else None
    return dispenser.within(dose, daily, max(1, min(often.times_a_day, most_times(plan))))


def next_dose(plan: Plan, current: Dose, dispenser: Dispenser) -> Dose | None:
    """One step up from `current` within every bound; None where no step is known or none is left.

    No further than the published schedule goes from there. Where a source gives a range of steps, the smaller end is
    planned, and the larger only if that cannot be made.
    """
    most_daily = plan.value(Slot.MAX_DAILY)
    if most_daily is None:
        return None
    most_dose = plan.value(Slot.MAX_DOSE)
    most_dose = most_daily if most_dose is None else most_dose
    published = published_after(plan, current)
    for times in _times_to_try(plan, current):
        for step in _steps_to_try(plan):
            up = _step_up(step, current, times)
            if up is None:
                continue
            if published is not None and (published.times_a_day, published.every) == (times, 1):
                up = min(up, published.dose)
            made = dispenser.largest(min(up, most_dose, most_daily / times))
            if made * times > current.daily and (made >= current.dose / current.every or times < current.times_a_day):
                return Dose(made, times)
    return None


def goes_unequally(plan: Plan, current: Dose, dispenser: Dispenser) -> bool:
    """Whether a step would fit within the bounds, if only the doses of a day were not all the same."""
    step = plan.value(Slot.STEP_DAILY)
    most = plan.value(Slot.MAX_DAILY)
    if step is None or most is None:
        return False
    room = min(step, most - current.daily)
    return room > 0 and dispenser.largest(room) > 0


def days_on(plan: Plan, taken: Dose) -> int:
    """How long a dose is held at the least before the next step."""
    return _days(plan, taken, planned=False)


def planned_days_on(plan: Plan, taken: Dose) -> int:
    """How long a dose is planned to be held: the longer end where a source gives a range."""
    return _days(plan, taken, planned=True)


def _days(plan: Plan, taken: Dose, planned: bool) -> int:
    """The longer of the interval between steps and what a published row gives; on a course, what its row gives."""
    for row in plan.course:
        days = row.planned_days if planned else row.days
        if row.taken == taken and days is not None:
            return days
    interval = (plan.planned_value if planned else plan.value)(Slot.STEP_INTERVAL) or Fraction(1)
    published = [
        days for row in plan.schedule if row.taken == taken and (days := row.planned_days if planned else row.days)
    ]
    return max([-(-interval.numerator // interval.denominator), *published])


def published_after(plan: Plan, current: Dose) -> Dose | None:
    """The row of the schedule that follows the current dose; None where it stands in none, or the last."""
    for row, following in pairwise(plan.schedule):
        if row.taken == current:
            return following.taken
    return None


class _StepSize(NamedTuple):
    """By how much the dose may rise in one step: each single dose, and the total of a day (mg)."""

    a_dose: Fraction | None
    a_day: Fraction | None


def _steps_to_try(plan: Plan) -> tuple[_StepSize, ...]:
    largest = _StepSize(plan.value(Slot.STEP_DOSE), plan.value(Slot.STEP_DAILY))
    planned = _StepSize(plan.planned_value(Slot.STEP_DOSE), plan.planned_value(Slot.STEP_DAILY))
    return (largest,) if planned == largest else (planned, largest)


def _times_to_try(plan: Plan, current: Dose) -> tuple[int, ...]:
    """First the usual number of doses, where a cautious start was in fewer; then as now; one more; one less."""
    now = current.times_a_day
    least = plan.times_a_day.at_least if plan.times_a_day is not None else 1
    usual = max(plan.own_start_often.times_a_day, least)
    most = most_times(plan)
    if now > most:
        return (max(1, most),)
    if now == most:
        return (now, now - 1) if now > max(1, least) else (now,)
    fewer = (now - 1,) if now > max(1, least) else ()
    return (now + 1, now) if now < usual else (now, now + 1, *fewer)


def _step_up(step: _StepSize, current: Dose, times: int) -> Fraction | None:
    """The largest single dose that the step allows in `times` doses a day; with one more of them, the dose stays.

    Other doses a day may add no more to the day than the step would, given in each of the doses.
    """
    bounds: list[Fraction] = []
    if step.a_dose is not None:
        bounds.append(current.daily / times + step.a_dose)
        bounds.append(current.dose + (step.a_dose if times <= current.times_a_day else 0))
    if step.a_day is not None:
        bounds.append((current.daily + step.a_day) / times)
    return min(bounds) if bounds else None


def following_on(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    """The next row of the course, or else one step up while the goal is not reached; None where neither is left."""
    for row, following in pairwise(plan.course):
        if row.taken == taken:
            return following.taken
    if Slot.STEP_INTERVAL not in plan.figures or taken.daily >= _goal(plan):
        return None
    return next_dose(plan, taken, dispenser)


def _goal(plan: Plan) -> Fraction:
    """How far a schedule goes (mg a day): as the published one, but not past the usual range; else to its lower end."""
    usual = plan.value(Slot.USUAL_TO)
    if plan.schedule:
        published = plan.schedule[-1].taken.daily
        return published if usual is None else min(published, usual)
    return plan.value(Slot.USUAL_FROM) or plan.value(Slot.MAX_DAILY) or Fraction(0)
