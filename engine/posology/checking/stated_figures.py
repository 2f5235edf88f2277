"""The figures that a statement of a source gives, as plain numbers where they are ones."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from posology.language.effect import Slot
from posology.language.evidence import Statement
from posology.language.quantity import QuantityError, parse_quantity
from posology.language.units import unit

Stated = Mapping[Slot, Fraction | None]
"""A number in the slot's own unit; None for a figure that is none by itself, such as one for each kg of body weight."""

_PLAIN = {slot.label: slot for slot in (Slot.MAX_DOSE, Slot.MAX_DAILY, Slot.STEP_INTERVAL, Slot.DOSE_INTERVAL)}


def figures_in(statement: Statement) -> Stated:
    """What the statement gives of the slots that can be compared."""
    written = dict(statement.figures)
    stated: dict[Slot, Fraction | None] = {
        slot: _number(written[label], slot) for label, slot in _PLAIN.items() if label in written
    }
    for key, figures in (("usual_daily", _usual), ("start", _start)):
        if key in written:
            stated |= figures(_parts(written[key]))
    if "step" in written:
        slots = {"dose": (Slot.STEP_DOSE,), "day": (Slot.STEP_DAILY,)}
        for slot in slots.get(written.get("step_each", ""), (Slot.STEP_DOSE, Slot.STEP_DAILY)):
            stated[slot] = _number(written["step"], slot)
    return stated


def _parts(written: str) -> dict[str, str]:
    """`from 40 mg, to 80 mg` by the word before each; empty where it is nested."""
    pairs = [part.partition(" ") for part in written.split(", ")]
    return {word: value for word, _, value in pairs}


def _usual(parts: Mapping[str, str]) -> Iterator[tuple[Slot, Fraction | None]]:
    for word, slot in (("from", Slot.USUAL_FROM), ("to", Slot.USUAL_TO)):
        if word in parts:
            yield slot, _number(parts[word], slot)


def _start(parts: Mapping[str, str]) -> Iterator[tuple[Slot, Fraction | None]]:
    times = parts.get("times_a_day", "")
    often = Fraction(times) if times.isdigit() and times != "0" else None
    for word, slot, other, factor in (
        ("dose", Slot.START_DOSE, Slot.START_DAILY, often),
        ("daily", Slot.START_DAILY, Slot.START_DOSE, 1 / often if often else None),
    ):
        if word in parts:
            number = _number(parts[word], slot)
            yield slot, number
            yield other, None if number is None or factor is None else number * factor


def _number(written: str, slot: Slot) -> Fraction | None:
    try:
        return parse_quantity(written).to(unit(slot.unit)).value
    except QuantityError:
        return None
