"""Where something fails inside an evaluation there is no recommendation, and nothing is spoilt for the next patient."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from posology import (
    Engine,
    EngineDisagreement,
    EngineFailure,
    EngineLimit,
    KnowledgeBase,
    Profile,
    as_document,
    read_knowledge,
)
from posology.firing.chain import Network, Recorder
from posology.firing.judge import Outcome
from posology.language.condition import ALWAYS, NoneOf
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.reading.folder import default_rules
from posology_cli.main import main
from tests.agreeing import disagreements
from tests.random_profiles import ProfileMaker
from tests.random_rules import a_patient, a_world, some_rules

NEVER = NoneOf((ALWAYS,))
EXACT_TO_TOO_MANY_DIGITS = """
  - id: {id}
    when: {{weight: {{at_least: 10.00000000000000000001 kg}}}}
    verdict: caution
    says: Nobody can weigh this.
    evidence: [us-tablet-label#renal]
"""
TOO_MANY_CHOICES = """
  - id: {id}
    when:
      all:
"""
ONE_CHOICE = "        - any: [{{age: {{below: {age} years}}}}, {{weight: {{above: {age} kg}}}}]\n"
THE_REST = """
    verdict: caution
    says: More alternatives than can be fired.
    evidence: [us-tablet-label#renal]
"""


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge(["baclofen"])


@pytest.fixture(scope="module")
def profiles(knowledge: KnowledgeBase) -> list[Profile]:
    random = Random("failures")
    maker = ProfileMaker(knowledge.vocabulary, knowledge.drugs["baclofen"].rules)
    return [maker.read(maker.document(random)) for _ in range(12)]


def answers(engine: Engine, profiles: list[Profile]) -> list[str]:
    return [json.dumps(as_document(engine.evaluate(profile, "baclofen")), default=str) for profile in profiles]


def test_an_action_that_raises_ends_the_evaluation_and_spoils_no_other(
    knowledge: KnowledgeBase, profiles: list[Profile]
) -> None:
    class Failing(Recorder):
        def note(self, rule: Rule) -> None:
            if broken:
                raise ZeroDivisionError("a bug in an action")
            super().note(rule)

    broken = True
    engine = Engine(knowledge, lambda drug: Network(drug.rules, Failing))
    for _ in range(3):
        with pytest.raises(EngineFailure, match="an action failed: a bug in an action") as failure:
            engine.evaluate(profiles[0], "baclofen")
        assert isinstance(failure.value.__cause__, ZeroDivisionError)
    broken = False
    assert answers(engine, profiles) == answers(Engine(knowledge), profiles)


@pytest.mark.parametrize("channel", ["chain", "judge"])
def test_channels_that_disagree_end_the_evaluation_and_the_rule_is_named(
    knowledge: KnowledgeBase, profiles: list[Profile], channel: str
) -> None:
    """The network is made of rules of which one always fires, or never does."""
    firings = Engine(knowledge).evaluate(profiles[0], "baclofen").evaluations[0].firings
    outcome = Outcome.NOT_FIRED if channel == "chain" else Outcome.FIRED
    altered = next(rule for rule in firings.of(outcome) if not rule.concludes)

    def network_of(drug: Drug) -> Network:
        when = ALWAYS if channel == "chain" else NEVER
        return Network(replace(rule, when=when) if rule == altered else rule for rule in drug.rules)

    with pytest.raises(EngineDisagreement, match=f"fired by the {channel} alone: {altered.id}") as disagreement:
        Engine(knowledge, network_of).evaluate(profiles[0], "baclofen")
    found = (disagreement.value.only_chain, disagreement.value.only_judge)
    assert found == (((altered.id,), ()) if channel == "chain" else ((), (altered.id,)))


@pytest.fixture(params=["digits", "alternatives"])
def rules_past_a_limit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The real rules with one more, which passes a limit of the engine."""
    rules = tmp_path / "rules"
    shutil.copytree(default_rules(), rules)
    with (rules / "drugs" / "baclofen" / "populations.yaml").open("a", encoding="utf-8") as file:
        if request.param == "digits":
            file.write(EXACT_TO_TOO_MANY_DIGITS.format(id="too-far"))
        else:
            choices = "".join(ONE_CHOICE.format(age=age) for age in range(20, 40))
            file.write(TOO_MANY_CHOICES.format(id="too-far") + choices + THE_REST.lstrip("\n"))
    return rules


def test_rules_that_pass_a_limit_give_no_answer(rules_past_a_limit: Path, profiles: list[Profile]) -> None:
    engine = Engine(read_knowledge(["baclofen"], rules_past_a_limit))
    for profile in profiles[:2]:
        with pytest.raises(EngineLimit, match=r"^baclofen/populations/too-far: ") as limit:
            engine.evaluate(profile, "baclofen")
        assert limit.value.rule == "baclofen/populations/too-far"


def test_check_tells_the_limit_at_the_rule(rules_past_a_limit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", str(rules_past_a_limit), "--drug", "baclofen"])
    [line] = (line for line in capsys.readouterr().out.splitlines() if "engine-limit" in line)
    populations = rules_past_a_limit / "drugs" / "baclofen" / "populations.yaml"
    begins = populations.read_text(encoding="utf-8").splitlines().index("  - id: too-far") + 1
    assert ended.value.code == 1
    place = f"rules/drugs/baclofen/populations.yaml:{begins}:5"
    assert line.startswith(f"{place}  engine-limit  baclofen/populations/too-far: ")


def test_the_command_line_ends_with_2_for_a_limit_says_why_and_prints_no_answer(
    rules_past_a_limit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "patient.yaml"
    profile.write_text("patient: {age: 50 years}\ncontext: {as_of: 2026-11-22}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", str(profile), "--drug", "baclofen", "--rules", str(rules_past_a_limit)])
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert said.err.startswith("posology: baclofen/populations/too-far: ")
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err


def fire_and_fail(self: Network, values: object) -> frozenset[str]:
    raise EngineFailure("the rule engine failed: a bug")


def fire_nothing(self: Network, values: object) -> frozenset[str]:
    return frozenset()


@pytest.mark.parametrize(
    ("fire", "says"), [(fire_and_fail, "the rule engine failed: a bug"), (fire_nothing, "the two channels")]
)
def test_the_command_line_ends_with_3_for_a_failure_and_for_a_disagreement(
    fire: Callable[[Network, object], frozenset[str]],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(Network, "fire", fire)
    profile = tmp_path / "patient.yaml"
    profile.write_text("patient: {age: 50 years}\ncontext: {as_of: 2026-11-22}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", str(profile), "--drug", "baclofen"])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (3, "")
    assert said.err.startswith(f"posology: {says}")


def test_a_number_too_large_for_one_patient_spoils_no_other() -> None:
    random = Random("large")
    world = a_world(random, 10)
    rules = some_rules(random, world, 40)
    network = Network(rules)
    read = next(fact for fact in sorted(world.thresholds) if any(fact in rule.reads for rule in rules))
    for _ in range(5):
        values = a_patient(random, world)
        with pytest.raises(EngineLimit, match=f"^{read}: .* is too large a number"):
            network.fire({**values, read: Fraction(10**40)})
        assert disagreements(rules, network, values) == []


def test_many_threads_on_one_engine_get_the_answers_of_one(knowledge: KnowledgeBase, profiles: list[Profile]) -> None:
    alone = answers(Engine(knowledge), profiles)
    engine = Engine(knowledge)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: answers(engine, profiles), range(8)))
    assert together == [alone] * 8


def test_thousands_of_evaluations_on_one_network_do_not_use_up_its_sessions() -> None:
    """The engine holds 1,024 sessions; each evaluation gives its own back."""
    random = Random("sessions")
    world = a_world(random, 6)
    network = Network(some_rules(random, world, 20))
    patients = [a_patient(random, world) for _ in range(50)]
    first = [network.fire(values) for values in patients]
    for _ in range(60):
        assert [network.fire(values) for values in patients] == first
