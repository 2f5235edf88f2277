"""Conditions: tests on single facts, and what joins them."""

from collections.abc import Iterator
from dataclasses import dataclass

from posology.language.fact import Range


@dataclass(frozen=True, slots=True)
class InRange:
    """The number of `fact` lies in `range`."""

    fact: str
    range: Range


@dataclass(frozen=True, slots=True)
class OneOf:
    """The name that `fact` has is one of `names`."""

    fact: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """The set `fact` has at least one of `names`."""

    fact: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Each part holds; true where there is none."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` parts hold: one of them for `any`, k of n for `count`."""

    count: int
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """No part holds."""

    of: tuple["Condition", ...]


Test = InRange | OneOf | Has
Condition = Test | All | AtLeast | NoneOf

ALWAYS = All(())
CONCLUDED = "concluded"
"""The fact that holds what rules have concluded; tests on it wait for the rules that draw the conclusion."""


def exclude_each_other(one: Condition, other: Condition) -> bool:
    """Whether the two can never both hold, as far as a test that each of them asks for in any case shows it."""
    return any(_apart(first, second) for first in _asked_for(one) for second in _asked_for(other))


def _asked_for(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, All):
        return tuple(test for part in condition.of for test in _asked_for(part))
    return (condition,)


def _apart(one: Condition, other: Condition) -> bool:
    match one, other:
        case InRange(fact, range), InRange(same, another) if fact == same:
            return _below(range, another) or _below(another, range)
        case OneOf(fact, names), OneOf(same, others) if fact == same:
            return set(names).isdisjoint(others)
        case _:
            return False


def _below(one: Range, other: Range) -> bool:
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and not (one.high_included and other.low_included))


def tests_of(condition: Condition) -> Iterator[Test]:
    """Each test of the condition, in the order written."""
    if isinstance(condition, InRange | OneOf | Has):
        yield condition
    else:
        for part in condition.of:
            yield from tests_of(part)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The names of the facts that the condition reads, sorted, each once."""
    return tuple(sorted({test.fact for test in tests_of(condition)}))
