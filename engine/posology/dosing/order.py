"""An order held against everything that is known: each finding with the limit it meets and the rule behind it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.dispense import Dispenser
from posology.dosing.figures import Figure, Figures
from posology.dosing.next_action import NextAction
from posology.dosing.plan import AtWorst, Plan
from posology.firing.judge import Judgement, Outcome
from posology.language.drug import Drug, Product
from posology.language.effect import Slot
from posology.language.rule import Family, Rule
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
    next: NextAction


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
    if order.ordered is not None:
        at_worst = list(_bounds(order.ordered, worst.figures))
        if undecided or at_worst or worst.verdict is Verdict.CONTRAINDICATED:
            weights.add("may_exceed")
        if plan.regimen is None and not at_worst:
            weights.discard("may_exceed")
    for weight in _WEIGHTS:
        if weight in weights:
            return weight
    return "within" if plan.regimen is not None or order.ordered is None else "not_checked"


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
    rises = context.current is not None and ordered.daily > context.current.taken.daily
    if rises and context.next.action >= Action.HOLD:
        yield Finding(Check.HELD, context.next.rules, detail=context.next.action.value)


def _times(ordered: Dose, plan: Plan, planned: NextAction) -> Iterator[Finding]:
    times = plan.times_a_day
    if times is not None and ordered != planned.to and not times.at_least <= ordered.times_a_day <= times.at_most:
        above = ordered.times_a_day > times.at_most
        limit = Fraction(times.at_most if above else times.at_least)
        yield Finding(Check.TIMES_A_DAY, times.rules, limit, Fraction(ordered.times_a_day), "times a day")
    gap = plan.figures.get(Slot.DOSE_INTERVAL)
    between = Fraction(24, ordered.times_a_day)
    if gap is not None and between < gap.value:
        yield Finding(Check.DOSE_INTERVAL, tuple(one.rule for one in gap.winners), gap.value, between, "hours")


def _step(ordered: Dose, plan: Plan, context: OrderContext) -> Iterator[Finding | Undecided]:
    if context.current is None:
        yield from _above(Check.START_DOSE, plan.figures.get(Slot.START_DOSE), ordered.dose)
        yield from _above(Check.START_DAILY, plan.figures.get(Slot.START_DAILY), ordered.daily)
        return
    taken = context.current.taken
    if ordered.daily < taken.daily:
        yield from _above(Check.ABRUPT_STOP, plan.figures.get(Slot.TAPER_STEP), taken.daily - ordered.daily)
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


def _interval(plan: Plan, current: CurrentDose, as_of: date) -> Iterator[Finding | Undecided]:
    interval = plan.figures.get(Slot.STEP_INTERVAL)
    if interval is None:
        return
    if current.since is None:
        yield Undecided(Check.STEP_INTERVAL, ("therapy.current.since",))
        return
    days = Fraction((as_of - current.since).days)
    if days < interval.value:
        yield Finding(Check.STEP_INTERVAL, tuple(one.rule for one in interval.winners), interval.value, days, "days")


def _stop(plan: Plan, context: OrderContext) -> Iterator[Finding]:
    over = plan.figures.get(Slot.TAPER_FROM)
    if context.current is not None and over is not None:
        yield Finding(Check.ABRUPT_STOP, tuple(one.rule for one in over.winners), over.value, Fraction(0), "days")


def _product(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    sold = tuple(product for product in context.drug.products if context.jurisdiction in product.jurisdictions)
    named = matching(order.product, sold)
    if order.product is not None and not named:
        yield Finding(Check.PRODUCT_UNKNOWN, detail=order.product)
        return
    judged = {product.id: context.suitability[product.id] for product in named}
    unsuitable = [one for one in judged.values() if one.outcome is Outcome.NOT_FIRED]
    if named and len(unsuitable) == len(named):
        yield Finding(Check.PRODUCT_UNSUITABLE, tuple(one.rule for one in unsuitable))
    elif named and not any(one.outcome is Outcome.FIRED for one in judged.values()):
        missing = {fact for one in judged.values() for fact in one.missing}
        yield Undecided(Check.PRODUCT_UNSUITABLE, tuple(sorted(missing)))
    if named and not any(Dispenser(product).makes(ordered.dose) for product in named):
        nearest = max(Dispenser(product).largest(ordered.dose) for product in named)
        yield Finding(Check.NOT_DISPENSABLE, limit=nearest, ordered=ordered.dose)


def matching(wanted: str | None, sold: tuple[Product, ...]) -> tuple[Product, ...]:
    """The products that an order means: all where it names none, else by id or by form."""
    if wanted is None:
        return sold
    spelt = wanted.strip().lower().replace(" ", "-")
    return tuple(product for product in sold if spelt in (product.id, product.form.value))


def products_for(
    order: Order | None, drug: Drug, jurisdiction: str, judgements: tuple[Judgement, ...]
) -> tuple[Product, ...]:
    """The products to plan with: those ordered, as far as they are sold there and not known to be unsuitable."""
    sold = tuple(product for product in drug.products if jurisdiction in product.jurisdictions)
    unsuitable = {
        judgement.rule.id.rpartition("/")[2]
        for judgement in judgements
        if judgement.rule.family is Family.PRODUCT and judgement.outcome is Outcome.NOT_FIRED
    }
    suitable = tuple(product for product in sold if product.id not in unsuitable)
    ordered = matching(order.product, suitable) if order is not None else suitable
    return ordered or suitable
