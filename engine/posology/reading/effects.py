"""The figures of a rule -> effects."""

from fractions import Fraction

from posology.language.effect import (
    AskFor,
    AsNeeded,
    Bound,
    Conclude,
    Effect,
    Fixed,
    InProportion,
    Monitor,
    Planned,
    RaiseVerdict,
    Scaled,
    Slot,
    StartOften,
    Supplement,
    TimesADay,
)
from posology.language.scales import Action, Verdict
from posology.reading.amounts import time_in
from posology.reading.conditions import Names
from posology.reading.figures import (
    Facts,
    bound,
    bound_or_range,
    ends_of,
    how_often,
    multiplied,
    range_of,
    read_amount,
    read_proportion,
    time,
)
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping, Sequence
from posology.reading.suggest import did_you_mean

_SINGLE_SLOTS = {"max_dose": Slot.MAX_DOSE, "max_daily": Slot.MAX_DAILY, "step": Slot.STEP_DOSE}
_TIME_SLOTS = {"step_interval": Slot.STEP_INTERVAL, "dose_interval": Slot.DOSE_INTERVAL}
_SCALED_SLOTS = {
    "start_dose": (Slot.START_DOSE, Slot.START_DAILY),
    "start": (Slot.START_DAILY,),
    "usual_daily": (Slot.USUAL_FROM, Slot.USUAL_TO),
    "max_dose": (Slot.MAX_DOSE,),
    "max_daily": (Slot.MAX_DAILY,),
    "step": (Slot.STEP_DOSE, Slot.STEP_DAILY),
}


def regimen(written: Mapping, names: Names, problems: Problems) -> list[Effect]:
    """All that a regimen says beside its words."""
    effects = bounds(written, names.vocabulary.facts, problems)
    if "as_needed" in written:
        effects.append(AsNeeded())
    return [*effects, *_conclusions(written, names, problems)]


def bounds(written: Mapping, facts: Facts, problems: Problems) -> list[Effect]:
    """The bounds that stand in a regimen or under `limit`."""
    effects: list[Effect] = []
    for key, slot in _SINGLE_SLOTS.items():
        if key in written:
            effects += bound(slot, written[key], written.values_at[key], facts, problems)
    for key, slot in _TIME_SLOTS.items():
        if key in written:
            effects += time(slot, written[key], written.values_at[key], problems)
    if "usual_daily" in written:
        effects += range_of(written["usual_daily"], Slot.USUAL_FROM, Slot.USUAL_TO, facts, problems)
    if "start" in written:
        effects += _start(written["start"], facts, problems)
    if "times_a_day" in written:
        often = written["times_a_day"]
        if often["from"] > often["to"]:
            problems.add(often.at, "range", "no number of doses lies between these bounds", "swap them")
        effects.append(TimesADay(often["from"], often["to"]))
    return effects


def modifiers(written: Mapping, names: Names, problems: Problems) -> list[Effect]:
    """All that a population, interaction or guidance rule may do beside its words."""
    effects: list[Effect] = []
    if "limit" in written:
        effects += bounds(written["limit"], names.vocabulary.facts, problems)
    effects += _scales(written.get("scale"), problems)
    effects += _proportions(written.get("proportion"), names, problems)
    if "supplement" in written:
        effects += _supplement(written["supplement"], names.vocabulary.facts, problems)
    if "verdict" in written:
        effects.append(RaiseVerdict(Verdict(written["verdict"])))
    if "action" in written:
        effects.append(AskFor(Action(written["action"])))
    monitor = written.get("monitor", ())
    effects += [Monitor(what) for what in ([monitor] if isinstance(monitor, str) else monitor)]
    effects += _conclusions(written, names, problems)
    return effects


def _start(written: Mapping, facts: Facts, problems: Problems) -> list[Effect]:
    if ("dose" in written) == ("daily" in written):
        problems.add(written.at, "amount", "a start states either `dose` or `daily`", "keep one of them")
        return []
    often = how_often(written, problems)
    key = "dose" if "dose" in written else "daily"
    slot = Slot.START_DOSE if key == "dose" else Slot.START_DAILY
    stated = bound_or_range(slot, written[key], written.values_at[key], facts, problems)
    if often is None:
        return []
    times_a_day, every = often
    effects: list[Effect] = [StartOften(times_a_day, every)]
    for effect in stated:
        assert isinstance(effect, Bound | Planned)
        a_day = Fraction(times_a_day, every)
        dose, daily = (
            (effect.amount, multiplied(effect.amount, a_day))
            if key == "dose"
            else (multiplied(effect.amount, 1 / a_day), effect.amount)
        )
        effects += [type(effect)(Slot.START_DOSE, dose), type(effect)(Slot.START_DAILY, daily)]
    return effects


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
        per = read_proportion(entry, "of", names.vocabulary.facts, problems)
        if per is not None:
            effects += [Bound(slot, InProportion(entry["of"], per)) for slot in _SCALED_SLOTS[key]]
    return effects


def _supplement(written: Mapping, facts: Facts, problems: Problems) -> list[Effect]:
    stated, at = written["dose"], written.values_at["dose"]
    if isinstance(stated, Mapping) and "from" in stated:
        low, high = ends_of(stated, facts, problems)
    else:
        low = high = read_amount(stated, at, facts, problems)
    session = None
    if "for_each" in written:
        with problems.quantity_at(written.values_at["for_each"]):
            session = time_in("hours", written["for_each"])
    if isinstance(low, Fixed) and isinstance(high, Fixed):
        return [Supplement(low.value, high.value, written["after"], session)]
    if low is not None and high is not None:
        problems.add(at, "amount", "a supplement by weight or in proportion", "give it in mg")
    return []


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
