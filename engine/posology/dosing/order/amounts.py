"""How much and how often: the bounds, the number of doses, the time between them."""

from collections.abc import Iterator
from fractions import Fraction

from posology.dosing.bounds import HOURS
from posology.dosing.figures import Figures
from posology.dosing.order.context import OrderContext
from posology.dosing.order.finding import Finding, Undecided, above
from posology.language.effect import AskFor, Slot
from posology.language.rule import Rule
from posology.language.scales import Action
from posology.language.vocabulary import Check
from posology.patient.profile import Dose, Order


def amounts(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    """What is wrong with the amount, with how often it is taken, and with raising it at all."""
    yield from past_the_maximum(ordered, context.plan.figures)
    yield from _how_often(order, ordered, context)
    yield from _apart(order, ordered, context)
    yield from _held(ordered, context)
    yield from _below_the_fixed_dose(ordered, context)


def past_the_maximum(ordered: Dose, figures: Figures) -> Iterator[Finding]:
    """A single dose, or a day, above the maximum."""
    yield from above(Check.MAX_DOSE, figures.get(Slot.MAX_DOSE), ordered.dose)
    yield from above(Check.MAX_DAILY, figures.get(Slot.MAX_DAILY), ordered.on_a_day)


def _how_often(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding]:
    times, regimen = context.plan.times_a_day, context.plan.regimen
    if times is not None and ordered.times_a_day > times.at_most:
        yield _times(ordered, times.at_most, times.setting_most, "at most")
    elif times is not None and ordered.times_a_day < times.at_least and not _cautious(ordered, context):
        yield _times(ordered, times.at_least, times.setting_least, "at least")
    if order.as_needed and not context.plan.as_needed and regimen is not None:
        yield Finding(Check.AS_NEEDED, (regimen,))


def _times(ordered: Dose, limit: int, rules: tuple[Rule, ...], detail: str) -> Finding:
    ordered_times = Fraction(ordered.times_a_day)
    return Finding(Check.TIMES_A_DAY, rules, Fraction(limit), ordered_times, "times a day", detail)


def _cautious(ordered: Dose, context: OrderContext) -> bool:
    """Whether it is what is planned next, or no more than a start that rules have lowered: few doses are usual then."""
    start = context.plan.figures.get(Slot.START_DAILY)
    lowered = start is not None and any(one.value > start.value for one in start.contributions)
    return ordered == context.next.to or (start is not None and lowered and ordered.daily <= start.value)


def _apart(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    gap = context.plan.figures.get(Slot.DOSE_INTERVAL)
    if gap is None:
        return
    if order.as_needed and order.apart is None:
        yield Undecided(Check.DOSE_INTERVAL, ("order.every",))
        return
    between = order.apart or Fraction(HOURS * ordered.every, ordered.times_a_day)
    if between < gap.value:
        yield Finding(Check.DOSE_INTERVAL, gap.rules, gap.value, between, "hours")


def _held(ordered: Dose, context: OrderContext) -> Iterator[Finding]:
    """An order that raises the dose although a rule asks to hold, reduce or end it."""
    taken = context.current.taken if context.current is not None else None
    rises = taken is None or ordered.daily > taken.daily or ordered.dose > taken.dose
    asked = any(isinstance(effect, AskFor) for rule in context.next.rules for effect in rule.effects)
    if rises and asked and context.next.action >= Action.HOLD:
        yield Finding(Check.HELD, context.next.rules, detail=context.next.action.value)


def _below_the_fixed_dose(ordered: Dose, context: OrderContext) -> Iterator[Finding]:
    start = context.plan.figures.get(Slot.START_DAILY)
    if context.plan.is_fixed and start is not None and ordered.daily < start.value:
        yield Finding(Check.BELOW_FIXED_DOSE, start.rules, start.value, ordered.daily, detail="a day")
