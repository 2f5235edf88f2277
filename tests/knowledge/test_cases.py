"""Every drug's cases.yaml, answered as `posology test` does, and every rule fired by one of them."""

from functools import cache

import pytest

from posology import KnowledgeBase, read_knowledge
from posology.cases.coverage import coverage_of
from posology.cases.reading import Case
from posology.cases.running import Answered, run_cases
from posology.cases.written import read_written
from posology.reading.folder import available_drugs, default_rules

from .cases import by_drug, cases_of

CASES = cases_of(default_rules())
DRUGS = [drug for drug, _ in by_drug(CASES)]
FEWEST = 25


@cache
def knowledge_of(drug: str) -> KnowledgeBase:
    """The rules of one drug."""
    return read_knowledge([drug])


@cache
def answered(drug: str) -> dict[str, Answered]:
    """Each case of the drug by its name, answered once."""
    cases = tuple(case for case in CASES if case.drug == drug)
    return {one.case.name: one for one in run_cases(knowledge_of(drug), drug, cases)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.drug}: {case.name}")
def test_the_patient_is_answered_as_expected(case: Case) -> None:
    found = answered(case.drug)[case.name].differences
    if found:
        pytest.fail("\n  ".join([f"{case.at}  {case.name}", *map(str, found)]), pytrace=False)


@pytest.mark.parametrize("drug", DRUGS)
def test_every_rule_has_a_case_in_which_it_fires(drug: str) -> None:
    knowledge = knowledge_of(drug)
    written = read_written(default_rules(), knowledge.drugs[drug], knowledge.vocabulary)
    never = [f"{rule.id} at {rule.place}" for rule in coverage_of(written, tuple(answered(drug).values())).never_fired]
    if never:
        pytest.fail("\n  ".join(["rules that fire in no case:", *never]), pytrace=False)


@pytest.mark.parametrize("drug", available_drugs(default_rules()))
def test_there_are_enough_cases(drug: str) -> None:
    found = sum(case.drug == drug for case in CASES)
    assert found >= FEWEST, f"{found} cases of {drug}, where at least {FEWEST} belong"
