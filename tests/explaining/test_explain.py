"""Every rule of every drug can be explained for whoever the patient is, and as the trace has it."""

from functools import cache
from random import Random

import pytest

from posology import Engine, Evaluation, read_knowledge
from posology.explaining.rule import Explanation, Part, explain
from posology.firing.judge import Outcome
from posology.language.condition import All, AtLeast, NoneOf
from posology.patient.profile import Profile
from posology_cli.reporters.explanation import explanation_text

from ..random_profiles import ProfileMaker

KNOWLEDGE = read_knowledge()
ENGINE = Engine(KNOWLEDGE, network_of=lambda _: None)
FIRED, NOT_FIRED, UNDETERMINED = Outcome.FIRED, Outcome.NOT_FIRED, Outcome.UNDETERMINED
PATIENTS = 6


@cache
def patients(drug: str) -> tuple[Profile, ...]:
    random, maker = Random(f"explain {drug}"), ProfileMaker(KNOWLEDGE.vocabulary, KNOWLEDGE.drugs[drug].rules)
    return tuple(maker.read(maker.document(random)) for _ in range(PATIENTS))


def evaluate(profile: Profile, drug: str) -> Evaluation:
    (one,) = ENGINE.evaluate(profile, drug).evaluations
    return one


@pytest.mark.parametrize("drug", KNOWLEDGE.available)
def test_an_explanation_says_of_each_rule_what_the_trace_says(drug: str) -> None:
    for profile in patients(drug):
        evaluation = evaluate(profile, drug)
        for judgement in evaluation.firings.judgements:
            explanation = explain(judgement.rule, evaluation)
            assert explanation.judgement == judgement
            assert tuple(one.fact for one in explanation.missing) == judgement.missing
            check_outcome(explanation)
            text = explanation_text(explanation, evaluation.facts, KNOWLEDGE.vocabulary.facts, 100)
            assert judgement.rule.id in text
            assert f"{judgement.rule.place.file}:{judgement.rule.place.line}" in text


def check_outcome(explanation: Explanation) -> None:
    """The whole follows from its parts, and what became of the rule from the whole."""
    rule, tree, outcome = explanation.rule, explanation.tree, explanation.judgement.outcome
    check_part(tree)
    if outcome is UNDETERMINED and tree.outcome is FIRED:
        assert rule.needed_by_effects, "its condition holds, and no figure of it rests on a fact"
    else:
        assert tree.outcome is outcome


def check_part(part: Part) -> None:
    outcomes = [below.outcome for below in part.parts]
    match part.condition:
        case All():
            assert part.outcome is (
                NOT_FIRED if NOT_FIRED in outcomes else UNDETERMINED if UNDETERMINED in outcomes else FIRED
            )
        case NoneOf():
            assert part.outcome is (
                NOT_FIRED if FIRED in outcomes else UNDETERMINED if UNDETERMINED in outcomes else FIRED
            )
        case AtLeast(count):
            surely = outcomes.count(FIRED)
            perhaps = surely + outcomes.count(UNDETERMINED)
            assert part.outcome is (FIRED if surely >= count else UNDETERMINED if perhaps >= count else NOT_FIRED)
        case _:
            assert (part.fact is not None) == (not part.drawn_by)
    for drawn in part.drawn_by:
        check_outcome(drawn)
    if part.drawn_by:
        drawn_outcomes = [one.judgement.outcome for one in part.drawn_by]
        assert part.outcome is next((one for one in (FIRED, UNDETERMINED) if one in drawn_outcomes), NOT_FIRED)
    for below in part.parts:
        check_part(below)


def test_patients_of_all_kinds_are_among_them() -> None:
    outcomes = {
        judgement.outcome
        for drug in KNOWLEDGE.available
        for profile in patients(drug)
        for judgement in evaluate(profile, drug).firings.judgements
    }
    assert outcomes == set(Outcome)
