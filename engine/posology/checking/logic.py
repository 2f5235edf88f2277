"""A drug's rules as formulas for Z3: what no patient at all can make true, or can make false.

Numbers are exact fractions. A condition has the three truth values that the judge gives it: a rule fires where its
condition is known to hold and the facts are known that its figures rest on.
"""

from collections.abc import Iterable

import z3

from posology.checking.any_patient import AnyPatient, Truth, both, either, within
from posology.language.condition import (
    CONCLUDED,
    All,
    AtLeast,
    Condition,
    Has,
    InRange,
    NoneOf,
    OneOf,
    Test,
    tests_of,
)
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary

MOST_STEPS = 3_000_000
"""How many steps, as Z3 counts them, one question may take; a limit that is the same on every machine."""


class Logic:
    """The rules of one drug, to be asked what can be."""

    def __init__(self, drug: Drug, vocabulary: Vocabulary) -> None:
        self.context = z3.Context()
        self._solver = z3.Solver(ctx=self.context)
        self._solver.set("rlimit", MOST_STEPS)
        self.patient = AnyPatient(drug, vocabulary, _tested_names(drug.rules), self._solver)
        self._rules = {rule.id: rule for rule in drug.rules}
        self._fired: dict[str, Truth] = {}
        self._concluded: dict[str, Truth] = {}

    def is_impossible(self, *formulas: z3.BoolRef) -> bool:
        """Whether surely no patient makes all of these true; not where that is not found out in `MOST_STEPS`."""
        self._solver.push()
        self._solver.add(*formulas)
        answer = self._solver.check()
        self._solver.pop()
        return bool(answer == z3.unsat)

    def fires(self, rule: Rule) -> Truth:
        """Whether the rule fires, and whether it is known not to."""
        if rule.id not in self._fired:
            when = self.of(rule.when)
            known = [self.patient.number(fact).known for fact in rule.needed_by_effects]
            self._fired[rule.id] = Truth(both([when.holds, *known], self.context), when.fails)
        return self._fired[rule.id]

    def of(self, condition: Condition) -> Truth:
        """Whether the condition is known to hold, and whether it is known not to."""
        match condition:
            case InRange() | OneOf() | Has():
                return self._test(condition)
            case All(of):
                return self._all(self.of(part) for part in of)
            case NoneOf(of):
                return self._all(Truth(truth.fails, truth.holds) for truth in map(self.of, of))
            case AtLeast(count, of):
                truths = [self.of(part) for part in of]
                return Truth(
                    self._count((truth.holds for truth in truths), count),
                    self._count((truth.fails for truth in truths), len(truths) - count + 1),
                )

    def _test(self, test: Test) -> Truth:
        match test:
            case InRange(fact, bounds):
                number = self.patient.number(fact)
                inside = within(number.value, bounds)
                return Truth(z3.And(number.known, inside), z3.And(number.known, z3.Not(inside)))
            case OneOf(fact, names):
                return self.patient.is_one_of(fact, names)
            case Has(fact, names) if fact == CONCLUDED:
                drawn = [self._conclusion(name) for name in names]
                return Truth(
                    either((truth.holds for truth in drawn), self.context),
                    both((truth.fails for truth in drawn), self.context),
                )
            case Has(fact, names):
                return self.patient.has(fact, names)

    def _conclusion(self, name: str) -> Truth:
        """Drawn where a rule fires that draws it; known not to be where all of those are known not to fire."""
        if name not in self._concluded:
            self._concluded[name] = self._anything(name)  # for a rule that rests on its own conclusion
            drawing = [self.fires(rule) for rule in self._rules.values() if name in rule.concludes]
            self._concluded[name] = Truth(
                either((truth.holds for truth in drawing), self.context),
                both((truth.fails for truth in drawing), self.context),
            )
        return self._concluded[name]

    def _anything(self, name: str) -> Truth:
        holds = z3.Bool(f"concluded {name}", self.context)
        return Truth(holds, z3.Not(holds))

    def _all(self, parts: Iterable[Truth]) -> Truth:
        truths = [*parts]
        return Truth(
            both((truth.holds for truth in truths), self.context),
            either((truth.fails for truth in truths), self.context),
        )

    def _count(self, parts: Iterable[z3.BoolRef], count: int) -> z3.BoolRef:
        several = [*parts]
        if count <= 0 or count > len(several):
            return z3.BoolVal(count <= 0, self.context)
        if count in (1, len(several)):
            return (either if count == 1 else both)(several, self.context)
        return z3.AtLeast(*several, count)


def _tested_names(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """The names that the rules test, of each fact that has names."""
    tested: dict[str, frozenset[str]] = {}
    for rule in rules:
        for test in tests_of(rule.when):
            if not isinstance(test, InRange):
                tested[test.fact] = tested.get(test.fact, frozenset()) | set(test.names)
    return tested
