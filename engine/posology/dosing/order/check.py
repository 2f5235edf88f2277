"""Every check of an order, and what they come to."""

from typing import NamedTuple

from posology.dosing.coming_down import pace
from posology.dosing.order.amounts import amounts, past_the_maximum
from posology.dosing.order.context import OrderContext
from posology.dosing.order.course import below_the_course
from posology.dosing.order.finding import Finding, Undecided
from posology.dosing.order.products import products
from posology.dosing.order.steps import steps
from posology.dosing.order.stopping import stopping
from posology.language.scales import Verdict
from posology.language.vocabulary import Check
from posology.patient.profile import Order

_WEIGHTS = ("exceeds", "unsuitable", "may_exceed", "differs")


class OrderResult(NamedTuple):
    """What was found. `verdict`: exceeds, unsuitable, may_exceed, differs, within, not_checked."""

    order: Order
    verdict: str
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]


def check_order(order: Order, context: OrderContext) -> OrderResult:
    """Every check that can be made of the order; those that want facts are named as undecided."""
    made = _checked(order, context)
    findings = tuple(one for one in made if isinstance(one, Finding))
    undecided = tuple(one for one in made if isinstance(one, Undecided))
    return OrderResult(order, _verdict(order, findings, undecided, context), findings, undecided)


def _checked(order: Order, context: OrderContext) -> list[Finding | Undecided]:
    plan, ordered = context.plan, order.ordered
    if ordered is None:
        return list(stopping(context))
    made: list[Finding | Undecided] = []
    if plan.verdict >= Verdict.AVOID:
        check = Check.CONTRAINDICATED if plan.verdict is Verdict.CONTRAINDICATED else Check.AVOID
        made.append(Finding(check, plan.verdict_by))
    if plan.regimen is not None:
        made += amounts(order, ordered, context)
        made += steps(ordered, context)
        made += below_the_course(ordered, context)
    made += products(order, ordered, context)
    others = [name for name in context.held_by if name != context.drug.id]
    if context.held_by and (context.current is None or others):
        made.append(Finding(Check.DUPLICATE, detail=", ".join(context.held_by)))
    return made


def _verdict(
    order: Order, findings: tuple[Finding, ...], undecided: tuple[Undecided, ...], context: OrderContext
) -> str:
    plan, ordered = context.plan, order.ordered
    weights = {context.weights[finding.check] for finding in findings}
    at_worst = list(past_the_maximum(ordered, context.worst.figures)) if ordered is not None else []
    forbidden = ordered is not None and context.worst.verdict >= Verdict.AVOID
    if at_worst or undecided or (plan.regimen is not None and (forbidden or context.not_checked)):
        weights.add("may_exceed")
    for weight in _WEIGHTS:
        if weight in weights:
            return weight
    stopped_unknown = ordered is None and context.on_the_drug and pace(plan) is None
    return "not_checked" if stopped_unknown or (ordered is not None and plan.regimen is None) else "within"
