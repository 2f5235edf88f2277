"""The plan in lines: each figure, what is planned of it, how bad it could be, and which rules set it."""

from collections.abc import Iterator
from fractions import Fraction

from posology import Evaluation
from posology.dosing.figures import Figure
from posology.language.effect import Direction, Slot
from posology.language.rule import Rule
from posology_cli.layout import labelled, shown

_ROWS: tuple[tuple[str, tuple[Slot, ...], str], ...] = (
    ("start, a dose", (Slot.START_DOSE,), "mg"),
    ("start, a day", (Slot.START_DAILY,), "mg"),
    ("usual, a day", (Slot.USUAL_FROM, Slot.USUAL_TO), "mg"),
    ("most in a dose", (Slot.MAX_DOSE,), "mg"),
    ("most in a day", (Slot.MAX_DAILY,), "mg"),
    ("step, each dose", (Slot.STEP_DOSE,), "mg"),
    ("step, a day", (Slot.STEP_DAILY,), "mg"),
    ("steps apart", (Slot.STEP_INTERVAL,), "days"),
    ("doses apart", (Slot.DOSE_INTERVAL,), "hours"),
    ("taper over", (Slot.TAPER_FROM, Slot.TAPER_TO), "days"),
    ("taper, most cut", (Slot.TAPER_STEP,), "mg a day"),
    ("taper, most cut", (Slot.TAPER_SHARE,), "of what is taken"),
    ("cuts apart", (Slot.TAPER_EVERY,), "days"),
    ("begin again", (Slot.BEGIN_AGAIN,), "hours"),
)


def plan_lines(one: Evaluation, width: int) -> Iterator[str]:
    """Every figure of the plan, the supplements, and how many doses a day."""
    figures = one.plan.figures
    for label, slots, unit in _ROWS:
        present = [figures[slot] for slot in slots if slot in figures]
        if present:
            text = f"{_value(one, present, unit)}{_at_worst(one, present)}; {_set_by(one, present)}"
            yield from labelled(label, text, width)
    yield from _supplement_lines(one, width)
    times = one.plan.times_a_day
    if times is not None:
        text = " to ".join(dict.fromkeys(map(str, (times.at_least, times.at_most))))
        if times.conflict:
            text = f"NONE: no number satisfies {names(times.rules)}"
        yield from labelled("doses a day", f"{text}, as needed" if one.plan.as_needed else text, width)


def _value(one: Evaluation, figures: list[Figure], unit: str) -> str:
    """The figure, and where sources give a range what is planned of it."""
    first = figures[0]
    if first.slot is Slot.BEGIN_AGAIN:
        return f"after more than {shown(first.value)} hours without a dose"
    if first.slot is Slot.TAPER_SHARE:
        return f"{first.value} {unit}"
    if len(figures) > 1:
        return f"{' to '.join(dict.fromkeys(shown(figure.value) for figure in figures))} {unit}"
    planned = one.plan.planned_value(first.slot)
    average = " on average" if first.slot is Slot.START_DAILY and one.plan.start_often.every > 1 else ""
    if planned is None or planned == first.value:
        return f"{shown(first.value)} {_unit(first.value, unit)}{average}"
    end = "at most" if first.slot.direction is Direction.DOWN else "at the least"
    return f"{shown(planned)} {_unit(planned, unit)} planned{average}, {shown(first.value)} {end}"


def _unit(value: Fraction, unit: str) -> str:
    return unit.removesuffix("s") if value == 1 else unit


def _at_worst(one: Evaluation, figures: list[Figure]) -> str:
    values = dict.fromkeys(shown(figure.value) for figure in figures)
    worst = dict.fromkeys(shown(one.at_worst.figures[figure.slot].value) for figure in figures)
    if worst == values:
        return ""
    return f" (at worst {'none' if set(worst) == {'0'} else ' to '.join(worst)})"


def _supplement_lines(one: Evaluation, width: int) -> Iterator[str]:
    for supplement, rule in one.plan.supplements:
        amount = " to ".join(dict.fromkeys(map(shown, (supplement.at_least, supplement.at_most))))
        each = f"every {shown(supplement.for_each)} hours of" if supplement.for_each is not None else "each"
        text = f"{amount} mg more after {each} {supplement.after}; set by {names((rule,))}"
        yield from labelled("supplement", text, width)


def _set_by(one: Evaluation, figures: list[Figure]) -> str:
    """Who set the figure, what it was in the regimen, and who else spoke."""
    last = figures[-1]
    winners = tuple(dict.fromkeys(winner.rule for winner in last.winners))
    before = [_own(one, figure) for figure in figures]
    changed = [value for value, figure in zip(before, figures, strict=True) if value not in (None, figure.value)]
    was = (
        f", was {' to '.join(dict.fromkeys(shown(value) for value in before if value is not None))}" if changed else ""
    )
    others = dict.fromkeys(
        f"{said.rule.within_drug} {shown(said.value)}"
        for said in last.contributions
        if said.value != last.value and said.rule not in (one.plan.regimen, one.plan.titration)
    )
    also = f"; also {', '.join(others)}" if others else ""
    return f"set by {names(winners)}{was}{also}"


def _own(one: Evaluation, figure: Figure) -> Fraction | None:
    """What the regimen or the titration itself says of the figure."""
    own = [
        said.value
        for said in figure.contributions
        if said.rule in (one.plan.regimen, one.plan.titration) and said.by_way_of is None
    ]
    return own[0] if own else None


def names(rules: tuple[Rule, ...]) -> str:
    """The rules by their ids, without the drug."""
    return ", ".join(rule.within_drug for rule in rules)
