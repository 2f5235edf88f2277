"""A third evaluator, as plain as can be: what surely holds, and what may, read off the words of the language.

It shares no code with the chain or the judge. A rule fires where its condition surely holds and its figures are known;
it does not fire where its condition cannot hold; else it is undetermined.
"""

from collections.abc import Iterable
from fractions import Fraction

from posology.language.condition import All, AtLeast, Condition, Has, InRange, NoneOf, OneOf
from posology.language.effect import Amount, Bound, Conclude, Course, InProportion, PerWeight, Planned, Schedule
from posology.language.fact import Some, Value
from posology.language.rule import Rule

Values = dict[str, Value]


def outcomes(rules: Iterable[Rule], values: Values) -> dict[str, str]:
    """`fired`, `not_fired` or `undetermined` for each rule, by its id."""
    every = list(rules)
    sure = _all_that_fire(every, values, doubtful=False)
    possible = _all_that_fire(every, values, doubtful=True)
    return {
        rule.id: "fired" if rule.id in sure else "undetermined" if rule.id in possible else "not_fired"
        for rule in every
    }


def fires_in_full(rules: Iterable[Rule], values: Values) -> set[str]:
    """The rules that fire where nothing is unknown: two truth values, no doubt anywhere."""
    return _all_that_fire(list(rules), values, doubtful=False)


def _all_that_fire(rules: list[Rule], values: Values, doubtful: bool) -> set[str]:
    fired: set[str] = set()
    concluded: set[str] = set()
    growing = True
    while growing:
        growing = False
        for rule in rules:
            if rule.id in fired or not (doubtful or _figures_known(rule, values)):
                continue
            if _holds(rule.when, values, concluded, doubtful):
                fired.add(rule.id)
                concluded |= {effect.name for effect in rule.effects if isinstance(effect, Conclude)}
                growing = True
    return fired


def _figures_known(rule: Rule, values: Values) -> bool:
    amounts: list[Amount] = []
    for effect in rule.effects:
        if isinstance(effect, Bound | Planned):
            amounts.append(effect.amount)
        elif isinstance(effect, Schedule | Course):
            amounts += [step.dose for step in effect.steps]
    for amount in amounts:
        if isinstance(amount, PerWeight) and "weight" not in values:
            return False
        if isinstance(amount, InProportion) and amount.fact not in values:
            return False
    return True


def _holds(condition: Condition, values: Values, concluded: set[str], doubtful: bool) -> bool:
    """Whether it holds where a test of an unknown fact counts as `doubtful`; under `none`, as the opposite."""
    if isinstance(condition, All):
        return all(_holds(part, values, concluded, doubtful) for part in condition.of)
    if isinstance(condition, NoneOf):
        return not any(_holds(part, values, concluded, not doubtful) for part in condition.of)
    if isinstance(condition, AtLeast):
        return sum(_holds(part, values, concluded, doubtful) for part in condition.of) >= condition.count
    if condition.fact == "concluded":
        assert isinstance(condition, Has)
        return bool(concluded & set(condition.names))
    value = values.get(condition.fact)
    if value is None or (isinstance(value, Some) and not _test(condition, value)):
        return doubtful
    return _test(condition, values[condition.fact])


def _test(test: InRange | OneOf | Has, value: Value) -> bool:
    if isinstance(test, InRange):
        assert isinstance(value, Fraction)
        low, high = test.range.low, test.range.high
        if low is not None and (value < low or (value == low and not test.range.low_included)):
            return False
        return not (high is not None and (value > high or (value == high and not test.range.high_included)))
    if isinstance(test, OneOf):
        return any(value == name for name in test.names)
    assert isinstance(value, frozenset)
    return any(name in value for name in test.names)
