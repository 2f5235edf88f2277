"""Stopping, and coming down: never faster than a source allows."""

from collections.abc import Iterator
from fractions import Fraction

from posology.dosing.coming_down import largest_cut, pace, step_down
from posology.dosing.order.context import OrderContext
from posology.dosing.order.finding import Finding, Undecided
from posology.dosing.plan import Plan
from posology.language.effect import Slot
from posology.language.rule import Rule
from posology.language.scales import Action
from posology.language.vocabulary import Check
from posology.patient.profile import Dose


def stopping(context: OrderContext) -> Iterator[Finding | Undecided]:
    """What is wrong with stopping at once."""
    slow = pace(context.plan)
    if slow is None or not context.on_the_drug or context.next.action is Action.STOP:
        return
    if context.current is None:
        yield Undecided(Check.ABRUPT_STOP, ("therapy.current",))
        return
    if slow.slot is Slot.TAPER_FROM:
        yield Finding(Check.ABRUPT_STOP, slow.rules, slow.value, Fraction(0), "days")
        return
    taken = context.current.taken
    cut = largest_cut(context.plan, taken)
    if cut is not None and taken.daily > cut:
        yield Finding(Check.ABRUPT_STOP, slow.rules, cut, taken.daily)


def cut_too_far(ordered: Dose, taken: Dose, context: OrderContext) -> Iterator[Finding]:
    """A cut larger than a source allows; where none states a size, one that goes past the first planned step down."""
    most, slow = largest_cut(context.plan, taken), pace(context.plan)
    if slow is None:
        return
    if most is not None:
        cut = taken.daily - ordered.daily
        if cut > most:
            yield Finding(Check.ABRUPT_STOP, _rules_of_the_cut(context.plan), most, cut)
        return
    first = step_down(context.plan, taken, context.dispenser)
    if first is not None and ordered.daily < first.daily:
        detail = "a day, for the first step down"
        yield Finding(Check.ABRUPT_STOP, slow.rules, first.daily, ordered.daily, detail=detail)


def _rules_of_the_cut(plan: Plan) -> tuple[Rule, ...]:
    figures = [plan.figures[slot] for slot in (Slot.TAPER_STEP, Slot.TAPER_SHARE) if slot in plan.figures]
    return tuple(dict.fromkeys(rule for figure in figures for rule in figure.rules))
