"""Where the bounds and the figures of a rule are printed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from posology.cases.printed import Printed, is_figure
from posology.errors import Place
from posology.language.fact import MEDICINE_SETS
from posology.language.rule import Family
from posology.reading.strict_yaml import Mapping, Sequence

BOUNDS = ("at_least", "above", "at_most", "below")
_LOWER = ("at_least", "above")
_DATES = {"from": "at_least", "until": "at_most"}
_JOINED = ("all", "any", "none")
_TIMES = (
    "not_sooner_than",
    "step_interval",
    "dose_interval",
    "begin_again_after",
    "every",
    "for",
    "for_each",
    "over",
)
_FIGURES = (
    "start",
    "usual_daily",
    "max_dose",
    "max_daily",
    "times_a_day",
    "dose_interval",
    "schedule",
    "course",
    "increase",
    "begin_again_after",
    "over",
    "step",
    "share",
    "every",
    "limit",
    "scale",
    "proportion",
    "supplement",
    "strengths",
    "concentration",
    "measured_in",
    "parts",
)


class PrintedBound(NamedTuple):
    """One end of a range in a condition: the fact, the word for the end, and where in the entry it stands."""

    fact: str
    word: str
    value: Printed
    at: Place
    path: tuple[str | int, ...]

    @property
    def is_lower(self) -> bool:
        """Whether what lies above it is in the range."""
        return self.word in _LOWER

    @property
    def is_included(self) -> bool:
        """Whether the number itself is in the range."""
        return self.word in ("at_least", "at_most")


class PrintedFigure(NamedTuple):
    """One figure of a rule, under which keys it stands, and whether it says how fast or how soon."""

    name: str
    value: Printed
    at: Place
    path: tuple[str | int, ...]
    sets_pace: bool


def bounds_of(entry: Mapping) -> Iterator[PrintedBound]:
    """Each end of each range of numbers in the rule's own condition, its days too."""
    for key in ("when", "suits"):
        if key in entry:
            yield from _in_condition(entry[key], (key,))
    partner = entry.get("with")
    if isinstance(partner, Mapping) and "facts" in partner:
        yield from _in_condition(partner["facts"], ("with", "facts"))
    for key, word in _DATES.items():
        if isinstance(entry.get(key), str):
            yield PrintedBound("as_of", word, entry[key], entry.values_at[key], (key,))


def counts_of(entry: Mapping) -> Iterator[PrintedFigure]:
    """How many parts of a `count` must hold, wherever the rule's condition counts."""
    for key in ("when", "suits", "with"):
        yield from _counts_in(entry.get(key), (key,))


def figures_of(entry: Mapping, family: Family) -> Iterator[PrintedFigure]:
    """Each figure that the rule sets, or that a product is dispensed in."""
    for key in _FIGURES:
        if key in entry:
            at = entry.values_at[key]
            for path, value, place in _leaves(entry[key], (key,), at):
                name = ".".join(step for step in path if isinstance(step, str))
                pace = family is Family.TAPER or not set(_TIMES).isdisjoint(path)
                yield PrintedFigure(name, value, place, path, pace)


def _in_condition(written: Mapping, path: tuple[str | int, ...]) -> Iterator[PrintedBound]:
    for key, value in written.items():
        below = (*path, key)
        if key in _JOINED:
            for index, part in enumerate(value):
                yield from _in_condition(part, (*below, index))
        elif key == "count":
            for index, part in enumerate(value["of"]):
                yield from _in_condition(part, (*below, "of", index))
        elif isinstance(value, Mapping) and key not in MEDICINE_SETS:
            for word, bound in value.items():
                yield PrintedBound(key, word, bound, value.values_at[word], (*below, word))


def _counts_in(written: Any, path: tuple[str | int, ...]) -> Iterator[PrintedFigure]:
    if isinstance(written, Sequence):
        for index, part in enumerate(written):
            yield from _counts_in(part, (*path, index))
    elif isinstance(written, Mapping):
        for key, value in written.items():
            if key == "count":
                where = (*path, key, "at_least")
                yield PrintedFigure("count.at_least", value["at_least"], value.values_at["at_least"], where, False)
            yield from _counts_in(value, (*path, key))


def _leaves(
    value: Any, path: tuple[str | int, ...], at: Place
) -> Iterator[tuple[tuple[str | int, ...], Printed, Place]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _leaves(below, (*path, key), value.values_at[key])
    elif isinstance(value, Sequence):
        for index, below in enumerate(value):
            yield from _leaves(below, (*path, index), value.items_at[index])
    elif is_figure(value):
        yield path, value, at
