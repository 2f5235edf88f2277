"""Conditions without negation, as alternatives of which each is a plain list of tests.

The chain cannot take negation, so `none` is pushed down to the tests: a range becomes the ranges on either side of
it, a choice a comparison with each name, a set the lack of all names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

from posology.errors import EngineLimit
from posology.language.condition import CONCLUDED, All, AtLeast, Condition, Has, InRange, NoneOf, OneOf, Test
from posology.language.fact import Range

MOST_ALTERNATIVES = 128
MOST_COMBINATIONS = 4096
MOST_TESTS_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Numeric:
    """The number of `fact` lies in `range`."""

    fact: str
    range: Range


@dataclass(frozen=True, slots=True)
class Named:
    """The name that `fact` has is among `names`, or is not."""

    fact: str
    names: tuple[str, ...]
    among: bool


@dataclass(frozen=True, slots=True)
class Member:
    """The set `fact` has one of `names` at least, or lacks them all."""

    fact: str
    names: tuple[str, ...]
    present: bool


Literal = Numeric | Named | Member
Alternative = frozenset[Literal]


def alternatives(condition: Condition, rule: str) -> tuple[Alternative, ...]:
    """The condition as alternatives; none where it can never hold, one that is empty where it always does.

    Raises `EngineLimit` where there would be more than the engine can be trusted with.
    """
    made = _Expansion(rule).expand(condition, negated=False)
    return tuple(sorted({one for one in made if _possible(one)}, key=lambda one: sorted(map(repr, one))))


@dataclass(frozen=True, slots=True)
class _Expansion:
    rule: str

    def expand(self, condition: Condition, negated: bool) -> list[Alternative]:
        match condition:
            case InRange() | OneOf() | Has():
                return self._test(condition, negated)
            case All(of):
                return self._any(of, True) if negated else self._all(of, False)
            case NoneOf(of):
                return self._any(of, False) if negated else self._all(of, True)
            case AtLeast(count, of):
                if not negated:
                    return self._counted(of, count, negated=False)
                return self._counted(of, len(of) - count + 1, negated=True)

    def _any(self, parts: Iterable[Condition], negated: bool) -> list[Alternative]:
        return self._bounded(one for part in parts for one in self.expand(part, negated))

    def _all(self, parts: Iterable[Condition], negated: bool) -> list[Alternative]:
        joined: list[Alternative] = [frozenset()]
        for part in parts:
            added = self.expand(part, negated)
            joined = self._bounded(one | other for one in joined for other in added)
        return joined

    def _counted(self, parts: tuple[Condition, ...], count: int, negated: bool) -> list[Alternative]:
        if count <= 0:
            return [frozenset()]
        if comb(len(parts), count) > MOST_COMBINATIONS:
            raise self._unfolds_too_far()
        return self._bounded(one for chosen in combinations(parts, count) for one in self._all(chosen, negated))

    def _bounded(self, made: Iterable[Alternative]) -> list[Alternative]:
        unique: dict[Alternative, None] = {}
        for one in made:
            if _possible(one):
                unique[one] = None
            if len(unique) > MOST_ALTERNATIVES:
                raise self._unfolds_too_far()
            if len(one) > MOST_TESTS_TOGETHER:
                raise EngineLimit(
                    f"its condition asks for more than {MOST_TESTS_TOGETHER} tests together; "
                    "split the rule, or draw a conclusion for part of the condition",
                    self.rule,
                )
        return list(unique)

    def _unfolds_too_far(self) -> EngineLimit:
        return EngineLimit(
            f"its condition unfolds into more than {MOST_ALTERNATIVES} alternatives; "
            "split the rule, or draw a conclusion for part of the condition",
            self.rule,
        )

    def _test(self, test: Test, negated: bool) -> list[Alternative]:
        match test:
            case InRange(fact, range):
                ranges = _outside(range) if negated else [range]
                return [frozenset({Numeric(fact, one)}) for one in ranges]
            case OneOf(fact, names):
                return [frozenset({Named(fact, tuple(sorted(names)), not negated)})]
            case Has(fact, names) if fact != CONCLUDED:
                return [frozenset({Member(fact, tuple(sorted(names)), not negated)})]
            case Has(fact, names):
                if negated:
                    raise EngineLimit("tests a conclusion under `none`; what is not concluded may yet be", self.rule)
                return [frozenset({Member(fact, (name,), True)}) for name in names]


def _outside(range: Range) -> list[Range]:
    sides: list[Range] = []
    if range.low is not None:
        sides.append(Range(high=range.low, high_included=not range.low_included))
    if range.high is not None:
        sides.append(Range(low=range.high, low_included=not range.high_included))
    return sides


def _possible(alternative: Alternative) -> bool:
    """Whether its tests on each fact leave anything over; what cannot hold need not be fired."""
    members = [(literal.fact, literal.names) for literal in alternative if isinstance(literal, Member)]
    if len(set(members)) < len(members):
        return False
    return _ranges_meet(alternative) and _names_meet(alternative)


def _ranges_meet(alternative: Alternative) -> bool:
    lows: dict[str, tuple[Fraction, bool]] = {}
    highs: dict[str, tuple[Fraction, bool]] = {}
    for literal in alternative:
        if isinstance(literal, Numeric):
            fact, range = literal.fact, literal.range
            if range.low is not None:
                low = (range.low, not range.low_included)
                lows[fact] = max(lows.get(fact, low), low)
            if range.high is not None:
                high = (range.high, range.high_included)
                highs[fact] = min(highs.get(fact, high), high)
    return all(
        low < highs[fact][0] or (low == highs[fact][0] and not excluded and highs[fact][1])
        for fact, (low, excluded) in lows.items()
        if fact in highs
    )


def _names_meet(alternative: Alternative) -> bool:
    among: dict[str, frozenset[str]] = {}
    for literal in alternative:
        if isinstance(literal, Named) and literal.among:
            names = frozenset(literal.names)
            among[literal.fact] = among.get(literal.fact, names) & names
    for literal in alternative:
        if isinstance(literal, Named) and not literal.among and literal.fact in among:
            among[literal.fact] -= frozenset(literal.names)
    return all(among.values())
