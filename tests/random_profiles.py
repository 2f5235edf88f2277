"""Random profiles as a caller would write them, over a real vocabulary, with values near the edges of real rules."""

import json
import math
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from posology import Circumstances, Profile, ProfileReader
from posology.language.condition import InRange, tests_of
from posology.language.effect import Amount, Bound, Course, Fixed, Schedule, Slot
from posology.language.fact import MEDICINE_SETS, Kind
from posology.language.quantity import plain_number
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary
from posology.patient.medicines import Listed, Pharmacy
from tests.random_rules import World, world_of

TODAY = date(2026, 11, 22)
_USUAL = {
    "age": (0, 100),
    "weight": (3, 120),
    "height": (50, 200),
    "serum_creatinine": (0, 6),
    "bsa": (1, 3),
    "bmi": (15, 40),
}
_RARELY = 0.15
_RARELY_GIVEN = {"crcl", "egfr", "bsa", "bmi"}


class ProfileMaker:
    """Makes profiles for one vocabulary; numbers lie at, beside or away from the bounds that `rules` test."""

    def __init__(self, vocabulary: Vocabulary, rules: Iterable[Rule]) -> None:
        self._vocabulary = vocabulary
        self._reader = ProfileReader(vocabulary, Circumstances(today=TODAY))
        self._edges: dict[str, set[Fraction]] = {}
        self._asked: dict[str, set[str]] = {}
        self._doses: set[Fraction] = set()
        for rule in rules:
            self._doses |= _doses_of(rule)
            for test in tests_of(rule.when):
                if isinstance(test, InRange):
                    bounds = (test.range.low, test.range.high)
                    self._edges.setdefault(test.fact, set()).update(bound for bound in bounds if bound is not None)
                else:
                    self._asked.setdefault(test.fact, set()).update(test.names)

    def read(self, document: dict[str, Any]) -> Profile:
        """The profile of a document, read as from a file."""
        return self._reader.read(json.dumps(document), "random.json")[0]

    def document(self, random: Random) -> dict[str, Any]:
        """A profile's document: any of its facts may be missing."""
        share = random.choice((0.4, 0.8, 0.95, 1.0))
        made: dict[str, Any] = {"patient": {}, "therapy": {}, "context": {"as_of": TODAY.isoformat()}}
        made["context"]["jurisdiction"] = random.choice(self._vocabulary.facts["jurisdiction"].names[:9])
        for name, fact in self._vocabulary.facts.items():
            given = _RARELY if name in _RARELY_GIVEN else share
            if fact.section in ("patient", "therapy") and random.random() < given:
                made[fact.section][name] = self._value(random, name)
        if "age" in made["patient"] and random.random() < 0.3:
            days = random.choice((800, 8 * 365 + 2, 12 * 365 + 3, 18 * 365 + 4, random.randint(800, 36000)))
            born = TODAY - timedelta(days=days)
            del made["patient"]["age"]
            made["patient"]["birth_date"] = born.isoformat()
        if random.random() < share:
            made["medications"] = self._some_medications(random)
        if random.random() < 0.6:
            made["therapy"]["current"] = self._dose(random)
            if random.random() < share:
                made["therapy"]["current"]["since"] = self._day(random)
            if random.random() < share:
                since = made["therapy"]["current"].get("since", TODAY.isoformat())
                made["therapy"]["started"] = min(self._day(random), since)
        if random.random() < 0.3:
            begun = (made["therapy"].get("started", ""), made["therapy"].get("current", {}).get("since", ""))
            made["therapy"]["last_taken"] = max(self._day(random), *begun)
        if random.random() < 0.3:
            made["order"] = {"stop": "yes"} if random.random() < 0.2 else self._dose(random)
        if random.random() < _RARELY:
            made["intent"] = random.choice(self._vocabulary.facts["intent"].names)
        return made

    def _dose(self, random: Random) -> dict[str, Any]:
        """A dose, so many times a day, every so many days or hours, or as needed; of a form, or not."""
        doses = sorted(self._doses) or [Fraction(5), Fraction(10), Fraction(15), Fraction(20), Fraction(25)]
        made: dict[str, Any] = {"dose": f"{plain_number(random.choice(doses))} mg"}
        match random.choice(("times", "times", "times", "days", "hours", "needed")):
            case "times":
                made["times_a_day"] = random.randint(1, 5)
            case "days":
                made["every"] = f"{random.randint(1, 4)} days"
            case "hours":
                made["every"] = f"{random.choice((4, 6, 8, 12, 24))} hours"
            case "needed":
                made |= {"times_a_day": random.randint(1, 4), "every": "6 hours", "as_needed": "yes"}
        if random.random() < 0.3:
            made["product"] = random.choice(("tablet", "capsule", "us-tablet"))
        return made

    def _value(self, random: Random, name: str) -> Any:
        fact = self._vocabulary.facts[name]
        if fact.kind is Kind.QUANTITY:
            return self._quantity(random, name)
        if fact.kind is Kind.YES_NO:
            return random.choice(("yes", "no"))
        known = list(fact.names) or sorted(self._vocabulary.names(str(fact.names_from)))
        wanted = sorted(self._asked.get(name, set()) & set(known))
        if fact.kind is Kind.SET:
            chosen = random.sample(known, random.randint(0, 2))
            return sorted({*chosen, *random.sample(wanted, random.randint(0, min(2, len(wanted))))})
        return random.choice(wanted if wanted and random.random() < 0.5 else known)

    def _quantity(self, random: Random, name: str) -> Any:
        fact = self._vocabulary.facts[name]
        assert fact.unit is not None
        assert fact.plausible is not None
        low, high = fact.plausible.low or Fraction(0), fact.plausible.high or Fraction(1000)
        usual = _USUAL.get(name, (math.ceil(low), math.floor(min(high, Fraction(150)))))
        value = Fraction(random.randint(10 * usual[0], 10 * usual[1]), 10)
        edges = [edge for edge in sorted(self._edges.get(name, ())) if Fraction(plain_number(edge)) == edge]
        if edges and random.random() < 0.6:
            value = random.choice(edges) + random.choice((Fraction(0), Fraction(1, 100), Fraction(-1, 100)))
        value = min(max(value, low), high)
        written = f"{plain_number(value)} {fact.unit.symbol}"
        if fact.fresh_days is not None and random.random() < 0.5:
            return {"value": written, "on": self._day(random)}
        return written

    def _some_medications(self, random: Random) -> list[Any]:
        chosen = random.sample(sorted(self._vocabulary.medications), random.randint(0, 4))
        sought = sorted(set().union(*(self._asked.get(fact, set()) for fact in MEDICINE_SETS)))
        for token in random.sample(sought, random.randint(0, min(3, len(sought)))):
            members = _medicines_of(token, self._vocabulary)
            chosen += random.sample(members, min(1, len(members)))
        return [
            {"name": name, "change": random.choice(("starting", "stopping"))} if random.random() < 0.3 else name
            for name in chosen
        ]

    def _day(self, random: Random) -> str:
        return (TODAY - timedelta(days=random.choice((0, 1, 3, 10, 60, 89, 90, 91, 400)))).isoformat()


def _doses_of(rule: Rule) -> set[Fraction]:
    """Single doses that the rule speaks of."""
    amounts: list[Amount] = []
    for effect in rule.effects:
        if isinstance(effect, Bound) and effect.slot in (Slot.START_DOSE, Slot.MAX_DOSE):
            amounts.append(effect.amount)
        elif isinstance(effect, Schedule | Course):
            amounts += [step.dose for step in effect.steps]
    return {amount.value for amount in amounts if isinstance(amount, Fixed)}


def _medicines_of(token: str, vocabulary: Vocabulary) -> list[str]:
    """The medicines that a rule seeks by the token, such as `class:opioids`."""
    return [name for name, tokens in _tokens(vocabulary.fingerprint, vocabulary).items() if token in tokens]


_TOKENS: dict[str, dict[str, frozenset[str]]] = {}


def _tokens(fingerprint: str, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    if fingerprint not in _TOKENS:
        pharmacy = Pharmacy(vocabulary)
        _TOKENS[fingerprint] = {
            name: pharmacy.look_up([Listed("name", name)]).partners[0].tokens for name in sorted(vocabulary.medications)
        }
    return _TOKENS[fingerprint]


def removable(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each single fact that can be left out of the document: its name, and the document without it."""
    made: list[tuple[str, dict[str, Any]]] = []
    for section in ("patient", "therapy"):
        for name in document[section]:
            if name in ("current", "started", "last_taken"):
                continue
            left = {key: value for key, value in document[section].items() if key != name}
            made.append(("age" if name == "birth_date" else name, {**document, section: left}))
    if "medications" in document:
        made.append(("taking", {key: value for key, value in document.items() if key != "medications"}))
    therapy = document["therapy"]
    if "started" in therapy:
        left = {key: value for key, value in therapy.items() if key != "started"}
        made.append(("therapy_days", {**document, "therapy": left}))
    if "last_taken" in therapy:
        left = {key: value for key, value in therapy.items() if key != "last_taken"}
        made.append(("time_off", {**document, "therapy": left}))
    if "since" in therapy.get("current", {}):
        current = {key: value for key, value in therapy["current"].items() if key != "since"}
        made.append(("days_at_dose", {**document, "therapy": {**therapy, "current": current}}))
    return made


def real_world(vocabulary: Vocabulary, random: Random) -> World:
    """The facts of the vocabulary as a world for random rules."""
    names = {
        name: tuple(random.sample(sorted(vocabulary.names(fact.names_from)), 15))
        for name, fact in vocabulary.facts.items()
        if fact.names_from is not None
    }
    classes = [f"class:{name}" for name in random.sample(sorted(vocabulary.classes), 6)]
    medications = [f"medication:{name}" for name in random.sample(sorted(vocabulary.medications), 6)]
    return world_of(vocabulary.facts, {**names, **dict.fromkeys(MEDICINE_SETS, (*classes, *medications))}, random)
