"""Knowledge that is ready to be asked, by as many callers at a time as there are."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from posology.errors import Diagnostic, EngineFailure, InputError
from posology.evaluate import Compiled, evaluate_drug
from posology.firing.judge import Judge
from posology.firing.rule_texts import RuleTexts
from posology.language.drug import Drug
from posology.language.knowledge import KnowledgeBase
from posology.patient.profile import Profile
from posology.reading.suggest import closest, did_you_mean, spelt
from posology.result import Result

if TYPE_CHECKING:
    from posology.firing.chain import Network

_NO_RULES = "the rules folder has no drug in it: name another one, or add a folder to its `drugs`"


class NoDrugNamed(InputError):
    """A profile that names no drug for which there are rules, or leaves open which one is meant."""

    def __init__(self, profile: Profile, code: str, message: str, hint: str) -> None:
        super().__init__([Diagnostic(profile.place, code, message, hint)])


def compile_network(drug: Drug) -> "Network | None":
    """The rules of the drug inside the rule engine; None where that is not installed, and the judge is alone.

    Raises `EngineFailure` where it is installed and cannot be loaded, `EngineLimit` where the rules pass its limits.
    """
    try:
        from posology.firing.chain import Network
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and error.name == "durable":
            return None
        raise EngineFailure(
            f"the rule engine is installed but cannot be loaded: {error} (install durable-rules again, or remove it)"
        ) from error
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
        unread = ", ".join(id for id in wanted if id not in knowledge.drugs)
        if unread:
            raise NoDrugNamed(profile, "unknown-drug", f"the rules of {unread} have not been read", "read them too")
        ordered = profile.order.drug if profile.order is not None else None
        if ordered not in (None, *wanted):
            message = f"the order is one of {ordered}, the question about {', '.join(wanted)}"
            raise NoDrugNamed(profile, "no-drug", message, "ask about the drug that is ordered, or take the order out")
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
            message = f"there are no rules for `{ordered}`, which is ordered"
            hint = did_you_mean(spelt(ordered), available) if available else _NO_RULES
            raise NoDrugNamed(profile, "unknown-drug", message, hint)
        named.add(ordered)
    wanted = tuple(drug for drug in available if drug in named)
    if not wanted:
        raise NoDrugNamed(
            profile,
            "no-drug",
            "the profile names no drug that there are rules for",
            _how_to_name_one(profile, available),
        )
    if profile.order is not None and ordered is None and len(wanted) > 1:
        message = "the order does not say of which drug it is"
        raise NoDrugNamed(profile, "no-drug", message, f"add order.drug: one of {', '.join(wanted)}")
    return wanted


def _how_to_name_one(profile: Profile, available: tuple[str, ...]) -> str:
    if not available:
        return _NO_RULES
    for label in profile.medicines.not_checked if profile.medicines is not None else ():
        name = label.partition(" (")[0]  # what follows says why it was not checked
        meant = closest(spelt(name), available)
        if meant is not None:
            return f"`{name}` is no medicine known here; did you mean `{meant}`?"
    return f"name one with --drug or in order.drug; {len(available)} have rules, {available[0]} among them"
