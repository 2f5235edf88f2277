"""A document of the right shape -> one profile, with every fact in its own unit."""

import itertools
from datetime import date
from fractions import Fraction
from typing import Any

from posology.errors import Place
from posology.language.fact import FactDefinition, Kind
from posology.language.quantity import Quantity, QuantityError, parse_quantity, plain_number
from posology.language.units import unit
from posology.language.vocabulary import Name, Vocabulary
from posology.patient.calendar import age_in_years
from posology.patient.days import PastDays
from posology.patient.medicines import Medicines, Pharmacy
from posology.patient.profile import CurrentDose, Dose, Given, Order, Profile
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Document, Mapping
from posology.reading.suggest import closest, did_you_mean, spelt

_LARGEST_DOSE = 10**6


def dose_amount(written: str, at: Place, problems: Problems) -> Fraction | None:
    """The single dose in mg, or None where it is none, which is noted."""
    with problems.quantity_at(at):
        amount = parse_quantity(written).to(unit("mg")).value
        if not 0 < amount <= _LARGEST_DOSE:
            raise QuantityError(f"`{written}` is no dose", "write an amount above zero, such as 10 mg")
        return amount
    return None


class ProfileMaker:
    """Makes one profile out of a document of the right shape."""

    def __init__(
        self, vocabulary: Vocabulary, pharmacy: Pharmacy, document: Document, days: PastDays, problems: Problems
    ) -> None:
        self._vocabulary = vocabulary
        self._pharmacy = pharmacy
        self._document = document
        self._days = days
        self._problems = problems
        self._unknown: list[str] = []
        self._unknown_effects: list[str] = []
        empty = Mapping(document.at)
        self._sections: dict[str, Mapping] = {
            "profile": document.content,
            **{name: document.content.get(name) or empty for name in ("patient", "therapy", "context")},
        }

    def make(self, as_of: date, jurisdiction: str) -> Profile:
        """The profile, for that day and jurisdiction. What is wrong with what it states is noted."""
        content, therapy = self._document.content, self._sections["therapy"]
        birth = self._days.read_birth(self._sections["patient"])
        given = self._given()
        self._check_age(birth, given.get("age"))
        started = self._days.read(therapy, "started", "a start of therapy")
        return Profile(
            as_of=as_of,
            jurisdiction=jurisdiction,
            place=self._document.at,
            id=str(content.get("id", "")),
            given=given,
            unknown_names=tuple(self._unknown),
            unknown_effects=tuple(self._unknown_effects),
            birth_date=birth,
            medicines=self._medicines(content),
            started=started,
            current=self._current(therapy),
            order=self._order(content),
        )

    def _given(self) -> dict[str, Given]:
        given: dict[str, Given] = {}
        for name, fact in sorted(self._vocabulary.facts.items()):
            if fact.section is None or name in ("taking", "as_of", "jurisdiction"):
                continue
            section = self._sections[fact.section]
            if name in section and section[name] is not None:
                value = self._value(fact, section)
                if value is not None:
                    given[name] = value
        return given

    def _value(self, fact: FactDefinition, section: Mapping) -> Given | None:
        written, at = section[fact.name], section.values_at[fact.name]
        match fact.kind:
            case Kind.QUANTITY:
                return self._quantity(fact, written, at)
            case Kind.YES_NO:
                return Given({True: "yes", False: "no"}.get(written, written))
            case Kind.SET:
                return Given(self._names(fact, written))
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

    def _names(self, fact: FactDefinition, written: list[str]) -> frozenset[str]:
        assert fact.names_from is not None
        table = self._vocabulary.names(fact.names_from)
        by_any_name = {name: id for id, entry in table.items() for name in (id, *entry.also)}
        found: set[str] = set()
        for name in written:
            known = by_any_name.get(spelt(name))
            if known is None:
                like = closest(spelt(name), by_any_name)
                told = name if like is None else f"{name} (did you mean `{like}`?)"
                (self._unknown_effects if fact.name == "adverse_effects" else self._unknown).append(told)
            else:
                found |= _with_wider(known, table)
        return frozenset(found)

    def _choice(self, fact: FactDefinition, written: str, at: Place) -> Given | None:
        if fact.names_from is None:
            return Given(written)
        table = self._vocabulary.names(fact.names_from)
        by_any_name = {name: id for id, entry in table.items() for name in (id, *entry.also)}
        known = by_any_name.get(spelt(written))
        if known is None:
            hint = did_you_mean(spelt(written), by_any_name) or f"see rules/vocabulary/{fact.names_from}.yaml"
            self._problems.add(at, "unknown-name", f"`{written}` is not known for {fact.name}", hint)
            return None
        return Given(known)

    def _check_age(self, birth: date | None, stated: Given | None) -> None:
        as_of = self._days.as_of
        if birth is None or as_of is None or birth > as_of:
            return
        fact, age = self._vocabulary.facts["age"], age_in_years(birth, as_of)
        at = self._sections["patient"].values_at["birth_date"]
        makes = f"a birth on {birth} makes {int(age)} years on {as_of}"
        if fact.plausible is not None and age not in fact.plausible:
            self._problems.add(at, "quantity", makes, "check the year")
        elif stated is not None and isinstance(stated.value, Fraction) and abs(stated.value - age) > 1:
            self._problems.add(at, "age", f"{makes}, not the age that is given", "mend or leave out one of them")

    def _medicines(self, content: Mapping) -> Medicines | None:
        listed = content.get("medications")
        if listed is None:
            return None
        named = [list(entry.items()) if isinstance(entry, Mapping) else [("name", entry)] for entry in listed]
        return self._pharmacy.look_up(itertools.chain.from_iterable(named))

    def _current(self, therapy: Mapping) -> CurrentDose | None:
        current = therapy.get("current")
        if current is None:
            return None
        since = self._days.read(current, "since", "a current dose")
        taken = self._dose(current)
        return None if taken is None else CurrentDose(taken, since)

    def _dose(self, written: Mapping) -> Dose | None:
        """A dose and how often, or None where one of them could not be used."""
        times, amount = written.get("times_a_day"), None
        if written.get("dose") is not None:
            amount = dose_amount(written["dose"], written.values_at["dose"], self._problems)
        return None if amount is None or times is None else Dose(amount, times)

    def _order(self, content: Mapping) -> Order | None:
        order = content.get("order")
        if order is None:
            return None
        drug, product = order.get("drug"), order.get("product")
        drug = self._pharmacy.id_of(drug) if drug is not None else None
        if "stop" in order:
            if "dose" in order:
                self._problems.add(
                    order.values_at["stop"], "order", "an order both to stop and to give a dose", "keep one of them"
                )
            return Order(drug, product, None)
        if "dose" not in order and "times_a_day" not in order:
            hint = "add dose and times_a_day, or stop: yes"
            self._problems.add(order.at, "missing-key", "an order without a dose", hint)
        return Order(drug, product, self._dose(order))


def _with_wider(id: str, table: dict[str, Name]) -> set[str]:
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
