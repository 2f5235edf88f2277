"""The judge: evaluates every rule in plain Python with three truth values, and says why.

True, False, and None for what cannot be decided because a fact is unknown. A conclusion is true where a rule that
draws it fires, undecided where none fires but one may, else false; conclusions are settled before the rules that
test them.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from posology.language.condition import CONCLUDED, All, AtLeast, Condition, Has, InRange, NoneOf, OneOf, Test, tests_of
from posology.language.fact import Some, Value
from posology.language.rule import Rule

Truth = bool | None

_TESTS = (InRange, OneOf, Has)


class Outcome(Enum):
    """What became of a rule."""

    FIRED = "fired"
    NOT_FIRED = "not_fired"
    UNDETERMINED = "undetermined"


class Judgement(NamedTuple):
    """What became of one rule, and why: the tests that failed, or the facts that are missing."""

    rule: Rule
    outcome: Outcome
    failed: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()


class _Known:
    """The values known, the truth of each conclusion settled so far, and that of each part of a condition looked at.

    Parts are told apart by identity: they belong to rules, which outlive this record.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values
        self.conclusions: dict[str, Truth] = {}
        self.missing_for: dict[str, tuple[str, ...]] = {}
        self.truths: dict[int, Truth] = {}


class Judge:
    """The rules of one drug, ready to be judged for any number of patients."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self._needed = {rule.id: rule.needed_by_effects for rule in self._rules}
        self._plain = {rule.id: _plain_tests(rule.when) for rule in self._rules}
        self._drawn_by: dict[str, list[Rule]] = {}
        for rule in self._rules:
            for name in rule.concludes:
                self._drawn_by.setdefault(name, []).append(rule)
        self._conclusions = tuple(_dependencies_first(self._drawn_by))

    def judge(self, values: Mapping[str, Value]) -> tuple[Judgement, ...]:
        """What becomes of each rule, in the order of their ids, where `values` holds every known fact."""
        known = _Known(values)
        settled: dict[str, Judgement] = {}
        for name in self._conclusions:
            judged = [
                settled.get(rule.id) or settled.setdefault(rule.id, self._judge_one(rule, known))
                for rule in self._drawn_by[name]
            ]
            outcomes = [judgement.outcome for judgement in judged]
            known.conclusions[name] = (
                True if Outcome.FIRED in outcomes else None if Outcome.UNDETERMINED in outcomes else False
            )
            known.missing_for[name] = _joined(judgement.missing for judgement in judged)
        return tuple([settled.get(rule.id) or self._judge_one(rule, known) for rule in self._rules])

    def _judge_one(self, rule: Rule, known: _Known) -> Judgement:
        plain = self._plain[rule.id]
        if plain is not None:  # most rules are a list of tests that must all hold: no need to go through a tree
            truths = [_truth(test, known) for test in plain]
            truth: Truth = False if False in truths else None if None in truths else True
            if truth is False:
                failed = tuple([test for test, holds in zip(plain, truths, strict=True) if holds is False])
                return Judgement(rule, Outcome.NOT_FIRED, failed)
        else:
            truth = _truth(rule.when, known)
            if truth is False:
                return Judgement(rule, Outcome.NOT_FIRED, tuple(_why_false(rule.when, known)))
        wanting = tuple(fact for fact in self._needed[rule.id] if fact not in known.values)
        if truth is True and not wanting:
            return Judgement(rule, Outcome.FIRED)
        missing = _joined([tuple(_missing(rule.when, known)) if truth is None else (), wanting])
        return Judgement(rule, Outcome.UNDETERMINED, missing=missing)


def judge(rules: Iterable[Rule], values: Mapping[str, Value]) -> tuple[Judgement, ...]:
    """What becomes of each rule, in the order of their ids, where `values` holds every known fact."""
    return Judge(rules).judge(values)


def _dependencies_first(drawn_by: dict[str, list[Rule]]) -> Iterator[str]:
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done:
            return
        done.add(name)
        for rule in drawn_by[name]:
            for test in tests_of(rule.when):
                if isinstance(test, Has) and test.fact == CONCLUDED:
                    for other in test.names:
                        if other in drawn_by:
                            yield from visit(other)
        yield name

    for name in sorted(drawn_by):
        yield from visit(name)


def _plain_tests(condition: Condition) -> tuple[Test, ...] | None:
    """The tests that must all hold, where the condition is no more than that; else None."""
    if isinstance(condition, _TESTS):
        return (condition,)
    if isinstance(condition, All):
        tests = tuple(part for part in condition.of if isinstance(part, _TESTS))
        return tests if len(tests) == len(condition.of) else None
    return None


def _joined(groups: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))


def _truth(condition: Condition, known: _Known) -> Truth:
    part = id(condition)
    truths = known.truths
    if part in truths:
        return truths[part]
    truth = truths[part] = _test(condition, known) if isinstance(condition, _TESTS) else _joint_truth(condition, known)
    return truth


def _joint_truth(condition: All | AtLeast | NoneOf, known: _Known) -> Truth:
    parts = [_truth(part, known) for part in condition.of]
    match condition:
        case All():
            return False if False in parts else None if None in parts else True
        case NoneOf():
            return False if True in parts else None if None in parts else True
        case AtLeast(count=count):
            holding = parts.count(True)
            return True if holding >= count else None if holding + parts.count(None) >= count else False


def _test(test: Test, known: _Known) -> Truth:
    if test.fact == CONCLUDED:
        assert isinstance(test, Has)
        truths = [known.conclusions.get(name, False) for name in test.names]
        return True if True in truths else None if None in truths else False
    value = known.values.get(test.fact)
    if value is None:
        return None
    match test:
        case InRange(range=range):
            assert isinstance(value, Fraction)
            return value in range
        case OneOf(names=names):
            return value in names
        case Has(names=names):
            assert isinstance(value, frozenset)
            has = not value.isdisjoint(names)
            return None if not has and isinstance(value, Some) else has


def _why_false(condition: Condition, known: _Known) -> Iterator[Condition]:
    """The smallest parts that make the condition false; those of a `none` or a count as a whole."""
    if isinstance(condition, All):
        for part in condition.of:
            if _truth(part, known) is False:
                yield from _why_false(part, known)
    else:
        yield condition


def _missing(condition: Condition, known: _Known) -> Iterator[str]:
    """The unknown facts on which an undecided condition rests."""
    if _truth(condition, known) is not None:
        return
    if not isinstance(condition, _TESTS):
        for part in condition.of:
            yield from _missing(part, known)
    elif condition.fact == CONCLUDED:
        for name in condition.names if isinstance(condition, Has) else ():
            if known.conclusions.get(name, False) is None:
                yield from known.missing_for[name]
    else:
        yield condition.fact
