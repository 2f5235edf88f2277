"""What a profile states about one patient, as it was read."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from posology.errors import Place
from posology.language.fact import Value
from posology.patient.medicines import Medicines, Partner


class Given(NamedTuple):
    """A fact that the profile states, in the fact's own unit; `on` is the day of a dated value."""

    value: Value
    on: date | None = None


class Dose(NamedTuple):
    """A single dose (mg), how often a day, and every how many days: 25 mg every other day is once a day, every 2."""

    dose: Fraction
    times_a_day: int
    every: int = 1

    @property
    def daily(self) -> Fraction:
        """The average of a day, mg."""
        return self.on_a_day / self.every

    @property
    def on_a_day(self) -> Fraction:
        """The total of a day on which it is taken, mg."""
        return self.dose * self.times_a_day


class CurrentDose(NamedTuple):
    """What the patient takes now, or took before where therapy is to begin again. As needed: the most of a day."""

    taken: Dose
    since: date | None = None
    product: str | None = None
    as_needed: bool = False


class Order(NamedTuple):
    """What is ordered: a dose, or that the drug be stopped (`ordered` is None).

    As needed, `ordered` is the most of a day. `apart` is the hours between two doses, where the order states them;
    `at` is where its drug was named, else where it was written.
    """

    drug: str | None
    product: str | None
    ordered: Dose | None
    as_needed: bool = False
    apart: Fraction | None = None
    at: Place | None = None


class Therapy(NamedTuple):
    """Where therapy with one drug stands. `at` is where its drug was named, else where it
    was written."""

    given: Mapping[str, Given] = MappingProxyType({})
    unknown_effects: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    started: date | None = None
    current: CurrentDose | None = None
    last_taken: date | None = None
    at: Place | None = None


NO_THERAPY = Therapy()


class Profile(NamedTuple):
    """One patient. What was not given is absent; `medicines` is None where no list was given.

    `beside` are the drugs that therapies and orders name: each of them is among what the others meet.

    `therapies` and `orders` hold those that name their drug, by drug; `therapy` and `order` the one that names none.
    `about` gives the profile as it is for one drug: then `therapy` and `order` are those of that drug.
    """

    as_of: date
    jurisdiction: str
    place: Place
    id: str = ""
    given: Mapping[str, Given] = MappingProxyType({})
    unknown_names: tuple[str, ...] = ()
    birth_date: date | None = None
    medicines: Medicines | None = None
    therapy: Therapy = NO_THERAPY
    order: Order | None = None
    beside: tuple[Partner, ...] = ()
    therapies: Mapping[str, Therapy] = MappingProxyType({})
    orders: Mapping[str, Order] = MappingProxyType({})

    @property
    def started(self) -> date | None:
        """The day of the first dose."""
        return self.therapy.started

    @property
    def current(self) -> CurrentDose | None:
        """What is taken now, or was taken before where therapy is to begin again."""
        return self.therapy.current

    @property
    def last_taken(self) -> date | None:
        """The day of the last dose."""
        return self.therapy.last_taken

    @property
    def unknown_effects(self) -> tuple[str, ...]:
        """The adverse effects seen now that no vocabulary knows."""
        return self.therapy.unknown_effects

    @property
    def begins_again(self) -> bool:
        """Whether the drug was taken before, is not taken now, and is to be taken again."""
        return self._begins_again(self.therapy)

    def _begins_again(self, therapy: Therapy) -> bool:
        """What the therapy itself says goes over what the profile says of all."""
        intent = therapy.given.get("intent", self.given.get("intent"))
        return intent is not None and intent.value == "restart"

    def about(self, drug: str) -> "Profile":
        """The profile as it is for that drug: with its own therapy and order, else those that name no drug."""
        return self._replace(therapy=self.therapies.get(drug, self.therapy), order=self.order_of(drug))

    def takes(self, drug: str) -> bool:
        """Whether the patient is known to be on the drug, whatever is known of the dose."""
        therapy = self.therapies.get(drug, self.therapy)
        if self._begins_again(therapy):
            return False
        listed = self.medicines.partners if self.medicines is not None else ()
        return (
            any(partner.id == drug and not partner.is_only_starting for partner in listed)
            or therapy.current is not None
            or therapy.started is not None
        )

    def order_of(self, drug: str) -> Order | None:
        """The order, if it is one of this drug."""
        order = self.orders.get(drug, self.order)
        return order if order is not None and order.drug in (None, drug) else None

    @property
    def drugs_ordered(self) -> tuple[str, ...]:
        """The drugs that orders name, sorted."""
        alone = {self.order.drug} if self.order is not None and self.order.drug is not None else set()
        return tuple(sorted({*self.orders, *alone}))
