"""Facts about a patient: what each is, as the vocabulary defines it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from posology.language.units import Unit

Value = Fraction | str | frozenset[str]
"""What a fact can be: a number in the fact's own unit, a name, or a set of names."""


class Some(frozenset[str]):
    """The names that a set has for certain, where it may have others that nobody has told."""


class Kind(StrEnum):
    """What sort of value a fact has."""

    QUANTITY = "quantity"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers between two bounds, each of which may be open, shut, or absent (None)."""

    low: Fraction | None = None
    low_included: bool = True
    high: Fraction | None = None
    high_included: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (self.low_included and value == self.low)
        below = self.high is None or value < self.high or (self.high_included and value == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One entry of rules/vocabulary/facts.yaml.

    `unit` is set for quantities; `plausible` for quantities and numbers, in that unit; `names` for choices (all of
    them) and `names_from` for sets (the vocabulary their names stand in). `converts` gives, for a unit of another
    dimension, how many of it make one of `unit`. `fresh_days` is how long a dated value counts. `section` is where a
    profile states it; None for a fact that is only ever computed.
    """

    name: str
    kind: Kind
    says: str
    section: str | None = None
    unit: Unit | None = None
    plausible: Range | None = None
    names: tuple[str, ...] = ()
    names_from: str | None = None
    converts: tuple[tuple[Unit, Fraction], ...] = ()
    fresh_days: int | None = None
    computed_by: tuple[str, ...] = ()


MEDICINE_SETS = ("taking", "starting", "stopping")
"""The facts that hold medicines, with all that they may be matched by; a profile states them as one list."""

METHODS = (
    "stage_of_therapy",
    "birth_date",
    "mosteller",
    "body_mass_index",
    "cockcroft_gault",
    "ckd_epi_2021",
    "bedside_schwartz",
    "therapy_started",
    "current_dose",
    "current_daily",
    "current_since",
    "time_off",
    "product_release",
    "not_in_men",
    "not_yet_on_the_drug",
    "rules",
)
"""The ways in which a fact may be computed, as facts.yaml names them; `rules` stands for what rules conclude."""


@dataclass(frozen=True, slots=True)
class RequiredFact:
    """A fact that posology itself works with, by this name, and what it relies on: more names may be added."""

    name: str
    kind: Kind
    unit: str | None = None
    names: tuple[str, ...] = ()
    names_from: str | None = None


REQUIRED_FACTS = (
    RequiredFact("jurisdiction", Kind.CHOICE),
    RequiredFact("as_of", Kind.DATE),
    RequiredFact("intent", Kind.CHOICE, names=("start", "continue", "increase", "reduce", "stop", "restart")),
    RequiredFact("age", Kind.QUANTITY, "years"),
    RequiredFact("sex", Kind.CHOICE, names=("female", "male")),
    RequiredFact("weight", Kind.QUANTITY, "kg"),
    RequiredFact("height", Kind.QUANTITY, "cm"),
    RequiredFact("serum_creatinine", Kind.QUANTITY, "mg/dL"),
    RequiredFact("crcl", Kind.QUANTITY, "mL/min"),
    RequiredFact("egfr", Kind.QUANTITY, "mL/min/1.73m2"),
    RequiredFact("dialysis", Kind.CHOICE, names=("none",)),
    RequiredFact("conditions", Kind.SET, names_from="conditions"),
    *(RequiredFact(name, Kind.SET) for name in MEDICINE_SETS),
    RequiredFact("indication", Kind.CHOICE),
    RequiredFact("release", Kind.CHOICE, names=("immediate",)),
    RequiredFact("time_off", Kind.QUANTITY, "hours"),
    RequiredFact("therapy_days", Kind.NUMBER),
    RequiredFact("current_dose", Kind.QUANTITY, "mg"),
    RequiredFact("current_daily", Kind.QUANTITY, "mg"),
    RequiredFact("days_at_dose", Kind.NUMBER),
    RequiredFact("response", Kind.CHOICE, names=("adequate",)),
    RequiredFact("adverse_effects", Kind.SET, names_from="adverse_effects"),
    RequiredFact("stopped_for", Kind.SET, names_from="adverse_effects"),
    RequiredFact("concluded", Kind.SET),
)
"""The facts that every facts.yaml must define."""
