"""Patients made to meet demands, and what becomes of a drug's rules for each of them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice, product, zip_longest
from typing import NamedTuple

from posology.checking.chosen import DAY, CannotBeStated, Chosen, Stated
from posology.checking.demands import Demands, Members, Number
from posology.checking.statement import statement
from posology.checking.therapy import totals_of
from posology.checking.values import Shelf, values_for
from posology.errors import InputError
from posology.firing.judge import Judge, Outcome
from posology.language.drug import Drug
from posology.language.fact import MEDICINE_SETS, Value
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import know
from posology.patient.reading import Circumstances, ProfileReader

MOST_PATIENTS = 100
"""How many patients are tried to show one problem."""

MOST_WAYS_TRIED = 60
"""In how many ways they are made."""

_CHOSEN_FREELY = "intent"
_TAKEN_FOR = Fraction(30)


class Shown(NamedTuple):
    """A patient as one line of YAML, and the ids of the rules that fire for it, and of those that may or may not."""

    patient: str
    fired: frozenset[str]
    undetermined: frozenset[str]


class Trial:
    """The rules of one drug, to be tried on patients that are made up."""

    def __init__(self, drug: Drug, vocabulary: Vocabulary) -> None:
        self._drug = drug
        self._vocabulary = vocabulary
        self._reader = ProfileReader(vocabulary, Circumstances(today=DAY))
        self._judge = Judge(drug.rules)
        self._shelf = Shelf(vocabulary, drug.id)

    def show(self, ways: Iterable[Demands]) -> Iterator[Shown]:
        """Patients who meet the demands in one of these ways: the plainest of each way, then others, a bounded number.

        A patient is left out whom no profile can state, and one whose facts contradict each other.
        """
        open_ways = (patients for demands in ways for patients in self._values_for(demands))
        in_turn = zip_longest(*(_plainest_first(values) for values in islice(open_ways, MOST_WAYS_TRIED)))
        made = (chosen for several in in_turn for chosen in several if chosen is not None)
        for chosen in islice(made, MOST_PATIENTS):
            yield from self._shown(chosen)

    def _values_for(self, demands: Demands) -> Iterator[dict[str, list[Stated]]]:
        """A few values of each fact that meet its demand; nothing where one has none."""
        facts = self._vocabulary.facts
        demands = _changing_is_taking(demands)
        values = {name: values_for(demand, facts[name], self._shelf) for name, demand in sorted(demands.items())}
        dose, daily = demands.get("current_dose"), demands.get("current_daily")
        if isinstance(dose, Number) and isinstance(daily, Number):
            doses = [dose for dose in values["current_dose"] if isinstance(dose, Fraction)]
            values["current_daily"] = [*totals_of(doses, daily.within)]
        if all(values.values()):
            yield values

    def _shown(self, chosen: Chosen) -> Iterator[Shown]:
        try:
            stated = self._without_contradictions(_on_the_drug(chosen, self._vocabulary))
            text = self._text(stated)
            judgements = self._judge.judge(self._values(text))
        except (CannotBeStated, InputError):
            return
        ids = {outcome: frozenset(one.rule.id for one in judgements if one.outcome is outcome) for outcome in Outcome}
        yield Shown(text, ids[Outcome.FIRED], ids[Outcome.UNDETERMINED])

    def _without_contradictions(self, chosen: Chosen) -> Chosen:
        """The facts to be stated: not one that would be computed otherwise from the rest of them."""
        for name in chosen:
            fact = self._vocabulary.facts[name]
            if fact.section is not None and fact.computed_by and name != _CHOSEN_FREELY:
                rest = {other: value for other, value in chosen.items() if other != name}
                computed = self._values(self._text(rest)).get(name) if rest else None
                if computed is not None and computed != self._values(self._text(chosen)).get(name):
                    return self._without_contradictions(rest)
        return chosen

    def _values(self, text: str) -> dict[str, Value]:
        [profile] = self._reader.read(text, "patient")
        return know(profile.about(self._drug.id), self._vocabulary, self._drug).values()

    def _text(self, chosen: Chosen) -> str:
        return statement(chosen, self._vocabulary, self._drug)


def _on_the_drug(chosen: Chosen, vocabulary: Vocabulary) -> Chosen:
    """The patient as one who is on the drug, where something is seen that nobody has before the first dose."""
    seen = any(value and "not_yet_on_the_drug" in vocabulary.facts[name].computed_by for name, value in chosen.items())
    return {**chosen, "therapy_days": _TAKEN_FOR} if seen and "therapy_days" not in chosen else chosen


def _changing_is_taking(demands: Demands) -> Demands:
    """The demands with what may not be taken kept out of what is being started or stopped, too."""
    taking = demands.get("taking")
    if not isinstance(taking, Members):
        return demands
    none_of = taking.none_of
    return {
        name: Members(demand.one_of, demand.none_of | none_of)
        if name in MEDICINE_SETS and isinstance(demand, Members)
        else demand
        for name, demand in demands.items()
    }


def _plainest_first(values: dict[str, list[Stated]]) -> Iterator[Chosen]:
    """One value of each fact: the first of each, then those that differ from it in one fact, then in any."""
    first = {name: several[0] for name, several in values.items()}
    yield first
    for name, several in values.items():
        yield from ({**first, name: other} for other in several[1:])
    for picked in product(*values.values()):
        if sum(picked[place] != value for place, value in enumerate(first.values())) > 1:
            yield dict(zip(values, picked, strict=True))
