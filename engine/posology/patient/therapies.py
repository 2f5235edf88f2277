"""Where therapy with each drug stands, and what is ordered, as a profile states it: of one drug, or of several."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from posology.errors import Place
from posology.patient.days import PastDays
from posology.patient.doses import read_dose
from posology.patient.medicines import Change, Listed, Pharmacy
from posology.patient.profile import NO_THERAPY, CurrentDose, Given, Order, Therapy
from posology.patient.stating import FactReader
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping

_Made = TypeVar("_Made")


class Therapies(NamedTuple):
    """The therapy that names no drug, and those that do, by drug; the orders likewise."""

    therapy: Therapy
    therapies: dict[str, Therapy]
    order: Order | None
    orders: dict[str, Order]


def drugs_named(therapies: Therapies, intent: Given | None) -> list[Listed]:
    """Every drug that a therapy or an order names, with what is happening with it; `intent` is the profile's own."""
    ordered = {drug for drug in (*therapies.orders, therapies.order.drug if therapies.order else None) if drug}
    return [
        Listed("name", drug, _change(therapies.therapies.get(drug, NO_THERAPY), therapies.orders.get(drug), intent))
        for drug in sorted({*therapies.therapies, *ordered})
    ]


def _change(therapy: Therapy, order: Order | None, intent: Given | None) -> Change | None:
    if order is not None and order.ordered is None:
        return Change.STOPPING
    stated = therapy.given.get("intent", intent)
    restarts = stated is not None and stated.value == "restart"
    is_on_it = not restarts and (therapy.current is not None or therapy.started is not None)
    return None if is_on_it else Change.STARTING


class TherapyReader:
    """Reads the therapies and orders of one profile. What is wrong with them is noted."""

    def __init__(self, facts: FactReader, pharmacy: Pharmacy, days: PastDays, problems: Problems) -> None:
        self._facts = facts
        self._pharmacy = pharmacy
        self._days = days
        self._problems = problems

    def read(self, content: Mapping) -> Therapies:
        """Every therapy and order of the profile."""
        therapies = self._each(content.get("therapy"), "therapy", self._therapy)
        orders = self._each(content.get("order"), "order", self._order)
        return Therapies(
            therapies.pop(None, NO_THERAPY),
            {drug: therapy for drug, therapy in therapies.items() if drug is not None},
            orders.pop(None, None),
            {drug: order for drug, order in orders.items() if drug is not None},
        )

    def _each(self, written: Any, what: str, make: Callable[[Mapping, str | None], _Made]) -> dict[str | None, _Made]:
        """What each mapping makes, by its drug: where there is one mapping alone, or a list of them."""
        made: dict[str | None, _Made] = {}
        for entry in [written] if isinstance(written, Mapping) else written or ():
            name = entry.get("drug")
            drug = self._pharmacy.id_of(name) if name is not None else None
            if drug is not None and drug in made:
                at = entry.values_at["drug"]
                self._problems.add(
                    at, "same-twice", f"a second {what} of {drug}", "put the two together, or mend a name"
                )
            made[drug] = make(entry, drug)
        return made

    def _therapy(self, written: Mapping, _: str | None) -> Therapy:
        if not written:
            return NO_THERAPY
        stated = self._facts.read("therapy", written)
        own_intent = {"intent": Given(written["intent"])} if written.get("intent") is not None else {}
        therapy = Therapy(
            given={**stated.given, **own_intent},
            unknown_effects=stated.unknown_in("adverse_effects"),
            unknown_names=stated.unknown_in(*sorted(stated.unknown.keys() - {"adverse_effects"})),
            started=self._days.read(written, "started", "a start of therapy"),
            current=self._current(written.get("current")),
            last_taken=self._days.read(written, "last_taken", "a last dose"),
            at=_place(written),
        )
        self._check_order_of_days(written, therapy)
        return therapy

    def _current(self, written: Mapping | None) -> CurrentDose | None:
        if written is None:
            return None
        since = self._days.read(written, "since", "a current dose")
        dose = read_dose(written, self._problems)
        return None if dose is None else CurrentDose(dose.taken, since, written.get("product"), dose.as_needed)

    def _check_order_of_days(self, written: Mapping, therapy: Therapy) -> None:
        """What is taken was not begun before therapy was, and the last dose lies before neither."""
        since = therapy.current.since if therapy.current is not None else None
        if since is not None and therapy.started is not None and since < therapy.started:
            self._problems.add(
                written["current"].values_at["since"],
                "date-order",
                f"the current dose is taken since {since}, though therapy started {therapy.started}",
                "mend one of the two dates",
            )
        for what, day in (("therapy started", therapy.started), ("the current dose is taken since", since)):
            if therapy.last_taken is not None and day is not None and therapy.last_taken < day:
                self._problems.add(
                    written.values_at["last_taken"],
                    "date-order",
                    f"a last dose on {therapy.last_taken}, though {what} {day}",
                    "mend one of the two dates",
                )

    def _order(self, written: Mapping, drug: str | None) -> Order:
        product = written.get("product")
        if "stop" in written:
            if "dose" in written:
                self._problems.add(
                    written.values_at["stop"], "order", "an order both to stop and to give a dose", "keep one of them"
                )
            return Order(drug, product, None, at=_place(written))
        if not written.keys() & {"dose", "times_a_day", "every", "as_needed"}:
            hint = "add dose and times_a_day, or stop: yes"
            self._problems.add(written.at, "missing-key", "an order without a dose", hint)
        dose = read_dose(written, self._problems)
        if dose is None:
            return Order(drug, product, None, at=_place(written))
        return Order(drug, product, dose.taken, dose.as_needed, dose.apart, _place(written))


def _place(written: Mapping) -> Place:
    """Where the drug is named; where none is, the mapping."""
    return written.values_at.get("drug", written.at)
