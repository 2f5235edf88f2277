"""Every edge of a kidney band that sets a maximum has patients on it, and within one unit to either side."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from posology.cases.reading import Case
from posology.language import condition
from posology.language.effect import Bound, Slot
from posology.language.quantity import parse_quantity, plain_number
from posology.language.rule import Family, Rule
from posology.reading.folder import default_rules

from .cases import by_drug, cases_of
from .test_cases import knowledge_of

CASES = dict(by_drug(cases_of(default_rules())))
MEASURES = ("crcl", "egfr")


@pytest.mark.parametrize("drug", sorted(CASES))
def test_every_edge_has_its_patients(drug: str) -> None:
    edges = {
        edge
        for rule in knowledge_of(drug).drugs[drug].rules
        if rule.family is Family.POPULATION and sets_a_maximum(rule)
        for edge in edges_of(rule)
    }
    there = {stated for case in CASES[drug] for stated in kidneys_of(case)}
    missing = [
        f"{where} {fact} {plain_number(edge)}"
        for fact, edge in sorted(edges)
        for where, low, high in (("below", -1, 0), ("above", 0, 1))
        if not any(fact == of and edge + low <= value <= edge + high and value != edge for of, value in there)
    ]
    missing += [f"on {fact} {plain_number(edge)}" for fact, edge in sorted(edges - there)]
    assert missing == [], f"no case expects a maximum {', '.join(missing)}"


def sets_a_maximum(rule: Rule) -> bool:
    return any(isinstance(effect, Bound) and effect.slot is Slot.MAX_DAILY for effect in rule.effects)


def edges_of(rule: Rule) -> Iterator[tuple[str, Fraction]]:
    for test in condition.tests_of(rule.when):
        if isinstance(test, condition.InRange) and test.fact in MEASURES:
            yield from ((test.fact, edge) for edge in (test.range.low, test.range.high) if edge is not None)


def kidneys_of(case: Case) -> Iterator[tuple[str, Fraction]]:
    """The measures of the case's patient, where it says what the maximum is, or that nothing is to be given."""
    expected: dict[str, Any] = case.expect.get("plan", {})
    if "max_daily" not in expected and case.expect.get("verdict") != "contraindicated":
        return
    patient = json.loads(case.profile).get("patient") or {}
    for fact in MEASURES:
        if isinstance(patient.get(fact), str):
            yield fact, parse_quantity(patient[fact]).value
