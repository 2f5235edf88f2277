"""The next action: a record, and what more than one way to it needs."""

from datetime import date
from typing import NamedTuple

from posology.dosing.plan import Plan
from posology.dosing.standing import Standing
from posology.language.effect import Slot
from posology.language.rule import Rule
from posology.language.scales import Action
from posology.patient.profile import Dose


class NextAction(NamedTuple):
    """The next action, the dose it leads to, the earliest day, the rules behind it, and why in a few words.

    `only_intended`: nothing calls for it but the profile's intent, so that signs of withdrawal may hold it.
    `but_first` names missing facts that could make the action wrong: at worst they bring a stricter verdict or bound.
    `off_too_long`: the dose stated as the current one no longer counts.
    """

    action: Action
    why: str
    rules: tuple[Rule, ...]
    to: Dose | None = None
    not_before: date | None = None
    only_intended: bool = False
    but_first: tuple[str, ...] = ()
    off_too_long: bool = False


def is_off_too_long(plan: Plan, standing: Standing) -> bool:
    """Whether so long may have passed without a dose that therapy begins again as at the start."""
    figure = plan.figures.get(Slot.BEGIN_AGAIN)
    return figure is not None and standing.time_off is not None and standing.time_off > figure.value


def held_by_others(regimen: Rule, standing: Standing) -> NextAction:
    others = ", ".join(standing.taken_in)
    return NextAction(Action.REVIEW, f"the drug is in {others} as well: find out how much is taken in all", (regimen,))
