"""Knowledge that is ready to be asked, by as many callers at a time as there are."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from posology.between import interactions_between, without_what_is_told
from posology.errors import Diagnostic, EngineFailure, InputError, Place
from posology.evaluate import Compiled, evaluate_drug
from posology.firing.judge import Judge
from posology.firing.rule_texts import RuleTexts
from posology.language.drug import Drug
from posology.language.knowledge import KnowledgeBase
from posology.patient.profile import NO_THERAPY, Profile
from posology.reading.suggest import closest, did_you_mean, spelt
from posology.result import Result

if TYPE_CHECKING:
    from posology.firing.chain import Network

_NO_RULES = "the rules folder has no drug in it: name another one, or add a folder to its `drugs`"


class NoDrugNamed(InputError):
    """A profile that names no drug for which there are rules, or leaves open which one is meant."""

    def __init__(self, at: Place, code: str, message: str, hint: str) -> None:
        super().__init__([Diagnostic(at, code, message, hint)])


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
        wanted = drugs_named(profile, knowledge.available, drug)
        unread = ", ".join(id for id in wanted if id not in knowledge.drugs)
        if unread:
            raise NoDrugNamed(
                profile.place, "unknown-drug", f"the rules of {unread} have not been read", "read them too"
            )
        profile = _with_therapy_ascribed(profile, wanted)
        evaluations = tuple(
            evaluate_drug(profile.about(id), self._compile(knowledge.drugs[id]), knowledge.vocabulary) for id in wanted
        )
        between = interactions_between(evaluations)
        return Result(
            profile=profile,
            vocabulary=knowledge.vocabulary,
            fingerprint=knowledge.fingerprint(wanted),
            evaluations=tuple(without_what_is_told(one, between) for one in evaluations),
            between=between,
        )

    def _compile(self, drug: Drug) -> Compiled:
        with self._lock:
            if drug.id not in self._compiled:
                texts = RuleTexts(drug, self._knowledge.vocabulary.facts)
                self._compiled[drug.id] = Compiled(drug, Judge(drug.rules), self._network_of(drug), texts)
            return self._compiled[drug.id]


def drugs_named(profile: Profile, available: tuple[str, ...], asked: str | None = None) -> tuple[str, ...]:
    """The drugs to answer about, sorted: the one asked for, else those with rules that the profile names.

    Raises `NoDrugNamed` where there is none, where an order or a therapy is of a drug without rules, where all orders
    are of other drugs than the one asked for, and where an order or a therapy could be of more than one.
    """
    if asked is not None:
        _check_that_orders_fit(profile, asked)
        _check_that_therapies_have_rules(profile, available)
        return (asked,)
    _check_that_orders_have_rules(profile, available)
    _check_that_therapies_have_rules(profile, available)
    listed = profile.medicines.partners if profile.medicines is not None else ()
    named = {partner.id for partner in listed} | {*profile.drugs_ordered, *profile.therapies}
    wanted = tuple(drug for drug in available if drug in named)
    if not wanted:
        raise NoDrugNamed(
            profile.place,
            "no-drug",
            "the profile names no drug that there are rules for",
            _how_to_name_one(profile, available),
        )
    if len(wanted) > 1:
        _check_that_each_names_its_drug(profile, wanted)
    return wanted


def _with_therapy_ascribed(profile: Profile, wanted: tuple[str, ...]) -> Profile:
    """The profile; where several drugs are asked about, a therapy that names none is put down to the one ordered."""
    if len(wanted) == 1 or profile.therapy == NO_THERAPY:
        return profile
    (ordered,) = profile.drugs_ordered
    return profile._replace(therapy=NO_THERAPY, therapies={ordered: profile.therapy})


def _check_that_orders_fit(profile: Profile, asked: str) -> None:
    ordered = profile.drugs_ordered
    if ordered and asked not in ordered:
        message = f"the order is one of {', '.join(ordered)}, the question about {asked}"
        raise NoDrugNamed(
            profile.place, "no-drug", message, "ask about the drug that is ordered, or take the order out"
        )


def _check_that_orders_have_rules(profile: Profile, available: tuple[str, ...]) -> None:
    for drug in profile.drugs_ordered:
        order = profile.order_of(drug)
        if drug not in available and order is not None:
            raise _without_rules(drug, "which is ordered", order.at or profile.place, available)


def _check_that_therapies_have_rules(profile: Profile, available: tuple[str, ...]) -> None:
    for drug, therapy in sorted(profile.therapies.items()):
        if drug not in available:
            raise _without_rules(drug, "of which a therapy is stated", therapy.at or profile.place, available)


def _without_rules(drug: str, stated: str, at: Place, available: tuple[str, ...]) -> NoDrugNamed:
    if not available:
        return NoDrugNamed(at, "unknown-drug", f"there are no rules for `{drug}`, {stated}", _NO_RULES)
    hint = did_you_mean(spelt(drug), available) or f"{len(available)} drugs have rules, {available[0]} among them"
    return NoDrugNamed(at, "unknown-drug", f"there are no rules for `{drug}`, {stated}", hint)


def _check_that_each_names_its_drug(profile: Profile, wanted: tuple[str, ...]) -> None:
    """An order must, where several drugs are asked about; so must a therapy, unless one drug alone is ordered."""
    of = f"one of {', '.join(wanted)}"
    if profile.order is not None and profile.order.drug is None:
        at = profile.order.at or profile.place
        raise NoDrugNamed(at, "no-drug", "the order does not say of which drug it is", f"add order.drug: {of}")
    if profile.therapy != NO_THERAPY and len(profile.drugs_ordered) != 1:
        at = profile.therapy.at or profile.place
        raise NoDrugNamed(at, "no-drug", "the therapy does not say of which drug it is", f"add therapy.drug: {of}")


def _how_to_name_one(profile: Profile, available: tuple[str, ...]) -> str:
    if not available:
        return _NO_RULES
    for label in profile.medicines.not_checked if profile.medicines is not None else ():
        name = label.partition(" (")[0]  # what follows says why it was not checked
        meant = closest(spelt(name), available)
        if meant is not None:
            return f"`{name}` is no medicine known here; did you mean `{meant}`?"
    return f"name one with --drug or in order.drug; {len(available)} have rules, {available[0]} among them"
