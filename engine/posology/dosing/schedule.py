"""The schedule onwards and the way down, day by day, in doses that can be dispensed."""

from posology.dosing.action import NextAction
from posology.dosing.coming_down import way_down, way_to
from posology.dosing.dispense import Dispenser
from posology.dosing.going_up import following_on, planned_days_on
from posology.dosing.plan import Plan
from posology.dosing.rows import MOST_ROWS, Row
from posology.dosing.standing import Standing
from posology.language.scales import Action, Verdict
from posology.patient.profile import Dose

Rows = tuple[Row, ...]


def planned_rows(plan: Plan, action: NextAction, standing: Standing, dispenser: Dispenser) -> tuple[Rows, Rows]:
    """The schedule onwards, and the way down from the current dose.

    No schedule where the drug is contraindicated, and no way down where it is to be stopped at once.
    """
    taper: Rows = ()
    if action.off_too_long:
        return (), taper
    if standing.current is not None and action.action is not Action.STOP:
        taper = way_down(plan, standing.current.taken, dispenser)
    if plan.regimen is None or plan.verdict is Verdict.CONTRAINDICATED:
        return (), taper
    if action.action is Action.START and action.to is not None:
        return way_up(plan, action.to, planned_days_on(plan, action.to), dispenser), taper
    if action.action is Action.INCREASE and action.to is not None and standing.current is not None:
        if action.not_before is None:
            return (), taper
        wait = (action.not_before - standing.days.as_of).days
        if wait > 0:
            return way_up(plan, standing.current.taken, wait, dispenser, action.to), taper
        return way_up(plan, action.to, planned_days_on(plan, action.to), dispenser), taper
    if action.action is Action.REDUCE and action.to is not None and standing.current is not None:
        return _way_lower(plan, action, standing, dispenser), taper
    staying = action.to or (standing.current.taken if standing.current is not None else None)
    if staying is None or action.action in (Action.HOLD, Action.TAPER, Action.STOP):
        return (), taper
    return (Row(1, None, staying, dispenser.count_out(staying.dose)),), taper


def _way_lower(plan: Plan, action: NextAction, standing: Standing, dispenser: Dispenser) -> Rows:
    """Down at the pace of the taper, or as the course has it: not before the day on which its next row begins.

    Empty where that day is not known.
    """
    assert action.to is not None
    assert standing.current is not None
    if action.but_first:
        return ()
    if action.not_before is None:
        return way_to(plan, standing.current.taken, action.to, dispenser)
    wait = (action.not_before - standing.days.as_of).days
    if wait > 0:
        return way_up(plan, standing.current.taken, wait, dispenser, action.to)
    return way_up(plan, action.to, planned_days_on(plan, action.to), dispenser)


def way_up(plan: Plan, first: Dose, first_days: int, dispenser: Dispenser, second: Dose | None = None) -> Rows:
    """`first` for `first_days`, then (`second`, and) on along the course, or step by step as far as is usual."""
    rows: list[Row] = []
    taken, day, days = first, 1, first_days
    following = second or following_on(plan, first, dispenser)
    while following is not None and len(rows) < MOST_ROWS - 1:
        rows.append(Row(day, day + days - 1, taken, dispenser.count_out(taken.dose)))
        taken, day, days = following, day + days, planned_days_on(plan, following)
        following = following_on(plan, taken, dispenser)
    return (*rows, Row(day, None, taken, dispenser.count_out(taken.dose)))
