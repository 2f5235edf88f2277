"""Every drug's cases.yaml through the public API, and every rule fired by one of them."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from posology import Circumstances, Engine, InputError, KnowledgeBase, ProfileReader, as_document, read_knowledge
from posology.reading.folder import available_drugs, default_rules

from .cases import Case, by_drug, cases_of
from .comparing import Answer, differences

CASES = cases_of(default_rules())
DRUGS = [drug for drug, _ in by_drug(CASES)]
FEWEST = 25
NEVER = date(1900, 1, 1)
"""The day that a profile without one would be answered for: each names its own."""

Answering = Callable[[Case], Answer]


@cache
def knowledge_of(drug: str) -> KnowledgeBase:
    """The rules of one drug."""
    return read_knowledge([drug])


@pytest.fixture(scope="module")
def answer_of() -> Answering:
    """Answers each case once, with one engine for each drug."""

    @cache
    def engine(drug: str) -> tuple[ProfileReader, Engine]:
        knowledge = knowledge_of(drug)
        return ProfileReader(knowledge.vocabulary, Circumstances(NEVER)), Engine(knowledge)

    answers: dict[tuple[str, str], Answer] = {}

    def answer(case: Case) -> Answer:
        if (case.drug, case.name) not in answers:
            reader, answering = engine(case.drug)
            try:
                [profile] = reader.read(case.profile, case.at)
            except InputError as error:
                pytest.fail(f"{case.at}  {case.name}\n{error}", pytrace=False)
            document = as_document(answering.evaluate(profile, case.drug))
            answers[case.drug, case.name] = document["evaluations"][0]
        return answers[case.drug, case.name]

    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.drug}: {case.name}")
def test_the_patient_is_answered_as_expected(case: Case, answer_of: Answering) -> None:
    knowledge = knowledge_of(case.drug)
    products = {product.id: product.name for product in knowledge.drugs[case.drug].products}
    found = differences(case.expect, answer_of(case), products, knowledge.vocabulary.facts)
    if found:
        pytest.fail("\n  ".join([f"{case.at}  {case.name}", *map(str, found)]), pytrace=False)


@pytest.mark.parametrize("drug", DRUGS)
def test_every_rule_has_a_case_in_which_it_fires(drug: str, answer_of: Answering) -> None:
    fired = {row["rule"] for case in CASES if case.drug == drug for row in answer_of(case)["trace"]["fired"]}
    never = [
        f"{rule.id} at {rule.place.file}:{rule.place.line}"
        for rule in knowledge_of(drug).drugs[drug].rules
        if rule.id not in fired
    ]
    if never:
        pytest.fail("\n  ".join(["rules that fire in no case:", *never]), pytrace=False)


@pytest.mark.parametrize("drug", available_drugs(default_rules()))
def test_there_are_enough_cases(drug: str) -> None:
    found = sum(case.drug == drug for case in CASES)
    assert found >= FEWEST, f"{found} cases of {drug}, where at least {FEWEST} belong"
