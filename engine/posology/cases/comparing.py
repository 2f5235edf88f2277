"""An answer held against what a case expects: only what differs, with the rule responsible."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from posology.cases.values import same, written
from posology.errors import Place
from posology.reading.strict_yaml import Mapping, Sequence
from posology.reading.suggest import did_you_mean

Answer = dict[str, Any]

_NESTED = {
    "start_dose": ("start", "dose"),
    "start_daily": ("start", "daily"),
    "usual_daily_from": ("usual_daily", "from"),
    "usual_daily_to": ("usual_daily", "to"),
    "taper_from": ("taper", "from"),
    "taper_to": ("taper", "to"),
    "taper_step": ("taper", "step"),
    "taper_share": ("taper", "share"),
    "taper_every": ("taper", "every"),
}
_NO_FACT = "no fact of this name in rules/vocabulary/facts.yaml"


class Difference(NamedTuple):
    """One thing that was answered otherwise: `at` is the place of the expectation, where it was read from a file.

    `by` names the rules responsible, each with the line where it was written, where there are any.
    """

    what: str
    expected: str
    got: str
    by: tuple[str, ...] = ()
    at: Place | None = None

    def __str__(self) -> str:
        by = f"  (by {', '.join(self.by)})" if self.by else ""
        return f"{self.what}: expected {self.expected}, got {self.got}{by}"


def differences(
    expect: dict[str, Any], answer: Answer, products: dict[str, str], facts: Iterable[str]
) -> tuple[Difference, ...]:
    """What differs between the answer about one drug and what is expected of it.

    `answer` is one of `evaluations` in a result; of each row of its trace only `rule` and `at` are looked at.
    `products` gives the name of each product by its id; `facts` are the names that may be needed.
    """
    found = _Comparison(answer, products, frozenset(facts)).of(expect)
    places: dict[str, str] = {}
    made: list[Difference] = []
    for one in found:
        places = places or {f"{answer['drug']}/{rule}": at for rule, (_, at) in _outcomes(answer).items()}
        by = tuple(f"{rule} at {places[rule]}" if rule in places else rule for rule in one.by)
        made.append(one._replace(by=by))
    return tuple(made)


def differs(expect: dict[str, Any], answer: Answer, products: dict[str, str], facts: Iterable[str]) -> bool:
    """Whether the answer differs at all; see `differences`."""
    return any(True for _ in _Comparison(answer, products, frozenset(facts)).of(expect))


def _place_of(expect: dict[str, Any], key: str, what: str) -> Place | None:
    """The place of one expectation under `key`, as near as the file says: that of the figure, or of the rule's id."""
    if not isinstance(expect, Mapping):
        return None
    at, node = expect.values_at[key], expect[key]
    for step in what.split(".")[1:]:
        if isinstance(node, Mapping) and step in node:
            at, node = node.values_at[step], node[step]
    if isinstance(node, Sequence):
        named = {
            item["rule"] if isinstance(item, dict) else item: place
            for item, place in zip(node, node.items_at, strict=True)
        }
        at = named.get(what.partition(" ")[0], at)
    return at


def _figure(plan: Answer, name: str) -> Any:
    outer, inner = _NESTED.get(name, (name, ""))
    return plan.get(outer, {}).get(inner) if inner else plan.get(outer)


def _outcomes(answer: Answer) -> dict[str, tuple[str, str]]:
    """What became of each rule, by its id without the drug, and where it was written."""
    return {
        row["rule"].partition("/")[2]: (outcome, row["at"])
        for outcome in ("fired", "not_fired", "undetermined")
        for row in answer["trace"][outcome]
    }


def _no_rule(rule: str, known: Iterable[str]) -> str:
    hint = did_you_mean(rule, known)
    return f"no rule has this id, {hint}" if hint.startswith("did") else "no rule has this id"


def _short(ids: Iterable[str]) -> list[str]:
    return sorted(id.partition("/")[2] for id in ids)


@dataclass(frozen=True, slots=True)
class _Comparison:
    answer: Answer
    products: dict[str, str]
    facts: frozenset[str]

    def of(self, expect: dict[str, Any]) -> Iterator[Difference]:
        for key, expected in expect.items():
            for one in getattr(self, f"_{key}")(expected):
                yield one._replace(at=_place_of(expect, key, one.what))

    def _covered(self, expected: str) -> Iterator[Difference]:
        got = "yes" if self.answer["covered"] else "no"
        if got != expected:
            yield Difference("covered", expected, f"{got} {self.answer.get('why_not_covered', '')}".strip())

    def _regimen(self, expected: str) -> Iterator[Difference]:
        yield from self._rule_of("regimen", "limits", expected)

    def _titration(self, expected: str) -> Iterator[Difference]:
        yield from self._rule_of("titration", "titration", expected)

    def _rule_of(self, key: str, family: str, expected: str) -> Iterator[Difference]:
        got = self.answer.get(key)
        if got != f"{self.answer['drug']}/{family}/{expected}":
            yield Difference(key, expected, "none" if got is None else got.rpartition("/")[2])

    def _verdict(self, expected: str) -> Iterator[Difference]:
        if self.answer["verdict"] != expected:
            yield Difference("verdict", expected, self.answer["verdict"], tuple(self.answer["verdict_by"]))

    def _verdict_by(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._these_only("verdict_by", expected, _short(self.answer["verdict_by"]))

    def _plan(self, expected: dict[str, Any]) -> Iterator[Difference]:
        yield from self._figures("plan", expected, self.answer["plan"], self.answer["set_by"])

    def _planned(self, expected: dict[str, str]) -> Iterator[Difference]:
        for name, figure in expected.items():
            got = self.answer["planned"].get(name)
            if not same(figure, got):
                yield Difference(f"planned.{name}", figure, written(got))

    def _figures(self, where: str, expected: dict[str, Any], plan: Answer, set_by: Answer) -> Iterator[Difference]:
        for name, figure in expected.items():
            got = _figure(plan, name)
            if name == "times_a_day":
                if got is None or (got["from"], got["to"]) != (figure["from"], figure["to"]):
                    yield Difference(f"{where}.{name}", written(figure), written(got))
            elif not same(figure, got):
                by = tuple(one["rule"] for one in set_by.get(name, ()) if one["wins"])
                yield Difference(f"{where}.{name}", figure, written(got), by)

    def _supplements(self, expected: list[str]) -> Iterator[Difference]:
        with_session = {amount for amount, session, _ in (line.partition(" for each ") for line in expected) if session}
        got: set[str] = set()
        for one in self.answer["plan"].get("supplements", ()):
            low, high = written(one["from"]), written(one["to"])
            amount = low if low == high else f"{low.removesuffix(' mg')} to {high}"
            session = f" for each {written(one['for_each'])}" if "for_each" in one else ""
            got.add(amount + session if amount in with_session else amount)
        yield from self._these_only("supplements", expected, sorted(got))

    def _as_needed(self, expected: str) -> Iterator[Difference]:
        got = "yes" if self.answer["plan"].get("as_needed") else "no"
        yield from self._text("as_needed", expected, got, ())

    def _set_by(self, expected: dict[str, list[str]]) -> Iterator[Difference]:
        for name, rules in expected.items():
            winners = _short({one["rule"] for one in self.answer["set_by"].get(name, ()) if one["wins"]})
            yield from self._these_only(f"set_by.{name}", rules, winners)

    def _facts(self, expected: dict[str, str]) -> Iterator[Difference]:
        for name, value in expected.items():
            got = self.answer["facts"].get(name, {}).get("value")
            if name not in self.facts:
                yield Difference(f"facts.{name}", value, _NO_FACT)
            elif not same(value, got):
                yield Difference(f"facts.{name}", value, written(got))

    def _fired(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._became("fired", expected)

    def _not_fired(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._became("not_fired", expected)

    def _undetermined(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._became("undetermined", expected)

    def _became(self, outcome: str, expected: list[str]) -> Iterator[Difference]:
        outcomes = _outcomes(self.answer)
        for rule in expected:
            got, at = outcomes.get(rule, ("", ""))
            if got != outcome:
                yield Difference(rule, outcome, f"{got} at {at}" if got else _no_rule(rule, outcomes))

    def _alerts(self, expected: list[Any]) -> Iterator[Difference]:
        told = {alert["rule"].partition("/")[2]: alert for alert in self.answer["alerts"]}
        for one in expected:
            wanted = one if isinstance(one, dict) else {"rule": one}
            rule = wanted["rule"]
            if rule not in told:
                yield Difference(f"{rule} alert", "an alert", self._no_alert(rule))
                continue
            for key in ("severity", "verdict"):
                got = told[rule].get(key, "none")
                if wanted.get(key, got) != got:
                    yield Difference(f"{rule} {key}", wanted[key], got, (told[rule]["rule"],))

    def _no_alerts(self, expected: list[str]) -> Iterator[Difference]:
        told = {alert["rule"].partition("/")[2] for alert in self.answer["alerts"]}
        outcomes = _outcomes(self.answer)
        for rule in expected:
            if rule in told:
                yield Difference(f"{rule} alert", "no alert", "an alert", (f"{self.answer['drug']}/{rule}",))
            elif rule not in outcomes:
                yield Difference(f"{rule} alert", "no alert", _no_rule(rule, outcomes))

    def _no_alert(self, rule: str) -> str:
        outcomes = _outcomes(self.answer)
        if rule not in outcomes:
            return _no_rule(rule, outcomes)
        outcome, at = outcomes[rule]
        return f"none: {outcome} at {at}"

    def _needs(self, expected: list[str]) -> Iterator[Difference]:
        needed = [need["fact"] for need in self.answer["needs"]]
        if not expected and needed:
            yield Difference("needs", "nothing missing", written(needed))
        for fact in expected:
            if fact not in needed:
                yield Difference("needs", fact, written(needed))

    def _does_not_need(self, expected: list[str]) -> Iterator[Difference]:
        for need in self.answer["needs"]:
            if need["fact"] in expected:
                yield Difference("does_not_need", f"no want of {need['fact']}", need["why"], tuple(need["rules"]))
        for fact in expected:
            if fact not in self.facts:
                yield Difference("does_not_need", fact, _NO_FACT)

    def _at_worst(self, expected: dict[str, Any]) -> Iterator[Difference]:
        worst = self.answer["at_worst"]
        if "verdict" in expected and worst["verdict"] != expected["verdict"]:
            yield Difference("at_worst.verdict", expected["verdict"], worst["verdict"])
        yield from self._figures("at_worst.plan", expected.get("plan", {}), worst["plan"], {})

    def _next(self, expected: dict[str, Any]) -> Iterator[Difference]:
        got = self.answer["next"]
        by = tuple(got["rules"])
        if got["action"] != expected["action"]:
            yield Difference("next.action", expected["action"], f"{got['action']}, {got['why']}", by)
        if "to" in expected:
            yield from self._text("next.to", expected["to"], written(got.get("to")), by)
        if "not_before" in expected:
            yield from self._text("next.not_before", expected["not_before"], written(got.get("not_before")), by)
        if "rules" in expected:
            yield from self._these_only("next.rules", expected["rules"], _short(got["rules"]))
        if "but_first" in expected:
            yield from self._these_only("next.but_first", expected["but_first"], got.get("but_first", []))

    def _product(self, expected: str) -> Iterator[Difference]:
        names = {"none": "", **self.products}
        if names.get(expected) != self.answer["product"]:
            got = next((id for id, name in names.items() if name == self.answer["product"]), self.answer["product"])
            yield Difference("product", expected, got)

    def _schedule(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._rows("schedule", expected)

    def _taper(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._rows("taper", expected)

    def _rows(self, key: str, expected: list[str]) -> Iterator[Difference]:
        rows = [(_row(row), row.get("made_of", "")) for row in self.answer[key]]
        with_made_of = [" = " in line for line in expected] + [False] * len(rows)
        got = [f"{row} = {made_of}" if also else row for (row, made_of), also in zip(rows, with_made_of, strict=False)]
        if got != expected:
            yield Difference(key, "; ".join(expected) or "nothing", "; ".join(got) or "nothing")

    def _order(self, expected: dict[str, Any]) -> Iterator[Difference]:
        order = self.answer.get("order")
        if order is None:
            yield Difference("order", "an order", "none in the profile")
            return
        findings = {finding["check"]: finding for finding in order["findings"]}
        by = tuple(rule for finding in order["findings"] for rule in finding.get("rules", ()))
        if "verdict" in expected:
            yield from self._text("order.verdict", expected["verdict"], order["verdict"], by)
        if "findings" in expected:
            yield from self._these_only("order.findings", expected["findings"], sorted(findings))
        for check, limit in expected.get("limits", {}).items():
            finding = findings.get(check, {})
            if not same(str(limit), finding.get("limit")):
                found, rules = written(finding.get("limit")), tuple(finding.get("rules", ()))
                yield Difference(f"order.limits.{check}", str(limit), found, rules)
        if "undecided" in expected:
            undecided = sorted(one["check"] for one in order["undecided"])
            yield from self._these_only("order.undecided", expected["undecided"], undecided)

    def _not_checked(self, expected: list[str]) -> Iterator[Difference]:
        yield from self._these_only("not_checked", expected, self.answer["not_checked"])

    def _these_only(self, what: str, expected: list[str], got: list[str]) -> Iterator[Difference]:
        if sorted(expected) != sorted(got):
            yield Difference(what, written(sorted(expected)), written(sorted(got)))

    def _text(self, what: str, expected: str, got: str, by: tuple[str, ...]) -> Iterator[Difference]:
        if expected != got:
            yield Difference(what, expected, got, by)


def _row(row: Answer) -> str:
    days = f"{row['from_day']} on" if row["to_day"] is None else f"{row['from_day']}-{row['to_day']}"
    return f"day {days}: {written(row)}"
