"""Firings -> Plan: the regimen, the strictest of every slot, the verdict; and the same at worst."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.figures import Figures, Numbers, strictest, value_of
from posology.errors import KnowledgeConflict
from posology.firing.fire import Firings
from posology.firing.judge import Judgement, Outcome
from posology.language.condition import exclude_each_other
from posology.language.effect import (
    AsNeeded,
    Course,
    Monitor,
    Planned,
    RaiseVerdict,
    Schedule,
    Slot,
    StartOften,
    Step,
    Supplement,
    TimesADay,
)
from posology.language.rule import Family, Rule
from posology.language.scales import Verdict
from posology.patient.profile import Dose

_BASES = (Family.LIMITS, Family.TITRATION)


class Times(NamedTuple):
    """How many doses a day, after narrowing. `conflict`: no number satisfies every rule."""

    at_least: int
    at_most: int
    rules: tuple[Rule, ...]

    @property
    def setting_most(self) -> tuple[Rule, ...]:
        """The rules that set how many doses a day are the most."""
        return tuple(rule for effect, rule in _times_of(self.rules) if effect.at_most == self.at_most)

    @property
    def setting_least(self) -> tuple[Rule, ...]:
        """The rules that set how many doses a day are the least."""
        return tuple(rule for effect, rule in _times_of(self.rules) if effect.at_least == self.at_least)

    @property
    def conflict(self) -> bool:
        return self.at_least > self.at_most


def _times_of(rules: Iterable[Rule]) -> list[tuple[TimesADay, Rule]]:
    return [(effect, rule) for rule in rules for effect in rule.effects if isinstance(effect, TimesADay)]


class PublishedRow(NamedTuple):
    """A row of a published schedule or course, by weight where it says so: the least days on it, and those planned.

    `days` is None where the row stays for good.
    """

    taken: Dose
    days: int | None
    planned_days: int | None


class Plan(NamedTuple):
    """What holds for one patient. `figures` is of tapers alone where no regimen covers the patient.

    `planned` holds the cautious end of each figure that sources give as a range. `start_often` is how often the first
    dose is taken, as the rule says that sets its total; `own_start_often` is what the regimen says. `schedule` is gone
    up by response, `course` is followed row by row; at most one of them has rows. Until it is known what the doses are
    made with, the course is as published; see `with_course`.
    """

    regimen: Rule | None
    titration: Rule | None
    verdict: Verdict
    verdict_by: tuple[Rule, ...]
    figures: Figures
    planned: Mapping[Slot, Fraction]
    times_a_day: Times | None
    start_often: StartOften
    own_start_often: StartOften
    as_needed: bool
    schedule: tuple[PublishedRow, ...]
    course: tuple[PublishedRow, ...]
    supplements: tuple[tuple[Supplement, Rule], ...]
    monitor: tuple[tuple[str, Rule], ...]

    def value(self, slot: Slot) -> Fraction | None:
        """The figure of the slot, or None where nothing bounds it."""
        figure = self.figures.get(slot)
        return None if figure is None else figure.value

    @property
    def is_fixed(self) -> bool:
        """Whether the regimen is one fixed dose, which nothing titrates."""
        return self.regimen is not None and self.titration is None and self.regimen.is_fixed_dose

    def planned_value(self, slot: Slot) -> Fraction | None:
        """What is planned for the slot: the cautious end where there is one, else the figure itself."""
        figure, planned = self.value(slot), self.planned.get(slot)
        return figure if figure is None or planned is None else slot.stricter(figure, planned)


class AtWorst(NamedTuple):
    """What missing facts could bring: verdict and figures with every undetermined rule taken as fired."""

    verdict: Verdict
    figures: Figures


def make_plan(firings: Firings, numbers: Numbers) -> Plan:
    """The plan of the rules that fired. Raises `KnowledgeConflict` for two regimens or two titrations."""
    fired = firings.of(Outcome.FIRED)
    regimen = _only(fired, Family.LIMITS, "two regimens apply to this patient")
    titration = _only(fired, Family.TITRATION, "two titrations apply to this patient")
    verdict, by = _verdict(fired)
    bases = tuple(rule for rule in (regimen, titration) if rule is not None)
    modifiers = tuple(rule for rule in fired if rule.family not in _BASES)
    times = _times(fired) if regimen is not None else None
    if times is not None and times.conflict and verdict < Verdict.AVOID:
        verdict, by = Verdict.AVOID, times.rules
    own = [effect for rule in bases for effect in rule.effects]
    figures = strictest(bases, modifiers, numbers) if regimen is not None else _tapers_alone(fired, numbers)
    return Plan(
        regimen=regimen,
        titration=titration,
        verdict=verdict,
        verdict_by=by,
        figures=figures,
        planned=_planned(fired, numbers),
        times_a_day=times,
        start_often=_start_often(regimen, figures),
        own_start_often=_often(regimen) or StartOften(1),
        as_needed=any(isinstance(effect, AsNeeded) for effect in own),
        schedule=_published([step for effect in own if isinstance(effect, Schedule) for step in effect.steps], numbers),
        course=_published([step for effect in own if isinstance(effect, Course) for step in effect.steps], numbers),
        supplements=tuple(
            (effect, rule) for rule in fired for effect in rule.effects if isinstance(effect, Supplement)
        ),
        monitor=tuple((effect.what, rule) for rule in fired for effect in rule.effects if isinstance(effect, Monitor)),
    )


def at_worst(judgements: Iterable[Judgement], numbers: Numbers) -> AtWorst:
    """The strictest that the rules which fired or may yet fire would make of it, over every regimen that may apply."""
    possible = tuple(judgement.rule for judgement in judgements if judgement.outcome is not Outcome.NOT_FIRED)
    bases = [rule for rule in possible if rule.family in _BASES]
    regimens = [rule for rule in bases if rule.family is Family.LIMITS]
    modifiers = [rule for rule in possible if rule.family not in _BASES]
    verdict, _ = _verdict(possible)
    if any(_may_conflict(regimen, modifiers) for regimen in regimens):
        verdict = max(verdict, Verdict.AVOID)
    return AtWorst(verdict, strictest(bases, modifiers, numbers) if regimens else _tapers_alone(possible, numbers))


def _start_often(regimen: Rule | None, figures: Figures) -> StartOften:
    """As the rules say that set the total of the first days; the regimen where it is one of them, or none says."""
    figure = figures.get(Slot.START_DAILY)
    setting = [one.rule for one in figure.winners] if figure is not None else []
    by_regimen = _often(regimen) or StartOften(1)
    if regimen in setting:
        return by_regimen
    return next((often for rule in setting if (often := _often(rule)) is not None), by_regimen)


def _often(rule: Rule | None) -> StartOften | None:
    effects = rule.effects if rule is not None else ()
    return next((effect for effect in effects if isinstance(effect, StartOften)), None)


def _may_conflict(regimen: Rule, modifiers: Iterable[Rule]) -> bool:
    """Whether rules that may hold together ask for numbers of doses that no number satisfies."""
    ranges = _times_of((regimen, *modifiers))
    return any(
        more.at_least > fewer.at_most
        and not any(
            exclude_each_other(first.when, second.when)
            for first, second in ((rule, other), (regimen, rule), (regimen, other))
        )
        for more, rule in ranges
        for fewer, other in ranges
    )


def _planned(rules: Iterable[Rule], numbers: Numbers) -> dict[Slot, Fraction]:
    planned: dict[Slot, Fraction] = {}
    for rule in rules:
        for effect in rule.effects:
            if isinstance(effect, Planned):
                value = value_of(effect.amount, numbers)
                planned[effect.slot] = effect.slot.stricter(planned.get(effect.slot, value), value)
    return planned


def _published(steps: Iterable[Step], numbers: Numbers) -> tuple[PublishedRow, ...]:
    return tuple(
        PublishedRow(Dose(value_of(step.dose, numbers), step.times_a_day, step.every), step.days, step.planned_days)
        for step in steps
    )


def _tapers_alone(rules: Iterable[Rule], numbers: Numbers) -> Figures:
    """What is known of coming down where nothing is known of going up: a drug is not stopped at once for that."""
    return strictest((), [rule for rule in rules if rule.family is Family.TAPER], numbers)


def _only(rules: Iterable[Rule], family: Family, what: str) -> Rule | None:
    found = [rule for rule in rules if rule.family is family]
    if len(found) > 1:
        raise KnowledgeConflict(
            what, tuple((rule.id, rule.place) for rule in found), "make their conditions exclude each other"
        )
    return found[0] if found else None


def _verdict(rules: Iterable[Rule]) -> tuple[Verdict, tuple[Rule, ...]]:
    raised = [(effect.verdict, rule) for rule in rules for effect in rule.effects if isinstance(effect, RaiseVerdict)]
    worst = max((verdict for verdict, _ in raised), default=Verdict.OK)
    return worst, tuple(rule for verdict, rule in raised if verdict is worst) if worst is not Verdict.OK else ()


def _times(rules: Iterable[Rule]) -> Times:
    narrowing = _times_of(rules)
    return Times(
        at_least=max((effect.at_least for effect, _ in narrowing), default=1),
        at_most=min((effect.at_most for effect, _ in narrowing), default=24),
        rules=tuple(rule for _, rule in narrowing),
    )


def numbers_of(values: Mapping[str, object]) -> dict[str, Fraction]:
    """The known facts that are numbers."""
    return {fact: value for fact, value in values.items() if isinstance(value, Fraction)}
