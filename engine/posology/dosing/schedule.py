"""The way up and the way down, day by day, in doses that can be dispensed."""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from posology.dosing.dispense import Dispenser
from posology.dosing.plan import Plan
from posology.language.effect import Slot, Step
from posology.patient.profile import Dose

_MOST_ROWS = 60
_HOURS = 24


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
    return dispenser.within(dose, daily, max(1, min(int(_own_start_times(plan)), most_times(plan))))


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


def most_times(plan: Plan) -> int:
    """The most doses a day that the plan allows, by their number and by the time between them."""
    most = plan.times_a_day.at_most if plan.times_a_day is not None else _HOURS
    gap = plan.value(Slot.DOSE_INTERVAL)
    return most if gap is None else min(most, int(_HOURS // gap))


def _times_to_try(plan: Plan, current: Dose) -> tuple[int, ...]:
    """First the usual number of doses, where a cautious start was in fewer; then as now; then one more."""
    now, usual = current.times_a_day, int(_own_start_times(plan))
    if now >= most_times(plan):
        return (now,)
    return (now + 1, now) if now < usual else (now, now + 1)


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


def way_up(
    plan: Plan, first: Dose, first_days: int, dispenser: Dispenser, second: Dose | None = None
) -> tuple[Row, ...]:
    """`first` for `first_days`, then (`second`, and) step by step as far as the schedule, or the usual range, goes."""
    rows: list[Row] = []
    taken, day, days = first, 1, first_days
    following = second or _following(plan, first, dispenser)
    while following is not None and len(rows) < _MOST_ROWS - 1:
        rows.append(Row(day, day + days - 1, taken, dispenser.count_out(taken.dose)))
        taken, day, days = following, day + days, days_on(plan, following)
        following = _following(plan, taken, dispenser)
    return (*rows, Row(day, None, taken, dispenser.count_out(taken.dose)))


def _following(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    if Slot.STEP_INTERVAL not in plan.figures or taken.daily >= _goal(plan):
        return None
    return next_dose(plan, taken, dispenser)


def days_on(plan: Plan, taken: Dose) -> int:
    """How long a dose is held before the next step: the longer of the interval and what the schedule gives it."""
    interval = plan.value(Slot.STEP_INTERVAL) or Fraction(1)
    published = [step.days for step in plan.steps if (step.dose, step.times_a_day) == (taken.dose, taken.times_a_day)]
    return max([-(-interval.numerator // interval.denominator), *published])


def _goal(plan: Plan) -> Fraction:
    """How far a schedule goes (mg a day): as the published one, but not past the usual range; else to its lower end."""
    usual = plan.value(Slot.USUAL_TO)
    if plan.steps:
        published = plan.steps[-1].dose * plan.steps[-1].times_a_day
        return published if usual is None else min(published, usual)
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
    """From `current` to nothing over the planned days, in even spells.

    Empty where no rule says how long it takes, and where no equal doses make cuts as small as the plan asks.
    """
    over = plan.value(Slot.TAPER_TO)
    levels = _levels(plan, current, dispenser)
    if over is None or levels is None:
        return ()
    levels = levels or [current]
    days = max(-(-over.numerator // over.denominator), len(levels))
    each, longer = divmod(days, len(levels))
    rows: list[Row] = []
    day = 1
    for index, taken in enumerate(levels):
        spell = each + (index >= len(levels) - longer)
        rows.append(Row(day, day + spell - 1, taken, dispenser.count_out(taken.dose)))
        day += spell
    return tuple(rows)


def _levels(plan: Plan, current: Dose, dispenser: Dispenser) -> list[Dose] | None:
    """The doses on the way down, the last before nothing at the end; None where the way cannot be gone."""
    cut = usual_cut(plan, current)
    levels: list[Dose] = []
    taken = current
    while len(levels) < _MOST_ROWS:
        lower = _lower(plan, taken, cut, dispenser)
        if not lower:
            return levels
        taken_next = _gentle(plan, taken, lower, dispenser)
        if taken_next is None:
            return None
        levels.append(taken_next)
        taken = taken_next
    return None


def usual_cut(plan: Plan, current: Dose) -> Fraction:
    """By how much a single dose comes down at a time (mg): as it went up, or where no step is known by quarters.

    A very large dose comes down faster, so that the way has an end within the rows of a table.
    """
    return max(plan.value(Slot.STEP_DOSE) or current.dose / 4, current.dose / (_MOST_ROWS // 2))


def step_down(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    """One step down: a smaller single dose, or one dose a day less; None where no gentle step can be made."""
    return _gentle(plan, taken, _lower(plan, taken, usual_cut(plan, taken), dispenser), dispenser)


def _lower(plan: Plan, taken: Dose, cut: Fraction, dispenser: Dispenser) -> list[Dose]:
    """What can be made below `taken`: first a smaller single dose, then one dose a day less."""
    most = plan.value(Slot.TAPER_STEP)
    if most is not None:
        cut = min(cut, most / taken.times_a_day)
    smallest = dispenser.smallest() or cut
    smaller = dispenser.largest(taken.dose - cut)
    if smaller <= 0 and taken.dose > smallest:
        smaller = smallest
    lower = [Dose(smaller, taken.times_a_day)] if 0 < smaller < taken.dose else []
    if taken.times_a_day > 1:
        lower.append(Dose(dispenser.largest(taken.dose) or taken.dose, taken.times_a_day - 1))
    return lower


def _gentle(plan: Plan, taken: Dose, lower: list[Dose], dispenser: Dispenser) -> Dose | None:
    """The first of `lower` whose cut of the day is no larger than the plan allows; without a product, just that cut."""
    most = plan.value(Slot.TAPER_STEP)
    for dose in lower:
        if most is None or taken.daily - dose.daily <= most:
            return dose
    if most is not None and dispenser.product is None and taken.daily > most:
        return Dose(taken.dose - most / taken.times_a_day, taken.times_a_day)
    return None
