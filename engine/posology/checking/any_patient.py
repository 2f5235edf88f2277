"""Every patient at once, for Z3: a variable for each fact, and what is so of them whoever the patient is.

A fact may be unknown, and a list may be known in part. Facts that are computed from others stand by themselves here,
so that there are a few patients too many, never one too few: what holds for all of them holds for all that there are.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import z3

from posology.checking.demands import names_of
from posology.checking.medicine_groups import groups_of
from posology.language.drug import Drug
from posology.language.fact import MEDICINE_SETS, FactDefinition, Kind, Range
from posology.language.vocabulary import Vocabulary
from posology.patient.stating import with_wider

_WHOLE = (Kind.NUMBER, Kind.DATE)


class Truth(NamedTuple):
    """When something is known to hold, and when it is known not to; else it cannot be decided."""

    holds: z3.BoolRef
    fails: z3.BoolRef


class Number(NamedTuple):
    """A number, and whether it is known."""

    value: z3.ArithRef
    known: z3.BoolRef


class AnyPatient:
    """The facts of every patient, as far as rules that test these names in these facts can tell patients apart."""

    def __init__(self, drug: Drug, vocabulary: Vocabulary, tested: dict[str, frozenset[str]], solver: z3.Solver):
        self._drug = drug
        self._vocabulary = vocabulary
        self._tested = tested
        self._solver = solver
        self._context = solver.ctx
        self._numbers: dict[str, Number] = {}
        self._names: dict[str, dict[str, z3.BoolRef]] = {}
        self._known: dict[str, z3.BoolRef] = {}
        for name in sorted(tested.keys() & set(MEDICINE_SETS)):
            self._known[name] = self._bool(f"{name} is complete")
        self._take_medicines([name for name in MEDICINE_SETS if name in tested])

    def number(self, fact: str) -> Number:
        """The number of the fact, within what is plausible."""
        if fact not in self._numbers:
            definition = self._vocabulary.facts[fact]
            whole = definition.kind in _WHOLE
            variable = z3.Int(fact, self._context) if whole else z3.Real(fact, self._context)
            value = z3.ToReal(variable) if whole else variable
            self._solver.add(within(value, definition.plausible or Range()))
            self._numbers[fact] = Number(value, self._bool(f"{fact} is known"))
        return self._numbers[fact]

    def is_one_of(self, fact: str, names: Iterable[str]) -> Truth:
        """Whether the name that the fact has is among these."""
        if fact not in self._names:
            self._choose(self._vocabulary.facts[fact])
        table = self._names[fact]
        among = self._any(table[name] for name in names if name in table)
        return Truth(among, z3.And(self._known[fact], z3.Not(among)))

    def has(self, fact: str, names: Iterable[str]) -> Truth:
        """Whether the set has one of these names at least."""
        if fact not in self._names:
            self._fill(self._vocabulary.facts[fact])
        has = self._any(self._names[fact][name] for name in names)
        return Truth(has, z3.And(self._known[fact], z3.Not(has)))

    def _choose(self, fact: FactDefinition) -> None:
        """At most one name, and exactly one where the fact is known; names that nobody tests count as one."""
        names = [*self._names_of(fact)]
        told = {name: self._bool(f"{fact.name} is {name}") for name in names if name in self._tested[fact.name]}
        others = [self._bool(f"{fact.name} is another")] if len(told) < len(names) else []
        self._names[fact.name] = told
        self._known[fact.name] = self._any([*told.values(), *others])
        self._solver.add(z3.AtMost(*told.values(), *others, 1) if told or others else True)

    def _names_of(self, fact: FactDefinition) -> tuple[str, ...]:
        if fact.computed_by == ("product_release",) and fact.section is None and self._drug.products:
            sold = {"immediate", *(product.release for product in self._drug.products)}
            return tuple(sorted(sold))
        return names_of(fact, self._vocabulary) or (*sorted(self._tested[fact.name]), "another")

    def _fill(self, fact: FactDefinition) -> None:
        """Any names, each with the wider ones that it falls under."""
        has = {name: self._bool(f"{fact.name} has {name}") for name in sorted(self._tested[fact.name])}
        table = self._vocabulary.names(fact.names_from) if fact.names_from else {}
        for name in has.keys() & table.keys():
            wider = (has[other] for other in with_wider(name, table) if other in has and other != name)
            self._solver.add(*(z3.Implies(has[name], one) for one in wider))
        self._names[fact.name] = has
        self._known[fact.name] = self._bool(f"{fact.name} is complete")

    def _take_medicines(self, facts: list[str]) -> None:
        """Any medicines; what is being started or stopped is taken as well."""
        tested = frozenset(name for fact in facts for name in self._tested[fact])
        groups = groups_of(tested, self._vocabulary, self._drug.id) if tested else []
        taken = {fact: [self._bool(f"{fact} {sorted(group)}") for group in groups] for fact in MEDICINE_SETS}
        for changing in ("starting", "stopping"):
            pairs = zip(taken[changing], taken["taking"], strict=True)
            self._solver.add(*(z3.Implies(changes, takes) for changes, takes in pairs))
        for fact in facts:
            self._names[fact] = {
                token: self._any(takes for takes, group in zip(taken[fact], groups, strict=True) if token in group)
                for token in self._tested[fact]
            }

    def _any(self, parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
        return either(parts, self._context)

    def _bool(self, name: str) -> z3.BoolRef:
        return z3.Bool(name, self._context)


def within(value: z3.ArithRef, bounds: Range) -> z3.BoolRef:
    """That the number lies between the bounds."""
    return both(_bounds(value, bounds), value.ctx)


def _bounds(value: z3.ArithRef, bounds: Range) -> Iterator[z3.BoolRef]:
    if bounds.low is not None:
        low = exact(bounds.low, value.ctx)
        yield value >= low if bounds.low_included else value > low
    if bounds.high is not None:
        high = exact(bounds.high, value.ctx)
        yield value <= high if bounds.high_included else value < high


def exact(number: object, context: z3.Context) -> z3.ArithRef:
    """The fraction, to its last digit."""
    return z3.RealVal(str(number), context)


def either(parts: Iterable[z3.BoolRef], context: z3.Context) -> z3.BoolRef:
    """That one of them holds at least."""
    several = [*parts]
    return several[0] if len(several) == 1 else z3.Or(*several, context)


def both(parts: Iterable[z3.BoolRef], context: z3.Context) -> z3.BoolRef:
    """That all of them hold."""
    several = [*parts]
    return several[0] if len(several) == 1 else z3.And(*several, context)
