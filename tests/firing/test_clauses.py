"""What crosses into the engine: exact numbers, and never more of anything than it can be trusted with."""

import json
from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.errors import EngineLimit
from posology.firing import clauses
from posology.firing.chain import Network
from posology.firing.clauses import (
    LARGEST_NUMBER,
    MOST_ACTIONS,
    MOST_MADE_TRUE,
    MOST_PATTERNS,
    MOST_RULE_SETS,
    MOST_TESTS_AT_A_NODE,
    encode,
    whole,
)
from posology.language.condition import ALWAYS, All, Condition, Has, InRange, NoneOf, OneOf
from posology.language.effect import Bound, Conclude, Effect, PerWeight, Slot
from posology.language.fact import Range
from posology.language.rule import Family, Rule
from tests.agreeing import disagreements
from tests.random_rules import DENOMINATORS, Values, a_rule, a_world, fits, some_rules

FRACTIONS = st.builds(Fraction, st.integers(-(10**6), 10**6), st.integers(1, 1000))


def rule(id: str, when: Condition, *effects: Effect) -> Rule:
    return a_rule(Random(0), id, Family.POPULATION, when, effects)


def at_least(fact: str, value: Fraction | int) -> InRange:
    return InRange(fact, Range(low=Fraction(value)))


def agree(rules: list[Rule], patients: list[Values]) -> None:
    network = Network(rules)
    for values in patients:
        assert disagreements(tuple(rules), network, values) == []


@given(FRACTIONS, FRACTIONS, st.sampled_from(DENOMINATORS))
def test_whole_numbers_keep_every_comparison_with_a_threshold(value: Fraction, threshold: Fraction, other: int) -> None:
    scale = threshold.denominator * other
    one, edge = whole("fact", value, scale), whole("fact", threshold, scale)
    assert (one < edge, one == edge, one > edge) == (value < threshold, value == threshold, value > threshold)


@given(st.lists(FRACTIONS, min_size=1, max_size=6), FRACTIONS)
def test_numbers_cross_exactly_for_all_thresholds_of_a_fact_at_once(edges: list[Fraction], value: Fraction) -> None:
    rules = [rule(f"edge-{number}", at_least("x", edge)) for number, edge in enumerate(edges)]
    try:
        encoding, sets = encode(rules)
        sent = encoding.messages({"x": value})["x"]["n"]
    except EngineLimit:
        return
    tests = [test for one in sets for clause in one.clauses for test in clause.patterns[0][1]["$and"][1:]]
    assert [sent >= test["$gte"]["n"] for test in tests] == [value >= edge for edge in edges]
    assert "e" not in json.dumps(sent)
    assert abs(sent) <= LARGEST_NUMBER


@pytest.mark.parametrize("seed", range(60))
def test_no_rule_set_passes_a_bound(seed: int) -> None:
    random = Random(f"bounds {seed}")
    world = a_world(random, random.randint(2, 12))
    made = some_rules(random, world, random.choice((5, 60, 300, 600)))
    _, sets = encode(rule for rule in made if fits(rule))
    assert len(sets) <= MOST_RULE_SETS
    for rule_set in sets:
        mentioned = Counter(fact for clause in rule_set.clauses for fact, _ in clause.patterns)
        tests: dict[str, set[str]] = {}
        for clause in rule_set.clauses:
            assert 1 <= len(clause.patterns) <= MOST_PATTERNS
            assert len({fact for fact, _ in clause.patterns}) == len(clause.patterns)
            for fact, pattern in clause.patterns:
                first, *rest = pattern["$and"]
                assert first == {"fact": fact}
                each = [one for test in rest for one in test.get("$or", [test])]
                tests.setdefault(fact, set()).update(map(json.dumps, each))
        assert len(rule_set.clauses) <= MOST_ACTIONS
        assert max(mentioned.values()) <= MOST_MADE_TRUE
        assert len(mentioned) <= MOST_TESTS_AT_A_NODE
        assert max(map(len, tests.values())) <= MOST_TESTS_AT_A_NODE


@pytest.mark.parametrize("count", [60, 61, 64, 65, 600])
def test_rules_that_one_fact_makes_true_at_once(count: int) -> None:
    rules = [rule(f"at-{number}", at_least("x", Fraction(number, 7))) for number in range(count)]
    _, sets = encode(rules)
    assert len(sets) == -(-count // MOST_MADE_TRUE)
    agree(rules, [{"x": Fraction(value)} for value in (-1, 0, 5, 10**6)])


def test_rules_that_always_hold() -> None:
    agree([rule(f"always-{number}", ALWAYS) for number in range(130)], [{}, {"x": Fraction(1)}])


@pytest.mark.parametrize("names", [1, 30, 390])
def test_long_lists_of_names_stay_within_what_one_node_takes(names: int) -> None:
    """512 tests at one node hang the engine: each name of a choice is a test of its own."""
    lists = [tuple(f"name-{number}-{one}" for one in range(names)) for number in range(20)]
    rules = [rule(f"is-{number}", OneOf("c", one)) for number, one in enumerate(lists)]
    rules += [rule(f"is-not-{number}", NoneOf((OneOf("c", one),))) for number, one in enumerate(lists)]
    agree(rules, [{"c": "name-0-0"}, {"c": f"name-19-{names - 1}"}, {"c": "other"}, {}])


def test_many_names_of_a_set_are_one_pattern() -> None:
    """17 patterns of one rule corrupt the engine's memory; a set of which none of 300 names may be had is one."""
    names = tuple(sorted(f"name-{number}" for number in range(300)))
    rules = [rule("none", NoneOf((Has("s", names),))), rule("some", Has("s", names))]
    agree(rules, [{"s": frozenset()}, {"s": frozenset({"name-299"})}, {"s": frozenset({"other"})}, {}])


def test_as_many_facts_at_once_as_are_allowed() -> None:
    facts = [f"x{number}" for number in range(MOST_PATTERNS)]
    rules = [rule(f"all-{number}", All(tuple(at_least(fact, number) for fact in facts))) for number in range(60)]
    agree(rules, [{fact: Fraction(value) for fact in facts} for value in (-1, 0, 30, 59)])


def test_names_with_any_characters() -> None:
    odd = ["atc:N02A", 'a"b', "é", "a\\b", "a\nb", "$ex", "", "yes", "no", "null", "1", "a=b", "a|b", "{", "m.c"]
    rules = [rule(f"has-{number}", Has("s", (name,))) for number, name in enumerate(odd)]
    rules += [rule(f"is-{number}", OneOf("c", (name,))) for number, name in enumerate(odd)]
    rules += [rule(f"not-{number}", NoneOf((OneOf("c", (name,)),))) for number, name in enumerate(odd)]
    agree(rules, [{"s": frozenset({name}), "c": name} for name in odd])


def test_negative_numbers_and_those_at_the_limit() -> None:
    most = LARGEST_NUMBER // 2
    edges = (-most, -most + 1, -1, 0, 1, most - 1, most)
    rules = [rule(f"from-{number}", at_least("x", edge)) for number, edge in enumerate(edges)]
    agree(rules, [{"x": Fraction(edge + step)} for edge in edges for step in (-1, 0, 1) if abs(edge + step) <= most])


def test_a_rule_whose_figure_rests_on_a_fact_does_not_fire_without_it() -> None:
    """And so draws no conclusion either, for which others would fire."""
    by_weight = Bound(Slot.MAX_DAILY, PerWeight(Fraction(1)))
    rules = [
        rule("by-weight", at_least("age", 18), by_weight, Conclude("light")),
        rule("then", Has("concluded", ("light",))),
    ]
    agree(rules, [{"age": Fraction(20)}, {"age": Fraction(20), "weight": Fraction(50)}, {"weight": Fraction(50)}, {}])
    assert Network(rules).fire({"age": Fraction(20)}) == frozenset()


def test_a_threshold_that_is_too_large_a_number_is_refused_with_the_rule_and_the_fact() -> None:
    with pytest.raises(EngineLimit, match="drug/populations/huge: x: 9007199254740993 is too large a number"):
        encode([rule("huge", at_least("x", 2**53 + 1))])


def test_a_threshold_of_too_many_digits_is_refused_and_no_other_rule_is_blamed() -> None:
    rules = [rule("coarse", at_least("x", 5)), rule("fine", at_least("x", Fraction(1, 10**20)))]
    for order in (rules, rules[::-1]):
        with pytest.raises(EngineLimit, match=r"drug/populations/fine: x: 1/1000.* has too many digits"):
            encode(order)


def test_thresholds_that_share_too_large_a_denominator_are_refused() -> None:
    primes = (97, 89, 83, 79, 73, 71, 67)
    with pytest.raises(EngineLimit, match=r"x: .* has too many digits"):
        encode([rule(f"one-{prime}", at_least("x", Fraction(1, prime))) for prime in primes])


def test_a_patient_s_number_that_is_too_large_is_refused() -> None:
    network = Network([rule("any", at_least("x", 1))])
    with pytest.raises(EngineLimit, match="x: 9007199254740993 is too large a number"):
        network.fire({"x": Fraction(2**53 + 1)})
    assert network.fire({"x": Fraction(2)}) == {"drug/populations/any"}


def test_a_condition_on_too_many_facts_at_once_is_refused() -> None:
    parts = tuple(at_least(f"x{number}", 1) for number in range(MOST_PATTERNS + 1))
    with pytest.raises(EngineLimit, match=r"drug/populations/long: .*at most 14 facts at once.*split the rule"):
        encode([rule("long", All(parts))])


def test_a_choice_among_too_many_names_is_refused() -> None:
    with pytest.raises(EngineLimit, match=r"drug/populations/names: .* 400 names or bounds of one fact"):
        encode([rule("names", OneOf("c", tuple(f"name-{number}" for number in range(401))))])


def test_too_many_rule_sets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clauses, "MOST_RULE_SETS", 2)
    rules = [rule(f"at-{number}", at_least("x", number)) for number in range(2 * MOST_MADE_TRUE + 1)]
    with pytest.raises(EngineLimit, match="the rules need 3 rule sets, more than 2"):
        encode(rules)
    assert len(encode(rules[:-1])[1]) == 2


def test_more_rules_than_all_rule_sets_hold_are_refused() -> None:
    rules = [rule(f"at-{number}", ALWAYS) for number in range(MOST_RULE_SETS * MOST_MADE_TRUE + 1)]
    with pytest.raises(EngineLimit, match="the rules need 201 rule sets, more than 200"):
        encode(rules)
