"""The main job: one patient, one drug, one answer."""

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from posology.dosing.alerts import alerts_of, general_guidance
from posology.dosing.course import with_course
from posology.dosing.dispense import choose
from posology.dosing.finding_out import what_to_find_out
from posology.dosing.needs import needs_of, why_not_covered
from posology.dosing.next_action import next_action
from posology.dosing.order.check import check_order
from posology.dosing.order.context import order_context
from posology.dosing.plan import at_worst, make_plan, numbers_of
from posology.dosing.products import products_for
from posology.dosing.schedule import planned_rows
from posology.dosing.standing import standing_of
from posology.firing.fire import fire
from posology.firing.judge import Judge, Outcome
from posology.firing.rule_texts import RuleTexts
from posology.language.drug import Drug
from posology.language.effect import Slot
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import PatientFacts, know
from posology.patient.profile import Order, Profile
from posology.result import Evaluation

if TYPE_CHECKING:
    from posology.firing.chain import Network


class Compiled(NamedTuple):
    """A drug ready to be asked about: its rules before the judge and in the rule engine (None where the judge is
    alone), and their words."""

    drug: Drug
    judge: Judge
    network: "Network | None"
    texts: RuleTexts


def evaluate_drug(profile: Profile, compiled: Compiled, vocabulary: Vocabulary) -> Evaluation:
    """The answer about one drug for the patient of `profile`.

    Raises `KnowledgeConflict` where rules contradict each other for this patient, and an `EngineError` where the
    evaluation itself failed: in both cases there is no recommendation.
    """
    return evaluate_known(know(profile, vocabulary, compiled.drug), profile, compiled, vocabulary)


def evaluate_known(facts: PatientFacts, profile: Profile, compiled: Compiled, vocabulary: Vocabulary) -> Evaluation:
    """The same, where `facts` is what is known of the patient. Raises as `evaluate_drug` does."""
    drug = compiled.drug
    values = facts.values()
    firings = fire(drug, compiled.judge, values, compiled.network)
    plan = make_plan(firings, numbers_of(values))

    surely = facts.without_assumptions()
    doubted = firings.judgements if surely is facts else compiled.judge.judge(surely.values())
    worst = at_worst(doubted, numbers_of(surely.values()))

    fired = firings.of(Outcome.FIRED)
    order = profile.order_of(drug.id)
    release = facts.value("release")
    kind = release if isinstance(release, str) else None
    products, none_suits = products_for(
        _product_named(order, profile), drug, profile.jurisdiction, firings.judgements, kind
    )
    dispenser = choose(products, plan.planned_value(Slot.START_DOSE) or _current_dose(profile))
    plan = with_course(plan, dispenser)
    standing = standing_of(profile, drug, facts, fired, plan, none_suits)
    needs = needs_of(firings.judgements, doubted, surely)
    action = next_action(plan, fired, standing, dispenser)
    asked = (*action.but_first, *what_to_find_out(action, plan, worst, doubted, needs))
    action = action._replace(but_first=tuple(dict.fromkeys(asked)))
    schedule, taper = planned_rows(plan, action, standing, dispenser)
    checked = None
    if order is not None:
        context = order_context(profile, drug, facts, firings, plan, worst, standing, action, dispenser, vocabulary)
        checked = check_order(order, context)
    return Evaluation(
        drug=drug,
        texts=compiled.texts,
        facts=facts,
        firings=firings,
        plan=plan,
        why_not_covered=why_not_covered(plan, firings.judgements, vocabulary),
        at_worst=worst,
        needs=needs,
        alerts=alerts_of(fired, facts),
        guidance=general_guidance(fired),
        next=action,
        product=dispenser.product.name if dispenser.product is not None else "",
        schedule=schedule,
        taper=taper,
        order=checked,
    )


def _product_named(order: Order | None, profile: Profile) -> str | None:
    """The product ordered, else the one that is taken."""
    if order is not None and order.product is not None:
        return order.product
    return profile.current.product if profile.current is not None else None


def _current_dose(profile: Profile) -> Fraction:
    return profile.current.taken.dose if profile.current is not None else Fraction(0)
