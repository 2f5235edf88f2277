"""A value between two bands of one measure that lies in neither, so that no rule speaks of it: bands were copied as
they are printed, 30 to 59 and 15 to 29, and a patient of 29.5 would get the whole dose. The finding shows one.

To mend it, let one of the two bands take the value in, the stricter where the source does not say.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction

from posology.checking.bands import FAMILIES, Hole, holes_of, what_it_sets
from posology.checking.chosen import CannotBeStated, exactly
from posology.checking.demands import Demands, demands_of
from posology.checking.ranges import middle, plainest
from posology.checking.trial import Trial
from posology.errors import Diagnostic, EngineLimit
from posology.firing.normal_form import Alternative, alternatives
from posology.language.condition import CONCLUDED, All, Condition, InRange, NoneOf, facts_of
from posology.language.drug import Drug
from posology.language.fact import FactDefinition, Kind, Range
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary

_HINT = "let one of the two take it in, the stricter where the source does not say"


def find_band_gaps(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each value between two bands of one measure for which no rule sets what they set, with a patient who has it."""
    trial = Trial(drug, vocabulary)
    found: dict[tuple[str, str], Diagnostic] = {}
    for hole in holes_of(drug.rules, vocabulary.facts):
        for number, written in _values_in(hole, vocabulary.facts[hole.below.fact]):
            patient = _patient_without_a_rule(hole, number, drug, vocabulary, trial)
            if patient is not None:
                pair = (hole.below.rule.id, hole.above.rule.id)
                told = _diagnostic(hole, written, patient)
                found[pair] = min(found.get(pair, told), told, key=lambda one: len(one.message))
                break
    yield from found.values()


def _values_in(hole: Hole, fact: FactDefinition) -> Iterator[tuple[Fraction, str]]:
    """A value in the middle of the hole, then one at either end, as far as they can be written."""
    step = 1 if fact.kind is Kind.NUMBER else None
    aims = (aim for aim in (middle(hole.range), hole.range.low, hole.range.high) if aim is not None)
    numbers = [*(plainest(hole.range, aim, step) for aim in aims)]
    if hole.range.low == hole.range.high and step is None:
        numbers = [hole.range.low]
    for number in dict.fromkeys(numbers):
        if number is not None:
            with suppress(CannotBeStated):
                yield number, exactly(number, fact.unit)


def _patient_without_a_rule(
    hole: Hole, number: Fraction, drug: Drug, vocabulary: Vocabulary, trial: Trial
) -> str | None:
    """A patient with the number for whom no rule sets what the bands set; None where none was found."""
    fact = hole.below.fact
    same = [rule for rule in drug.rules if _could_set_it(rule, hole)]
    others = [rule for rule in same if fact in facts_of(rule.when)]
    setting, testing = {rule.id for rule in same}, {rule.id for rule in others}
    wanted = (InRange(fact, Range(number, True, number, True)), *sorted(hole.below.rest, key=repr))
    for conditions in (wanted, (*wanted, _none_of(others))):
        for shown in trial.show(_demanded(_ways(conditions), vocabulary)):
            if shown.fired.isdisjoint(setting) and shown.undetermined.isdisjoint(testing):
                return shown.patient
    return None


def _could_set_it(rule: Rule, hole: Hole) -> bool:
    family = hole.below.rule.family
    alike = rule.family is family or (family is Family.POPULATION and rule.family not in FAMILIES)
    return alike and hole.sets in what_it_sets(rule)


def _none_of(rules: Iterable[Rule]) -> Condition:
    """None of the rules applies, as far as that can be asked for: not of those that test a conclusion."""
    return NoneOf(tuple(rule.when for rule in rules if CONCLUDED not in facts_of(rule.when)))


def _ways(wanted: tuple[Condition, ...]) -> tuple[Alternative, ...]:
    """The ways in which all that is wanted holds; none where they are too many."""
    try:
        return alternatives(All(wanted), "the value between two bands")
    except EngineLimit:
        return ()


def _demanded(ways: Iterable[Alternative], vocabulary: Vocabulary) -> Iterator[Demands]:
    for way in ways:
        demands = demands_of(sorted(way, key=repr), vocabulary)
        if demands is not None:
            yield demands


def _diagnostic(hole: Hole, written: str, patient: str) -> Diagnostic:
    first, second = sorted((hole.below.rule, hole.above.rule), key=lambda rule: (rule.place, rule.id))
    message = (
        f"{hole.below.fact} {written} lies neither in `{first.name}` (line {first.place.line}) "
        f"nor in `{second.name}`, nor in a rule like them: {patient}"
    )
    return Diagnostic(second.place, "band-gap", message, _HINT)
