"""Knowledge that is ready to be asked, by as many callers at a time as there are."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from posology.errors import PosologyError
from posology.evaluate import Compiled, evaluate_drug
from posology.firing.judge import Judge
from posology.firing.rule_texts import RuleTexts
from posology.language.drug import Drug
from posology.language.knowledge import KnowledgeBase
from posology.patient.profile import Profile
from posology.reading.suggest import did_you_mean
from posology.result import Result

if TYPE_CHECKING:
    from posology.firing.chain import Network


class NoDrugNamed(PosologyError):
    """A profile that names no drug for which there are rules, and the caller named none either."""


def compile_network(drug: Drug) -> "Network | None":
    """The rules of the drug inside the rule engine; None where that is not installed, and the judge is alone."""
    try:
        from posology.firing.chain import Network
    except ImportError:
        return None
    return Network(drug.rules)


class Engine:
    """Evaluates patients against one knowledge base. Each drug's rules are compiled once, when first asked for."""

    def __init__(
        self, knowledge: KnowledgeBase, network_of: Callable[[Drug], "Network | None"] = compile_network
    ) -> None:
        self._knowledge = knowledge
        self._network_of = network_of
        self._compiled: dict[str, Compiled] = {}
        self._lock = threading.Lock()

    def evaluate(self, profile: Profile, drug: str | None = None) -> Result:
        """The answer for one patient: about `drug`, or about every drug that the profile names and we have rules for.

        Raises `NoDrugNamed`, `KnowledgeConflict` or `EngineError`; then there is no answer at all.
        """
        knowledge = self._knowledge
        wanted = drugs_named(profile, knowledge.available) if drug is None else (drug,)
        unread = [id for id in wanted if id not in knowledge.drugs]
        if unread:
            raise NoDrugNamed(f"{profile.place}  unknown-drug  the rules of {', '.join(unread)} have not been read")
        if profile.order is not None and profile.order.drug not in (None, *wanted):
            raise NoDrugNamed(
                f"{profile.place}  no-drug  the order is one of {profile.order.drug}, the question about "
                f"{', '.join(wanted)}  (ask about the drug that is ordered, or take the order out)"
            )
        evaluations = tuple(
            evaluate_drug(profile, self._compile(knowledge.drugs[id]), knowledge.vocabulary) for id in wanted
        )
        return Result(profile, knowledge.vocabulary, knowledge.fingerprint(wanted), evaluations)

    def _compile(self, drug: Drug) -> Compiled:
        with self._lock:
            if drug.id not in self._compiled:
                texts = RuleTexts(drug, self._knowledge.vocabulary.facts)
                self._compiled[drug.id] = Compiled(drug, Judge(drug.rules), self._network_of(drug), texts)
            return self._compiled[drug.id]


def drugs_named(profile: Profile, available: tuple[str, ...]) -> tuple[str, ...]:
    """The drugs with rules that the profile's order or medicines name, sorted.

    Raises `NoDrugNamed` where there is none, where the order is for a drug without rules, and where it could be for
    more than one.
    """
    named = {partner.id for partner in profile.medicines.partners} if profile.medicines is not None else set()
    ordered = profile.order.drug if profile.order is not None else None
    if ordered is not None:
        if ordered not in available:
            hint = did_you_mean(ordered, available)
            raise NoDrugNamed(f"{profile.place}  unknown-drug  there are no rules for `{ordered}`  ({hint})")
        named.add(ordered)
    wanted = tuple(drug for drug in available if drug in named)
    if not wanted:
        hint = f"name one with --drug or in order.drug; {len(available)} have rules, {available[0]} among them"
        raise NoDrugNamed(f"{profile.place}  no-drug  the profile names no drug that there are rules for  ({hint})")
    if profile.order is not None and ordered is None and len(wanted) > 1:
        hint = f"add order.drug: one of {', '.join(wanted)}"
        raise NoDrugNamed(f"{profile.place}  no-drug  the order does not say of which drug it is  ({hint})")
    return wanted
