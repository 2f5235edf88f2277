"""An order held against everything that is known: each finding with the limit it meets and the rule behind it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.coming_down import largest_cut, pace, step_down
from posology.dosing.course import BEFORE_THE_FIRST, Days, Place, course_rows, due_by, falls, may_be_ahead, place_on
from posology.dosing.dispense import Dispenser
from posology.dosing.figures import Figure, Figures
from posology.dosing.going_up import days_on, published_after
from posology.dosing.next_action import NextAction
from posology.dosing.plan import AtWorst, Plan, PublishedRow
from posology.firing.judge import Judgement, Outcome
from posology.language.drug import Drug
from posology.language.effect import AskFor, Slot
from posology.language.rule import Rule
from posology.language.scales import Action, Verdict
from posology.language.vocabulary import Check
from posology.patient.products import matching, sold_in
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
    started: date | None
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
            made += _times(order, order.ordered, plan, context.next)
            made += _held(order.ordered, context)
            made += _rise(order.ordered, plan, context)
            made += _below_what_is_meant(order.ordered, plan, context)
        made += _product(order, order.ordered, context)
        made += _swap(order, context)
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
    stopped_unknown = order.ordered is None and context.on_the_drug and pace(plan) is None
    return "not_checked" if stopped_unknown or (order.ordered is not None and plan.regimen is None) else "within"


def _bounds(ordered: Dose, figures: Figures) -> Iterator[Finding]:
    for check, slot, value in (
        (Check.MAX_DOSE, Slot.MAX_DOSE, ordered.dose),
        (Check.MAX_DAILY, Slot.MAX_DAILY, ordered.on_a_day),
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


def _times(order: Order, ordered: Dose, plan: Plan, planned: NextAction) -> Iterator[Finding | Undecided]:
    times = plan.times_a_day
    if times is not None and ordered.times_a_day > times.at_most:
        yield _how_often(ordered, times.at_most, times.rules, "at most")
    elif times is not None and ordered.times_a_day < times.at_least and not _cautious(ordered, plan, planned):
        yield _how_often(ordered, times.at_least, times.rules, "at least")
    if order.as_needed and not plan.as_needed and plan.regimen is not None:
        yield Finding(Check.AS_NEEDED, (plan.regimen,))
    gap = plan.figures.get(Slot.DOSE_INTERVAL)
    if gap is None:
        return
    if order.as_needed and order.apart is None:
        yield Undecided(Check.DOSE_INTERVAL, ("order.every",))
        return
    between = order.apart or Fraction(24 * ordered.every, ordered.times_a_day)
    if between < gap.value:
        yield Finding(Check.DOSE_INTERVAL, tuple(one.rule for one in gap.winners), gap.value, between, "hours")


def _how_often(ordered: Dose, limit: int, rules: tuple[Rule, ...], detail: str) -> Finding:
    ordered_times = Fraction(ordered.times_a_day)
    return Finding(Check.TIMES_A_DAY, rules, Fraction(limit), ordered_times, "times a day", detail)


def _cautious(ordered: Dose, plan: Plan, planned: NextAction) -> bool:
    """Whether it is what is planned next, or no more than a start that rules have lowered: few doses are usual then."""
    start = plan.figures.get(Slot.START_DAILY)
    lowered = start is not None and any(one.value > start.value for one in start.contributions)
    return ordered == planned.to or (start is not None and lowered and ordered.daily <= start.value)


def _rise(ordered: Dose, plan: Plan, context: OrderContext) -> Iterator[Finding | Undecided]:
    """How the order stands to what is taken now: a start, a step up or down, a row of the course."""
    if context.current is None:
        yield from _above(Check.START_DOSE, plan.figures.get(Slot.START_DOSE), ordered.dose)
        yield from _above(Check.START_DAILY, plan.figures.get(Slot.START_DAILY), ordered.daily)
        return
    taken = context.current.taken
    on_course = _course(ordered, plan, context)
    goes_by_the_course = on_course == [] and ordered == context.next.to and context.next.not_before is not None
    if ordered.daily < taken.daily and context.next.action is not Action.STOP and not goes_by_the_course:
        yield from _drop(ordered, taken, plan, context)
    rows, days = course_rows(plan, context.dispenser), Days(context.as_of, context.started)
    if ordered.daily > taken.daily and may_be_ahead(plan, rows, context.current, days):
        yield Undecided(Check.COURSE, ("therapy.started",))
    if on_course is not None:
        yield from on_course
    elif ordered.daily > taken.daily or ordered.dose > taken.dose:
        yield from _step(ordered, taken, plan)
        yield from _interval(plan, context.current, context)


def _step(ordered: Dose, taken: Dose, plan: Plan) -> Iterator[Finding]:
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
    published = published_after(plan, taken)
    if published is not None and plan.titration is not None and ordered.daily > published.daily and not found:
        detail = "a day, the next row of the schedule"
        found.append(Finding(Check.STEP, (plan.titration,), published.daily, ordered.daily, detail=detail))
    yield from found


def _course(ordered: Dose, plan: Plan, context: OrderContext) -> list[Finding | Undecided] | None:
    """What is wrong with the order while therapy is on its course; None where it is not, or not any more."""
    rows = course_rows(plan, context.dispenser)
    if context.current is None or plan.titration is None:
        return None
    place = place_on(plan, rows, context.current, Days(context.as_of, context.started))
    if falls(rows):
        return _falling_course(ordered, plan, place, rows, context)
    if place is None:
        return None
    if place.ahead and place.most is not None:
        return list(_past_the_course(plan, place.most, ordered.daily))
    last = len(rows) - 1
    if place.row == last and rows[last].days is not None:
        return None
    row = max(place.row, 0)
    if BEFORE_THE_FIRST < place.row < last:
        if place.next_from is None and ordered.daily > rows[row].taken.daily:
            return [Undecided(Check.COURSE, ("therapy.current.since",))]
        if place.next_from is not None and context.as_of >= place.next_from:
            row += 1
    allowed = rows[row].taken
    return [
        *_past_the_course(plan, allowed.daily, ordered.daily),
        *(_past_the_course(plan, allowed.on_a_day, ordered.on_a_day) if ordered.every > 1 else ()),
    ]


def _falling_course(
    ordered: Dose, plan: Plan, place: Place | None, rows: tuple[PublishedRow, ...], context: OrderContext
) -> list[Finding | Undecided] | None:
    """What is wrong with the order on a course that comes down: no more than the row for this day of therapy.

    By the days on each row, or where the dose stands on none, or on one too early, by the day of therapy.
    """
    due = due_by(rows, Days(context.as_of, context.started))
    if place is not None:
        row = place.row + (place.next_from is not None and context.as_of >= place.next_from)
        if place.next_from is None and row < len(rows) - 1 and ordered.daily > rows[row + 1].taken.daily:
            past = list(_past_the_course(plan, rows[row].taken.daily, ordered.daily))
            return [*past] or [Undecided(Check.COURSE, ("therapy.current.since",))]
        allowed = rows[row if due is None else min(row, due)].taken
    elif due is not None:
        allowed = rows[due].taken
    else:
        lowest = min(row.taken.daily for row in rows)
        return [Undecided(Check.COURSE, ("therapy.started",))] if ordered.daily > lowest else None
    return [*_past_the_course(plan, allowed.daily, ordered.daily)]


def _past_the_course(plan: Plan, allowed: Fraction, ordered: Fraction) -> Iterator[Finding]:
    if plan.titration is not None and ordered > allowed:
        yield Finding(Check.COURSE, (plan.titration,), allowed, ordered, detail="a day, on this day of the course")


def _below_what_is_meant(ordered: Dose, plan: Plan, context: OrderContext) -> Iterator[Finding]:
    """An order for less than a fixed dose, or than the row of a course that comes down with time."""
    start = plan.figures.get(Slot.START_DAILY)
    if plan.is_fixed and start is not None and ordered.daily < start.value:
        rules = tuple(one.rule for one in start.winners)
        yield Finding(Check.USUAL_DAILY, rules, start.value, ordered.daily, detail="a day, the fixed dose")
    rows = course_rows(plan, context.dispenser)
    if plan.titration is None or not falls(rows):
        return
    row = 0
    if context.current is not None:
        place = place_on(plan, rows, context.current, Days(context.as_of, context.started))
        if place is None:
            return
        due = due_by(rows, Days(context.as_of, context.started))
        row = place.row + (place.next_from is not None and context.as_of >= place.next_from)
        row = row if due is None else min(row, due)
    meant = rows[row].taken
    if ordered.daily < meant.daily:
        detail = "a day, on this day of the course"
        yield Finding(Check.USUAL_DAILY, (plan.titration,), meant.daily, ordered.daily, detail=detail)


def _drop(ordered: Dose, taken: Dose, plan: Plan, context: OrderContext) -> Iterator[Finding]:
    """A cut larger than a source allows; where none states a size, one that goes past the first planned step down."""
    most, slow = largest_cut(plan, taken), pace(plan)
    if slow is None:
        return
    rules = tuple(one.rule for one in slow.winners)
    if most is not None:
        cut = taken.daily - ordered.daily
        if cut > most:
            yield Finding(Check.ABRUPT_STOP, _rules_of_cut(plan), most, cut)
        return
    first = step_down(plan, taken, context.dispenser)
    if first is not None and ordered.daily < first.daily:
        yield Finding(Check.ABRUPT_STOP, rules, first.daily, ordered.daily, detail="a day, for the first step down")


def _rules_of_cut(plan: Plan) -> tuple[Rule, ...]:
    figures = [plan.figures[slot] for slot in (Slot.TAPER_STEP, Slot.TAPER_SHARE) if slot in plan.figures]
    return tuple(dict.fromkeys(one.rule for figure in figures for one in figure.winners))


def _interval(plan: Plan, current: CurrentDose, context: OrderContext) -> Iterator[Finding | Undecided]:
    interval = plan.figures.get(Slot.STEP_INTERVAL)
    if interval is None:
        return
    if current.since is None:
        yield Undecided(Check.STEP_INTERVAL, ("therapy.current.since",))
        return
    days = Fraction((context.as_of - current.since).days)
    least = Fraction(days_on(plan, current.taken, context.dispenser))
    if days < least:
        yield Finding(Check.STEP_INTERVAL, tuple(one.rule for one in interval.winners), least, days, "days")


def _stop(plan: Plan, context: OrderContext) -> Iterator[Finding | Undecided]:
    slow = pace(plan)
    if slow is None or not context.on_the_drug or context.next.action is Action.STOP:
        return
    if context.current is None:
        yield Undecided(Check.ABRUPT_STOP, ("therapy.current",))
        return
    rules = tuple(one.rule for one in slow.winners)
    if slow.slot is Slot.TAPER_FROM:
        yield Finding(Check.ABRUPT_STOP, rules, slow.value, Fraction(0), "days")
        return
    cut = largest_cut(plan, context.current.taken)
    if cut is not None and context.current.taken.daily > cut:
        yield Finding(Check.ABRUPT_STOP, rules, cut, context.current.taken.daily)


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


def _swap(order: Order, context: OrderContext) -> Iterator[Finding | Undecided]:
    """An order of another product than the one that is taken, where one of the two may not be swapped."""
    if order.product is None or context.current is None:
        return
    sold = sold_in(context.drug, context.jurisdiction)
    ordered = set(matching(order.product, sold))
    taken = set(matching(context.current.product, sold))
    if not taken or not ordered or all(product.interchangeable for product in taken | ordered):
        return
    if taken.isdisjoint(ordered):
        yield Finding(Check.NOT_INTERCHANGEABLE, detail=f"{order.product} for {context.current.product}")
    elif len(taken) > 1:
        yield Undecided(Check.NOT_INTERCHANGEABLE, ("therapy.current.product",))
    elif len(ordered) > 1:
        yield Undecided(Check.NOT_INTERCHANGEABLE, ("order.product",))
