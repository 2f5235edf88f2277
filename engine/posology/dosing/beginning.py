"""What to do before the first dose: start, begin again, go on where therapy stood, or not."""

from posology.dosing.action import NextAction, held_by_others, is_off_too_long
from posology.dosing.bounds import brought_within_bounds, within_bounds
from posology.dosing.course import falls, position_on
from posology.dosing.dispense import Dispenser
from posology.dosing.going_up import first_dose
from posology.dosing.plan import Plan
from posology.dosing.standing import Standing
from posology.language.effect import Slot
from posology.language.quantity import plain_number
from posology.language.scales import Action, Verdict


def before_the_first_dose(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    if plan.verdict >= Verdict.AVOID:
        return NextAction(Action.HOLD, "do not start: see the verdict", plan.verdict_by)
    if plan.regimen is None:
        return NextAction(Action.REVIEW, "no regimen covers this patient", ())
    if standing.intent in ("continue", "increase", "reduce"):
        why = f"to {standing.intent} is intended, but no current dose is stated"
        return NextAction(Action.REVIEW, why, ())
    if standing.none_suits:
        return NextAction(Action.REVIEW, "no product sold here suits this patient", (plan.regimen,))
    if standing.intent == "restart" and Slot.BEGIN_AGAIN in plan.figures:
        return _beginning_again(plan, standing, dispenser)
    if standing.intent == "restart" and falls(plan.course) and plan.titration is not None:
        why = "whether the course begins again with its first and largest dose, no source says"
        return NextAction(Action.REVIEW, why, (plan.titration,))
    return _starting(plan, standing, dispenser, "at the dose that the regimen starts with")


def _starting(plan: Plan, standing: Standing, dispenser: Dispenser, why: str) -> NextAction:
    assert plan.regimen is not None
    if standing.taken_in:
        return held_by_others(plan.regimen, standing)
    first = first_dose(plan, dispenser)
    if first is None:
        return NextAction(Action.REVIEW, "no product makes a dose small enough to start with", (plan.regimen,))
    return NextAction(Action.START, why, (plan.regimen,), first, standing.days.as_of)


def _beginning_again(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    """From the start where the time without a dose may have been too long, else where therapy stood before."""
    figure = plan.figures[Slot.BEGIN_AGAIN]
    rules = figure.rules
    longest = f"{plain_number(figure.value)} hours"
    if standing.time_off is None:
        why = f"since when no dose was taken is not stated: after {longest} therapy begins again as at the start"
        return NextAction(Action.REVIEW, why, rules, but_first=("therapy.last_taken",))
    if is_off_too_long(plan, standing):
        why = f"it may be more than {longest} since the last dose: begin again as at the start"
        return _starting(plan, standing, dispenser, why)._replace(rules=rules)
    if standing.before is None:
        why = f"no more than {longest} since the last dose, but what was taken before is not stated"
        return NextAction(Action.REVIEW, why, rules, but_first=("therapy.current",))
    taken = standing.before.taken
    position = position_on(plan, standing.before, standing.days)
    if position is not None and position.ahead:
        why = "what was taken before is ahead of the course for this day of therapy: ask who prescribed it"
        return NextAction(Action.REVIEW, why, rules)
    to = taken if within_bounds(plan, taken) == taken else brought_within_bounds(plan, taken, dispenser)
    why = f"no more than {longest} since the last dose: go on where therapy stood"
    return NextAction(Action.CONTINUE, why, rules, to)
