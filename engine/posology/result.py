"""What an evaluation answers, as records; document.py turns them into the JSON of the contract."""

from typing import NamedTuple

from posology.dosing.action import NextAction
from posology.dosing.alerts import Alert
from posology.dosing.needs import Need
from posology.dosing.order.check import OrderResult
from posology.dosing.plan import AtWorst, Plan
from posology.dosing.rows import Row
from posology.firing.fire import Firings
from posology.firing.rule_texts import RuleTexts
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.language.scales import Severity, Verdict
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import PatientFacts
from posology.patient.profile import Profile


class Evaluation(NamedTuple):
    """The answer about one drug for one patient."""

    drug: Drug
    texts: RuleTexts
    facts: PatientFacts
    firings: Firings
    plan: Plan
    why_not_covered: str
    at_worst: AtWorst
    needs: tuple[Need, ...]
    alerts: tuple[Alert, ...]
    guidance: tuple[Rule, ...]
    next: NextAction
    product: str
    schedule: tuple[Row, ...]
    taper: tuple[Row, ...]
    order: OrderResult | None


class Between(NamedTuple):
    """What the rules of two drugs say of each other: their alerts, the gravest first, and how grave it is in all."""

    drugs: tuple[str, str]
    alerts: tuple[Alert, ...]
    severity: Severity
    verdict: Verdict


class Result(NamedTuple):
    """The answer for one patient: an evaluation of each drug, and the fingerprint of the knowledge behind them.

    `between` tells once what the rules of two of the drugs say of each other; the evaluations do not repeat it.
    """

    profile: Profile
    vocabulary: Vocabulary
    fingerprint: str
    evaluations: tuple[Evaluation, ...]
    between: tuple[Between, ...] = ()
