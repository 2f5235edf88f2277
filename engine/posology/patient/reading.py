"""Profile files -> profiles. Every problem of every profile is reported, with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from posology.errors import Place
from posology.language.fact import FactDefinition, Kind
from posology.language.quantity import Quantity, QuantityError, parse_quantity, plain_number
from posology.language.units import unit
from posology.language.vocabulary import Name, Vocabulary
from posology.patient.calendar import age_in_years
from posology.patient.medicines import Medicines, Pharmacy
from posology.patient.profile import CurrentDose, Dose, Given, Order, Profile
from posology.patient.profile_schema import profile_schema
from posology.reading.problems import Problems
from posology.reading.schema import validate, validator
from posology.reading.strict_yaml import Document, Mapping, read_document
from posology.reading.suggest import did_you_mean, spelt

_SEPARATOR = re.compile(r"---([ \t].*)?")
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LARGEST_DOSE = 10**6


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
            problems.add(Place(file, 1, 1), "yaml-empty", "there is no profile here",
                         "write `patient:` and what is known of the patient")
        problems.stop_if_any()
        return profiles

    def _read_one(self, text: str, file: str, first_line: int) -> Profile:
        document = read_document(text, file, first_line)
        problems = Problems()
        if not isinstance(document.content, Mapping):
            problems.add(document.at, "type", "a profile is a mapping", "write `patient:` and what is known of the patient")
        problems.stop_if_any()
        valid = validate(document, self._check, problems)
        if not valid:
            problems.stop_if_any()
        profile = _ProfileMaker(self._vocabulary, self._pharmacy, self._circumstances, document, problems).make()
        problems.stop_if_any()
        return profile


def split_documents(text: str) -> Iterator[tuple[str, int]]:
    """The documents of a file, each with the line on which it begins; what is blank is passed over."""
    begins_as_json = text.lstrip().startswith("{")
    lines = text.split("\n")
    if begins_as_json and all(not line.strip() or (line.startswith("{") and line.rstrip().endswith("}")) for line in lines):
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _as_yaml(line), number
        return
    start = 0
    for index, line in enumerate([*lines, "---"]):
        if _SEPARATOR.fullmatch(line.rstrip("\r")):
            part = "\n".join(lines[start:index])
            if _says_something(part):
                yield _as_yaml(part) if begins_as_json else part, start + 1
            start = index + 1


def _says_something(part: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith(("#", "%")) and line.strip() != "..." for line in part.split("\n"))


def _as_yaml(json: str) -> str:
    """JSON as YAML reads it: white space without tabs, and characters beyond 16 bits as themselves."""
    return _SURROGATES.sub(
        lambda pair: bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be"), json.replace("\t", " ")
    )


def parse_order(text: str, drug: str | None, product: str | None, at: Place) -> Order:
    """The order that `20 mg x 4` or `stop` stands for. Raises `InputError`."""
    problems = Problems()
    if text.strip().lower() == "stop":
        return Order(drug, product, None)
    dose, times, often = text.rpartition("x")
    count = often.strip()
    if not times or not count.isascii() or not count.isdigit() or not 1 <= int(count[:3]) <= 24:
        problems.add(at, "order", f"`{text}` is not an order", "write the dose, x, and how many times a day: 20 mg x 4")
        problems.stop_if_any()
    amount = _dose_amount(dose.strip(), at, problems)
    problems.stop_if_any()
    assert amount is not None
    return Order(drug, product, Dose(amount, int(count)))


def _dose_amount(written: str, at: Place, problems: Problems) -> Fraction | None:
    with problems.quantity_at(at):
        amount = parse_quantity(written).to(unit("mg")).value
        if not 0 < amount <= _LARGEST_DOSE:
            raise QuantityError(f"`{written}` is no dose", "write an amount above zero, such as 10 mg")
        return amount
    return None


class _ProfileMaker:
    """Makes one profile out of a document of the right shape."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        pharmacy: Pharmacy,
        circumstances: Circumstances,
        document: Document,
        problems: Problems,
    ) -> None:
        self._vocabulary = vocabulary
        self._pharmacy = pharmacy
        self._circumstances = circumstances
        self._document = document
        self._problems = problems
        self._unknown: list[str] = []
        empty = Mapping(document.at)
        self._sections: dict[str, Mapping] = {
            "profile": document.content,
            **{name: document.content.get(name, empty) for name in ("patient", "therapy", "context")},
        }

    def make(self) -> Profile:
        content, context = self._document.content, self._sections["context"]
        chosen = self._circumstances
        as_of = chosen.as_of or self._date(context, "as_of") or chosen.today
        self._as_of = as_of
        given = self._given()
        jurisdiction = chosen.jurisdiction or context.get("jurisdiction", chosen.default_jurisdiction)
        self._check_jurisdiction(jurisdiction)
        birth = self._past(self._sections["patient"], "birth_date", "a birth")
        self._check_age(birth)
        therapy = self._sections["therapy"]
        started = self._past(therapy, "started", "a start of therapy")
        return Profile(
            as_of=as_of,
            jurisdiction=jurisdiction,
            place=self._document.at,
            id=str(content.get("id", "")),
            given=given,
            unknown_names=tuple(self._unknown),
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
            on = self._past(written, "on", "a measurement") if "on" in written else None
            written, at = written["value"], written.values_at["value"]
        with self._problems.quantity_at(at):
            value = _in_unit_of(fact, parse_quantity(written))
            if fact.plausible is not None and value not in fact.plausible:
                low, high = fact.plausible.low, fact.plausible.high
                assert low is not None and high is not None
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
                hint = did_you_mean(spelt(name), by_any_name)
                self._unknown.append(f"{name} ({hint})" if hint.startswith("did") else name)
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
            self._problems.add(at, "unknown-name", f"`{written}` is not known for {fact.name}",
                               did_you_mean(spelt(written), by_any_name) or f"see rules/vocabulary/{fact.names_from}.yaml")
            return None
        return Given(known)

    def _date(self, section: Mapping, key: str) -> date | None:
        if section.get(key) is None:
            return None
        try:
            return date.fromisoformat(section[key])
        except ValueError:
            self._problems.add(section.values_at[key], "date", f"`{section[key]}` is no day of the calendar",
                               "write the year, month and day of a day that exists, such as 2026-11-22")
            return None

    def _past(self, section: Mapping, key: str, what: str) -> date | None:
        day = self._date(section, key)
        if day is not None and day > self._as_of:
            self._problems.add(section.values_at[key], "date-in-future",
                               f"{what} on {day}, which is after {self._as_of}, the day that the answer is for",
                               "mend the date, or context.as_of")
        return day

    def _check_age(self, birth: date | None) -> None:
        if birth is None or birth > self._as_of:
            return
        age, plausible = self._vocabulary.facts["age"], age_in_years(birth, self._as_of)
        at = self._sections["patient"].values_at["birth_date"]
        if age.plausible is not None and plausible not in age.plausible:
            self._problems.add(at, "quantity", f"a birth on {birth} makes {int(plausible)} years on {self._as_of}", "check the year")

    def _check_jurisdiction(self, jurisdiction: str) -> None:
        known = self._vocabulary.facts["jurisdiction"].names
        if jurisdiction not in known:
            self._problems.add(self._document.at, "unknown-name", f"`{jurisdiction}` is no jurisdiction",
                               did_you_mean(jurisdiction, known))

    def _medicines(self, content: Mapping) -> Medicines | None:
        listed = content.get("medications")
        if listed is None:
            return None
        named = [next(iter(entry.items())) if isinstance(entry, Mapping) else ("name", entry) for entry in listed]
        return self._pharmacy.look_up(named)

    def _current(self, therapy: Mapping) -> CurrentDose | None:
        current = therapy.get("current")
        if current is None:
            return None
        dose = _dose_amount(current["dose"], current.values_at["dose"], self._problems)
        since = self._past(current, "since", "a current dose")
        return None if dose is None else CurrentDose(Dose(dose, current["times_a_day"]), since)

    def _order(self, content: Mapping) -> Order | None:
        order = content.get("order")
        if order is None:
            return None
        drug, product = order.get("drug"), order.get("product")
        drug = self._pharmacy.id_of(drug) if drug is not None else None
        if "stop" in order:
            if "dose" in order:
                self._problems.add(order.values_at["stop"], "order", "an order both to stop and to give a dose", "keep one of them")
            return Order(drug, product, None)
        if "dose" not in order:
            self._problems.add(order.at, "missing-key", "an order without a dose", "add dose and times_a_day, or stop: yes")
            return None
        dose = _dose_amount(order["dose"], order.values_at["dose"], self._problems)
        return None if dose is None else Order(drug, product, Dose(dose, order["times_a_day"]))


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
