"""The cases of a drug, answered and held against what they expect."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from posology.cases.comparing import Answer, Difference, differences
from posology.cases.reading import Case
from posology.document import answer_without_trace
from posology.engine import Engine, compile_network
from posology.errors import Diagnostic, KnowledgeConflict
from posology.firing.judge import Outcome
from posology.language.drug import Drug
from posology.language.knowledge import KnowledgeBase
from posology.language.vocabulary import Vocabulary
from posology.patient.profile import Profile
from posology.patient.reading import Circumstances, ProfileReader
from posology.reading.problems import Problems
from posology.result import Evaluation

if TYPE_CHECKING:
    from posology.firing.chain import Network

_NEVER = date(1900, 1, 1)
"""The day that a profile without one would be answered for: each case names its own."""


class Answered(NamedTuple):
    """A case with its answer, and what that differs in from what is expected."""

    case: Case
    evaluation: Evaluation
    differences: tuple[Difference, ...]


def profiles_of(cases: tuple[Case, ...], vocabulary: Vocabulary) -> tuple[Profile, ...]:
    """The patient of each case. Raises `InputError` with every problem, each at the place of its case."""
    reader = ProfileReader(vocabulary, Circumstances(_NEVER))
    problems = Problems()
    made: list[Profile] = []
    for case in cases:
        found = Problems()
        with found.gathered():
            made += reader.read(case.profile, case.at.file)
        problems.found += [one._replace(place=case.at) for one in found.found]
    problems.stop_if_any()
    return tuple(made)


def run_cases(
    knowledge: KnowledgeBase,
    drug: str,
    cases: tuple[Case, ...],
    network_of: "Callable[[Drug], Network | None]" = compile_network,
) -> tuple[Answered, ...]:
    """Each case of the drug with its answer, in the order of the file.

    Raises `InputError` where a profile cannot be read, or where rules contradict each other for a patient: then at the
    place of the case; and `EngineError` where an evaluation fails.
    """
    profiles = profiles_of(cases, knowledge.vocabulary)
    engine = Engine(knowledge, network_of)
    products = names_of_products(knowledge.drugs[drug])
    problems = Problems()
    answered: list[Answered] = []
    for case, profile in zip(cases, profiles, strict=True):
        try:
            [evaluation] = engine.evaluate(profile, drug).evaluations
        except KnowledgeConflict as error:
            problems.found += [_of_case(case, one) for one in error.diagnostics]
            continue
        answer = as_answer(evaluation, knowledge.vocabulary)
        found = differences(case.expect, answer, products, knowledge.vocabulary.facts)
        answered.append(Answered(case, evaluation, found))
    problems.stop_if_any()
    return tuple(answered)


def names_of_products(drug: Drug) -> dict[str, str]:
    """The name of each product by its id."""
    return {product.id: product.name for product in drug.products}


def as_answer(evaluation: Evaluation, vocabulary: Vocabulary) -> Answer:
    """The answer about one drug as cases are held against it: of the trace no more than they ask for."""
    trace: dict[str, list[Answer]] = {outcome.value: [] for outcome in Outcome}
    for judgement in evaluation.firings.judgements:
        place = judgement.rule.place
        trace[judgement.outcome.value].append({"rule": judgement.rule.id, "at": f"{place.file}:{place.line}"})
    return {**answer_without_trace(evaluation, vocabulary), "trace": trace}


def _of_case(case: Case, found: Diagnostic) -> Diagnostic:
    message = f"{found.message} at {found.place.file}:{found.place.line}, for the patient of `{case.name}`"
    return found._replace(place=case.at, message=message)
