"""What an evaluation answers, as records; document.py turns them into the JSON of the contract."""

from typing import NamedTuple

from posology.dosing.next_action import NextAction
from posology.dosing.order import OrderResult
from posology.dosing.plan import AtWorst, Plan
from posology.dosing.schedule import Row
from posology.firing.fire import Firings
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.language.scales import Verdict
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import PatientFacts
from posology.patient.profile import Profile


class Alert(NamedTuple):
    """A rule that fired and tells something; `partners` are the medicines or facts it is about."""

    rule: Rule
    verdict: Verdict | None
    partners: tuple[str, ...]


class Need(NamedTuple):
    """A fact that is not known, why, and the rules that cannot be decided, or rest on an assumption, without it."""

    fact: str
    why: str
    rules: tuple[str, ...]


class Evaluation(NamedTuple):
    """The answer about one drug for one patient."""

    drug: Drug
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


class Result(NamedTuple):
    """The answer for one patient: an evaluation of each drug, and the fingerprint of the knowledge behind them."""

    profile: Profile
    vocabulary: Vocabulary
    fingerprint: str
    evaluations: tuple[Evaluation, ...]
