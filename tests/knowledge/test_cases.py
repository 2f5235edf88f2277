"""Every drug's cases.yaml through the public API, and every rule fired by one of them."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from posology import Circumstances, Engine, InputError, KnowledgeBase, ProfileReader, as_document, read_knowledge
from posology.reading.folder import default_rules

from .cases import Case, by_drug, cases_of
from .comparing import Answer, differences

CASES = cases_of(default_rules())
DRUGS = [drug for drug, _ in by_drug(CASES)]
FEWEST = {"baclofen": 60}
NEVER = date(1900, 1, 1)
"""The day that a profile without one would be answered for: each names its own."""

Answering = Callable[[Case], Answer]


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge()


@pytest.fixture(scope="module")
def answer_of(knowledge: KnowledgeBase) -> Answering:
    """Answers each case once, with one engine for each drug."""
    reader = ProfileReader(knowledge.vocabulary, Circumstances(NEVER))

    @cache
    def engine(drug: str) -> Engine:
        return Engine(knowledge)

    answers: dict[tuple[str, str], Answer] = {}

    def answer(case: Case) -> Answer:
        if (case.drug, case.name) not in answers:
            try:
                [profile] = reader.read(case.profile, case.at)
            except InputError as error:
                pytest.fail(f"{case.at}  {case.name}\n{error}", pytrace=False)
            document = as_document(engine(case.drug).evaluate(profile, case.drug))
            answers[case.drug, case.name] = document["evaluations"][0]
        return answers[case.drug, case.name]

    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_patient_is_answered_as_expected(case: Case, answer_of: Answering, knowledge: KnowledgeBase) -> None:
    products = {product.id: product.name for product in knowledge.drugs[case.drug].products}
    found = differences(case.expect, answer_of(case), products, knowledge.vocabulary.facts)
    if found:
        pytest.fail("\n  ".join([f"{case.at}  {case.name}", *map(str, found)]), pytrace=False)


@pytest.mark.parametrize("drug", DRUGS)
def test_every_rule_has_a_case_in_which_it_fires(drug: str, answer_of: Answering, knowledge: KnowledgeBase) -> None:
    fired = {row["rule"] for case in CASES if case.drug == drug for row in answer_of(case)["trace"]["fired"]}
    never = [
        f"{rule.id} at {rule.place.file}:{rule.place.line}"
        for rule in knowledge.drugs[drug].rules
        if rule.id not in fired
    ]
    if never:
        pytest.fail("\n  ".join(["rules that fire in no case:", *never]), pytrace=False)


@pytest.mark.parametrize("drug", sorted(FEWEST))
def test_there_are_enough_cases(drug: str) -> None:
    found = sum(case.drug == drug for case in CASES)
    assert found >= FEWEST[drug], f"{found} cases of {drug}, where at least {FEWEST[drug]} belong"
