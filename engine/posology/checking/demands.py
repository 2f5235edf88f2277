"""Tests that must hold together -> what they demand of each fact, the facts taken one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from posology.checking.ranges import common, is_empty
from posology.errors import EngineLimit
from posology.firing.normal_form import Alternative, Literal, Member, Named, Numeric, alternatives
from posology.language.condition import CONCLUDED
from posology.language.fact import FactDefinition, Kind, Range
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary

MOST_WAYS = 1024
"""In how many ways, at most, a rule is tried to be made to fire."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in `within`, which is what the rules test (`tested`) as far as it is plausible."""

    within: Range
    tested: Range


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `names`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """A set with one name at least of each of `one_of`, and without any of `none_of`."""

    one_of: tuple[tuple[str, ...], ...]
    none_of: frozenset[str]


Demand = Number | Choice | Members
Demands = dict[str, Demand]


def names_of(fact: FactDefinition, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every name that the fact can have; none for a fact whose names are no list of the vocabulary."""
    if fact.kind is Kind.YES_NO:
        return ("yes", "no")
    return fact.names or (tuple(vocabulary.names(fact.names_from)) if fact.names_from else ())


def demands_of(tests: Iterable[Literal], vocabulary: Vocabulary) -> Demands | None:
    """What the tests demand of each fact that they read; None where they leave a fact no value."""
    demands: Demands = {}
    for test in tests:
        fact = vocabulary.facts.get(test.fact)
        tightened = None if fact is None else _tightened(demands.get(test.fact), test, fact, vocabulary)
        if tightened is None:
            return None
        demands[test.fact] = tightened
    return demands


def _tightened(demand: Demand | None, test: Literal, fact: FactDefinition, vocabulary: Vocabulary) -> Demand | None:
    match test:
        case Numeric(range=bounds):
            number = demand if isinstance(demand, Number) else Number(fact.plausible or Range(), Range())
            within = common(number.within, bounds)
            return None if is_empty(within) else Number(within, common(number.tested, bounds))
        case Named(names=names, among=among):
            known = demand.names if isinstance(demand, Choice) else names_of(fact, vocabulary)
            left = tuple(name for name in known if (name in names) is among)
            return Choice(left) if left else None
        case Member(names=names, present=present):
            members = demand if isinstance(demand, Members) else Members((), frozenset())
            one_of = (*members.one_of, names) if present and names not in members.one_of else members.one_of
            none_of = members.none_of if present else members.none_of | set(names)
            left_over = tuple(tuple(name for name in wanted if name not in none_of) for wanted in one_of)
            return Members(left_over, none_of) if all(left_over) else None


class Ways:
    """The ways in which the rules of one drug can be made to fire, as tests of facts that are no conclusions."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._known: dict[str, tuple[Alternative, ...]] = {}

    def of(self, rule: Rule) -> tuple[Alternative, ...]:
        """Each way to make the rule fire: tests that must hold together. Empty where it cannot, or unfolds too far."""
        if rule.id not in self._known:
            self._known[rule.id] = ()  # for a rule that rests on its own conclusion
            try:
                unfolded = alternatives(rule.when, rule.id)
            except EngineLimit:
                unfolded = ()
            figures = frozenset(Numeric(fact, Range()) for fact in rule.needed_by_effects)
            ways = (way | figures for one in unfolded for way in self._without_conclusions(one))
            self._known[rule.id] = tuple(dict.fromkeys(islice(ways, MOST_WAYS)))
        return self._known[rule.id]

    def _without_conclusions(self, tests: Alternative) -> Iterator[Alternative]:
        conclusions = sorted({name for test in tests if test.fact == CONCLUDED for name in _names(test)})
        rest = frozenset(test for test in tests if test.fact != CONCLUDED)
        for chosen in product(*(self._to_conclude(name) for name in conclusions)):
            yield rest.union(*chosen)

    def _to_conclude(self, name: str) -> list[Alternative]:
        return [way for rule in self._rules if name in rule.concludes for way in self.of(rule)]


def _names(test: Literal) -> tuple[str, ...]:
    return test.names if isinstance(test, Member) else ()
