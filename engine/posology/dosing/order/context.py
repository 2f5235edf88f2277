"""What an order is held against."""

from typing import NamedTuple

from posology.dosing.action import NextAction
from posology.dosing.course import Days
from posology.dosing.dispense import Dispenser
from posology.dosing.plan import AtWorst, Plan
from posology.dosing.standing import Standing, holding
from posology.firing.fire import Firings
from posology.firing.judge import Judgement
from posology.language.drug import Drug
from posology.language.rule import Family
from posology.language.scales import Action
from posology.language.vocabulary import Check, Vocabulary
from posology.patient.facts import PatientFacts
from posology.patient.profile import CurrentDose, Profile


class OrderContext(NamedTuple):
    """What an order is held against. `held_by` are the medicines on the list that hold the drug already."""

    drug: Drug
    jurisdiction: str
    plan: Plan
    worst: AtWorst
    since: Days
    current: CurrentDose | None
    on_the_drug: bool
    held_by: tuple[str, ...]
    next: NextAction
    dispenser: Dispenser
    suitability: dict[str, Judgement]
    weights: dict[Check, str]
    not_checked: tuple[str, ...]


def order_context(
    profile: Profile,
    drug: Drug,
    facts: PatientFacts,
    firings: Firings,
    plan: Plan,
    worst: AtWorst,
    standing: Standing,
    action: NextAction,
    dispenser: Dispenser,
    vocabulary: Vocabulary,
) -> OrderContext:
    """What an order of this drug is held against."""
    goes_on = action.action is Action.CONTINUE and standing.before is not None
    current = standing.before if goes_on else standing.current
    return OrderContext(
        drug=drug,
        jurisdiction=profile.jurisdiction,
        plan=plan,
        worst=worst,
        since=Days(profile.as_of, profile.started),
        current=None if action.off_too_long else current,
        on_the_drug=profile.takes(drug.id),
        held_by=holding(profile, drug),
        next=action,
        dispenser=dispenser,
        suitability={
            judgement.rule.name: judgement
            for judgement in firings.judgements
            if judgement.rule.family is Family.PRODUCT
        },
        weights={check: vocabulary.checks[check.value].weighs for check in Check},
        not_checked=facts.not_checked,
    )
