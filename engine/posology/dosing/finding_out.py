"""What to find out before the next action is taken."""

from fractions import Fraction

from posology.dosing.action import NextAction
from posology.dosing.needs import Need
from posology.dosing.plan import AtWorst, Plan
from posology.firing.judge import Judgement, Outcome
from posology.language.effect import Bound, RaiseVerdict, Slot
from posology.language.rule import Rule
from posology.language.scales import Action, Verdict


def what_to_find_out(
    action: NextAction, plan: Plan, worst: AtWorst, judgements: tuple[Judgement, ...], needs: tuple[Need, ...]
) -> tuple[str, ...]:
    """The missing facts to find out before the dose is given or raised: those that at worst forbid or lower it.

    Before it goes on as it is, those that at worst make the drug contraindicated.
    """
    if action.action not in (Action.START, Action.INCREASE, Action.CONTINUE):
        return ()
    goes_on = action.action is Action.CONTINUE
    since = () if action.not_before is not None or goes_on else ("therapy.current.since",)
    forbids = worst.verdict >= (Verdict.CONTRAINDICATED if goes_on else Verdict.AVOID) > plan.verdict
    lowers = {
        slot for slot, value in _held_against(action) if slot in worst.figures and value > worst.figures[slot].value
    }
    if not (forbids or lowers):
        return since
    deciding = {
        judgement.rule.id
        for judgement in judgements
        if judgement.outcome is Outcome.UNDETERMINED and _weighs(judgement.rule, forbids, lowers)
    }
    return (*since, *(need.fact for need in needs if not deciding.isdisjoint(need.rules)))


def _held_against(action: NextAction) -> tuple[tuple[Slot, Fraction], ...]:
    if action.to is None or action.action is Action.CONTINUE:
        return ()
    limits = ((Slot.MAX_DOSE, action.to.dose), (Slot.MAX_DAILY, action.to.on_a_day))
    starts = ((Slot.START_DOSE, action.to.dose), (Slot.START_DAILY, action.to.daily))
    return (*limits, *starts) if action.action is Action.START else limits


def _weighs(rule: Rule, forbids: bool, lowers: set[Slot]) -> bool:
    return any(
        (forbids and isinstance(effect, RaiseVerdict) and effect.verdict >= Verdict.AVOID)
        or (isinstance(effect, Bound) and effect.slot in lowers)
        for effect in rule.effects
    )
