"""The figures of a rule -> effects."""

from fractions import Fraction
from typing import Any

from posology.errors import Place
from posology.language.effect import (
    Amount,
    AskFor,
    Bound,
    Conclude,
    Effect,
    Fixed,
    InProportion,
    Monitor,
    PerWeight,
    RaiseVerdict,
    Scaled,
    Schedule,
    Slot,
    Step,
    StepFrom,
    TimesADay,
)
from posology.language.fact import Kind
from posology.language.quantity import QuantityError, parse_quantity
from posology.language.scales import Action, Verdict
from posology.language.units import unit
from posology.reading.amounts import amount_in, time_in
from posology.reading.conditions import Names
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping, Sequence
from posology.reading.suggest import did_you_mean

_SINGLE_SLOTS = {"max_dose": Slot.MAX_DOSE, "max_daily": Slot.MAX_DAILY, "step": Slot.STEP_DOSE}
_TIME_SLOTS = {"step_interval": Slot.STEP_INTERVAL, "dose_interval": Slot.DOSE_INTERVAL}
_SCALED_SLOTS = {
    "start": (Slot.START_DAILY,),
    "usual_daily": (Slot.USUAL_FROM, Slot.USUAL_TO),
    "max_dose": (Slot.MAX_DOSE,),
    "max_daily": (Slot.MAX_DAILY,),
    "step": (Slot.STEP_DOSE, Slot.STEP_DAILY),
}


def bounds(written: Mapping, problems: Problems) -> list[Effect]:
    """The bounds that stand in a regimen or under `limit`."""
    effects: list[Effect] = []
    for key, slot in _SINGLE_SLOTS.items():
        if key in written:
            effects += _bound(slot, written[key], written.values_at[key], problems)
    for key, slot in _TIME_SLOTS.items():
        if key in written:
            effects += _time(slot, written[key], written.values_at[key], problems)
    if "usual_daily" in written:
        effects += _range(written["usual_daily"], Slot.USUAL_FROM, Slot.USUAL_TO, problems)
    if "start" in written:
        effects += _start(written["start"], problems)
    if "times_a_day" in written:
        times = written["times_a_day"]
        if times["from"] > times["to"]:
            problems.add(times.at, "range", "no number of doses lies between these bounds", "swap them")
        effects.append(TimesADay(times["from"], times["to"]))
    return effects


def modifiers(written: Mapping, names: Names, problems: Problems) -> list[Effect]:
    """All that a population, interaction or guidance rule may do beside its words."""
    effects: list[Effect] = bounds(written["limit"], problems) if "limit" in written else []
    effects += _scales(written.get("scale"), problems)
    effects += _proportions(written.get("proportion"), names, problems)
    if "verdict" in written:
        effects.append(RaiseVerdict(Verdict(written["verdict"])))
    if "action" in written:
        effects.append(AskFor(Action(written["action"])))
    monitor = written.get("monitor", ())
    effects += [Monitor(what) for what in ([monitor] if isinstance(monitor, str) else monitor)]
    effects += _conclusions(written, names, problems)
    return effects


def titration(written: Mapping, problems: Problems) -> list[Effect]:
    """The steps up of a titration rule."""
    increase = written["increase"]
    effects = _time(Slot.STEP_INTERVAL, increase["not_sooner_than"], increase.values_at["not_sooner_than"], problems)
    if "by" in increase:
        slot = Slot.STEP_DOSE if increase["each"] == "dose" else Slot.STEP_DAILY
        by, at = increase["by"], increase.values_at["by"]
        if isinstance(by, Mapping) and "from" in by:
            effects += _bound(slot, by["to"], by.values_at["to"], problems)
            smaller = _amount(by["from"], by.values_at["from"], problems)
            if isinstance(smaller, Fixed):
                effects.append(StepFrom(increase["each"], smaller.value))
        else:
            effects += _bound(slot, by, at, problems)
    rows = [step for row in written.get("schedule", ()) for step in _step(row, problems)]
    return [*effects, Schedule(tuple(rows))] if rows else effects


def taper(written: Mapping, problems: Problems) -> list[Effect]:
    """How long coming down takes, and by how much at a time."""
    over = written["over"]
    effects: list[Effect] = []
    for key, slot in (("from", Slot.TAPER_FROM), ("to", Slot.TAPER_TO)):
        effects += _time(slot, over[key], over.values_at[key], problems)
    if "step" in written:
        effects += _bound(Slot.TAPER_STEP, written["step"], written.values_at["step"], problems)
    return effects


def _start(written: Mapping, problems: Problems) -> list[Effect]:
    times = written["times_a_day"]
    key = "dose" if "dose" in written else "daily"
    amount = _amount(written[key], written.values_at[key], problems)
    if amount is None:
        return []
    dose, daily = (
        (amount, _times(amount, Fraction(times))) if key == "dose" else (_times(amount, Fraction(1, times)), amount)
    )
    return [Bound(Slot.START_DOSE, dose), Bound(Slot.START_DAILY, daily)]


def _times(amount: Amount, factor: Fraction) -> Amount:
    match amount:
        case Fixed(value):
            return Fixed(value * factor)
        case PerWeight(each_kg, at_most):
            return PerWeight(each_kg * factor, None if at_most is None else at_most * factor)
        case _:
            return amount


def _range(written: Mapping, low: Slot, high: Slot, problems: Problems) -> list[Effect]:
    ends = [_amount(written[key], written.values_at[key], problems) for key in ("from", "to")]
    if isinstance(ends[0], Fixed) and isinstance(ends[1], Fixed) and ends[0].value > ends[1].value:
        problems.add(written.at, "range", "the lower end is above the upper one", "swap them")
    return [Bound(slot, end) for slot, end in zip((low, high), ends, strict=True) if end is not None]


def _bound(slot: Slot, written: Any, at: Place, problems: Problems) -> list[Effect]:
    amount = _amount(written, at, problems)
    return [Bound(slot, amount)] if amount is not None else []


def _amount(written: Any, at: Place, problems: Problems) -> Amount | None:
    if isinstance(written, Mapping):
        each = _amount(written["amount"], written.values_at["amount"], problems)
        cap = _amount(written["at_most"], written.values_at["at_most"], problems)
        if isinstance(each, PerWeight) and isinstance(cap, Fixed):
            return PerWeight(each.each_kg, cap.value)
        if each is not None and cap is not None:
            problems.add(
                at, "amount", "a cap belongs to an amount by weight", "write amount in mg/kg and at_most in mg"
            )
        return None
    with problems.quantity_at(at):
        quantity = parse_quantity(written)
        if quantity.unit.dimension == unit("mg/kg").dimension:
            return PerWeight(amount_in("mg/kg", quantity, written))
        return Fixed(amount_in("mg", quantity, written))
    return None


def _time(slot: Slot, written: str, at: Place, problems: Problems) -> list[Effect]:
    with problems.quantity_at(at):
        return [Bound(slot, Fixed(time_in(slot.unit, written)))]
    return []


def _step(written: Mapping, problems: Problems) -> list[Step]:
    dose = _amount(written["dose"], written.values_at["dose"], problems)
    with problems.quantity_at(written.values_at["for"]):
        days = time_in("days", written["for"])
        if days.denominator != 1:
            raise QuantityError(f"`{written['for']}` is not a number of whole days", "such as 3 days")
        if isinstance(dose, Fixed):
            return [Step(dose.value, written["times_a_day"], int(days))]
        if dose is not None:
            problems.add(written.values_at["dose"], "amount", "a dose by weight in a schedule", "give it in mg")
    return []


def _scales(written: Mapping | None, problems: Problems) -> list[Effect]:
    effects: list[Effect] = []
    for key, fraction in sorted((written or {}).items()):
        by = Fraction(fraction)
        if by >= 1:
            assert written is not None
            problems.add(
                written.values_at[key],
                "scale",
                f"`{fraction}` is not below one",
                "write what is left of the figure: a rule can only tighten",
            )
        effects += [Bound(slot, Scaled(by)) for slot in _SCALED_SLOTS[key]]
    return effects


def _proportions(written: Mapping | None, names: Names, problems: Problems) -> list[Effect]:
    effects: list[Effect] = []
    for key, entry in sorted((written or {}).items()):
        facts = names.vocabulary.facts
        quantities = {name for name, fact in facts.items() if fact.kind is Kind.QUANTITY}
        if entry["of"] not in quantities:
            problems.add(
                entry.values_at["of"],
                "unknown-name",
                f"`{entry['of']}` is no quantity of the vocabulary",
                did_you_mean(entry["of"], quantities),
            )
            continue
        with problems.quantity_at(entry.values_at["per"]):
            fact_unit = facts[entry["of"]].unit
            assert fact_unit is not None
            per = parse_quantity(entry["per"]).to(fact_unit).value
            if per <= 0:
                raise QuantityError(
                    f"`{entry['per']}` is not above zero", "give the value at which the whole figure holds"
                )
            effects += [Bound(slot, InProportion(entry["of"], per)) for slot in _SCALED_SLOTS[key]]
    return effects


def _conclusions(written: Mapping, names: Names, problems: Problems) -> list[Effect]:
    concludes = written.get("concludes", ())
    at = written.values_at.get("concludes")
    listed = list(concludes) if isinstance(concludes, Sequence) else [concludes] if concludes else []
    for name in listed:
        if name not in names.conclusions and at is not None:
            problems.add(
                at,
                "unknown-name",
                f"`{name}` is no conclusion of this drug",
                did_you_mean(name, names.conclusions) or "declare it under `conclusions` in drug.yaml",
            )
    return [Conclude(name) for name in listed]
