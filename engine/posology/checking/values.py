"""What a fact may be made to be, to meet a demand: the plainest first."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import isqrt

from posology.checking.chosen import Stated
from posology.checking.demands import Choice, Demand, Members, Number
from posology.checking.ranges import middle, plainest
from posology.checking.therapy import HOURS
from posology.language.fact import FactDefinition, Kind, Range
from posology.language.vocabulary import Vocabulary
from posology.patient.medicines import Listed, Pharmacy
from posology.patient.stating import with_wider

MOST_NAMES = 12
"""How many names of a choice, or of a list, are tried."""

_WHOLE = (Kind.NUMBER, Kind.DATE)
_STEPS = {"time_off": HOURS}


class Shelf:
    """The names that may stand in a list of a profile, each with all that it counts as."""

    def __init__(self, vocabulary: Vocabulary, drug: str) -> None:
        self._vocabulary = vocabulary
        self._drug = drug
        self._tables: dict[str | None, dict[str, frozenset[str]]] = {}

    def of(self, fact: FactDefinition) -> Mapping[str, frozenset[str]]:
        """What each name counts as: wider names for diagnoses, classes and codes for medicines."""
        if fact.names_from not in self._tables:
            self._tables[fact.names_from] = self._made(fact)
        return self._tables[fact.names_from]

    def _made(self, fact: FactDefinition) -> dict[str, frozenset[str]]:
        if fact.names_from is not None:
            table = self._vocabulary.names(fact.names_from)
            return {name: frozenset(with_wider(name, table)) for name in table}
        pharmacy = Pharmacy(self._vocabulary)
        others = [name for name in self._vocabulary.medications if name != self._drug]
        found = {name: pharmacy.look_up([Listed("name", name)]).partners for name in others}
        return {name: partners[0].tokens for name, partners in found.items() if partners}


def values_for(demand: Demand, fact: FactDefinition, shelf: Shelf) -> list[Stated]:
    """A few values of the fact that meet the demand, the plainest first; empty where there is none."""
    match demand:
        case Number(within, tested):
            return [*_numbers(within, tested, _STEPS.get(fact.name, 1 if fact.kind in _WHOLE else None))]
        case Choice(names):
            return [*names[:MOST_NAMES]]
        case Members(one_of, none_of):
            return [*_lists(one_of, none_of, shelf.of(fact))]


def _numbers(within: Range, tested: Range, step: int | None) -> list[Fraction]:
    """Bounds that the rules name, then something between, then the ends of what is plausible."""
    between = plainest(within, _aim(within, tested), step)
    ends = (tested.low, tested.high, between, within.low, within.high)
    numbers = dict.fromkeys(number for number in ends if number is not None and number in within)
    return [number for number in numbers if step is None or (number / step).denominator == 1]


def _aim(within: Range, tested: Range) -> Fraction:
    """The middle between two bounds of the rules, else the one that they name, else what is neither low nor high."""
    bounds = [bound for bound in (tested.low, tested.high) if bound is not None]
    aim = bounds[0] if len(bounds) == 1 else middle(within)
    if not bounds and within.low and within.high and within.low > 0:
        aim = Fraction(isqrt(int(within.low * within.high)))  # plausible weights run from a newborn's to the heaviest
    least = aim if within.low is None else max(aim, within.low)
    return least if within.high is None else min(least, within.high)


def _lists(
    one_of: tuple[tuple[str, ...], ...], none_of: frozenset[str], shelf: Mapping[str, frozenset[str]]
) -> list[tuple[str, ...]]:
    allowed = {name: counts for name, counts in shelf.items() if counts.isdisjoint(none_of)}
    fitting = [_fitting(wanted, allowed) for wanted in one_of]
    if not all(fitting):
        return []
    most = min(MOST_NAMES, max((len(names) for names in fitting), default=1))
    return [*dict.fromkeys(_picked(fitting, one_of, allowed, turn) for turn in range(most))]


def _fitting(wanted: Iterable[str], allowed: Mapping[str, frozenset[str]]) -> list[str]:
    """The names that count as one of those wanted, those that count as least else first."""
    names = frozenset(wanted)
    fitting = [name for name, counts in allowed.items() if not counts.isdisjoint(names)]
    return sorted(fitting, key=lambda name: (len(allowed[name]), name))


def _picked(
    fitting: list[list[str]], one_of: tuple[tuple[str, ...], ...], allowed: Mapping[str, frozenset[str]], turn: int
) -> tuple[str, ...]:
    picked: list[str] = []
    for names, wanted in zip(fitting, one_of, strict=True):
        if not any(not allowed[name].isdisjoint(wanted) for name in picked):
            picked.append(names[min(turn, len(names) - 1)])
    return tuple(picked)
