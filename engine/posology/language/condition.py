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
