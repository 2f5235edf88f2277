"""How to go up and how to come down, as titration.yaml has it -> effects."""

from fractions import Fraction

from posology.language.effect import Bound, Course, Effect, Fixed, Schedule, Slot, Step
from posology.language.quantity import QuantityError
from posology.reading.amounts import time_in
from posology.reading.figures import (
    Facts,
    bound_or_range,
    how_often,
    multiplied,
    read_amount,
    time,
    time_or_range,
    whole_days,
)
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping, Sequence

_MOST_ROWS = 60


def titration(written: Mapping, facts: Facts, problems: Problems) -> list[Effect]:
    """The steps up of a titration rule."""
    effects: list[Effect] = []
    _check_ways(written, problems)
    if "increase" in written:
        increase = written["increase"]
        key = "not_sooner_than"
        effects += time_or_range(Slot.STEP_INTERVAL, increase[key], increase.values_at[key], problems)
        if "by" in increase:
            slot = Slot.STEP_DOSE if increase["each"] == "dose" else Slot.STEP_DAILY
            effects += bound_or_range(slot, increase["by"], increase.values_at["by"], facts, problems)
    if "schedule" in written:
        effects.append(Schedule(_rows(written["schedule"], facts, problems)))
    if "course" in written:
        effects.append(Course(_rows(written["course"], facts, problems)))
    if "begin_again_after" in written:
        effects += _begin_again(written, problems)
    return effects


def taper(written: Mapping, facts: Facts, problems: Problems) -> list[Effect]:
    """How long coming down takes, by how much at a time, and how often."""
    effects: list[Effect] = []
    over = written.get("over")
    if over is not None:
        last = "to" if "to" in over else "from"
        for key, slot in (("from", Slot.TAPER_FROM), (last, Slot.TAPER_TO)):
            effects += time(slot, over[key], over.values_at[key], problems)
    elif "every" not in written or not ("step" in written or "share" in written):
        problems.add(
            written.at,
            "missing-key",
            "nothing says how fast to come down",
            "add `over`, or `every` with `step` or `share`",
        )
    if "step" in written:
        effects += bound_or_range(Slot.TAPER_STEP, written["step"], written.values_at["step"], facts, problems)
    if "share" in written:
        share = Fraction(written["share"])
        if share >= 1:
            at = written.values_at["share"]
            problems.add(at, "scale", f"`{written['share']}` is not below one", "give the part that is taken away")
        effects.append(Bound(Slot.TAPER_SHARE, Fixed(share)))
    if "every" in written:
        effects += time(Slot.TAPER_EVERY, written["every"], written.values_at["every"], problems)
    return effects


def _check_ways(written: Mapping, problems: Problems) -> None:
    if "schedule" in written and "course" in written:
        at = written.keys_at["course"]
        problems.add(at, "titration", "both a schedule and a course", "keep the one that the source means")
    if "increase" not in written and "course" not in written:
        problems.add(
            written.at, "missing-key", "`increase` is missing", "say how soon the dose may rise, or give a course"
        )


def _rows(written: Sequence, facts: Facts, problems: Problems) -> tuple[Step, ...]:
    rows: list[Step] = []
    if len(written) > _MOST_ROWS:
        hint = f"at most {_MOST_ROWS}: give the longer way as `increase`"
        problems.add(written.at, "too-much", f"{len(written):,} rows", hint)
        return ()
    for index, row in enumerate(written):
        step = _row(row, facts, problems)
        if step is not None:
            rows.append(step)
            if step.days is None and index < len(written) - 1:
                problems.add(row.at, "missing-key", "`for` is missing", "only the last row stays for good")
    return tuple(rows)


def _row(written: Mapping, facts: Facts, problems: Problems) -> Step | None:
    if ("dose" in written) == ("daily" in written):
        problems.add(written.at, "amount", "a row states either `dose` or `daily`", "keep one of them")
        return None
    key = "dose" if "dose" in written else "daily"
    amount = read_amount(written[key], written.values_at[key], facts, problems)
    often = how_often(written, problems)
    least, planned = _days(written, problems)
    if amount is None or often is None:
        return None
    times_a_day, every = often
    dose = amount if key == "dose" else multiplied(amount, Fraction(every, times_a_day))
    return Step(dose, times_a_day, least, planned, every)


def _days(written: Mapping, problems: Problems) -> tuple[int | None, int | None]:
    stated = written.get("for")
    if stated is None:
        return None, None
    if not isinstance(stated, Mapping):
        days = whole_days(stated, written.values_at["for"], problems)
        return days, days
    least, planned = (whole_days(stated[key], stated.values_at[key], problems) for key in ("from", "to"))
    if least is not None and planned is not None and least > planned:
        problems.add(stated.at, "range", "the shorter end is above the longer one", "swap them")
    return least, planned


def _begin_again(written: Mapping, problems: Problems) -> list[Effect]:
    stated, at = written["begin_again_after"], written.values_at["begin_again_after"]
    if not isinstance(stated, Mapping):
        return time(Slot.BEGIN_AGAIN, stated, at, problems)
    with problems.quantity_at(stated.values_at["of"]):
        hours = time_in("hours", stated["of"]) * stated["half_lives"]
        if hours.denominator > 10**6:
            raise QuantityError(f"`{stated['of']}` has too many decimals", "write as much as the source states")
        return [Bound(Slot.BEGIN_AGAIN, Fixed(hours))]
    return []
