"""The names that rules and profiles may use."""

from dataclasses import dataclass
from enum import StrEnum

from posology.language.fact import FactDefinition


@dataclass(frozen=True, slots=True)
class Medication:
    """A medicine that interactions can be checked for."""

    id: str
    atc: tuple[str, ...]
    rxnorm: str
    also: tuple[str, ...]
    contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MedicationClass:
    """A group of medicines: by ATC prefix, by name, or by taking in other groups."""

    id: str
    title: str
    atc: tuple[str, ...]
    except_atc: tuple[str, ...]
    members: tuple[str, ...]
    includes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A condition or an adverse effect, with other names for it, and the wider ones that it falls under."""

    id: str
    title: str
    also: tuple[str, ...]
    kind_of: tuple[str, ...] = ()


class Check(StrEnum):
    """The checks on an order that hold for every drug; each stands in rules/vocabulary/checks.yaml."""

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    HELD = "held"
    MAX_DOSE = "max_dose"
    MAX_DAILY = "max_daily"
    START_DOSE = "start_dose"
    START_DAILY = "start_daily"
    STEP = "step"
    STEP_INTERVAL = "step_interval"
    DOSE_INTERVAL = "dose_interval"
    TIMES_A_DAY = "times_a_day"
    AS_NEEDED = "as_needed"
    COURSE = "course"
    BELOW_COURSE = "below_course"
    BELOW_FIXED_DOSE = "below_fixed_dose"
    ABRUPT_STOP = "abrupt_stop"
    NOT_DISPENSABLE = "not_dispensable"
    PRODUCT_UNKNOWN = "product_unknown"
    PRODUCT_UNSUITABLE = "product_unsuitable"
    NOT_INTERCHANGEABLE = "not_interchangeable"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """A check on an order that holds for every drug: what a finding of it says, and how it weighs."""

    id: str
    title: str
    weighs: str
    says: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names, each table sorted by id."""

    facts: dict[str, FactDefinition]
    medications: dict[str, Medication]
    classes: dict[str, MedicationClass]
    conditions: dict[str, Name]
    adverse_effects: dict[str, Name]
    checks: dict[str, OrderCheck]
    fingerprint: str

    def names(self, table: str) -> dict[str, Name]:
        """The table of names that a set fact draws on."""
        return {"conditions": self.conditions, "adverse_effects": self.adverse_effects}[table]
