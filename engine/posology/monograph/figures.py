"""Effects -> figures in words, in the order in which a monograph gives them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from posology.firing.wording import Facts, value_in_words
from posology.language.effect import (
    Amount,
    AsNeeded,
    Bound,
    Course,
    Effect,
    Fixed,
    InProportion,
    PerWeight,
    Planned,
    Scaled,
    Schedule,
    Slot,
    StartOften,
    Step,
    Supplement,
    TimesADay,
)
from posology.language.quantity import plain_number

Parts = dict[str, object]


class Figure(NamedTuple):
    """One figure: what it is of, in words, and the parts of it by which two figures of that kind are compared."""

    key: str
    label: str
    words: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class _Kind:
    """A figure that one slot holds, or the two ends of a range, and what it is called."""

    key: str
    label: str
    slots: tuple[Slot, ...]


_ABSOLUTE = (
    _Kind("usual_daily", "usual, a day", (Slot.USUAL_FROM, Slot.USUAL_TO)),
    _Kind("max_dose", "most in a dose", (Slot.MAX_DOSE,)),
    _Kind("max_daily", "most in a day", (Slot.MAX_DAILY,)),
    _Kind("dose_interval", "doses apart", (Slot.DOSE_INTERVAL,)),
    _Kind("step", "step", (Slot.STEP_DOSE,)),
    _Kind("step", "step", (Slot.STEP_DAILY,)),
    _Kind("step_interval", "steps apart", (Slot.STEP_INTERVAL,)),
    _Kind("begin_again_after", "begin again after", (Slot.BEGIN_AGAIN,)),
    _Kind("taper", "taper over", (Slot.TAPER_FROM, Slot.TAPER_TO)),
    _Kind("taper_step", "most cut, a day", (Slot.TAPER_STEP,)),
    _Kind("taper_share", "most cut, a share", (Slot.TAPER_SHARE,)),
    _Kind("taper_every", "cuts apart", (Slot.TAPER_EVERY,)),
)
_RELATIVE = (
    _Kind("scale.start_dose", "start, a dose", (Slot.START_DOSE,)),
    _Kind("scale.start", "start, a day", (Slot.START_DAILY,)),
    _Kind("scale.usual_daily", "usual, a day", (Slot.USUAL_TO,)),
    _Kind("scale.max_dose", "most in a dose", (Slot.MAX_DOSE,)),
    _Kind("scale.max_daily", "most in a day", (Slot.MAX_DAILY,)),
    _Kind("scale.step", "step", (Slot.STEP_DOSE,)),
)
_STEP_OF = {Slot.STEP_DOSE: " more in each dose", Slot.STEP_DAILY: " more a day"}


def figures_of(effects: Iterable[Effect], facts: Facts) -> tuple[Figure, ...]:
    """Every figure that the effects state. What is no figure (a verdict, what to watch) is left out."""
    return tuple(_Figures(tuple(effects), facts).all())


class _Figures:
    def __init__(self, effects: tuple[Effect, ...], facts: Facts) -> None:
        self._effects = effects
        self._facts = facts
        bounds = [effect for effect in effects if isinstance(effect, Bound)]
        self._absolute = {effect.slot: effect.amount for effect in bounds if not _is_relative(effect.amount)}
        self._relative = {effect.slot: effect.amount for effect in bounds if _is_relative(effect.amount)}
        self._planned = {effect.slot: effect.amount for effect in effects if isinstance(effect, Planned)}

    def all(self) -> Iterator[Figure]:
        yield from self._start()
        yield from self._rows()
        for effect in self._effects:
            if isinstance(effect, TimesADay):
                words = " to ".join(dict.fromkeys((str(effect.at_least), str(effect.at_most))))
                parts: Parts = {"from": effect.at_least, "to": effect.at_most}
                yield Figure("times_a_day", "doses a day", words, parts)
            elif isinstance(effect, AsNeeded):
                yield Figure("as_needed", "taken", "as needed", {})
        for kind in _ABSOLUTE:
            yield from self._of_kind(kind)
        for kind in _RELATIVE:
            yield from self._share(kind)
        for effect in self._effects:
            if isinstance(effect, Supplement):
                yield Figure("supplement", "supplement", _supplement(effect), {"supplement": effect})

    def _start(self) -> Iterator[Figure]:
        often = next((effect for effect in self._effects if isinstance(effect, StartOften)), None)
        dose, daily = self._absolute.get(Slot.START_DOSE), self._absolute.get(Slot.START_DAILY)
        if often is None or dose is None or daily is None:
            return
        words = f"{self._planned_to(Slot.START_DOSE, dose)} {_often(often.times_a_day, often.every)}"
        if often.every == 1:
            words += f" ({self._planned_to(Slot.START_DAILY, daily)} a day)"
        parts: Parts = {"dose": dose, "planned": self._planned.get(Slot.START_DOSE), "often": often}
        yield Figure("start", "start", words, parts)

    def _planned_to(self, slot: Slot, bound: Amount) -> str:
        """A range as written: from what is planned to what is allowed, the smaller first."""
        planned = self._planned.get(slot)
        return self._range(slot, (bound,) if planned is None else (planned, bound))

    def _of_kind(self, kind: _Kind) -> Iterator[Figure]:
        present = [(slot, self._absolute[slot]) for slot in kind.slots if slot in self._absolute]
        if not present:
            return
        slot, amount = present[-1]
        amounts = [amount for _, amount in present]
        parts: Parts = {slot.label: amount for slot, amount in present}
        if slot in (Slot.STEP_DOSE, Slot.STEP_DAILY):
            parts = {"step": amount, "each": slot}
        planned = self._planned.get(slot)
        if planned is not None:
            longer = slot is Slot.STEP_INTERVAL
            amounts = [amount, planned] if longer else [planned, amount]
        words = self._range(slot, tuple(amounts)) + _STEP_OF.get(slot, "")
        yield Figure(kind.key, kind.label, words, parts)

    def _range(self, slot: Slot, amounts: tuple[Amount, ...]) -> str:
        words = list(dict.fromkeys(self._amount(slot, amount) for amount in amounts))
        units = {text.rpartition(" ")[2] for text in words}
        if len(words) == 2 and len(units) == 1 and all(isinstance(amount, Fixed | PerWeight) for amount in amounts):
            words[0] = words[0].rpartition(" ")[0]
        return " to ".join(words)

    def _amount(self, slot: Slot, amount: Amount) -> str:
        match amount:
            case Fixed(value) if not slot.unit:
                return f"{value} of the dose taken then"
            case Fixed(value):
                return _with_unit(value, slot.unit)
            case PerWeight(each_kg, None):
                return f"{plain_number(each_kg)} mg/kg"
            case PerWeight(each_kg, Fraction() as at_most):
                return f"{plain_number(each_kg)} mg/kg (at most {plain_number(at_most)} mg)"
            case InProportion(fact, per, Fraction() as of):
                return f"{plain_number(of)} mg x {fact} / {value_in_words(per, self._facts[fact])}"
            case InProportion(fact, per, _):
                return f"the regimen's x {fact} / {value_in_words(per, self._facts[fact])}"
            case Scaled(by):
                return f"{by} of the regimen's"
        raise AssertionError(amount)

    def _share(self, kind: _Kind) -> Iterator[Figure]:
        [slot] = kind.slots
        amount = self._relative.get(slot)
        of_the_dose = slot is Slot.START_DAILY and Slot.START_DOSE in self._relative
        if amount is not None and not of_the_dose:
            yield Figure(kind.key, kind.label, self._amount(slot, amount), {"of": amount})

    def _rows(self) -> Iterator[Figure]:
        for effect in self._effects:
            if isinstance(effect, Schedule | Course):
                key = "schedule" if isinstance(effect, Schedule) else "course"
                yield Figure(key, key, "; then ".join(self._row(step) for step in effect.steps), {})

    def _row(self, step: Step) -> str:
        words = f"{self._amount(Slot.START_DOSE, step.dose)} {_often(step.times_a_day, step.every)}"
        if step.days is None or step.planned_days is None:
            return words
        days = " to ".join(dict.fromkeys((str(step.days), str(step.planned_days))))
        return f"{words} for {days} {'day' if days == '1' else 'days'}"


def _is_relative(amount: Amount) -> bool:
    return isinstance(amount, Scaled) or (isinstance(amount, InProportion) and amount.of is None)


def _often(times_a_day: int, every: int) -> str:
    return f"x {times_a_day}" if every == 1 else f"every {every} days"


def _with_unit(value: Fraction, unit: str) -> str:
    number = plain_number(value)
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def _supplement(effect: Supplement) -> str:
    amounts = dict.fromkeys((plain_number(effect.at_least), plain_number(effect.at_most)))
    session = f" of {plain_number(effect.for_each)} hours" if effect.for_each is not None else ""
    return f"{' to '.join(amounts)} mg more after {effect.after}{session}"
