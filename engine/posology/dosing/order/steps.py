"""How the order stands to what is taken now: a start, a row of the course, a step up, a cut."""

from collections.abc import Iterator
from fractions import Fraction

from posology.dosing.course import may_be_ahead
from posology.dosing.going_up import days_on, published_after
from posology.dosing.order.context import OrderContext
from posology.dosing.order.course import past_the_course
from posology.dosing.order.finding import Finding, Undecided, above
from posology.dosing.order.stopping import cut_too_far
from posology.dosing.plan import Plan
from posology.language.effect import Slot
from posology.language.scales import Action
from posology.language.vocabulary import Check
from posology.patient.profile import CurrentDose, Dose


def steps(ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    """What is wrong with going from the current dose, or from none, to the one ordered."""
    plan, current = context.plan, context.current
    if current is None:
        yield from above(Check.START_DOSE, plan.figures.get(Slot.START_DOSE), ordered.dose)
        yield from above(Check.START_DAILY, plan.figures.get(Slot.START_DAILY), ordered.daily)
        if context.on_the_drug and plan.course:
            yield Undecided(Check.COURSE, ("therapy.current",))
        return
    taken = current.taken
    on_course = past_the_course(ordered, current, context)
    goes_by_the_course = on_course == [] and ordered == context.next.to and context.next.not_before is not None
    if ordered.daily < taken.daily and context.next.action is not Action.STOP and not goes_by_the_course:
        yield from cut_too_far(ordered, taken, context)
    if ordered.daily > taken.daily and may_be_ahead(plan, current, context.since):
        yield Undecided(Check.COURSE, ("therapy.started",))
    if on_course is not None:
        yield from on_course
    elif ordered.daily > taken.daily or ordered.dose > taken.dose:
        yield from _step(ordered, taken, plan)
        yield from _interval(current, context)


def _step(ordered: Dose, taken: Dose, plan: Plan) -> Iterator[Finding]:
    a_dose, a_day = plan.figures.get(Slot.STEP_DOSE), plan.figures.get(Slot.STEP_DAILY)
    found = [
        *above(Check.STEP, a_dose, ordered.dose - taken.dose),
        *above(Check.STEP, a_day, ordered.daily - taken.daily),
    ]
    if a_dose is not None and not found:
        allowed = a_dose.value * max(ordered.times_a_day, taken.times_a_day)
        if ordered.daily - taken.daily > allowed:
            found.append(Finding(Check.STEP, a_dose.rules, allowed, ordered.daily - taken.daily, detail="a day"))
    published = published_after(plan, taken)
    if published is not None and plan.titration is not None and ordered.daily > published.daily and not found:
        detail = "a day, the next row of the schedule"
        found.append(Finding(Check.STEP, (plan.titration,), published.daily, ordered.daily, detail=detail))
    yield from found


def _interval(current: CurrentDose, context: OrderContext) -> Iterator[Finding | Undecided]:
    interval = context.plan.figures.get(Slot.STEP_INTERVAL)
    if interval is None:
        return
    if current.since is None:
        yield Undecided(Check.STEP_INTERVAL, ("therapy.current.since",))
        return
    days = Fraction((context.since.as_of - current.since).days)
    least = Fraction(days_on(context.plan, current.taken))
    if days < least:
        yield Finding(Check.STEP_INTERVAL, interval.rules, least, days, "days")
