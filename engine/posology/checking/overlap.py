"""Two regimens, or two titrations, that could apply to one patient both. Nobody could say which of them sets the
bounds, and so such a patient gets no answer at all. The finding shows one.

To mend it, make their conditions exclude each other: the edge belongs to one of the two.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, islice, product

from posology.checking.demands import Demands, Ways, demands_of
from posology.checking.trial import Trial
from posology.errors import Diagnostic
from posology.language.condition import ALWAYS, Condition
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
    of patients is tried. Titrations overlap where their regimens do, and are told of only where those do not.
    """
    ways, trial = Ways(drug.rules), Trial(drug, vocabulary)
    regimens = {rule.name: rule.when for rule in drug.rules if rule.family is Family.LIMITS}
    for family, called in _CALLED.items():
        rules = sorted((rule for rule in drug.rules if rule.family is family), key=lambda rule: (rule.place, rule.id))
        for one, other in combinations(rules, 2):
            if family is Family.TITRATION and _is_told_of_the_regimens(one, other, regimens):
                continue
            for shown in trial.show(_together(one, other, ways, vocabulary)):
                if {one.id, other.id} <= shown.fired:
                    line = f"the {called} `{one.name}` (line {one.place.line}) and `{other.name}` apply together"
                    yield Diagnostic(other.place, "regimens-overlap", f"{line} to {shown.patient}", _HINT)
                    break


def _is_told_of_the_regimens(one: Rule, other: Rule, regimens: Mapping[str, Condition]) -> bool:
    """Whether the two hold just where their regimens do, or one has neither a regimen nor a condition of its own."""
    return any(rule.name not in regimens and rule.when == ALWAYS for rule in (one, other)) or all(
        rule.when == regimens.get(rule.name) for rule in (one, other)
    )


def _together(one: Rule, other: Rule, ways: Ways, vocabulary: Vocabulary) -> Iterator[Demands]:
    for first, second in islice(product(ways.of(one), ways.of(other)), MOST_PAIRS):
        demands = demands_of(sorted(first | second, key=repr), vocabulary)
        if demands is not None:
            yield demands
