"""An order held against everything that is known: each finding with the limit it meets and the rule behind it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.dispense import Dispenser
from posology.dosing.figures import Figure, Figures
from posology.dosing.next_action import NextAction
from posology.dosing.plan import AtWorst, Plan
from posology.dosing.products import matching, sold_in
from posology.dosing.schedule import days_on, step_down
from posology.firing.judge import Judgement, Outcome
from posology.language.drug import Drug
from posology.language.effect import AskFor, Slot
from posology.language.rule import Rule
from posology.language.scales import Action, Verdict
from posology.language.vocabulary import Check
from posology.patient.profile import CurrentDose, Dose, Order


class Finding(NamedTuple):
    """One check that the order did not pass. `limit` and `ordered` are in `unit`; None where it is no figure."""

    check: Check
    rules: tuple[Rule, ...] = ()
    limit: Fraction | None = None
    ordered: Fraction | None = None
    unit: str = "mg"
    detail: str = ""


class Undecided(NamedTuple):
    """A check that could not be made, and the facts that it wants."""

    check: Check
    needs: tuple[str, ...]


class OrderResult(NamedTuple):
    """What was found. `verdict`: exceeds, unsuitable, may_exceed, differs, within, not_checked."""

    order: Order
    verdict: str
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]


class OrderContext(NamedTuple):
    """What an order is held against."""

    drug: Drug
    jurisdiction: str
    as_of: date
    current: CurrentDose | None
    duplicates: tuple[str, ...]
    suitability: dict[str, Judgement]
    weights: dict[Check, str]
    on_the_drug: bool
    next: NextAction
    dispenser: Dispenser
    not_checked: tuple[str, ...]


_WEIGHTS = ("exceeds", "unsuitable", "may_exceed", "differs")


def check_order(order: Order, plan: Plan, worst: AtWorst, context: OrderContext) -> OrderResult:
    """Every check that can be made of the order; those that want facts are named as undecided."""
    made: list[Finding | Undecided] = []
    if plan.verdict >= Verdict.AVOID and order.ordered is not None:
        check = Check.CONTRAINDICATED if plan.verdict is Verdict.CONTRAINDICATED else Check.AVOID
        made.append(Finding(check, plan.verdict_by))
    if order.ordered is None:
        made += _stop(plan, context)
    else:
        if plan.regimen is not None:
            made += _bounds(order.ordered, plan.figures)
            made += _times(order.ordered, plan, context.next)
            made += _held(order.ordered, context)
            made += _step(order.ordered, plan, context)
        made += _product(order, order.ordered, context)
    if order.ordered is not None and (context.current is None or _given_twice(context)) and context.duplicates:
        made.append(Finding(Check.DUPLICATE, detail=", ".join(context.duplicates)))
    findings = tuple(one for one in made if isinstance(one, Finding))
    undecided = tuple(one for one in made if isinstance(one, Undecided))
    return OrderResult(order, _verdict(order, findings, undecided, plan, worst, context), findings, undecided)


def _given_twice(context: OrderContext) -> bool:
    return any(name != context.drug.id for name in context.duplicates)


def _verdict(
    order: Order,
    findings: tuple[Finding, ...],
    undecided: tuple[Undecided, ...],
    plan: Plan,
    worst: AtWorst,
    context: OrderContext,
) -> str:
    weights = {context.weights[finding.check] for finding in findings}
    at_worst = list(_bounds(order.ordered, worst.figures)) if order.ordered is not None else []
    forbidden = order.ordered is not None and worst.verdict >= Verdict.AVOID
    if at_worst or undecided or (plan.regimen is not None and (forbidden or context.not_checked)):
        weights.add("may_exceed")
    for weight in _WEIGHTS:
        if weight in weights:
            return weight
    stopped_unknown = order.ordered is None and context.on_the_drug and Slot.TAPER_FROM not in plan.figures
    return "not_checked" if stopped_unknown or (order.ordered is not None and plan.regimen is None) else "within"


def _bounds(ordered: Dose, figures: Figures) -> Iterator[Finding]:
    for check, slot, value in (
        (Check.MAX_DOSE, Slot.MAX_DOSE, ordered.dose),
        (Check.MAX_DAILY, Slot.MAX_DAILY, ordered.daily),
    ):
        yield from _above(check, figures.get(slot), value)


def _above(check: Check, figure: Figure | None, value: Fraction) -> Iterator[Finding]:
    if figure is not None and value > figure.value:
        yield Finding(check, tuple(one.rule for one in figure.winners), figure.value, value)


def _held(ordered: Dose, context: OrderContext) -> Iterator[Finding]:
    """An order that raises the dose although a rule asks to hold, reduce or end it."""
    taken = context.current.taken if context.current is not None else None
    rises = taken is None or ordered.daily > taken.daily or ordered.dose > taken.dose
    asked = any(isinstance(effect, AskFor) for rule in context.next.rules for effect in rule.effects)
    if rises and asked and context.next.action >= Action.HOLD:
        yield Finding(Check.HELD, context.next.rules, detail=context.next.action.value)


def _times(ordered: Dose, plan: Plan, planned: NextAction) -> Iterator[Finding]:
    times = plan.times_a_day
    if times is not None and ordered.times_a_day > times.at_most:
        yield Finding(
            Check.TIMES_A_DAY,
            times.rules,
            Fraction(times.at_most),
            Fraction(ordered.times_a_day),
            "times a day",
            "at most",
        )
    elif times is not None and ordered.times_a_day < times.at_least and not _cautious(ordered, plan, planned):
        yield Finding(
            Check.TIMES_A_DAY,
            times.rules,
            Fraction(times.at_least),
            Fraction(ordered.times_a_day),
            "times a day",
            "at least",
        )
    gap = plan.figures.get(Slot.DOSE_INTERVAL)
    between = Fraction(24, ordered.times_a_day)
    if gap is not None and between < gap.value:
        yield Finding(Check.DOSE_INTERVAL, tuple(one.rule for one in gap.winners), gap.value, between, "hours")


def _cautious(ordered: Dose, plan: Plan, planned: NextAction) -> bool:
    """Whether it is what is planned next, or no more than a start that rules have lowered: few doses are usual then."""
    start = plan.figures.get(Slot.START_DAILY)
    lowered = start is not None and any(one.value > start.value for one in start.contributions)
    return ordered == planned.to or (start is not None and lowered and ordered.daily <= start.value)


def _step(ordered: Dose, plan: Plan, context: OrderContext) -> Iterator[Finding | Undecided]:
    if context.current is None:
        yield from _above(Check.START_DOSE, plan.figures.get(Slot.START_DOSE), ordered.dose)
        yield from _above(Check.START_DAILY, plan.figures.get(Slot.START_DAILY), ordered.daily)
        return
    taken = context.current.taken
    if ordered.daily < taken.daily and context.next.action is not Action.STOP:
        yield from _drop(ordered, taken, plan, context)
    if ordered.daily <= taken.daily and ordered.dose <= taken.dose:
        return
    a_dose, a_day = plan.figures.get(Slot.STEP_DOSE), plan.figures.get(Slot.STEP_DAILY)
    found = [
        *_above(Check.STEP, a_dose, ordered.dose - taken.dose),
        *_above(Check.STEP, a_day, ordered.daily - taken.daily),
    ]
    if a_dose is not None and not found:
        allowed = a_dose.value * max(ordered.times_a_day, taken.times_a_day)
        if ordered.daily - taken.daily > allowed:
            rules = tuple(one.rule for one in a_dose.winners)
            found.append(Finding(Check.STEP, rules, allowed, ordered.daily - taken.daily, detail="a day"))
    yield from found
    yield from _interval(plan, context.current, context.as_of)


def _drop(ordered: Dose, taken: Dose, plan: Plan, context: OrderContext) -> Iterator[Finding]:
    """A cut larger than a source allows; where none states a size, one that goes past the first planned step down."""
    if Slot.TAPER_STEP in plan.figures:
        yield from _above(Check.ABRUPT_STOP, plan.figures[Slot.TAPER_STEP], taken.daily - ordered.daily)
        return
    over, first = plan.figures.get(Slot.TAPER_FROM), step_down(plan, taken, context.dispenser)
    if over is not None and first is not None and ordered.daily < first.daily:
        rules = tuple(one.rule for one in over.winners)
        yield Finding(Check.ABRUPT_STOP, rules, first.daily, ordered.daily, detail="a day, for the first step down")


def _interval(plan: Plan, current: CurrentDose, as_of: date) -> Iterator[Finding | Undecided]:
    interval = plan.figures.get(Slot.STEP_INTERVAL)
    if interval is None:
        return
    if current.since is None:
        yield Undecided(Check.STEP_INTERVAL, ("therapy.current.since",))
        return
    days, least = Fraction((as_of - current.since).days), Fraction(days_on(plan, current.taken))
    if days < least:
        yield Finding(Check.STEP_INTERVAL, tuple(one.rule for one in interval.winners), least, days, "days")


def _stop(plan: Plan, context: OrderContext) -> Iterator[Finding | Undecided]:
    over = plan.figures.get(Slot.TAPER_FROM)
    if over is None or not context.on_the_drug or context.next.action is Action.STOP:
        return
    if context.current is None:
        yield Undecided(Check.ABRUPT_STOP, ("therapy.current",))
        return
    yield Finding(Check.ABRUPT_STOP, tuple(one.rule for one in over.winners), over.value, Fraction(0), "days")


def _product(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    sold = sold_in(context.drug, context.jurisdiction)
    named = matching(order.product, sold)
    if order.product is not None and not named:
        known = ", ".join(product.id for product in sold)
        yield Finding(Check.PRODUCT_UNKNOWN, detail=f"{order.product}; known here: {known or 'none'}")
        return
    judged = {product.id: context.suitability[product.id] for product in named}
    suitable = tuple(product for product in named if judged[product.id].outcome is not Outcome.NOT_FIRED)
    if named and not suitable:
        yield Finding(Check.PRODUCT_UNSUITABLE, tuple(one.rule for one in judged.values()))
    elif suitable and not any(judged[product.id].outcome is Outcome.FIRED for product in suitable):
        missing = {fact for product in suitable for fact in judged[product.id].missing}
        yield Undecided(Check.PRODUCT_UNSUITABLE, tuple(sorted(missing)))
    if order.product is not None and len({product.concentration for product in suitable}) > 1:
        which = " or ".join(product.id for product in suitable)
        yield Undecided(Check.NOT_DISPENSABLE, (f"order.product: {which}",))
    elif (suitable or named) and not any(Dispenser(product).makes(ordered.dose) for product in suitable or named):
        nearest = max(Dispenser(product).largest(ordered.dose) for product in suitable or named)
        yield Finding(Check.NOT_DISPENSABLE, limit=nearest, ordered=ordered.dose)
