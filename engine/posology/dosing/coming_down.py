"""The way down, day by day, in doses that can be dispensed: no cut larger than a source allows."""

from fractions import Fraction
from itertools import takewhile

from posology.dosing.dispense import Dispenser
from posology.dosing.figures import Figure
from posology.dosing.plan import Plan
from posology.dosing.rows import MOST_ROWS, Row
from posology.language.effect import Slot
from posology.patient.profile import Dose

_PACES = (Slot.TAPER_FROM, Slot.TAPER_STEP, Slot.TAPER_SHARE)


def pace(plan: Plan) -> Figure | None:
    """The figure that says how fast to come down: how long it takes, else the largest cut; None where none does."""
    return next((plan.figures[slot] for slot in _PACES if slot in plan.figures), None)


def largest_cut(plan: Plan, taken: Dose) -> Fraction | None:
    """By how much the daily total may come down at one time (mg); None where no source says."""
    most, share = plan.value(Slot.TAPER_STEP), plan.value(Slot.TAPER_SHARE)
    bounds = [cut for cut in (most, None if share is None else taken.daily * share) if cut is not None]
    return min(bounds, default=None)


def way_to(plan: Plan, current: Dose, target: Dose, dispenser: Dispenser) -> tuple[Row, ...]:
    """Down from `current` to `target` at the pace of the taper, and there it stays; at once where no pace is known.

    Empty where no equal doses make cuts as small as the plan asks.
    """
    levels = _levels(plan, current, dispenser) if pace(plan) is not None else []
    if levels is None:
        return ()
    above = list(takewhile(lambda level: level.daily > target.daily, levels))
    most = largest_cut(plan, above[-1] if above else current)
    if most is not None and (above[-1] if above else current).daily - target.daily > most:
        return ()
    spells = _spells(plan, levels, len(_as_many_as_planned(plan, levels))) if above else []
    rows = _in_turn(above, spells, dispenser)
    day = 1 + sum(spells[: len(above)])
    return (*rows, Row(day, None, target, dispenser.count_out(target.dose)))


def way_down(plan: Plan, current: Dose, dispenser: Dispenser) -> tuple[Row, ...]:
    """From `current` to nothing over the planned days, in even spells.

    Empty where no rule says how fast to come down, and where no equal doses make cuts as small as the plan asks.
    """
    levels = _levels(plan, current, dispenser) if pace(plan) is not None else None
    if levels is None:
        return ()
    levels = _as_many_as_planned(plan, levels) or [current]
    return _in_turn(levels, _spells(plan, levels, len(levels)), dispenser)


def _spells(plan: Plan, levels: list[Dose], planned: int) -> list[int]:
    """The days on each level: even spells of the planned time over the first `planned` of them, then the shorter."""
    days = max(_days(plan.value(Slot.TAPER_TO)), planned * max(1, _days(plan.value(Slot.TAPER_EVERY))))
    each, longer = divmod(days, planned)
    return [each + (planned > index >= planned - longer) for index in range(len(levels))]


def _in_turn(levels: list[Dose], spells: list[int], dispenser: Dispenser) -> tuple[Row, ...]:
    rows: list[Row] = []
    day = 1
    for taken, spell in zip(levels, spells, strict=False):
        rows.append(Row(day, day + spell - 1, taken, dispenser.count_out(taken.dose)))
        day += spell
    return tuple(rows)


def _as_many_as_planned(plan: Plan, levels: list[Dose]) -> list[Dose]:
    """Where each cut is a share, which never comes to nothing: as many of them as the planned time holds."""
    over, every = _days(plan.value(Slot.TAPER_TO)), _days(plan.value(Slot.TAPER_EVERY))
    if Slot.TAPER_SHARE not in plan.figures or not over or not every:
        return levels
    return levels[: -(-over // every)]


def _days(length: Fraction | None) -> int:
    return 0 if length is None else -(-length.numerator // length.denominator)


def _levels(plan: Plan, current: Dose, dispenser: Dispenser) -> list[Dose] | None:
    """The doses on the way down, the last before nothing at the end; None where the way cannot be gone."""
    cut = usual_cut(plan, current)
    levels: list[Dose] = []
    taken = current
    while len(levels) < MOST_ROWS:
        lower = _lower(plan, taken, cut, dispenser)
        if not lower and _may_end(plan, taken):
            return levels
        taken_next = _gentle(plan, taken, lower, dispenser)
        if taken_next is None:
            return levels if Slot.TAPER_SHARE in plan.figures and levels else None
        levels.append(taken_next)
        taken = taken_next
    return None


def _may_end(plan: Plan, taken: Dose) -> bool:
    """Whether nothing may follow the dose: a cut that is stated as a share never comes to nothing."""
    most = largest_cut(plan, taken)
    return most is None or taken.daily <= most or Slot.TAPER_SHARE in plan.figures


def usual_cut(plan: Plan, current: Dose) -> Fraction:
    """By how much a single dose comes down at a time (mg): as planned, else as it went up, or by quarters.

    A very large dose comes down faster, so that the way has an end within the rows of a table.
    """
    planned = plan.planned.get(Slot.TAPER_STEP)
    usual = planned / current.times_a_day if planned is not None else plan.value(Slot.STEP_DOSE) or current.dose / 4
    return max(usual, current.dose / (MOST_ROWS // 2))


def step_down(plan: Plan, taken: Dose, dispenser: Dispenser) -> Dose | None:
    """One step down: a smaller single dose, or one dose a day less; None where no gentle step can be made."""
    return _gentle(plan, taken, _lower(plan, taken, usual_cut(plan, taken), dispenser), dispenser)


def _lower(plan: Plan, taken: Dose, cut: Fraction, dispenser: Dispenser) -> list[Dose]:
    """What can be made below `taken`: a smaller single dose, as far down as is usual or as is allowed; or one less."""
    most = largest_cut(plan, taken)
    doses = [dispenser.largest(taken.dose - cut)]
    if most is not None:
        allowed = taken.dose - most / taken.times_a_day
        doses = [dispenser.largest(taken.dose - min(cut, most / taken.times_a_day)), dispenser.smallest_from(allowed)]
        if Slot.TAPER_SHARE in plan.figures:
            doses.reverse()
    smallest = dispenser.smallest() or cut
    if doses[0] <= 0 and taken.dose > smallest:
        doses.append(smallest)
    lower = [taken._replace(dose=dose) for dose in dict.fromkeys(doses) if 0 < dose < taken.dose]
    if taken.times_a_day > 1:
        lower.append(Dose(dispenser.largest(taken.dose) or taken.dose, taken.times_a_day - 1))
    return lower


def _gentle(plan: Plan, taken: Dose, lower: list[Dose], dispenser: Dispenser) -> Dose | None:
    """The first of `lower` whose cut of the day is no larger than the plan allows; without a product, just that cut."""
    most = largest_cut(plan, taken)
    for dose in lower:
        if most is None or taken.daily - dose.daily <= most:
            return dose
    if most is not None and dispenser.product is None and taken.daily > most:
        return taken._replace(dose=taken.dose - most * taken.every / taken.times_a_day)
    return None
