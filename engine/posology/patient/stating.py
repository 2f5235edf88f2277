"""The facts that one section of a profile states, each in its own unit."""

from fractions import Fraction
from typing import Any, NamedTuple

from posology.errors import Place
from posology.language.fact import MEDICINE_SETS, FactDefinition, Kind
from posology.language.quantity import Quantity, QuantityError, parse_quantity, plain_number
from posology.language.vocabulary import Name, Vocabulary
from posology.patient.days import PastDays
from posology.patient.profile import Given
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping
from posology.reading.suggest import closest, did_you_mean, spelt

_READ_APART = {*MEDICINE_SETS, "as_of", "jurisdiction"}


class Stated(NamedTuple):
    """The facts of a section, and of each set among them the names that no vocabulary knows."""

    given: dict[str, Given]
    unknown: dict[str, tuple[str, ...]]

    def unknown_in(self, *facts: str) -> tuple[str, ...]:
        """The unknown names of these sets."""
        return tuple(name for fact in facts for name in self.unknown.get(fact, ()))


class FactReader:
    """Reads the facts of a section. What is wrong with them is noted."""

    def __init__(self, vocabulary: Vocabulary, days: PastDays, problems: Problems) -> None:
        self._vocabulary = vocabulary
        self._days = days
        self._problems = problems

    def read(self, name: str, section: Mapping) -> Stated:
        """What `section`, the section of that name, states."""
        made = Stated({}, {})
        for fact in self._vocabulary.facts.values():
            if fact.section != name or fact.name in _READ_APART or section.get(fact.name) is None:
                continue
            if fact.kind is Kind.SET:
                found, unknown = self._names(fact, section[fact.name])
                made.given[fact.name] = Given(found)
                made.unknown[fact.name] = unknown
                continue
            value = self._value(fact, section[fact.name], section.values_at[fact.name])
            if value is not None:
                made.given[fact.name] = value
        return made

    def _value(self, fact: FactDefinition, written: Any, at: Place) -> Given | None:
        match fact.kind:
            case Kind.QUANTITY:
                return self._quantity(fact, written, at)
            case Kind.YES_NO:
                return Given({True: "yes", False: "no"}.get(written, written))
            case _:
                return self._choice(fact, written, at)

    def _quantity(self, fact: FactDefinition, written: Any, at: Place) -> Given | None:
        assert fact.unit is not None
        on = None
        if isinstance(written, Mapping):
            on = self._days.read(written, "on", "a measurement")
            written, at = written.get("value"), written.values_at.get("value", at)
        if written is None:
            return None
        with self._problems.quantity_at(at):
            value = _in_unit_of(fact, parse_quantity(written))
            if fact.plausible is not None and value not in fact.plausible:
                low, high = fact.plausible.low, fact.plausible.high
                assert low is not None
                assert high is not None
                raise QuantityError(
                    f"{fact.name} `{written}` is not plausible",
                    f"between {plain_number(low)} and {plain_number(high)} {fact.unit.symbol}: check number and unit",
                )
            return Given(value, on)
        return None

    def _names(self, fact: FactDefinition, written: list[str]) -> tuple[frozenset[str], tuple[str, ...]]:
        """The known names, with every wider one; and the unknown ones."""
        table, by_any_name = self._table_of(fact)
        found: set[str] = set()
        unknown: list[str] = []
        for name in written:
            known = by_any_name.get(spelt(name))
            if known is None:
                like = closest(spelt(name), by_any_name)
                unknown.append(name if like is None else f"{name} (did you mean `{like}`?)")
            else:
                found |= with_wider(known, table)
        return frozenset(found), tuple(unknown)

    def _choice(self, fact: FactDefinition, written: str, at: Place) -> Given | None:
        if fact.names_from is None:
            return Given(written)
        by_any_name = self._table_of(fact)[1]
        known = by_any_name.get(spelt(written))
        if known is None:
            hint = did_you_mean(spelt(written), by_any_name) or f"see rules/vocabulary/{fact.names_from}.yaml"
            self._problems.add(at, "unknown-name", f"`{written}` is not known for {fact.name}", hint)
            return None
        return Given(known)

    def _table_of(self, fact: FactDefinition) -> tuple[dict[str, Name], dict[str, str]]:
        """The names that the fact draws on, by id; and the id of each by any name it has."""
        assert fact.names_from is not None
        table = self._vocabulary.names(fact.names_from)
        return table, {name: id for id, entry in table.items() for name in (id, *entry.also)}


def with_wider(id: str, table: dict[str, Name]) -> set[str]:
    """The name and every wider one that it falls under."""
    found, waiting = set(), [id]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += table[name].kind_of
    return found


def _in_unit_of(fact: FactDefinition, quantity: Quantity) -> Fraction:
    assert fact.unit is not None
    for other, in_one in fact.converts:
        if quantity.unit.dimension == other.dimension:
            return quantity.to(other).value / in_one
    if fact.unit.dimension == "calendar time" and quantity.unit.dimension == "elapsed time":
        raise QuantityError(f"`{quantity}` of {fact.name}", "give months or years, or birth_date")
    return quantity.to(fact.unit).value
