"""Where therapy stands, and what is planned and checked from there."""

from fractions import Fraction

from posology.dosing.coming_down import way_down, way_to
from posology.dosing.dispense import Dispenser
from posology.dosing.going_up import planned_days_on
from posology.dosing.next_action import NextAction, Standing
from posology.dosing.order import OrderContext
from posology.dosing.plan import Plan
from posology.dosing.rows import Row
from posology.dosing.schedule import way_up
from posology.firing.fire import Firings
from posology.language.condition import Has, tests_of
from posology.language.drug import Drug
from posology.language.rule import Family, Rule
from posology.language.scales import Action, Verdict
from posology.language.vocabulary import Check, Vocabulary
from posology.patient.facts import PatientFacts
from posology.patient.profile import Profile

Rows = tuple[Row, ...]


def standing_of(
    profile: Profile, drug: Drug, facts: PatientFacts, fired: tuple[Rule, ...], none_suits: bool
) -> Standing:
    """Where therapy stands on the day of the answer."""
    intent, response, effects = (facts.value(fact) for fact in ("intent", "response", "adverse_effects"))
    unanswered = _unanswered(effects, fired) if isinstance(effects, frozenset) else ()
    time_off = facts.value("time_off")
    again = intent == "restart"
    return Standing(
        as_of=profile.as_of,
        current=None if again else profile.current,
        before=profile.current if again else None,
        started=profile.started,
        time_off=time_off if isinstance(time_off, Fraction) else None,
        intent=intent if isinstance(intent, str) else "",
        response=response if isinstance(response, str) else None,
        unanswered_effects=(*unanswered, *profile.unknown_effects),
        on_the_drug=profile.takes(drug.id),
        none_suits=none_suits,
        taken_in=tuple(label for label in _holding(profile, drug) if label != drug.id),
    )


def _holding(profile: Profile, drug: Drug) -> tuple[str, ...]:
    """The medicines on the list that hold the drug; not the drug itself where it is only being started."""
    listed = profile.medicines.partners if profile.medicines is not None else ()
    return tuple(
        partner.label
        for partner in listed
        if f"medication:{drug.id}" in partner.tokens and not (partner.id == drug.id and partner.is_only_starting)
    )


def _unanswered(effects: frozenset[str], fired: tuple[Rule, ...]) -> tuple[str, ...]:
    answered = {
        name
        for rule in fired
        for test in tests_of(rule.when)
        if isinstance(test, Has) and test.fact == "adverse_effects"
        for name in test.names
    }
    return tuple(sorted(effects - answered))


def planned_rows(plan: Plan, action: NextAction, standing: Standing, dispenser: Dispenser) -> tuple[Rows, Rows]:
    """The schedule onwards, and the way down from the current dose.

    No schedule where the drug is contraindicated, and no way down where it is to be stopped at once.
    """
    taper: Rows = ()
    if action.off_too_long:
        return (), taper
    if standing.current is not None and action.action is not Action.STOP:
        taper = way_down(plan, standing.current.taken, dispenser)
    if plan.regimen is None or plan.verdict is Verdict.CONTRAINDICATED:
        return (), taper
    if action.action is Action.START and action.to is not None:
        return way_up(plan, action.to, planned_days_on(plan, action.to, dispenser), dispenser), taper
    if action.action is Action.INCREASE and action.to is not None and standing.current is not None:
        if action.not_before is None:
            return (), taper
        wait = (action.not_before - standing.as_of).days
        if wait > 0:
            return way_up(plan, standing.current.taken, wait, dispenser, action.to), taper
        return way_up(plan, action.to, planned_days_on(plan, action.to, dispenser), dispenser), taper
    if action.action is Action.REDUCE and action.to is not None and standing.current is not None:
        return _way_lower(plan, action, standing, dispenser), taper
    staying = action.to or (standing.current.taken if standing.current is not None else None)
    if staying is None or action.action in (Action.HOLD, Action.TAPER, Action.STOP):
        return (), taper
    return (Row(1, None, staying, dispenser.count_out(staying.dose)),), taper


def _way_lower(plan: Plan, action: NextAction, standing: Standing, dispenser: Dispenser) -> Rows:
    """Down at the pace of the taper, or as the course has it: not before the day on which its next row begins.

    Empty where that day is not known.
    """
    assert action.to is not None
    assert standing.current is not None
    if action.but_first:
        return ()
    if action.not_before is None:
        return way_to(plan, standing.current.taken, action.to, dispenser)
    wait = (action.not_before - standing.as_of).days
    if wait > 0:
        return way_up(plan, standing.current.taken, wait, dispenser, action.to)
    return way_up(plan, action.to, planned_days_on(plan, action.to, dispenser), dispenser)


def order_context(
    profile: Profile,
    drug: Drug,
    standing: Standing,
    action: NextAction,
    firings: Firings,
    vocabulary: Vocabulary,
    dispenser: Dispenser,
    not_checked: tuple[str, ...],
) -> OrderContext:
    """What an order of this drug is held against."""
    goes_on = action.action is Action.CONTINUE and standing.before is not None
    current = standing.before if goes_on else standing.current
    return OrderContext(
        drug=drug,
        jurisdiction=profile.jurisdiction,
        as_of=profile.as_of,
        current=None if action.off_too_long else current,
        started=profile.started,
        duplicates=_holding(profile, drug),
        suitability={
            judgement.rule.name: judgement
            for judgement in firings.judgements
            if judgement.rule.family is Family.PRODUCT
        },
        on_the_drug=profile.takes(drug.id),
        next=action,
        dispenser=dispenser,
        not_checked=not_checked,
        weights={check: vocabulary.checks[check.value].weighs for check in Check},
    )
