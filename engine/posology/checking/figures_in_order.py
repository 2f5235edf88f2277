"""A regimen and its titration against each other: what one states must fit what the other does."""

from collections.abc import Iterator

from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Amount, Bound, Course, Fixed, PerWeight, Slot, StartOften, Step, TimesADay
from posology.language.rule import Family, Rule

_NEVER_ABOVE = (
    (Slot.START_DOSE, Slot.MAX_DOSE),
    (Slot.START_DAILY, Slot.MAX_DAILY),
    (Slot.USUAL_TO, Slot.MAX_DAILY),
    (Slot.MAX_DOSE, Slot.MAX_DAILY),
)


def find_figures_out_of_order(drug: Drug) -> Iterator[Diagnostic]:
    """A figure above the one that bounds it, and a course that does not begin or go on as its regimen has it."""
    regimens = {rule.name: rule for rule in drug.rules if rule.family is Family.LIMITS}
    for regimen in regimens.values():
        yield from _above_their_bounds(regimen)
    for rule in drug.rules:
        if rule.family is Family.TITRATION and rule.name in regimens:
            for effect in rule.effects:
                if isinstance(effect, Course):
                    yield from _courses(rule, effect.steps, regimens[rule.name])


def _above_their_bounds(regimen: Rule) -> Iterator[Diagnostic]:
    own = _bounds(regimen)
    for slot, bound in _NEVER_ABOVE:
        if slot in own and bound in own and _is_above(own[slot], own[bound]):
            yield Diagnostic(
                regimen.place,
                "figure-out-of-order",
                f"{regimen.name}: {slot.label} is above {bound.label}",
                "mend the one that the source does not state",
            )


def _courses(titration: Rule, rows: tuple[Step, ...], regimen: Rule) -> Iterator[Diagnostic]:
    own = _bounds(regimen)
    often = next((effect for effect in regimen.effects if isinstance(effect, StartOften)), None)
    first = rows[0]
    if often is not None and (first.dose, first.times_a_day, first.every) != (
        own.get(Slot.START_DOSE),
        often.times_a_day,
        often.every,
    ):
        yield Diagnostic(
            titration.place,
            "course-start",
            f"{titration.name}: the first row of the course is not the start of the regimen",
            "give both the same dose, as often",
        )
    times = next((effect for effect in regimen.effects if isinstance(effect, TimesADay)), None)
    for number, row in enumerate(rows, start=1):
        if times is not None and not times.at_least <= row.times_a_day <= times.at_most:
            yield Diagnostic(
                titration.place,
                "course-times",
                f"{titration.name}: row {number} of the course is taken {row.times_a_day} times a day",
                f"the regimen has {times.at_least} to {times.at_most}: widen it, or mend the row",
            )
        most = own.get(Slot.MAX_DAILY)
        on_a_day = _times(row.dose, row.times_a_day)
        if most is not None and on_a_day is not None and _is_above(on_a_day, most):
            yield Diagnostic(
                titration.place,
                "course-above-maximum",
                f"{titration.name}: row {number} of the course is above max_daily",
                "mend the row, or the maximum",
            )
    if rows[-1].days is None and any(isinstance(effect, Bound) for effect in _steps_of(titration)):
        yield Diagnostic(
            titration.place,
            "course-stays",
            f"{titration.name}: the last row of the course stays for good, and `increase` goes on after it",
            "say in `for` how long the row lasts, or take out `increase`",
        )


def _steps_of(titration: Rule) -> tuple[Bound, ...]:
    slots = (Slot.STEP_DOSE, Slot.STEP_DAILY, Slot.STEP_INTERVAL)
    return tuple(effect for effect in titration.effects if isinstance(effect, Bound) and effect.slot in slots)


def _bounds(rule: Rule) -> dict[Slot, Amount]:
    return {effect.slot: effect.amount for effect in rule.effects if isinstance(effect, Bound)}


def _times(amount: Amount, times: int) -> Amount | None:
    match amount:
        case Fixed(value):
            return Fixed(value * times)
        case PerWeight(each_kg, at_most):
            return PerWeight(each_kg * times, None if at_most is None else at_most * times)
        case _:
            return None


def _is_above(one: Amount, other: Amount) -> bool:
    """Whether the one is surely above the other, for whatever weight."""
    match one, other:
        case Fixed(value), Fixed(bound):
            return value > bound
        case PerWeight(each, cap), PerWeight(most, ceiling):
            return each > most and (cap is None or ceiling is None or cap > ceiling)
        case _:
            return False
