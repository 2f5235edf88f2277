"""Small edits of a drug's rule files, as mistakes make them: would a case notice?"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from posology.cases.figures import PrintedBound, PrintedFigure, bounds_of, counts_of, figures_of
from posology.cases.printed import doubled_and_halved, one_step_beside
from posology.cases.written import WrittenDrug, WrittenRule, changed, compiled_with, product_with
from posology.errors import Place
from posology.language.drug import Drug, Product
from posology.language.rule import Family, Rule
from posology.language.scales import Severity, Verdict
from posology.reading.strict_yaml import Mapping

_OTHER_SIDE = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}


class Kind(StrEnum):
    """What sort of mistake it is."""

    BOUND = "bound"
    EDGE = "edge"
    FIGURE = "figure"
    PACE = "pace"
    DROPPED = "dropped"
    SOFTENED = "softened"


IN_THE_CONDITION = (Kind.BOUND, Kind.EDGE)


class Mutant(NamedTuple):
    """One edit, where it stands, and what becomes of the drug: rules and products in the place of those of their ids.

    `rule` is the rule edited; one that is `Kind.DROPPED` has nothing in its place.
    """

    at: Place
    edit: str
    kind: Kind
    rule: str
    rules: tuple[Rule, ...] = ()
    products: tuple[Product, ...] = ()

    @property
    def shown(self) -> str:
        """The rule, without the drug, and the edit: as it is printed, and named under `unnoticed` in cases.yaml."""
        rule = self.rule.partition("/")[2]
        return self.edit if self.edit.startswith(rule) else f"{rule}  {self.edit}"

    def of(self, drug: Drug) -> tuple[Rule, ...]:
        """All rules of the drug with the edit made, in the order of their ids."""
        instead = {rule.id: rule for rule in self.rules}
        dropped = self.rule if self.kind is Kind.DROPPED else None
        return tuple(instead.get(rule.id, rule) for rule in drug.rules if rule.id != dropped)


def mutants_of(written: WrittenDrug) -> tuple[Mutant, ...]:
    """Every edit of every rule of the drug that leaves files which can be read and that say something else.

    In the order of their places.
    """
    made = [mutant for id, one in written.rules.items() for mutant in _of_rule(written, id, one)]
    return tuple(sorted(made, key=lambda mutant: (mutant.at, mutant.edit)))


def _of_rule(written: WrittenDrug, id: str, one: WrittenRule) -> Iterator[Mutant]:
    yield Mutant(one.rule.place, f"{one.rule.within_drug} taken out", Kind.DROPPED, id)
    yield from _softened(written, one)
    for bound in bounds_of(one.entry):
        yield from _moved(written, one, bound)
    for count in counts_of(one.entry):
        yield from _shifted(written, one, count, Kind.BOUND)
    for figure in figures_of(one.entry, one.rule.family):
        if one.rule.family is Family.PRODUCT:
            yield from _product_shifted(written, one, figure)
        else:
            yield from _shifted(written, one, figure, Kind.FIGURE)


def _softened(written: WrittenDrug, one: WrittenRule) -> Iterator[Mutant]:
    for key, scale in (("verdict", Verdict), ("severity", Severity)):
        value = one.entry.get(key)
        steps = [step.value for step in scale]
        if value in steps[1:]:
            softer = steps[steps.index(value) - 1]
            entry = changed(one.entry, (key,), softer)
            yield from _mutant(
                written, one, entry, one.entry.values_at[key], f"{key}: {value} -> {softer}", Kind.SOFTENED
            )


def _moved(written: WrittenDrug, one: WrittenRule, bound: PrintedBound) -> Iterator[Mutant]:
    before = f"{bound.fact}: {bound.word} {bound.value}"
    for value in one_step_beside(bound.value):
        edit = f"{before} -> {bound.word} {value}"
        yield from _mutant(written, one, changed(one.entry, bound.path, value), bound.at, edit, Kind.BOUND)
    if bound.path[-1] == bound.word:  # the days of a rule have no other word
        word = _OTHER_SIDE[bound.word]
        entry = changed(one.entry, bound.path, bound.value, word)
        yield from _mutant(written, one, entry, bound.at, f"{before} -> {word} {bound.value}", Kind.EDGE)


def _shifted(written: WrittenDrug, one: WrittenRule, figure: PrintedFigure, kind: Kind) -> Iterator[Mutant]:
    beside = one_step_beside(figure.value)
    far = doubled_and_halved(figure.value) if figure.sets_pace else ()
    for value in dict.fromkeys((*beside, *far)):
        sort = kind if value in beside else Kind.PACE
        edit = f"{figure.name}: {figure.value} -> {value}"
        yield from _mutant(written, one, changed(one.entry, figure.path, value), figure.at, edit, sort)


def _product_shifted(written: WrittenDrug, one: WrittenRule, figure: PrintedFigure) -> Iterator[Mutant]:
    for value in one_step_beside(figure.value):
        product = product_with(written, changed(one.entry, figure.path, value), one.rule.id)
        if product is not None and product not in written.drug.products:
            edit = f"{figure.name}: {figure.value} -> {value}"
            yield Mutant(figure.at, edit, Kind.FIGURE, one.rule.id, products=(product,))


def _mutant(
    written: WrittenDrug, one: WrittenRule, entry: Mapping, at: Place, edit: str, kind: Kind
) -> Iterator[Mutant]:
    """The mutant; none where the edit would be refused, or says the same as before."""
    rules = compiled_with(written, one.rule.id, entry)
    if rules is not None and rules[0] != written.rules[one.rule.id].rule:
        if rules[0].evidence != one.rule.evidence:
            raise AssertionError("an edit of a figure changed what is cited")
        yield Mutant(at, edit, kind, one.rule.id, rules)
