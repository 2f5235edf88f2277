"""The patient's medicines: what each is in the vocabulary, and every class it belongs to."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from posology.language.vocabulary import Medication, Vocabulary
from posology.reading.suggest import closest, spelt

_ATC = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")
_ATC_LEVELS = (1, 3, 4, 5, 7)
_SHORTEST_LIKENESS = 4


class Change(StrEnum):
    """What is happening with a medicine on the list."""

    STARTING = "starting"
    STOPPING = "stopping"


class Partner(NamedTuple):
    """A medicine that the patient takes. `tokens` is all that a rule may match it by."""

    label: str
    id: str | None
    tokens: frozenset[str]
    changes: frozenset[Change] = frozenset()

    def counts_for(self, fact: str) -> bool:
        """Whether it belongs to this set of medicines: `taking`, `starting` or `stopping`."""
        return fact == "taking" or fact in self.changes

    @property
    def is_only_starting(self) -> bool:
        """Whether it is said to be just being started, and nothing else of it."""
        return self.changes == {Change.STARTING}


class Listed(NamedTuple):
    """An entry of the list: a name, or an ATC or RxNorm code (`by` says which), and what is happening with it."""

    by: str
    code: str
    change: Change | None = None


class Medicines(NamedTuple):
    """The medicines that could be looked up, and those that could not or not wholly."""

    partners: tuple[Partner, ...]
    not_checked: tuple[str, ...]


class Pharmacy:
    """Looks medicines up in one vocabulary, by name, ATC code or RxNorm code."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        medications = vocabulary.medications.values()
        self._by_name = {name: entry for entry in medications for name in (entry.id, *entry.also)}
        self._by_code: dict[tuple[str, str], list[Medication]] = {}
        for entry in medications:
            codes = [("atc", code) for code in entry.atc if not entry.contains]
            for code in [*codes, ("rxnorm", entry.rxnorm)]:
                self._by_code.setdefault(code, []).append(entry)
        self._tokens: dict[str, frozenset[str]] = {}

    def id_of(self, name: str) -> str:
        """The id of the medicine so named; the name itself where none is."""
        found = self._by_name.get(spelt(name))
        return name if found is None else found.id

    def look_up(self, listed: Iterable[Listed]) -> Medicines:
        """Every medicine with its classes, once, with every change that is said of it.

        What no vocabulary knows is listed as not checked, never dropped.
        """
        partners: dict[str, Partner] = {}
        not_checked: set[str] = set()
        for entry in listed:
            partner = self._partner(entry)
            if partner is None:
                not_checked.add(self._with_hint(entry))
                continue
            if partner.id is None:
                not_checked.add(f"{entry.code} (checked by its ATC code only)")
            before = partners.get(partner.label, partner).changes
            said = {entry.change} if entry.change is not None else set()
            partners[partner.label] = partner._replace(changes=before | said)
        return Medicines(tuple(partners[label] for label in sorted(partners)), tuple(sorted(not_checked)))

    def _partner(self, entry: Listed) -> Partner | None:
        """The medicine; by its code alone where only classes know it; None where nothing does."""
        known = self._find(entry.by, entry.code)
        if known is not None:
            return Partner(known.id, known.id, self._tokens_of(known))
        tokens = self._tokens_of_code(entry.code) if entry.by == "atc" else frozenset()
        return Partner(entry.code, None, tokens) if any(token.startswith("class:") for token in tokens) else None

    def _find(self, by: str, code: str) -> Medication | None:
        if by == "name":
            return self._by_name.get(spelt(code))
        coded = self._by_code.get((by, code), [])
        return coded[0] if len(coded) == 1 else None

    def _with_hint(self, entry: Listed) -> str:
        """What was given, with the name that it may be a slip for: one that begins alike."""
        name = spelt(entry.code)
        alike = [known for known in self._by_name if known[:1] == name[:1] and abs(len(known) - len(name)) <= 3]
        like = closest(name, alike) if entry.by == "name" and len(name) >= _SHORTEST_LIKENESS else None
        return entry.code if like is None else f"{entry.code} (did you mean `{like}`?)"

    def _tokens_of(self, medication: Medication) -> frozenset[str]:
        if medication.id not in self._tokens:
            tokens: set[str] = set()
            for id in (medication.id, *medication.contains):
                tokens.add(f"medication:{id}")
                for code in self._vocabulary.medications[id].atc:
                    tokens |= self._tokens_of_code(code)
                tokens |= {f"class:{entry.id}" for entry in self._vocabulary.classes.values() if id in entry.members}
            self._tokens[medication.id] = frozenset(self._with_including_classes(tokens))
        return self._tokens[medication.id]

    def _tokens_of_code(self, code: str) -> frozenset[str]:
        if not _ATC.fullmatch(code):
            return frozenset()
        tokens = {f"atc:{code[:length]}" for length in _ATC_LEVELS}
        for entry in self._vocabulary.classes.values():
            if code.startswith(entry.atc) and not code.startswith(entry.except_atc):
                tokens.add(f"class:{entry.id}")
        return frozenset(self._with_including_classes(tokens))

    def _with_including_classes(self, tokens: set[str]) -> set[str]:
        grown = set(tokens)
        while True:
            more = {
                f"class:{entry.id}"
                for entry in self._vocabulary.classes.values()
                if any(f"class:{included}" in grown for included in entry.includes)
            }
            if more <= grown:
                return grown
            grown |= more
