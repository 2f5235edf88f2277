"""Interactions between medicines that are all answered about: found from either side, told once."""

from collections.abc import Iterable
from itertools import combinations

from posology.dosing.alerts import Alert, gravest_first
from posology.language.rule import Family
from posology.language.scales import Severity, Verdict
from posology.result import Between, Evaluation


def interactions_between(evaluations: Iterable[Evaluation]) -> tuple[Between, ...]:
    """For every two of the drugs what their rules say of each other; pairs of which nothing is said are left out."""
    found: list[Between] = []
    for one, other in combinations(evaluations, 2):
        alerts = (*_about(one, other.drug.id), *_about(other, one.drug.id))
        if alerts:
            found.append(
                Between(
                    drugs=(one.drug.id, other.drug.id),
                    alerts=tuple(sorted(alerts, key=gravest_first)),
                    severity=max(alert.rule.severity or Severity.MINOR for alert in alerts),
                    verdict=max(alert.verdict or Verdict.OK for alert in alerts),
                )
            )
    return tuple(found)


def without_what_is_told(evaluation: Evaluation, told: Iterable[Between]) -> Evaluation:
    """The evaluation without the alerts about those medicines alone that are told between the drugs."""
    others = {drug for pair in told if evaluation.drug.id in pair.drugs for drug in pair.drugs}
    alerts: list[Alert] = []
    for alert in evaluation.alerts:
        partners = tuple(partner for partner in alert.partners if partner not in others)
        if partners or not (alert.partners and alert.rule.family is Family.INTERACTION):
            alerts.append(alert._replace(partners=partners))
    return evaluation._replace(alerts=tuple(alerts))


def _about(evaluation: Evaluation, drug: str) -> tuple[Alert, ...]:
    return tuple(
        alert._replace(partners=(drug,))
        for alert in evaluation.alerts
        if alert.rule.family is Family.INTERACTION and drug in alert.partners
    )
