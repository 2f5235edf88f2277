"""Regimens, and titrations, that could apply to one patient both: nobody could be answered then."""

from collections.abc import Iterator
from itertools import combinations, islice, product

from posology.checking.demands import Demands, Ways, demands_of
from posology.checking.trial import Trial
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary

MOST_PAIRS = 128 * 128
"""Each way of one rule with each of another: as many as two conditions may unfold into that the engine takes."""

_HINT = "make their conditions exclude each other"
_CALLED = {Family.LIMITS: "regimens", Family.TITRATION: "titrations"}


def find_overlaps(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each pair of regimens or of titrations that both fire for one patient, who is shown.

    A pair is told only where such a patient was found. Facts that depend on each other can hide one: a bounded number
    of patients is tried.
    """
    ways, trial = Ways(drug.rules), Trial(drug, vocabulary)
    for family, called in _CALLED.items():
        rules = sorted((rule for rule in drug.rules if rule.family is family), key=lambda rule: (rule.place, rule.id))
        for one, other in combinations(rules, 2):
            for shown in trial.show(_together(one, other, ways, vocabulary)):
                if {one.id, other.id} <= shown.fired:
                    line = f"the {called} `{one.name}` (line {one.place.line}) and `{other.name}` apply together"
                    yield Diagnostic(other.place, "regimens-overlap", f"{line} to {shown.patient}", _HINT)
                    break


def _together(one: Rule, other: Rule, ways: Ways, vocabulary: Vocabulary) -> Iterator[Demands]:
    for first, second in islice(product(ways.of(one), ways.of(other)), MOST_PAIRS):
        demands = demands_of(sorted(first | second, key=repr), vocabulary)
        if demands is not None:
            yield demands
