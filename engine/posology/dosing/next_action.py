"""What to do next from where therapy stands, and not before which day."""

from datetime import date, timedelta

from posology.dosing.action import NextAction, held_by_others, is_off_too_long
from posology.dosing.beginning import before_the_first_dose
from posology.dosing.bounds import brought_within_bounds
from posology.dosing.coming_down import step_down, way_to
from posology.dosing.course import due_by, falls, may_be_ahead, position_on
from posology.dosing.dispense import Dispenser
from posology.dosing.going_up import days_on, goes_unequally, next_dose
from posology.dosing.plan import Plan
from posology.dosing.standing import Standing
from posology.language.effect import AskFor, Slot
from posology.language.quantity import plain_number
from posology.language.rule import Family, Rule
from posology.language.scales import Action, Verdict
from posology.patient.profile import Dose


def next_action(plan: Plan, fired: tuple[Rule, ...], standing: Standing, dispenser: Dispenser) -> NextAction:
    """The strictest of what therapy itself calls for and what the fired rules ask for."""
    called_for = _asking_when_therapy_began(_called_for(plan, fired, standing, dispenser), plan, standing)
    asking = [(effect.action, rule) for rule in fired for effect in rule.effects if isinstance(effect, AskFor)]
    strictest = max((action for action, _ in asking), default=called_for.action)
    withdrawal = [action for action, rule in asking if rule.words.about == "withdrawal"]
    if called_for.only_intended and strictest <= called_for.action and Action.HOLD in withdrawal:
        strictest = Action.HOLD
    elif strictest < called_for.action:
        return called_for
    elif strictest is called_for.action:
        return _asked_for_too(called_for, tuple(rule for action, rule in asking if action is strictest))
    rules = tuple(rule for action, rule in asking if action is strictest)
    if not standing.on_the_drug and strictest is not Action.REVIEW:
        return NextAction(Action.HOLD, "do not start: asked for by the rules named", rules)
    to = None
    if standing.current is not None and plan.regimen is not None and strictest is Action.REDUCE:
        to = step_down(plan, standing.current.taken, dispenser)
    return NextAction(strictest, "asked for by the rules named", rules, to)


def _asked_for_too(called_for: NextAction, asking: tuple[Rule, ...]) -> NextAction:
    """What therapy calls for, where rules ask for the same: to review or hold for a reason is graver than for none."""
    if not asking or called_for.action not in (Action.REVIEW, Action.HOLD, Action.REDUCE):
        return called_for
    rules = tuple(dict.fromkeys((*asking, *called_for.rules)))
    return called_for._replace(why=f"asked for by {asking[0].within_drug}; {called_for.why}", rules=rules)


def _asking_when_therapy_began(action: NextAction, plan: Plan, standing: Standing) -> NextAction:
    if action.action is not Action.INCREASE or standing.current is None:
        return action
    unsure = may_be_ahead(plan, standing.current, standing.days)
    return action._replace(but_first=("therapy.started",)) if unsure else action


def _called_for(plan: Plan, fired: tuple[Rule, ...], standing: Standing, dispenser: Dispenser) -> NextAction:
    if not standing.on_the_drug:
        return before_the_first_dose(plan, standing, dispenser)
    if standing.forbidding:
        others = ", ".join(standing.forbidding)
        return NextAction(Action.HOLD, f"do not start {others}: contraindicated beside this drug", plan.verdict_by)
    if plan.verdict is Verdict.CONTRAINDICATED:
        return _ending(fired, "the drug is contraindicated", plan.verdict_by)
    if standing.intent == "stop":
        return _ending(fired, "stopping is intended", ())._replace(only_intended=True)
    if standing.current is None:
        return NextAction(Action.REVIEW, "what is taken now is not stated: find out the current dose", ())
    if plan.regimen is None:
        return NextAction(Action.REVIEW, "no regimen covers this patient", ())
    if is_off_too_long(plan, standing):
        return _off_too_long(plan)
    taken = standing.current.taken
    passed = [
        figure
        for slot, value in ((Slot.MAX_DAILY, taken.on_a_day), (Slot.MAX_DOSE, taken.dose))
        if (figure := plan.figures.get(slot)) is not None and value > figure.value
    ]
    if passed:
        rules = tuple(dict.fromkeys(rule for figure in passed for rule in figure.rules))
        to = brought_within_bounds(plan, taken, dispenser)
        by_hand = to is not None and not way_to(plan, taken, to, dispenser)
        how = "plan by hand how to come down, for no equal doses do" if by_hand else "come down as the schedule says"
        why = f"the current dose is above what this patient may have; {how}"
        return NextAction(Action.REDUCE, why, rules, to)
    if plan.verdict is Verdict.AVOID:
        return NextAction(Action.REVIEW, "the drug is to be avoided", plan.verdict_by)
    if plan.times_a_day is not None and taken.times_a_day > plan.times_a_day.at_most:
        why = f"the day is divided into {taken.times_a_day} doses, where at most {plan.times_a_day.at_most} are right"
        return NextAction(Action.REVIEW, why, plan.times_a_day.setting_most)
    if standing.intent == "reduce":
        lower = step_down(plan, taken, dispenser)
        return NextAction(Action.REDUCE, "reducing is intended", (), lower, only_intended=True)
    return _going_on(plan, standing, dispenser)


def _off_too_long(plan: Plan) -> NextAction:
    figure = plan.figures[Slot.BEGIN_AGAIN]
    longest = f"{plain_number(figure.value)} hours"
    why = f"it may be more than {longest} since the last dose: ask again with the intent to restart"
    return NextAction(Action.REVIEW, why, figure.rules, off_too_long=True)


def _ending(fired: tuple[Rule, ...], why: str, rules: tuple[Rule, ...]) -> NextAction:
    tapers = tuple(rule for rule in fired if rule.family is Family.TAPER)
    return NextAction(Action.TAPER if tapers else Action.STOP, why, (*rules, *tapers))


def _going_on(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    assert standing.current is not None
    assert plan.regimen is not None
    if standing.unanswered_effects:
        effects = ", ".join(standing.unanswered_effects)
        return NextAction(Action.REVIEW, f"no rule says what to do about {effects}", (plan.regimen,))
    if standing.taken_in:
        return held_by_others(plan.regimen, standing)
    on_course = _on_course(plan, standing)
    if on_course is not None:
        return on_course
    if plan.is_fixed:
        return _fixed(plan, standing.current.taken)
    if standing.response == "adequate":
        return NextAction(Action.CONTINUE, "the response is adequate", (plan.regimen,))
    if standing.response is None:
        return NextAction(Action.CONTINUE, "how well it works is not stated", (plan.regimen,))
    if plan.titration is None:
        return NextAction(Action.REVIEW, "no titration covers this patient", (plan.regimen,))
    if standing.none_suits:
        return NextAction(Action.REVIEW, "no product sold here suits this patient", (plan.titration,))
    return _stepping_up(plan, standing, dispenser)


def _stepping_up(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    assert standing.current is not None
    assert plan.titration is not None
    taken, titration = standing.current.taken, (plan.titration,)
    following = next_dose(plan, taken, dispenser)
    known_step = plan.value(Slot.STEP_DOSE) or plan.value(Slot.STEP_DAILY)
    limiting = plan.figures.get(Slot.MAX_DAILY)
    winners = limiting.rules if limiting is not None else ()
    at_most = limiting is not None and taken.daily >= limiting.value
    if following is None and known_step is None and not at_most:
        why = "the response is not adequate; by how much to go up, no source says"
        return NextAction(Action.INCREASE, why, titration, None, earliest_step(plan, standing))
    if following is None and goes_unequally(plan, taken, dispenser):
        why = "the next step cannot be divided into equal doses: plan it by hand"
        return NextAction(Action.REVIEW, why, (*titration, *winners))
    if following is None:
        return NextAction(Action.REVIEW, "no further step fits within the bounds", (*titration, *winners))
    not_before = earliest_step(plan, standing)
    return NextAction(Action.INCREASE, "the response is not adequate", titration, following, not_before)


def _on_course(plan: Plan, standing: Standing) -> NextAction | None:
    """What the course asks for; None for a patient who has come to its last row, or is past it."""
    assert standing.current is not None
    rows, days = plan.course, standing.days
    position = position_on(plan, standing.current, days)
    if plan.titration is None:
        return None
    titration, taken = (plan.titration,), standing.current.taken
    if position is None and falls(rows):
        return NextAction(Action.REVIEW, "the dose stands on no row of the course: find out why", titration)
    if position is None:
        return None
    due = due_by(rows, days)
    if falls(rows) and due is not None and position.row > due:
        why = "the dose has come down sooner than the course says: find out why"
        return NextAction(Action.REVIEW, why, titration)
    if position.ahead:
        why = "the dose is ahead of the course for this day of therapy: do not raise it, and ask who prescribed it"
        return NextAction(Action.REVIEW, why, titration)
    if position.row == len(rows) - 1:
        if rows[position.row].days is None:
            return NextAction(Action.CONTINUE, "the course has come to its last row", titration)
        return None
    following = rows[position.row + 1].taken
    if following.daily < taken.daily:
        ask = ("therapy.current.since",) if position.next_from is None else ()
        why = "the course goes on to its next row"
        return NextAction(Action.REDUCE, why, titration, following, position.next_from, but_first=ask)
    if standing.response == "adequate":
        return NextAction(Action.CONTINUE, "the response is adequate", titration)
    return NextAction(Action.INCREASE, "the course goes on to its next row", titration, following, position.next_from)


def _fixed(plan: Plan, taken: Dose) -> NextAction:
    assert plan.regimen is not None
    start = plan.value(Slot.START_DAILY)
    if start is not None and taken.daily < start:
        why = f"the dose is below the {plain_number(start)} mg a day of this regimen: find out why"
        return NextAction(Action.REVIEW, why, (plan.regimen,))
    return NextAction(Action.CONTINUE, "the dose is fixed", (plan.regimen,))


def earliest_step(plan: Plan, standing: Standing) -> date | None:
    """The first day on which the dose may go up; None where it is not known since when the current dose is taken."""
    if standing.current is None or standing.current.since is None:
        return None
    days = days_on(plan, standing.current.taken)
    return max(standing.days.as_of, standing.current.since + timedelta(days=days))
