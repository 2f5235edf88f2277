"""What to do next from where therapy stands, and not before which day."""

from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.bounds import most_times, within_bounds
from posology.dosing.coming_down import step_down, way_to
from posology.dosing.course import Days, course_rows, due_by, falls, may_be_ahead, place_on
from posology.dosing.dispense import Dispenser
from posology.dosing.going_up import days_on, first_dose, goes_unequally, next_dose
from posology.dosing.needs import Need
from posology.dosing.plan import AtWorst, Plan
from posology.firing.judge import Judgement, Outcome
from posology.language.effect import AskFor, Bound, RaiseVerdict, Slot
from posology.language.quantity import plain_number
from posology.language.rule import Family, Rule
from posology.language.scales import Action, Verdict
from posology.patient.profile import CurrentDose, Dose


class NextAction(NamedTuple):
    """The next action, the dose it leads to, the earliest day, the rules behind it, and why in a few words.

    `only_intended`: nothing calls for it but the profile's intent, so that signs of withdrawal may hold it.
    `but_first` names missing facts that could make the action wrong: at worst they bring a stricter verdict or bound.
    `off_too_long`: the dose stated as the current one no longer counts.
    """

    action: Action
    why: str
    rules: tuple[Rule, ...]
    to: Dose | None = None
    not_before: date | None = None
    only_intended: bool = False
    but_first: tuple[str, ...] = ()
    off_too_long: bool = False


class Standing(NamedTuple):
    """Where therapy stands on the day of the answer."""

    as_of: date
    current: CurrentDose | None
    intent: str
    response: str | None
    unanswered_effects: tuple[str, ...] = ()
    """Adverse effects seen now of which no rule that fired speaks, those that no vocabulary knows among them."""
    on_the_drug: bool = False
    """Whether the patient takes the drug, even where the dose is not known."""
    none_suits: bool = False
    """Whether products are sold here, and none suits the patient."""
    started: date | None = None
    before: CurrentDose | None = None
    """What was taken before, where therapy is to begin again."""
    time_off: Fraction | None = None
    """The longest (hours) that no dose can have been taken; None where it is not known."""
    taken_in: tuple[str, ...] = ()
    """Other medicines that hold the drug, too."""


def is_off_too_long(plan: Plan, standing: Standing) -> bool:
    """Whether so long may have passed without a dose that therapy begins again as at the start."""
    figure = plan.figures.get(Slot.BEGIN_AGAIN)
    return figure is not None and standing.time_off is not None and standing.time_off > figure.value


def next_action(plan: Plan, fired: tuple[Rule, ...], standing: Standing, dispenser: Dispenser) -> NextAction:
    """The strictest of what therapy itself calls for and what the fired rules ask for."""
    called_for = _asking_when_therapy_began(_called_for(plan, fired, standing, dispenser), plan, standing, dispenser)
    asking = [(effect.action, rule) for rule in fired for effect in rule.effects if isinstance(effect, AskFor)]
    strictest = max((action for action, _ in asking), default=called_for.action)
    withdrawal = [action for action, rule in asking if rule.words.about == "withdrawal"]
    if called_for.only_intended and strictest <= called_for.action and Action.HOLD in withdrawal:
        strictest = Action.HOLD
    elif strictest <= called_for.action:
        return called_for
    rules = tuple(rule for action, rule in asking if action is strictest)
    if not standing.on_the_drug and strictest is not Action.REVIEW:
        return NextAction(Action.HOLD, "do not start: asked for by the rules named", rules)
    to = None
    if standing.current is not None and plan.regimen is not None and strictest is Action.REDUCE:
        to = step_down(plan, standing.current.taken, dispenser)
    return NextAction(strictest, "asked for by the rules named", rules, to)


def _asking_when_therapy_began(action: NextAction, plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    if action.action is not Action.INCREASE or standing.current is None:
        return action
    rows, days = course_rows(plan, dispenser), Days(standing.as_of, standing.started)
    unsure = may_be_ahead(plan, rows, standing.current, days)
    return action._replace(but_first=("therapy.started",)) if unsure else action


def _called_for(plan: Plan, fired: tuple[Rule, ...], standing: Standing, dispenser: Dispenser) -> NextAction:
    if not standing.on_the_drug:
        return _before_the_first_dose(plan, standing, dispenser)
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
        rules = tuple(dict.fromkeys(winner.rule for figure in passed for winner in figure.winners))
        to = _within_the_bounds(plan, taken, dispenser)
        by_hand = to is not None and not way_to(plan, taken, to, dispenser)
        how = "plan by hand how to come down, for no equal doses do" if by_hand else "come down as the schedule says"
        why = f"the current dose is above what this patient may have; {how}"
        return NextAction(Action.REDUCE, why, rules, to)
    if plan.verdict is Verdict.AVOID:
        return NextAction(Action.REVIEW, "the drug is to be avoided", plan.verdict_by)
    if plan.times_a_day is not None and taken.times_a_day > plan.times_a_day.at_most:
        why = f"the day is divided into {taken.times_a_day} doses, where at most {plan.times_a_day.at_most} are right"
        return NextAction(Action.REVIEW, why, plan.times_a_day.rules)
    if standing.intent == "reduce":
        lower = step_down(plan, taken, dispenser)
        return NextAction(Action.REDUCE, "reducing is intended", (), lower, only_intended=True)
    return _going_on(plan, standing, dispenser)


def _off_too_long(plan: Plan) -> NextAction:
    figure = plan.figures[Slot.BEGIN_AGAIN]
    longest = f"{plain_number(figure.value)} hours"
    why = f"it may be more than {longest} since the last dose: ask again with the intent to restart"
    return NextAction(Action.REVIEW, why, tuple(one.rule for one in figure.winners), off_too_long=True)


def _within_the_bounds(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    """The largest daily total within the bounds, divided as now, or into more doses where a single one is too large."""
    most_daily, most_dose = plan.value(Slot.MAX_DAILY), plan.value(Slot.MAX_DOSE)
    daily = taken.daily if most_daily is None else min(most_daily, taken.daily)
    dose = taken.dose if most_dose is None else min(most_dose, taken.dose)
    fewest = max(1, min(taken.times_a_day, most_times(plan)))
    most = max(fewest, most_times(plan)) if dose < taken.dose else fewest
    possible = [made for times in range(fewest, most + 1) if (made := dispenser.within(dose, daily, times)) is not None]
    return max(possible, key=lambda made: made.daily, default=None)


def _before_the_first_dose(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
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
    if standing.intent == "restart" and falls(course_rows(plan, dispenser)) and plan.titration is not None:
        why = "whether the course begins again with its first and largest dose, no source says"
        return NextAction(Action.REVIEW, why, (plan.titration,))
    return _starting(plan, standing, dispenser, "at the dose that the regimen starts with")


def _starting(plan: Plan, standing: Standing, dispenser: Dispenser, why: str) -> NextAction:
    assert plan.regimen is not None
    if standing.taken_in:
        return _held_by_others(plan.regimen, standing)
    first = first_dose(plan, dispenser)
    if first is None:
        return NextAction(Action.REVIEW, "no product makes a dose small enough to start with", (plan.regimen,))
    return NextAction(Action.START, why, (plan.regimen,), first, standing.as_of)


def _held_by_others(regimen: Rule, standing: Standing) -> NextAction:
    others = ", ".join(standing.taken_in)
    return NextAction(Action.REVIEW, f"the drug is in {others} as well: find out how much is taken in all", (regimen,))


def _beginning_again(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    """From the start where the time without a dose may have been too long, else where therapy stood before."""
    figure = plan.figures[Slot.BEGIN_AGAIN]
    rules = tuple(one.rule for one in figure.winners)
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
    place = place_on(plan, course_rows(plan, dispenser), standing.before, Days(standing.as_of, standing.started))
    if place is not None and place.ahead:
        why = "what was taken before is ahead of the course for this day of therapy: ask who prescribed it"
        return NextAction(Action.REVIEW, why, rules)
    to = taken if within_bounds(plan, taken) == taken else _within_the_bounds(plan, taken, dispenser)
    why = f"no more than {longest} since the last dose: go on where therapy stood"
    return NextAction(Action.CONTINUE, why, rules, to)


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
        return _held_by_others(plan.regimen, standing)
    on_course = _on_course(plan, standing, dispenser)
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
    winners = tuple(one.rule for one in limiting.winners) if limiting is not None else ()
    at_most = limiting is not None and taken.daily >= limiting.value
    if following is None and known_step is None and not at_most:
        why = "the response is not adequate; by how much to go up, no source says"
        return NextAction(Action.INCREASE, why, titration, None, earliest_step(plan, standing, dispenser))
    if following is None and goes_unequally(plan, taken, dispenser):
        why = "the next step cannot be divided into equal doses: plan it by hand"
        return NextAction(Action.REVIEW, why, (*titration, *winners))
    if following is None:
        return NextAction(Action.REVIEW, "no further step fits within the bounds", (*titration, *winners))
    not_before = earliest_step(plan, standing, dispenser)
    return NextAction(Action.INCREASE, "the response is not adequate", titration, following, not_before)


def _on_course(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction | None:
    """What the course asks for; None for a patient who has come to its last row, or is past it."""
    rows = course_rows(plan, dispenser)
    assert standing.current is not None
    days = Days(standing.as_of, standing.started)
    place = place_on(plan, rows, standing.current, days)
    if plan.titration is None:
        return None
    titration, taken = (plan.titration,), standing.current.taken
    if place is None and falls(rows):
        return NextAction(Action.REVIEW, "the dose stands on no row of the course: find out why", titration)
    if place is None:
        return None
    due = due_by(rows, days)
    if falls(rows) and due is not None and place.row > due:
        why = "the dose has come down sooner than the course says: find out why"
        return NextAction(Action.REVIEW, why, titration)
    if place.ahead:
        why = "the dose is ahead of the course for this day of therapy: do not raise it, and ask who prescribed it"
        return NextAction(Action.REVIEW, why, titration)
    if place.row == len(rows) - 1:
        if rows[place.row].days is None:
            return NextAction(Action.CONTINUE, "the course has come to its last row", titration)
        return None
    following = rows[place.row + 1].taken
    if following.daily < taken.daily:
        ask = ("therapy.current.since",) if place.next_from is None else ()
        why = "the course goes on to its next row"
        return NextAction(Action.REDUCE, why, titration, following, place.next_from, but_first=ask)
    if standing.response == "adequate":
        return NextAction(Action.CONTINUE, "the response is adequate", titration)
    return NextAction(Action.INCREASE, "the course goes on to its next row", titration, following, place.next_from)


def _fixed(plan: Plan, taken: Dose) -> NextAction:
    assert plan.regimen is not None
    start = plan.value(Slot.START_DAILY)
    if start is not None and taken.daily < start:
        why = f"the dose is below the {plain_number(start)} mg a day of this regimen: find out why"
        return NextAction(Action.REVIEW, why, (plan.regimen,))
    return NextAction(Action.CONTINUE, "the dose is fixed", (plan.regimen,))


def earliest_step(plan: Plan, standing: Standing, dispenser: Dispenser) -> date | None:
    """The first day on which the dose may go up; None where it is not known since when the current dose is taken."""
    if standing.current is None or standing.current.since is None:
        return None
    days = days_on(plan, standing.current.taken, dispenser)
    return max(standing.as_of, standing.current.since + timedelta(days=days))


def what_to_find_out(
    action: NextAction, plan: Plan, worst: AtWorst, judgements: tuple[Judgement, ...], needs: tuple[Need, ...]
) -> tuple[str, ...]:
    """The missing facts to find out before the dose is given or raised: those that at worst forbid or lower it."""
    if action.action not in (Action.START, Action.INCREASE):
        return ()
    since = () if action.not_before is not None else ("therapy.current.since",)
    forbids = worst.verdict >= Verdict.AVOID > plan.verdict
    lowers = {
        slot for slot, value in _held_against(action) if slot in worst.figures and value > worst.figures[slot].value
    }
    if not (forbids or lowers):
        return since
    deciding = {
        judgement.rule.id
        for judgement in judgements
        if judgement.outcome is Outcome.UNDETERMINED and _weighs(judgement.rule, forbids, lowers)
    }
    return (*since, *(need.fact for need in needs if not deciding.isdisjoint(need.rules)))


def _held_against(action: NextAction) -> tuple[tuple[Slot, Fraction], ...]:
    if action.to is None:
        return ()
    limits = ((Slot.MAX_DOSE, action.to.dose), (Slot.MAX_DAILY, action.to.on_a_day))
    starts = ((Slot.START_DOSE, action.to.dose), (Slot.START_DAILY, action.to.daily))
    return (*limits, *starts) if action.action is Action.START else limits


def _weighs(rule: Rule, forbids: bool, lowers: set[Slot]) -> bool:
    return any(
        (forbids and isinstance(effect, RaiseVerdict) and effect.verdict >= Verdict.AVOID)
        or (isinstance(effect, Bound) and effect.slot in lowers)
        for effect in rule.effects
    )
