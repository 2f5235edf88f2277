"""Where therapy stands on the day of the answer."""

from fractions import Fraction
from typing import NamedTuple

from posology.dosing.alerts import partners_of
from posology.dosing.course import Days
from posology.dosing.plan import Plan
from posology.language.condition import Has, tests_of
from posology.language.drug import Drug
from posology.language.rule import Family, Rule
from posology.language.scales import Verdict
from posology.patient.facts import PatientFacts
from posology.patient.profile import CurrentDose, Profile


class Standing(NamedTuple):
    """Where therapy stands on the day of the answer."""

    days: Days
    current: CurrentDose | None
    intent: str
    response: str | None
    unanswered_effects: tuple[str, ...] = ()
    """Adverse effects seen now of which no rule that fired speaks, those that no vocabulary knows among them."""
    on_the_drug: bool = False
    """Whether the patient takes the drug, even where the dose is not known."""
    none_suits: bool = False
    """Whether products are sold here, and none suits the patient."""
    before: CurrentDose | None = None
    """What was taken before, where therapy is to begin again."""
    time_off: Fraction | None = None
    """The longest (hours) that no dose can have been taken; None where it is not known."""
    taken_in: tuple[str, ...] = ()
    """Other medicines that hold the drug, too."""
    forbidding: tuple[str, ...] = ()
    """Medicines that are only being started and because of which alone the drug is contraindicated."""


def standing_of(
    profile: Profile, drug: Drug, facts: PatientFacts, fired: tuple[Rule, ...], plan: Plan, none_suits: bool
) -> Standing:
    """Where therapy stands on the day of the answer."""
    intent, response, effects = (facts.value(fact) for fact in ("intent", "response", "adverse_effects"))
    unanswered = _unanswered(effects, fired) if isinstance(effects, frozenset) else ()
    time_off = facts.value("time_off")
    again = intent == "restart"
    return Standing(
        days=Days(profile.as_of, profile.started),
        current=None if again else profile.current,
        before=profile.current if again else None,
        time_off=time_off if isinstance(time_off, Fraction) else None,
        intent=intent if isinstance(intent, str) else "",
        response=response if isinstance(response, str) else None,
        unanswered_effects=(*unanswered, *profile.unknown_effects),
        on_the_drug=profile.takes(drug.id),
        none_suits=none_suits,
        taken_in=tuple(label for label in holding(profile, drug) if label != drug.id),
        forbidding=_forbidding(plan, facts),
    )


def holding(profile: Profile, drug: Drug) -> tuple[str, ...]:
    """The medicines on the list that hold the drug; not the drug itself where it is only being started."""
    listed = profile.medicines.partners if profile.medicines is not None else ()
    return tuple(
        partner.label
        for partner in listed
        if f"medication:{drug.id}" in partner.tokens
        and not (partner.id == drug.id and (partner.is_only_starting or profile.begins_again))
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


def _forbidding(plan: Plan, facts: PatientFacts) -> tuple[str, ...]:
    """The medicines that need only not be started for the drug to be allowed; none where that is not enough."""
    if plan.verdict is not Verdict.CONTRAINDICATED:
        return ()
    if any(rule.family is not Family.INTERACTION for rule in plan.verdict_by):
        return ()
    matched = {partner for rule in plan.verdict_by for partner in partners_of(rule, facts)}
    only_starting = {partner.label for partner in facts.partners if partner.is_only_starting}
    return tuple(sorted(matched)) if matched and matched <= only_starting else ()
