"""Conditions as alternatives without negation: the same meaning, and never more than the engine is trusted with."""

import time
from fractions import Fraction
from random import Random

import pytest

from posology.errors import EngineLimit
from posology.firing.normal_form import (
    MOST_ALTERNATIVES,
    Alternative,
    Member,
    Named,
    Numeric,
    alternatives,
)
from posology.language.condition import ALWAYS, All, AtLeast, Condition, Has, InRange, NoneOf, OneOf
from posology.language.fact import Range
from posology.language.rule import Family
from tests.plain_evaluator import fires_in_full
from tests.random_rules import Values, a_condition, a_patient, a_rule, a_world

ADULT = InRange("age", Range(low=Fraction(18)))
CHILD = InRange("age", Range(high=Fraction(18), high_included=False))


def holds(alternative: Alternative, values: Values) -> bool:
    """Whether every test of the alternative holds, told without the code that made it."""
    for literal in alternative:
        value = values[literal.fact]
        match literal:
            case Numeric(_, range):
                assert isinstance(value, Fraction)
                good = value in range
            case Named(_, names, among):
                good = (value in names) is among
            case Member(_, names, present):
                assert isinstance(value, frozenset)
                good = bool(value & set(names)) is present
        if not good:
            return False
    return True


@pytest.mark.parametrize("seed", range(200))
def test_some_alternative_holds_exactly_where_the_condition_does(seed: int) -> None:
    random = Random(f"normal {seed}")
    world = a_world(random, 5)
    condition = a_condition(random, world, 3)
    rule = a_rule(random, "one", Family.POPULATION, condition, ())
    made = alternatives(condition, "one")
    for _ in range(30):
        values = a_patient(random, world, known=1.0)
        assert any(holds(one, values) for one in made) is bool(fires_in_full([rule], values))


def test_a_condition_without_tests_has_one_empty_alternative() -> None:
    assert alternatives(ALWAYS, "rule") == (frozenset(),)


@pytest.mark.parametrize(
    "condition",
    [
        All((ADULT, CHILD)),
        All((OneOf("sex", ("male",)), OneOf("sex", ("female",)))),
        All((OneOf("sex", ("male",)), NoneOf((OneOf("sex", ("male",)),)))),
        All((Has("conditions", ("epilepsy",)), NoneOf((Has("conditions", ("epilepsy",)),)))),
        AtLeast(3, (ADULT, CHILD)),
        NoneOf((ALWAYS,)),
    ],
)
def test_what_can_never_hold_has_no_alternative(condition: Condition) -> None:
    assert alternatives(condition, "rule") == ()


def test_the_edge_between_two_ranges_belongs_to_one_of_them() -> None:
    assert alternatives(NoneOf((ADULT,)), "rule") == alternatives(CHILD, "rule")


def test_a_long_list_of_names_is_one_test_of_a_set() -> None:
    many = tuple(sorted(f"name-{number}" for number in range(500)))
    assert len(alternatives(Has("taking", many), "rule")) == 1
    assert len(alternatives(NoneOf((Has("taking", many),)), "rule")) == 1


def _pairs(count: int) -> Condition:
    """`count` choices between two numbers, all of which must be made: 2 to the power of `count` alternatives."""
    choices = [
        AtLeast(1, (InRange(f"a{number}", Range(low=Fraction(1))), InRange(f"b{number}", Range(low=Fraction(1)))))
        for number in range(count)
    ]
    return All(tuple(choices))


def test_as_many_alternatives_as_are_allowed() -> None:
    assert len(alternatives(_pairs(7), "rule")) == MOST_ALTERNATIVES


def test_one_choice_more_is_refused_with_the_rule_and_what_to_do() -> None:
    with pytest.raises(EngineLimit, match=r"drug/populations/wide: .* more than 128 alternatives; split the rule"):
        alternatives(_pairs(8), "drug/populations/wide")


@pytest.mark.parametrize(("count", "of"), [(10, 20), (20, 40), (50, 100), (2, 1000)])
def test_a_count_that_unfolds_too_far_is_refused_at_once(count: int, of: int) -> None:
    parts = tuple(InRange(f"x{number}", Range(low=Fraction(1))) for number in range(of))
    began = time.monotonic()
    for condition in (AtLeast(count, parts), NoneOf((AtLeast(count, parts),))):
        with pytest.raises(EngineLimit, match=r"rule: its condition .* more than .*; split the rule"):
            alternatives(condition, "rule")
    assert time.monotonic() - began < 5


def test_a_conclusion_is_never_tested_under_none() -> None:
    with pytest.raises(EngineLimit, match="tests a conclusion under `none`"):
        alternatives(NoneOf((Has("concluded", ("frail",)),)), "rule")
