"""What bounds a dose: how many a day, how large each, how much in all."""

from posology.dosing.dispense import Dispenser
from posology.dosing.plan import Plan
from posology.language.effect import Slot
from posology.patient.profile import Dose

HOURS = 24


def most_times(plan: Plan) -> int:
    """The most doses a day that the plan allows, by their number and by the time between them."""
    most = plan.times_a_day.at_most if plan.times_a_day is not None else HOURS
    gap = plan.value(Slot.DOSE_INTERVAL)
    return most if gap is None else min(most, int(HOURS // gap))


def within_bounds(plan: Plan, taken: Dose) -> Dose:
    """The dose, made smaller and less often as far as the bounds ask."""
    times = max(1, min(taken.times_a_day, most_times(plan)))
    most_dose, most_daily = plan.value(Slot.MAX_DOSE), plan.value(Slot.MAX_DAILY)
    dose = taken.dose
    if most_dose is not None:
        dose = min(dose, most_dose)
    if most_daily is not None:
        dose = min(dose, most_daily / times)
    return Dose(dose, times, taken.every)


def brought_within_bounds(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    """The largest daily total within the bounds, divided as now, or into more doses where a single one is too large."""
    most_daily, most_dose = plan.value(Slot.MAX_DAILY), plan.value(Slot.MAX_DOSE)
    daily = taken.daily if most_daily is None else min(most_daily, taken.daily)
    dose = taken.dose if most_dose is None else min(most_dose, taken.dose)
    fewest = max(1, min(taken.times_a_day, most_times(plan)))
    most = max(fewest, most_times(plan)) if dose < taken.dose else fewest
    possible = [made for times in range(fewest, most + 1) if (made := dispenser.within(dose, daily, times)) is not None]
    return max(possible, key=lambda made: made.daily, default=None)
