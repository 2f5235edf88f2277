"""The way up and the way down, day by day, in doses that can be dispensed."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from posology.dosing.dispense import Dispenser
from posology.dosing.plan import Plan
from posology.language.effect import Slot, Step
from posology.patient.profile import Dose

_MOST_ROWS = 60


class Row(NamedTuple):
    """Days on one dose, counted from the day of the answer; `to_day` is None where the row is left open."""

    from_day: int
    to_day: int | None
    taken: Dose
    made_of: str


def first_dose(plan: Plan, dispenser: Dispenser) -> Dose | None:
    """The dose to start on: no more than the plan's start in a dose or a day; None where none can be made."""
    dose, daily = plan.value(Slot.START_DOSE), plan.value(Slot.START_DAILY)
    if dose is None or daily is None or dose <= 0:
        return None
    return dispenser.within(dose, daily, max(1, int(_own_start_times(plan))))


def next_dose(plan: Plan, current: Dose, dispenser: Dispenser) -> Dose | None:
    """One step up from `current` within every bound; None where no step is known or none is left.

    No further than the published schedule goes from there. Where a source gives a range of steps, the smaller end is
    planned, and the larger only if that cannot be made.
    """
    most_daily = plan.value(Slot.MAX_DAILY)
    if most_daily is None:
        return None
    most_dose = plan.value(Slot.MAX_DOSE) or most_daily
    published = _published_after(plan, current)
    for times in _times_to_try(plan, current):
        for step in _steps_to_try(plan):
            up = _step_up(step, current, times)
            if up is None:
                continue
            if published is not None and published.times_a_day == times:
                up = min(up, published.dose)
            made = dispenser.largest(min(up, most_dose, most_daily / times))
            if made >= current.dose and made * times > current.daily:
                return Dose(made, times)
    return None


def _published_after(plan: Plan, current: Dose) -> Step | None:
    """The row of the published schedule that follows the current dose; None where it stands in none, or the last."""
    for row, following in pairwise(plan.steps):
        if (row.dose, row.times_a_day) == (current.dose, current.times_a_day):
            return following
    return None


class _StepSize(NamedTuple):
    """By how much the dose may rise in one step: each single dose, and the total of a day (mg)."""

    a_dose: Fraction | None
    a_day: Fraction | None


def _steps_to_try(plan: Plan) -> tuple[_StepSize, ...]:
    largest = _StepSize(plan.value(Slot.STEP_DOSE), plan.value(Slot.STEP_DAILY))
    if plan.planned_step is None:
        return (largest,)
    value = plan.planned_step.value
    planned = _StepSize(
        None if largest.a_dose is None else min(largest.a_dose, value),
        None if largest.a_day is None else min(largest.a_day, value),
    )
    return (planned, largest)


def _times_to_try(plan: Plan, current: Dose) -> tuple[int, ...]:
    """First the usual number of doses, where a cautious start was in fewer; then as now; then one more."""
    usual = int(_own_start_times(plan))
    most = plan.times_a_day.at_most if plan.times_a_day is not None else current.times_a_day
    if current.times_a_day < usual:
        return (current.times_a_day + 1, current.times_a_day)
    return (current.times_a_day, current.times_a_day + 1) if current.times_a_day < most else (current.times_a_day,)


def _step_up(step: _StepSize, current: Dose, times: int) -> Fraction | None:
    """The largest single dose that the step allows in `times` doses a day; with one more of them, the dose stays.

    One dose more may add no more to the day than the step would, given in each of the doses.
    """
    bounds: list[Fraction] = []
    if step.a_dose is not None and times == current.times_a_day:
        bounds.append(current.dose + step.a_dose)
    elif step.a_dose is not None:
        bounds += [current.dose, current.daily / times + step.a_dose]
    if step.a_day is not None:
        bounds.append((current.daily + step.a_day) / times)
    return min(bounds) if bounds else None


def way_up(plan: Plan, first: Dose, first_days: int, dispenser: Dispenser) -> tuple[Row, ...]:
    """`first` for `first_days`, then step by step as far as the published schedule, or the usual range, goes."""
    rows: list[Row] = []
    taken, day, days = first, 1, first_days
    while len(rows) < _MOST_ROWS:
        following = next_dose(plan, taken, dispenser) if taken.daily < _goal(plan) else None
        to_day = None if following is None else day + days - 1
        rows.append(Row(day, to_day, taken, dispenser.count_out(taken.dose)))
        if following is None:
            break
        taken, day, days = following, day + days, days_on(plan, following)
    return tuple(rows)


def days_on(plan: Plan, taken: Dose) -> int:
    """How long a dose is held before the next step: the longer of the interval and what the schedule gives it."""
    interval = plan.value(Slot.STEP_INTERVAL) or Fraction(1)
    published = [step.days for step in plan.steps if (step.dose, step.times_a_day) == (taken.dose, taken.times_a_day)]
    return max([-(-interval.numerator // interval.denominator), *published])


def _goal(plan: Plan) -> Fraction:
    if plan.steps:
        return plan.steps[-1].dose * plan.steps[-1].times_a_day
    return plan.value(Slot.USUAL_FROM) or plan.value(Slot.MAX_DAILY) or Fraction(0)


def _own_start_times(plan: Plan) -> Fraction:
    """How many doses a day the regimen itself starts with."""
    own = {
        slot: next((one.value for one in plan.figures[slot].contributions if one.rule == plan.regimen), None)
        for slot in (Slot.START_DOSE, Slot.START_DAILY)
        if slot in plan.figures
    }
    dose, daily = own.get(Slot.START_DOSE), own.get(Slot.START_DAILY)
    return daily / dose if dose and daily else Fraction(1)


def way_to(plan: Plan, current: Dose, target: Dose, dispenser: Dispenser) -> tuple[Row, ...]:
    """Down from `current` to `target` at the pace of the taper, and there it stays; at once where no pace is known."""
    rows: list[Row] = []
    for row in way_down(plan, current, dispenser):
        if row.taken.daily <= target.daily or row.to_day is None:
            break
        rows.append(row)
    day = rows[-1].to_day + 1 if rows and rows[-1].to_day is not None else 1
    return (*rows, Row(day, None, target, dispenser.count_out(target.dose)))


def way_down(plan: Plan, current: Dose, dispenser: Dispenser) -> tuple[Row, ...]:
    """From `current` to nothing over the planned days, in even spells; empty where no rule says how long it takes."""
    over = plan.value(Slot.TAPER_TO)
    if over is None:
        return ()
    levels = list(_levels(plan, current, dispenser))
    days = max(-(-over.numerator // over.denominator), len(levels))
    if not levels:
        levels, days = [current], days
    each, longer = divmod(days, len(levels))
    rows: list[Row] = []
    day = 1
    for index, taken in enumerate(levels):
        spell = each + (index >= len(levels) - longer)
        rows.append(Row(day, day + spell - 1, taken, dispenser.count_out(taken.dose)))
        day += spell
    return tuple(rows)


def _levels(plan: Plan, current: Dose, dispenser: Dispenser) -> Iterator[Dose]:
    cut = usual_cut(plan, current)
    taken = current
    for _ in range(_MOST_ROWS):
        lower = step_down(plan, taken, cut, dispenser)
        if lower is None:
            return
        yield lower
        taken = lower


def usual_cut(plan: Plan, current: Dose) -> Fraction:
    """By how much a single dose comes down at a time (mg): as it went up, or where no step is known by quarters."""
    return plan.value(Slot.STEP_DOSE) or current.dose / 4


def step_down(plan: Plan, taken: Dose, cut: Fraction, dispenser: Dispenser) -> Dose | None:
    """One step down: a smaller single dose, or where none can be made, one dose a day less; None after the last."""
    most = plan.value(Slot.TAPER_STEP)
    if most is not None:
        cut = min(cut, most / taken.times_a_day)
    smallest = dispenser.smallest() or cut
    lower = dispenser.largest(taken.dose - cut)
    if lower <= 0 and taken.dose > smallest:
        lower = smallest
    if 0 < lower < taken.dose:
        return Dose(lower, taken.times_a_day)
    return Dose(taken.dose, taken.times_a_day - 1) if taken.times_a_day > 1 else None
