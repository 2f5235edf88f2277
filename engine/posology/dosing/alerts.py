"""Rules that fired -> what the reader is told: alerts, the gravest first, and guidance for every patient."""

from typing import NamedTuple

from posology.language.condition import Has, tests_of
from posology.language.effect import AskFor, RaiseVerdict
from posology.language.fact import MEDICINE_SETS
from posology.language.rule import Family, Rule
from posology.language.scales import Severity, Verdict
from posology.patient.facts import Known, PatientFacts

_ALERTING = (Family.POPULATION, Family.INTERACTION)
_PLANNING = (Family.LIMITS, Family.TITRATION, Family.TAPER)


class Alert(NamedTuple):
    """A rule that fired and tells something; `partners` are the medicines or facts it is about."""

    rule: Rule
    verdict: Verdict | None
    partners: tuple[str, ...]


def alerts_of(fired: tuple[Rule, ...], facts: PatientFacts) -> tuple[Alert, ...]:
    """An alert for each population and interaction rule that fired, and for guidance that judges or asks."""
    alerts = [
        Alert(rule, _verdict(rule), partners_of(rule, facts))
        for rule in fired
        if rule.family in _ALERTING or (rule.family is Family.GUIDANCE and _judges(rule))
    ]
    return tuple(sorted(alerts, key=gravest_first))


def general_guidance(fired: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """What to know and tell beside the alerts: the words of regimen, titration and taper, then guidance."""
    of_the_plan = [rule for rule in fired if rule.family in _PLANNING and rule.words.says]
    guidance = [rule for rule in fired if rule.family is Family.GUIDANCE and not _judges(rule)]
    return (*sorted(of_the_plan, key=lambda rule: _PLANNING.index(rule.family)), *guidance)


def _judges(rule: Rule) -> bool:
    return any(isinstance(effect, RaiseVerdict | AskFor) for effect in rule.effects)


def _verdict(rule: Rule) -> Verdict | None:
    return max((effect.verdict for effect in rule.effects if isinstance(effect, RaiseVerdict)), default=None)


def gravest_first(alert: Alert) -> tuple[int, int, str]:
    """What alerts are sorted by: verdict, then severity, then the rule's id."""
    verdict = alert.verdict or Verdict.OK
    severity = alert.rule.severity or Severity.MINOR
    return -verdict.rank, -severity.rank, alert.rule.id


def partners_of(rule: Rule, facts: PatientFacts) -> tuple[str, ...]:
    """The medicines that the rule matched, or for an interaction with facts, those facts."""
    if rule.family is not Family.INTERACTION:
        return ()
    sought = [test for test in tests_of(rule.when) if isinstance(test, Has) and test.fact in MEDICINE_SETS]
    matched = tuple(
        partner.label
        for partner in facts.partners
        if any(partner.counts_for(test.fact) and not partner.tokens.isdisjoint(test.names) for test in sought)
    )
    if matched:
        return matched
    return tuple(
        test.fact
        for test in tests_of(rule.when)
        if test.fact not in ("as_of", "jurisdiction") and isinstance(facts.facts.get(test.fact), Known)
    )
