"""The rules of a drug as a JSON Decision Model, the form in which ZEN reads decision tables.

One table for each family of rules, one row for each rule, one column for each fact that rows test directly, and one
for what no cell can hold: alternatives, counts, a second test on the same fact. Rows that draw conclusions stand in a
table before the others. ZEN knows no `undetermined`: every test asks first whether its fact is known, so that a row
applies exactly where the rule certainly does. Two things stay out: thresholds that are no finite decimals would be
rounded (ZEN counts in decimals of 28 digits), and why a rule did not fire (its trace lists the rows that applied).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from posology.language.condition import All, AtLeast, Condition, Has, InRange, NoneOf, OneOf, Test, tests_of
from posology.language.effect import (
    Amount,
    AskFor,
    AsNeeded,
    Bound,
    Conclude,
    Course,
    Effect,
    Fixed,
    InProportion,
    Monitor,
    PerWeight,
    Planned,
    RaiseVerdict,
    Scaled,
    Schedule,
    StartOften,
    Supplement,
    TimesADay,
)
from posology.language.fact import Range, Value
from posology.language.rule import Rule

Json = dict[str, Any]

CONCLUDED = "concluded"
_OTHER = "other"
_OUTPUTS = ("verdict", "action", "limits", "doses_a_day", "schedule", "monitor", "severity", "says", "evidence")


def decision_model(rules: Iterable[Rule], ids_only: bool = False) -> Json:
    """The model; with `ids_only`, rows say which rule applies and nothing of what it does."""
    levels, rest = _levels(tuple(rules))
    nodes: list[Json] = [_node("start", "inputNode")]
    edges: list[Json] = []
    before = "start"
    for number, level in enumerate(levels):
        conclusions = f"conclusions-{number}"
        drawn = _table(conclusions, level, number, ids_only)
        drawn["content"] |= {"outputPath": _rows(number), "passThrough": True}
        nodes.append(drawn)
        nodes.append(_names_of(number))
        edges += [_edge(before, conclusions), _edge(conclusions, f"names-{number}")]
        before = f"names-{number}"
    nodes.append(_node("end", "outputNode"))
    if levels:
        kept = [{"id": _rows(number), "key": _rows(number), "value": _rows(number)} for number in range(len(levels))]
        nodes.append(_node("kept", "expressionNode", {"expressions": kept}))
        edges += [_edge(before, "kept"), _edge("kept", "end")]
    for family in sorted({rule.family for rule in rest}):
        table = _table(family.value, [rule for rule in rest if rule.family is family], len(levels), ids_only)
        table["content"] |= {"outputPath": family.value}
        nodes.append(table)
        edges += [_edge(before, family.value), _edge(family.value, "end")]
    return {"nodes": nodes, "edges": edges}


def context(facts: Iterable[str], values: Mapping[str, Value]) -> Json:
    """What ZEN is told of a patient: every fact, null where it is unknown."""
    return {fact: _json(values.get(fact)) for fact in facts if fact != CONCLUDED}


def fired(response: Mapping[str, Any]) -> set[str]:
    """The ids of the rules whose rows applied."""
    return {row["rule"] for rows in response["result"].values() for row in rows}


def _levels(rules: tuple[Rule, ...]) -> tuple[list[list[Rule]], list[Rule]]:
    """The rules that draw conclusions, those first that rest on none that is yet to be drawn; and all others."""
    waiting = [rule for rule in rules if rule.concludes]
    levels: list[list[Rule]] = []
    while waiting:
        open_names = {name for rule in waiting for name in rule.concludes}
        ready = [rule for rule in waiting if not open_names & _conclusions_tested(rule)]
        levels.append(ready)
        waiting = [rule for rule in waiting if rule not in ready]
    return levels, [rule for rule in rules if not rule.concludes]


def _conclusions_tested(rule: Rule) -> set[str]:
    tests = (test for test in tests_of(rule.when) if isinstance(test, Has) and test.fact == CONCLUDED)
    return {name for test in tests for name in test.names}


def _rows(level: int) -> str:
    return f"rows{level}"


def _node(id: str, kind: str, content: Json | None = None) -> Json:
    return {"id": id, "name": id, "type": kind, "position": {"x": 0, "y": 0}, "content": content or {}}


def _edge(source: str, target: str) -> Json:
    return {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}


def _names_of(level: int) -> Json:
    names = {"id": "names", "key": f"{CONCLUDED}{level}", "value": f"flatMap({_rows(level)}, #.{CONCLUDED})"}
    return _node(f"names-{level}", "expressionNode", {"expressions": [names], "passThrough": True})


def _table(name: str, rules: list[Rule], levels: int, ids_only: bool) -> Json:
    cells = {rule.id: _cells(rule, levels) for rule in rules}
    facts = sorted({fact for row in cells.values() for fact in row} - {_OTHER})
    columns: list[Json] = [{"id": f"if-{fact}", "name": fact, "field": fact} for fact in facts]
    outputs = ("rule", CONCLUDED) if ids_only else ("rule", CONCLUDED, *_OUTPUTS)
    rows: list[Json] = []
    for rule in rules:
        does = _outputs(rule)
        rows.append(
            {"_id": rule.id}
            | {f"if-{column}": cells[rule.id].get(column, "") for column in (*facts, _OTHER)}
            | {f"then-{output}": does.get(output, "") for output in outputs}
        )
    return _node(
        name,
        "decisionTableNode",
        {
            "hitPolicy": "collect",
            "inputs": [*columns, {"id": f"if-{_OTHER}", "name": _OTHER}],
            "outputs": [{"id": f"then-{output}", "name": output, "field": output} for output in outputs],
            "rules": rows,
        },
    )


def _cells(rule: Rule, levels: int) -> dict[str, str]:
    """The rule's condition, by column."""
    cells: dict[str, str] = {}
    other = [_known(fact) for fact in rule.needed_by_effects]
    for part in rule.when.of if isinstance(rule.when, All) else (rule.when,):
        if isinstance(part, InRange | OneOf | Has) and part.fact != CONCLUDED and part.fact not in cells:
            cells[part.fact] = f"{_known('$')} and {_test(part, '$')}"
        else:
            other.append(holds(part, levels))
    return cells | ({_OTHER: " and ".join(other)} if other else {})


def holds(condition: Condition, levels: int = 0) -> str:
    """The expression that is true exactly where the condition certainly holds."""
    match condition:
        case InRange() | OneOf() | Has():
            if condition.fact == CONCLUDED:
                drawn = " or ".join(f"# in {CONCLUDED}{level}" for level in range(levels))
                return f"some({_names(condition)}, {drawn or 'false'})"
            return f"({_known(condition.fact)} and {_test(condition, condition.fact)})"
        case All(of):
            return _joined("and", [holds(part, levels) for part in of], "true")
        case NoneOf(of):
            return _joined("and", [fails(part, levels) for part in of], "true")
        case AtLeast(count, of):
            return _counted([holds(part, levels) for part in of], count)


def fails(condition: Condition, levels: int = 0) -> str:
    """The expression that is true exactly where the condition certainly does not hold."""
    match condition:
        case InRange() | OneOf() | Has():
            if condition.fact == CONCLUDED:
                raise ValueError("the language has no negated conclusion")
            return f"({_known(condition.fact)} and not ({_test(condition, condition.fact)}))"
        case All(of):
            return _joined("or", [fails(part, levels) for part in of], "false")
        case NoneOf(of):
            return _joined("or", [holds(part, levels) for part in of], "false")
        case AtLeast(count, of):
            return _counted([fails(part, levels) for part in of], len(of) - count + 1)


def _joined(word: str, parts: list[str], empty: str) -> str:
    return f"({f' {word} '.join(parts)})" if parts else empty


def _counted(parts: list[str], count: int) -> str:
    if count <= 1:
        return _joined("or", parts, "false")
    if count == len(parts):
        return _joined("and", parts, "true")
    return f"({' + '.join(f'({part} ? 1 : 0)' for part in parts)} >= {count})"


def _known(fact: str) -> str:
    return f"{fact} != null"


def _test(test: Test, subject: str) -> str:
    match test:
        case InRange(_, range):
            return " and ".join(_bounds(range, subject))
        case OneOf(_, (name,)):
            return f"{subject} == {_text(name)}"
        case OneOf():
            return f"{subject} in {_names(test)}"
        case Has(_, (name,)):
            return f"{_text(name)} in {subject}"
        case Has():
            return f"some({_names(test)}, # in {subject})"


def _bounds(range: Range, subject: str) -> Iterable[str]:
    if range.low is not None:
        yield f"{subject} {'>=' if range.low_included else '>'} {_number(range.low)}"
    if range.high is not None:
        yield f"{subject} {'<=' if range.high_included else '<'} {_number(range.high)}"


def _names(test: OneOf | Has | InRange) -> str:
    return _list(_text(name) for name in test.names) if not isinstance(test, InRange) else "[]"


def _list(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"({value.numerator} / {value.denominator})"


def _text(text: str) -> str:
    """A literal; ZEN knows no escapes, so the quotes are those that the text has not."""
    quote = "'" if "'" not in text else '"' if '"' not in text else None
    return f"{quote}{text}{quote}" if quote else f"'{text.replace(chr(39), chr(0x2019))}'"


def _json(value: Value | None) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return sorted(value) if isinstance(value, frozenset) else value


def _outputs(rule: Rule) -> dict[str, str]:
    """What the rule does and says, by output column, as ZEN expressions."""
    words = rule.words
    made = {
        "rule": _text(rule.id),
        "says": _text(words.says or f"{words.effect} {words.management}".strip()),
        "evidence": _list(_text(str(citation)) for citation in rule.evidence),
    }
    if rule.severity is not None:
        made["severity"] = _text(rule.severity.value)
    limits = [f"{effect.slot.label}: {_amount(effect.amount)}" for effect in rule.effects if isinstance(effect, Bound)]
    if limits:
        made["limits"] = f"{{{', '.join(limits)}}}"
    for output, texts in (
        ("monitor", [effect.what for effect in rule.effects if isinstance(effect, Monitor)]),
        (CONCLUDED, list(rule.concludes)),
    ):
        if texts:
            made[output] = _list(map(_text, texts))
    for effect in rule.effects:
        made |= _output(effect)
    return made


def _output(effect: Effect) -> dict[str, str]:
    match effect:
        case RaiseVerdict(verdict):
            return {"verdict": _text(verdict.value)}
        case AskFor(action):
            return {"action": _text(action.value)}
        case TimesADay(at_least, at_most):
            return {"doses_a_day": f"[{at_least}, {at_most}]"}
        case Schedule(steps) | Course(steps):
            rows = (f"{{dose: {_amount(row.dose)}, times_a_day: {row.times_a_day}, days: {row.days}}}" for row in steps)
            return {"schedule": _list(rows)}
        case Supplement(at_least, at_most, after):
            return {"supplement": f"[{_number(at_least)}, {_number(at_most)}, {_text(after)}]"}
        case Bound() | Conclude() | Monitor() | Planned() | StartOften() | AsNeeded():
            return {}


def _amount(amount: Amount) -> str:
    match amount:
        case Fixed(value):
            return _number(value)
        case PerWeight(each_kg, None):
            return f"{_number(each_kg)} * weight"
        case PerWeight(each_kg, at_most):
            assert at_most is not None
            return f"min([{_number(each_kg)} * weight, {_number(at_most)}])"
        case Scaled(by):
            return f"{{share: {_number(by)}}}"
        case InProportion(fact, per, None):
            return f"{{share: min([1, {fact} / {_number(per)}])}}"
        case InProportion(fact, per, of):
            assert of is not None
            return f"{_number(of)} * min([1, {fact} / {_number(per)}])"
