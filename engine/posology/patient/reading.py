"""Profile files -> profiles. Every problem of every profile is reported, with its place."""

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from posology.errors import Place
from posology.language.vocabulary import Vocabulary
from posology.patient.days import PastDays, is_likely, read_day
from posology.patient.making import ProfileMaker
from posology.patient.medicines import Pharmacy
from posology.patient.profile import Profile
from posology.patient.profile_schema import profile_schema
from posology.reading.problems import Problems
from posology.reading.schema import Path, unusable_values, validator
from posology.reading.split import split_documents
from posology.reading.strict_yaml import Mapping, read_document
from posology.reading.suggest import did_you_mean

_AS_OF, _JURISDICTION = Place("as_of", 1, 1), Place("jurisdiction", 1, 1)
"""Where the caller's circumstances are said to stand: they have a name, but no file."""

_ONE_OR_MANY = ("therapy", "order")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a profile need not state: the day, which it may name, and what the caller sets over it."""

    today: date
    as_of: date | None = None
    jurisdiction: str | None = None
    default_jurisdiction: str = "us"


class ProfileReader:
    """Reads profiles against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, circumstances: Circumstances) -> None:
        self._vocabulary = vocabulary
        self._circumstances = circumstances
        self._pharmacy = Pharmacy(vocabulary)
        self._check = validator(profile_schema(vocabulary.facts))

    def read(self, text: str, file: str) -> list[Profile]:
        """Every profile in `text`: YAML documents between `---`, or JSON, one to a line or one alone.

        Raises `InputError` with all problems of all profiles.
        """
        problems = Problems()
        profiles: list[Profile] = []
        for part, first_line in split_documents(text):
            with problems.gathered():
                profiles.append(self._read_one(part, file, first_line))
        if not profiles and not problems.found:
            problems.add(
                Place(file, 1, 1),
                "yaml-empty",
                "there is no profile here",
                "write `patient:` and what is known of the patient",
            )
        problems.stop_if_any()
        return profiles

    def _read_one(self, text: str, file: str, first_line: int) -> Profile:
        document = read_document(text, file, first_line)
        problems = Problems()
        if not isinstance(document.content, Mapping):
            problems.add(
                document.at,
                "type",
                "no mapping stands here, and a profile is one",
                "write `patient:` and what is known of one patient; begin the next one with a line of ---",
            )
            problems.stop_if_any()
        for path in unusable_values(document, self._check, problems):
            _blank(document.content, path)
        context = document.content.get("context", Mapping(document.at))
        as_of = self._day_of(context, problems)
        jurisdiction = self._jurisdiction_of(context, problems)
        days = PastDays(as_of, problems)
        maker = ProfileMaker(self._vocabulary, self._pharmacy, document, days, problems)
        profile = maker.make(as_of or self._circumstances.today, jurisdiction)
        problems.stop_if_any()
        return profile

    def _day_of(self, context: Mapping | None, problems: Problems) -> date | None:
        """The day that the answer is for; None where one is named that is none."""
        chosen = self._circumstances
        if chosen.as_of is not None:
            if not is_likely(chosen.as_of):
                problems.add(_AS_OF, "date", f"`{chosen.as_of}` is no likely day", "check the year")
                return None
            return chosen.as_of
        if context is None:
            return None
        return read_day(context, "as_of", problems) if "as_of" in context else chosen.today

    def _jurisdiction_of(self, context: Mapping | None, problems: Problems) -> str:
        chosen, known = self._circumstances.jurisdiction, self._vocabulary.facts["jurisdiction"].names
        if chosen is not None and chosen not in known:
            problems.add(_JURISDICTION, "unknown-name", f"`{chosen}` is no jurisdiction", did_you_mean(chosen, known))
        stated: str | None = context.get("jurisdiction") if context is not None else None
        return chosen or stated or self._circumstances.default_jurisdiction


def _blank(content: Mapping, path: Path) -> None:
    """Takes a value out of the profile, with the whole list that it stands in, so that the rest can still be read.

    In a list of therapies or orders, the value alone: each of them can be read by itself.
    """
    section: Any = content
    if len(path) > 2 and path[0] in _ONE_OR_MANY and isinstance(path[1], int):
        listed = content[path[0]]
        section, path = (listed[path[1]] if listed is not None else None), path[2:]
    steps = [str(step) for step in itertools.takewhile(lambda step: isinstance(step, str), path)]
    for step in steps[:-1]:
        section = section[step] if isinstance(section, Mapping) else None
    if steps and isinstance(section, Mapping):
        section[steps[-1]] = None
