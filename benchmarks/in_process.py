"""One evaluation inside a running process, against ZEN over the same decisions."""

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from measuring import Cost, cpu, in_turn, ratio, typical, wall
from report import Figure, NotMeasured
from varied_patients import make_patients
from zen_model import context, decision_model, fired

from posology import Engine, KnowledgeBase, Profile, as_document, read_knowledge
from posology.engine import compile_network
from posology.firing.fire import fire
from posology.firing.judge import Judge, Outcome

DRUG = "baclofen"
_CHECKED = 200
_TIMED = 50


def figures(rounds: int) -> list[Figure | NotMeasured]:
    """Both channels and the judge alone against ZEN, each with its whole trace; ZEN's answers are checked first."""
    try:
        import zen
    except ImportError:
        return [NotMeasured("in process: posology / ZEN", "zen-engine is not installed: pip install zen-engine")]
    os.environ.pop("RUST_BACKTRACE", None)  # a backtrace for each error inside ZEN would slow it down
    knowledge = read_knowledge([DRUG])
    both, judge = Engine(knowledge), Engine(knowledge, network_of=lambda drug: None)
    patients = make_patients(knowledge.vocabulary, _CHECKED)
    contexts = [_context(judge, patient, knowledge) for patient in patients]
    rules = knowledge.drugs[DRUG].rules
    decides, names = (
        zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(decision_model(rules, ids_only))))
        for ids_only in (False, True)
    )
    answers = [fired(decides.evaluate(told)) for told in contexts]
    agreed = [_fired(judge, patient) == answer for patient, answer in zip(patients, answers, strict=True)]

    timed, told = patients[:_TIMED], contexts[:_TIMED]
    turns = in_turn(
        {
            "both channels": _evaluations(both, timed),
            "ZEN": _decisions(decides, told),
            "judge": _evaluations(judge, timed),
            "ZEN, ids only": _decisions(names, told),
            "channels themselves": _firings(knowledge, judge, timed, with_chain=True),
            "judge itself": _firings(knowledge, judge, timed, with_chain=False),
        },
        rounds,
    )
    each = {side: f"{typical(costs, wall) / len(timed) * 1000:.2f} ms" for side, costs in turns.items()}
    return [
        Figure("in process: patients for whom ZEN fires the same rules", 100 * sum(agreed) / len(agreed), None, "%"),
        Figure(
            "in process: both channels / ZEN, wall",
            ratio(turns, "both channels", "ZEN", wall),
            2.0,
            detail=f"{each['both channels']} / {each['ZEN']}",
        ),
        Figure("in process: both channels / ZEN, cpu", ratio(turns, "both channels", "ZEN", cpu), 2.0),
        Figure(
            "in process: judge alone / ZEN, wall",
            ratio(turns, "judge", "ZEN", wall),
            1.0,
            detail=f"{each['judge']} / {each['ZEN']}",
        ),
        Figure("in process: judge alone / ZEN, cpu", ratio(turns, "judge", "ZEN", cpu), 1.0),
        Figure(
            "in process: both channels' own part of that / ZEN, wall",
            ratio(turns, "channels themselves", "ZEN", wall),
            2.0,
            detail=f"{each['channels themselves']} / {each['ZEN']}",
        ),
        Figure(
            "in process: the judge's own part of that / ZEN, wall",
            ratio(turns, "judge itself", "ZEN", wall),
            1.0,
            detail=f"{each['judge itself']} / {each['ZEN']}",
        ),
        Figure(
            "in process: ZEN / ZEN whose rows say only their rule's id, wall",
            ratio(turns, "ZEN", "ZEN, ids only", wall),
            detail=f"{each['ZEN']} / {each['ZEN, ids only']}",
        ),
    ]


def _context(judge: Engine, patient: Profile, knowledge: KnowledgeBase) -> dict[str, Any]:
    """The facts as posology knows them, computed ones too: ZEN is spared computing them."""
    (evaluation,) = judge.evaluate(patient, DRUG).evaluations
    return context(knowledge.vocabulary.facts, evaluation.facts.values())


def _fired(judge: Engine, patient: Profile) -> set[str]:
    (evaluation,) = judge.evaluate(patient, DRUG).evaluations
    return {rule.id for rule in evaluation.firings.of(Outcome.FIRED)}


def _evaluations(engine: Engine, patients: Iterable[Profile]) -> Callable[[], Cost]:
    def turn() -> None:
        for patient in patients:
            as_document(engine.evaluate(patient, DRUG))

    return lambda: _cost(turn)


def _firings(
    knowledge: KnowledgeBase, engine: Engine, patients: Iterable[Profile], with_chain: bool
) -> Callable[[], Cost]:
    """What ZEN does and no more: which rules fire and why others do not, from facts that are known already."""
    known = [engine.evaluate(patient, DRUG).evaluations[0].facts.values() for patient in patients]
    drug = knowledge.drugs[DRUG]
    judge, network = Judge(drug.rules), compile_network(drug) if with_chain else None

    def turn() -> None:
        for values in known:
            fire(drug, judge, values, network)

    return lambda: _cost(turn)


def _decisions(decision: Any, contexts: Iterable[dict[str, Any]]) -> Callable[[], Cost]:
    def turn() -> None:
        for told in contexts:
            decision.evaluate(told, {"trace": True})

    return lambda: _cost(turn)


def _cost(turn: Callable[[], None]) -> Cost:
    on_clock, of_processor = time.perf_counter(), time.process_time()
    turn()
    return Cost(time.perf_counter() - on_clock, time.process_time() - of_processor)
