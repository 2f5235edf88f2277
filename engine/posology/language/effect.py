"""Effects: the closed set of things that a rule that fires may do, each with a direction.

Every effect tightens or collects; none loosens. So what fires first cannot matter.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from posology.language.scales import Action, Verdict


class Direction(Enum):
    """Which way a slot gets stricter."""

    DOWN = "down"
    UP = "up"


class Slot(Enum):
    """One figure of the plan: its name, which way it gets stricter, and its unit (none for a share)."""

    START_DOSE = ("start_dose", Direction.DOWN, "mg")
    START_DAILY = ("start_daily", Direction.DOWN, "mg")
    USUAL_FROM = ("usual_daily_from", Direction.DOWN, "mg")
    USUAL_TO = ("usual_daily_to", Direction.DOWN, "mg")
    MAX_DOSE = ("max_dose", Direction.DOWN, "mg")
    MAX_DAILY = ("max_daily", Direction.DOWN, "mg")
    STEP_DOSE = ("step", Direction.DOWN, "mg")
    STEP_DAILY = ("step_daily", Direction.DOWN, "mg")
    STEP_INTERVAL = ("step_interval", Direction.UP, "days")
    DOSE_INTERVAL = ("dose_interval", Direction.UP, "hours")
    TAPER_FROM = ("taper_from", Direction.UP, "days")
    TAPER_TO = ("taper_to", Direction.UP, "days")
    TAPER_STEP = ("taper_step", Direction.DOWN, "mg")
    TAPER_SHARE = ("taper_share", Direction.DOWN, "")
    TAPER_EVERY = ("taper_every", Direction.UP, "days")
    BEGIN_AGAIN = ("begin_again_after", Direction.DOWN, "hours")

    def __init__(self, label: str, direction: Direction, unit: str) -> None:
        self._hash = hash(label)
        self.label = label
        self.direction = direction
        self.unit = unit

    def __hash__(self) -> int:
        return self._hash

    def stricter(self, one: Fraction, other: Fraction) -> Fraction:
        """The stricter of two values of this slot."""
        return min(one, other) if self.direction is Direction.DOWN else max(one, other)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value in the slot's own unit."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class PerWeight:
    """So much for each kg of body weight (mg/kg), up to an absolute cap (mg) where one is given."""

    each_kg: Fraction
    at_most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Scaled:
    """The regimen's own value times a fraction below one."""

    by: Fraction


@dataclass(frozen=True, slots=True)
class InProportion:
    """`of` (mg; the regimen's own value for None) times `fact` / `per`, never more than `of` itself."""

    fact: str
    per: Fraction
    of: Fraction | None = None


Amount = Fixed | PerWeight | Scaled | InProportion


@dataclass(frozen=True, slots=True)
class Bound:
    """Bounds one slot of the plan."""

    slot: Slot
    amount: Amount


@dataclass(frozen=True, slots=True)
class Planned:
    """The cautious end of a published range, which is what is planned; the other end is the bound of the slot."""

    slot: Slot
    amount: Amount


@dataclass(frozen=True, slots=True)
class StartOften:
    """How often the first dose is taken: so many times a day, or once in `every` days."""

    times_a_day: int
    every: int = 1


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """Each dose is taken only when needed: never more often than the bounds allow, but as seldom as will do."""


@dataclass(frozen=True, slots=True)
class TimesADay:
    """Narrows how many doses a day are taken."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class RaiseVerdict:
    """Raises the verdict to at least this."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Conclude:
    """Derives a conclusion that other rules may test."""

    name: str


@dataclass(frozen=True, slots=True)
class Monitor:
    """Something to watch."""

    what: str


@dataclass(frozen=True, slots=True)
class AskFor:
    """Asks for at least this as the next action."""

    action: Action


@dataclass(frozen=True, slots=True)
class Supplement:
    """A dose (mg) beside the others after an event, such as a session of dialysis of `for_each` hours."""

    at_least: Fraction
    at_most: Fraction
    after: str
    for_each: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a schedule or a course: a single dose, how often, and for how many days.

    `days` is the least (None where the row stays for good), `planned_days` what is planned.
    """

    dose: Amount
    times_a_day: int
    days: int | None
    planned_days: int | None
    every: int = 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """The published steps up, gone as far as response asks."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The published course from the first dose on, followed row by row; nobody may be ahead of it."""

    steps: tuple[Step, ...]


Effect = (
    Bound
    | Planned
    | StartOften
    | AsNeeded
    | TimesADay
    | RaiseVerdict
    | Conclude
    | Monitor
    | AskFor
    | Supplement
    | Schedule
    | Course
)


def facts_of_effect(effect: Effect) -> tuple[str, ...]:
    """The facts without which the effect has no figure."""
    match effect:
        case Bound(amount=amount) | Planned(amount=amount):
            return _facts_of_amount(amount)
        case Schedule(steps) | Course(steps):
            return tuple(sorted({fact for step in steps for fact in _facts_of_amount(step.dose)}))
        case _:
            return ()


def _facts_of_amount(amount: Amount) -> tuple[str, ...]:
    match amount:
        case PerWeight():
            return ("weight",)
        case InProportion(fact=fact):
            return (fact,)
        case _:
            return ()
