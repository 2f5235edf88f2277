"""What to do next from where therapy stands, and not before which day."""

from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.dispense import Dispenser
from posology.dosing.needs import Need
from posology.dosing.plan import AtWorst, Plan
from posology.dosing.schedule import days_on, first_dose, most_times, next_dose, step_down
from posology.firing.judge import Judgement, Outcome
from posology.language.effect import AskFor, Bound, RaiseVerdict, Slot
from posology.language.rule import Family, Rule
from posology.language.scales import Action, Verdict
from posology.patient.profile import CurrentDose, Dose


class NextAction(NamedTuple):
    """The next action, the dose it leads to, the earliest day, the rules behind it, and why in a few words.

    `only_intended`: nothing calls for it but the profile's intent, so that signs of withdrawal may hold it.
    `but_first` names missing facts that could make the action wrong: at worst they bring a stricter verdict or bound.
    """

    action: Action
    why: str
    rules: tuple[Rule, ...]
    to: Dose | None = None
    not_before: date | None = None
    only_intended: bool = False
    but_first: tuple[str, ...] = ()


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


def next_action(plan: Plan, fired: tuple[Rule, ...], standing: Standing, dispenser: Dispenser) -> NextAction:
    """The strictest of what therapy itself calls for and what the fired rules ask for."""
    called_for = _called_for(plan, fired, standing, dispenser)
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
    taken = standing.current.taken
    passed = [
        figure
        for slot, value in ((Slot.MAX_DAILY, taken.daily), (Slot.MAX_DOSE, taken.dose))
        if (figure := plan.figures.get(slot)) is not None and value > figure.value
    ]
    if passed:
        rules = tuple(dict.fromkeys(winner.rule for figure in passed for winner in figure.winners))
        why = "the current dose is above what this patient may have; come down as the schedule says"
        return NextAction(Action.REDUCE, why, rules, _within_the_bounds(plan, taken, dispenser))
    if plan.verdict is Verdict.AVOID:
        return NextAction(Action.REVIEW, "the drug is to be avoided", plan.verdict_by)
    if standing.intent == "reduce":
        lower = step_down(plan, taken, dispenser)
        return NextAction(Action.REDUCE, "reducing is intended", (), lower, only_intended=True)
    return _going_on(plan, standing, dispenser)


def _within_the_bounds(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    """The largest daily total within the bounds, divided as now, or into more doses where a single one is too large."""
    most_daily, most_dose = plan.value(Slot.MAX_DAILY), plan.value(Slot.MAX_DOSE)
    daily = taken.daily if most_daily is None else min(most_daily, taken.daily)
    dose = taken.dose if most_dose is None else min(most_dose, taken.dose)
    most = max(taken.times_a_day, most_times(plan)) if dose < taken.dose else taken.times_a_day
    possible = [
        made
        for times in range(taken.times_a_day, most + 1)
        if (made := dispenser.within(dose, daily, times)) is not None
    ]
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
    first = first_dose(plan, dispenser)
    if first is None:
        return NextAction(Action.REVIEW, "no product makes a dose small enough to start with", (plan.regimen,))
    return NextAction(Action.START, "at the dose that the regimen starts with", (plan.regimen,), first, standing.as_of)


def _ending(fired: tuple[Rule, ...], why: str, rules: tuple[Rule, ...]) -> NextAction:
    tapers = tuple(rule for rule in fired if rule.family is Family.TAPER)
    return NextAction(Action.TAPER if tapers else Action.STOP, why, (*rules, *tapers))


def _going_on(plan: Plan, standing: Standing, dispenser: Dispenser) -> NextAction:
    assert standing.current is not None
    assert plan.regimen is not None
    if standing.unanswered_effects:
        effects = ", ".join(standing.unanswered_effects)
        return NextAction(Action.REVIEW, f"no rule says what to do about {effects}", (plan.regimen,))
    if standing.response == "adequate":
        return NextAction(Action.CONTINUE, "the response is adequate", (plan.regimen,))
    if standing.response is None:
        return NextAction(Action.CONTINUE, "how well it works is not stated", (plan.regimen,))
    limiting = plan.figures.get(Slot.MAX_DAILY)
    titration = (plan.titration,) if plan.titration is not None else ()
    if plan.titration is None:
        return NextAction(Action.REVIEW, "no titration covers this patient", (plan.regimen,))
    if standing.none_suits:
        return NextAction(Action.REVIEW, "no product sold here suits this patient", titration)
    following = next_dose(plan, standing.current.taken, dispenser)
    known_step = plan.value(Slot.STEP_DOSE) or plan.value(Slot.STEP_DAILY)
    if following is None and known_step is not None:
        winners = tuple(one.rule for one in limiting.winners) if limiting is not None else ()
        return NextAction(Action.REVIEW, "no further step fits within the bounds", (*titration, *winners))
    return NextAction(
        Action.INCREASE, "the response is not adequate", titration, following, earliest_step(plan, standing)
    )


def earliest_step(plan: Plan, standing: Standing) -> date | None:
    """The first day on which the dose may go up; None where it is not known since when the current dose is taken."""
    if standing.current is None or standing.current.since is None:
        return None
    return max(standing.as_of, standing.current.since + timedelta(days=days_on(plan, standing.current.taken)))


def what_to_find_out(
    action: NextAction, plan: Plan, worst: AtWorst, judgements: tuple[Judgement, ...], needs: tuple[Need, ...]
) -> tuple[str, ...]:
    """The missing facts to find out before the dose is given or raised: those that at worst forbid or lower it."""
    if action.action not in (Action.START, Action.INCREASE) or action.to is None:
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
    assert action.to is not None
    limits = ((Slot.MAX_DOSE, action.to.dose), (Slot.MAX_DAILY, action.to.daily))
    starts = ((Slot.START_DOSE, action.to.dose), (Slot.START_DAILY, action.to.daily))
    return (*limits, *starts) if action.action is Action.START else limits


def _weighs(rule: Rule, forbids: bool, lowers: set[Slot]) -> bool:
    return any(
        (forbids and isinstance(effect, RaiseVerdict) and effect.verdict >= Verdict.AVOID)
        or (isinstance(effect, Bound) and effect.slot in lowers)
        for effect in rule.effects
    )
