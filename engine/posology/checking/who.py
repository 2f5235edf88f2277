"""A patient to show beside a finding."""

from collections.abc import Iterable

from posology.checking.demands import Ways, demands_of
from posology.checking.trial import Trial
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary


def someone_for(rules: Iterable[Rule], drug: Drug, vocabulary: Vocabulary, trial: Trial) -> str:
    """`, such as for {...}`: a patient for whom all of the rules fire; nothing where none was found."""
    wanted = [*rules]
    ids, ways = {rule.id for rule in wanted}, Ways(drug.rules)
    demanded = (demands_of(sorted(way, key=repr), vocabulary) for rule in wanted for way in ways.of(rule))
    shown = trial.show(demands for demands in demanded if demands is not None)
    return next((f", such as for {one.patient}" for one in shown if ids <= one.fired), "")
