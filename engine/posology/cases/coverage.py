"""What the cases of a drug never come to: rules that never fire, never fail, are never undetermined; bare bounds."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from posology.cases.figures import PrintedBound, bounds_of
from posology.cases.printed import number_in, step_in
from posology.cases.running import Answered
from posology.cases.written import WrittenDrug
from posology.errors import Place
from posology.firing.judge import Outcome
from posology.language.condition import ALWAYS, CONCLUDED, Has, tests_of
from posology.language.drug import Drug
from posology.language.fact import FactDefinition, Kind
from posology.language.rule import Rule

ALWAYS_KNOWN = frozenset({"jurisdiction", "as_of", "release"})
"""The facts that no patient leaves unknown: `us`, today and an immediate release stand for what is not said."""


class Share(NamedTuple):
    """So many of all."""

    covered: int
    of: int

    @property
    def percent(self) -> Fraction:
        """In percent; all of none is 100."""
        return Fraction(100 * self.covered, self.of) if self.of else Fraction(100)


class BareBound(NamedTuple):
    """A bound of a rule without a patient on a side: `below` and `above` say on which none stands."""

    rule: Rule
    bound: PrintedBound
    below: bool
    above: bool

    @property
    def at(self) -> Place:
        """Where the bound is printed."""
        return self.bound.at


class Coverage(NamedTuple):
    """What no case comes to, each in the order of places, and how much of each kind some case comes to."""

    never_fired: tuple[Rule, ...]
    never_failed: tuple[Rule, ...]
    never_undetermined: tuple[Rule, ...]
    bare_bounds: tuple[BareBound, ...]
    shares: dict[str, Share]

    @property
    def least(self) -> Fraction:
        """The least of the percentages."""
        return min(share.percent for share in self.shares.values())


def coverage_of(written: WrittenDrug, answered: Iterable[Answered]) -> Coverage:
    """What the cases cover of the drug's rules.

    A rule that always holds cannot fail, and one that reads no fact which may be unknown cannot be undetermined: these
    do not count. A bound has its patients where one case's fact lies on the one side of it and another's on the other,
    each at most one unit of its last printed digit away.
    """
    drug, cases = written.drug, tuple(answered)
    became = {outcome: {rule.id for one in cases for rule in one.evaluation.firings.of(outcome)} for outcome in Outcome}
    can_fail = [rule for rule in drug.rules if rule.when != ALWAYS]
    can_wait = [rule for rule in drug.rules if _may_be_undetermined(rule, drug, frozenset())]
    bounds = [(one.rule, bound) for one in written.rules.values() for bound in bounds_of(one.entry)]
    values = _values_of({bound.fact for _, bound in bounds}, cases)
    sided = [_sides(rule, bound, written.vocabulary.facts[bound.fact], values[bound.fact]) for rule, bound in bounds]
    bare = [one for one in sided if one.below or one.above]
    fired = _not_in(drug.rules, became[Outcome.FIRED])
    failed = _not_in(can_fail, became[Outcome.NOT_FIRED])
    waited = _not_in(can_wait, became[Outcome.UNDETERMINED])
    return Coverage(
        never_fired=fired,
        never_failed=failed,
        never_undetermined=waited,
        bare_bounds=tuple(sorted(bare, key=lambda one: one.at)),
        shares={
            "fired": Share(len(drug.rules) - len(fired), len(drug.rules)),
            "not_fired": Share(len(can_fail) - len(failed), len(can_fail)),
            "undetermined": Share(len(can_wait) - len(waited), len(can_wait)),
            "bounds": Share(len(bounds) - len(bare), len(bounds)),
        },
    )


def _not_in(rules: Iterable[Rule], ids: set[str]) -> tuple[Rule, ...]:
    return tuple(sorted((rule for rule in rules if rule.id not in ids), key=lambda rule: rule.place))


def _may_be_undetermined(rule: Rule, drug: Drug, seen: frozenset[str]) -> bool:
    if not {*ALWAYS_KNOWN, CONCLUDED}.issuperset(rule.reads):
        return True
    tests = [test for test in tests_of(rule.when) if isinstance(test, Has) and test.fact == CONCLUDED]
    sought = {name for test in tests for name in test.names}
    drawing = [one for one in drug.rules if not sought.isdisjoint(one.concludes) and one.id not in seen]
    return any(_may_be_undetermined(one, drug, seen | {rule.id}) for one in drawing)


def _values_of(facts: set[str], cases: Iterable[Answered]) -> dict[str, set[Fraction]]:
    values: dict[str, set[Fraction]] = {fact: set() for fact in facts}
    for one in cases:
        for fact in facts:
            value = one.evaluation.facts.value(fact)
            if isinstance(value, Fraction):
                values[fact].add(value)
    return values


def _sides(rule: Rule, bound: PrintedBound, fact: FactDefinition, values: set[Fraction]) -> BareBound:
    edge, step = number_in(bound.value, fact.unit), step_in(bound.value, fact.unit)
    edge_is_above = bound.is_lower is bound.is_included
    below = any(edge - step <= value < edge or (value == edge and not edge_is_above) for value in values)
    above = any(edge < value <= edge + step or (value == edge and edge_is_above) for value in values)
    low, high = _plausible(fact)
    return BareBound(
        rule,
        bound,
        below=not below and (low is None or low < edge or (low == edge and not edge_is_above)),
        above=not above and (high is None or high > edge or (high == edge and edge_is_above)),
    )


def _plausible(fact: FactDefinition) -> tuple[Fraction | None, Fraction | None]:
    if fact.plausible is None or fact.kind is Kind.DATE:
        return None, None
    return fact.plausible.low, fact.plausible.high
