"""The judge: evaluates every rule in plain Python with three truth values, and says why.

True, False, and None for what cannot be decided because a fact is unknown. A conclusion is true where a rule that
draws it fires, undecided where none fires but one may, else false; conclusions are settled before the rules that
test them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from posology.language.condition import All, AtLeast, Condition, Has, InRange, NoneOf, OneOf, Test, tests_of
from posology.language.fact import Value
from posology.language.rule import Rule

CONCLUDED = "concluded"
Truth = bool | None


class Outcome(Enum):
    """What became of a rule."""

    FIRED = "fired"
    NOT_FIRED = "not_fired"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one rule, and why: the tests that failed, or the facts that are missing."""

    rule: Rule
    outcome: Outcome
    failed: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Known:
    """The values known so far, and the truth of each conclusion that has been settled."""

    values: Mapping[str, Value]
    conclusions: dict[str, Truth]
    missing_for: dict[str, tuple[str, ...]]


def judge(rules: tuple[Rule, ...], values: Mapping[str, Value]) -> tuple[Judgement, ...]:
    """What becomes of each rule, in the order of `rules`, where `values` holds every known fact."""
    known = _Known(values, {}, {})
    drawn_by: dict[str, list[Rule]] = {}
    for rule in rules:
        for name in rule.concludes:
            drawn_by.setdefault(name, []).append(rule)
    for name in _dependencies_first(drawn_by):
        judged = [_judge_one(rule, known) for rule in drawn_by[name]]
        outcomes = [judgement.outcome for judgement in judged]
        known.conclusions[name] = (
            True if Outcome.FIRED in outcomes else None if Outcome.UNDETERMINED in outcomes else False
        )
        known.missing_for[name] = _joined(judgement.missing for judgement in judged)
    return tuple(_judge_one(rule, known) for rule in rules)


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


def _judge_one(rule: Rule, known: _Known) -> Judgement:
    truth = _truth(rule.when, known)
    if truth is False:
        return Judgement(rule, Outcome.NOT_FIRED, failed=tuple(_why_false(rule.when, known)))
    wanting = tuple(fact for fact in rule.needed_by_effects if fact not in known.values)
    if truth is True and not wanting:
        return Judgement(rule, Outcome.FIRED)
    missing = _joined([tuple(_missing(rule.when, known)) if truth is None else (), wanting])
    return Judgement(rule, Outcome.UNDETERMINED, missing=missing)


def _joined(groups: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))


def _truth(condition: Condition, known: _Known) -> Truth:
    match condition:
        case InRange() | OneOf() | Has():
            return _test(condition, known)
        case All(of):
            parts = [_truth(part, known) for part in of]
            return False if False in parts else None if None in parts else True
        case NoneOf(of):
            parts = [_truth(part, known) for part in of]
            return False if True in parts else None if None in parts else True
        case AtLeast(count, of):
            parts = [_truth(part, known) for part in of]
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
            return not value.isdisjoint(names)


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
    if not isinstance(condition, InRange | OneOf | Has):
        for part in condition.of:
            yield from _missing(part, known)
    elif condition.fact == CONCLUDED:
        for name in condition.names if isinstance(condition, Has) else ():
            if known.conclusions.get(name, False) is None:
                yield from known.missing_for[name]
    else:
        yield condition.fact
