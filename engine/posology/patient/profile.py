"""What a profile states about one patient, as it was read."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from posology.errors import Place
from posology.language.fact import Value
from posology.patient.medicines import Medicines


class Given(NamedTuple):
    """A fact that the profile states, in the fact's own unit; `on` is the day of a dated value."""

    value: Value
    on: date | None = None


class Dose(NamedTuple):
    """A single dose (mg) and how often a day."""

    dose: Fraction
    times_a_day: int

    @property
    def daily(self) -> Fraction:
        """The total of a day, mg."""
        return self.dose * self.times_a_day


class CurrentDose(NamedTuple):
    """What the patient takes now."""

    taken: Dose
    since: date | None = None


class Order(NamedTuple):
    """What is ordered: a dose, or that the drug be stopped (`ordered` is None)."""

    drug: str | None
    product: str | None
    ordered: Dose | None


class Profile(NamedTuple):
    """One patient. What was not given is absent; `medicines` is None where no list was given."""

    as_of: date
    jurisdiction: str
    place: Place
    id: str = ""
    given: Mapping[str, Given] = MappingProxyType({})
    unknown_names: tuple[str, ...] = ()
    unknown_effects: tuple[str, ...] = ()
    birth_date: date | None = None
    medicines: Medicines | None = None
    started: date | None = None
    current: CurrentDose | None = None
    order: Order | None = None

    def takes(self, drug: str) -> bool:
        """Whether the patient is known to be on the drug, whatever is known of the dose."""
        listed = self.medicines is not None and any(partner.id == drug for partner in self.medicines.partners)
        return listed or self.current is not None or self.started is not None

    def order_of(self, drug: str) -> Order | None:
        """The order, if it is one of this drug."""
        return self.order if self.order is not None and self.order.drug in (None, drug) else None
