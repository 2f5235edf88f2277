"""Rules as clauses for the chain, and clauses in rule sets that stay within what the engine can be trusted with.

Numbers cross as whole numbers: times a scale that makes every threshold on the fact whole, doubled, plus one where
the value lies between two whole ones. That keeps every comparison exact. Names cross as text; whether a set has one of
certain names is a fact of its own, `yes` or `no`, for each list of names that some rule tests. A rule whose figures
rest on a fact asks that this fact be known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from posology.errors import EngineLimit
from posology.firing.normal_form import Alternative, Literal, Member, Named, Numeric, alternatives
from posology.language.condition import CONCLUDED
from posology.language.fact import Range, Some, Value
from posology.language.rule import Rule

ALWAYS = "always"

MOST_PATTERNS = 14
MOST_MADE_TRUE = 60
MOST_TESTS_AT_A_NODE = 400
MOST_ACTIONS = 1000
MOST_RULE_SETS = 200
LARGEST_NUMBER = 2**53
LARGEST_SCALE = 2**32

Message = dict[str, Any]
Pattern = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clause:
    """One alternative of one rule's condition: the patterns that must all find a fact, by the fact's name."""

    rule: Rule
    patterns: tuple[tuple[str, Pattern], ...]
    tests: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class RuleSet:
    """Clauses that go into one rule set of the engine, and what they amount to."""

    clauses: list[Clause] = field(default_factory=list)
    mentions: Counter[str] = field(default_factory=Counter)
    tests: dict[str, set[str]] = field(default_factory=dict)

    def takes(self, clause: Clause) -> bool:
        """Whether the clause fits: what one fact may make true, tests at one node, and actions stay in bounds."""
        if len(self.clauses) >= MOST_ACTIONS or len(self.mentions) + len(clause.patterns) > MOST_TESTS_AT_A_NODE:
            return False
        if any(self.mentions[fact] >= MOST_MADE_TRUE for fact, _ in clause.patterns):
            return False
        added: dict[str, set[str]] = {}
        for fact, test in clause.tests:
            added.setdefault(fact, set()).add(test)
        return all(len(self.tests.get(fact, set()) | tests) <= MOST_TESTS_AT_A_NODE for fact, tests in added.items())

    def add(self, clause: Clause) -> None:
        """Takes the clause in."""
        self.clauses.append(clause)
        self.mentions.update(fact for fact, _ in clause.patterns)
        for fact, test in clause.tests:
            self.tests.setdefault(fact, set()).add(test)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the facts that rules read become messages: the scale of each number, the members of each set."""

    scales: Mapping[str, int]
    named: frozenset[str]
    members: Mapping[str, tuple[Member, ...]]

    def messages(self, values: Mapping[str, Value]) -> dict[str, Message]:
        """The message for each known fact, by the name under which patterns seek it. Unknown facts send none.

        Raises `EngineLimit` for a number that the engine could not hold.
        """
        sent: dict[str, Message] = {ALWAYS: {"fact": ALWAYS, "s": "yes"}}
        for fact, scale in self.scales.items():
            value = values.get(fact)
            if isinstance(value, Fraction):
                sent[fact] = {"fact": fact, "n": whole(fact, value, scale)}
        for fact in self.named:
            value = values.get(fact)
            if isinstance(value, str):
                sent[fact] = {"fact": fact, "s": value}
        for fact, sought in self.members.items():
            value = values.get(fact)
            if isinstance(value, frozenset):
                for one in sought:
                    has = not value.isdisjoint(one.names)
                    if has is one.present and (has or not isinstance(value, Some)):
                        key = member(fact, one.names)
                        sent[key] = {"fact": key, "s": "yes" if one.present else "no"}
        return sent


def member(fact: str, names: Iterable[str]) -> str:
    """The name under which it is a fact of its own that a set has one of `names`, which are sorted."""
    return f"{fact}={'|'.join(names)}"


def whole(fact: str, value: Fraction, scale: int, rule: str | None = None) -> int:
    """The value as an even whole number, or the odd one between two where it lies between.

    Raises `EngineLimit`, which names `rule` where the value is a bound of one.
    """
    scaled = value * scale
    floor = scaled.numerator // scaled.denominator
    made = 2 * floor + (scaled.denominator != 1)
    if abs(made) > LARGEST_NUMBER:
        raise EngineLimit(f"{fact}: {value} is too large a number for the rule engine", rule)
    return made


def encode(rules: Iterable[Rule]) -> tuple[Encoding, tuple[RuleSet, ...]]:
    """The encoding of the facts that the rules read, and their clauses in as few rule sets as the bounds allow.

    Raises `EngineLimit` where no number of rule sets would do.
    """
    unfolded = [(rule, _with_what_figures_need(rule)) for rule in rules]
    literals = [literal for _, made in unfolded for one in made for literal in one]
    encoding = Encoding(_scales(unfolded), _named(literals), _members(literals))
    sets: list[RuleSet] = []
    for rule, made in unfolded:
        for one in made:
            _place(_clause(rule, one, encoding), sets)
    if len(sets) > MOST_RULE_SETS:
        raise EngineLimit(f"the rules need {len(sets)} rule sets, more than {MOST_RULE_SETS}")
    return encoding, tuple(sets)


def _with_what_figures_need(rule: Rule) -> tuple[Alternative, ...]:
    known = frozenset(Numeric(fact, Range()) for fact in rule.needed_by_effects)
    return tuple(one | known for one in alternatives(rule.when, rule.id))


def _place(clause: Clause, sets: list[RuleSet]) -> None:
    for rule_set in sets:
        if rule_set.takes(clause):
            rule_set.add(clause)
            return
    fresh = RuleSet()
    if len(clause.patterns) > MOST_PATTERNS or not fresh.takes(clause):
        raise EngineLimit(
            f"its condition has more tests than the rule engine takes together "
            f"(at most {MOST_PATTERNS} facts at once, and {MOST_TESTS_AT_A_NODE} names or bounds of one fact); "
            "split the rule, or draw a conclusion for part of the condition",
            clause.rule.id,
        )
    fresh.add(clause)
    sets.append(fresh)


def _scales(unfolded: Iterable[tuple[Rule, tuple[Alternative, ...]]]) -> dict[str, int]:
    """What makes every bound on a number whole, by the fact. Raises `EngineLimit` for too fine a bound."""
    scales: dict[str, int] = {}
    for rule, made in unfolded:
        for literal in (literal for one in made for literal in one if isinstance(literal, Numeric)):
            scales.setdefault(literal.fact, 1)
            for bound in (literal.range.low, literal.range.high):
                if bound is not None:
                    scales[literal.fact] = lcm(scales[literal.fact], bound.denominator)
                    if scales[literal.fact] > LARGEST_SCALE:
                        raise EngineLimit(f"{literal.fact}: {bound} has too many digits for the rule engine", rule.id)
    return dict(sorted(scales.items()))


def _named(literals: list[Literal]) -> frozenset[str]:
    return frozenset(literal.fact for literal in literals if isinstance(literal, Named))


def _members(literals: list[Literal]) -> dict[str, tuple[Member, ...]]:
    """Each membership that some clause seeks, present or absent: any other would be a message that nothing awaits."""
    members: dict[str, set[Member]] = {}
    for literal in literals:
        if isinstance(literal, Member) and literal.fact != CONCLUDED:
            members.setdefault(literal.fact, set()).add(literal)
    return {fact: tuple(sorted(sought, key=repr)) for fact, sought in sorted(members.items())}


def _clause(rule: Rule, alternative: Alternative, encoding: Encoding) -> Clause:
    """All tests on one fact stand in one pattern; every pattern begins with an equality on the fact's name."""
    tests: dict[str, list[Pattern]] = {}
    named: dict[str, list[Named]] = {}
    for literal in sorted(alternative, key=repr):
        match literal:
            case Numeric(fact, _):
                tests.setdefault(fact, []).extend(_comparisons(rule, literal, encoding.scales[fact]))
            case Named(fact, _, _):
                named.setdefault(fact, []).append(literal)
            case Member(fact, names, present):
                tests.setdefault(member(fact, names), []).append({"s": "yes" if present else "no"})
    for fact, literals in named.items():
        tests[fact] = _namings(literals)
    if not tests:
        tests[ALWAYS] = [{"s": "yes"}]
    rarest_first = sorted(tests, key=lambda fact: ("=" not in fact, fact))
    return Clause(
        rule,
        tuple((fact, {"$and": [{"fact": fact}, *tests[fact]]}) for fact in rarest_first),
        tuple((fact, repr(one)) for fact in rarest_first for test in tests[fact] for one in test.get("$or", [test])),
    )


def _comparisons(rule: Rule, literal: Numeric, scale: int) -> list[Pattern]:
    made: list[Pattern] = []
    range = literal.range
    if range.low is not None:
        word = "$gte" if range.low_included else "$gt"
        made.append({word: {"n": whole(literal.fact, range.low, scale, rule.id)}})
    if range.high is not None:
        word = "$lte" if range.high_included else "$lt"
        made.append({word: {"n": whole(literal.fact, range.high, scale, rule.id)}})
    return made


def _namings(literals: list[Named]) -> list[Pattern]:
    """The comparisons with names, with as few of them as say the same."""
    among = [frozenset(literal.names) for literal in literals if literal.among]
    not_among = frozenset(name for literal in literals if not literal.among for name in literal.names)
    if not among:
        return [{"$neq": {"s": name}} for name in sorted(not_among)]
    left = sorted(frozenset.intersection(*among) - not_among)
    return [{"s": left[0]}] if len(left) == 1 else [{"$or": [{"s": name} for name in left]}]
