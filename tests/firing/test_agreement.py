"""The chain, the judge and a plain evaluator agree; and what is called undetermined never hides a certainty."""

import itertools
import math
from random import Random

import pytest

from posology.firing.chain import Network
from posology.firing.judge import judge
from posology.language.fact import Value
from tests.agreeing import agree, disagreements, drug_of_seed
from tests.plain_evaluator import fires_in_full
from tests.random_rules import a_patient, a_world, completions, fits, some_rules

MOST_COMPLETIONS = 1000


@pytest.mark.parametrize("seed", range(60))
def test_small_drugs_agree(seed: int) -> None:
    random = Random(f"small {seed}")
    agree(seed, random.randint(1, 40), 200)


@pytest.mark.parametrize("seed", range(100, 130))
def test_drugs_of_middle_size_agree(seed: int) -> None:
    random = Random(f"middle {seed}")
    agree(seed, random.randint(60, 130), 250)


@pytest.mark.parametrize("seed", [600, 601, 602, 603])
def test_drugs_of_600_rules_agree(seed: int) -> None:
    agree(seed, 600, 200)


@pytest.mark.parametrize("seed", range(400, 410))
def test_chains_of_conclusions_four_deep_agree(seed: int) -> None:
    agree(seed, 40, 100, deep=4)


def test_a_chain_four_deep_is_fired_to_its_end() -> None:
    """Some of the random chains do reach their last layer, so that the agreement is about something."""
    reached = set()
    for seed in range(400, 410):
        world, rules, network = drug_of_seed(seed, 40, deep=4)
        random = Random(seed)
        for _ in range(50):
            fired = network.fire(a_patient(random, world, known=1.0))
            reached |= {rule.id.rpartition("/")[2][:12] for rule in rules if rule.id in fired and rule.concludes}
    assert {f"conclusion-{layer}" for layer in range(4)} <= reached


@pytest.mark.parametrize("seed", range(150))
def test_what_is_decided_holds_whatever_the_unknown_facts_are(seed: int) -> None:
    """Fired: in every completion of what is unknown. Not fired: in none. All by brute force."""
    random = Random(f"complete {seed}")
    world = a_world(random, random.randint(2, 5))
    rules = some_rules(random, world, random.randint(1, 6))
    for _ in range(8):
        values = a_patient(random, world)
        read = sorted({fact for rule in rules for fact in rule.reads} - {"concluded"})
        choices = [completions(world, values, rules, fact) for fact in read]
        made = _combinations(random, choices)
        judged = {judgement.rule.id: judgement.outcome.value for judgement in judge(rules, values)}
        for completion in made:
            full = {**values, **dict(zip(read, completion, strict=True))}
            fired = fires_in_full(rules, full)
            wrong = {
                id: outcome
                for id, outcome in judged.items()
                if (outcome == "fired" and id not in fired) or (outcome == "not_fired" and id in fired)
            }
            assert not wrong, f"with {values}, contradicted by {full}"


def _combinations(random: Random, choices: list[list[Value]]) -> list[tuple[Value, ...]]:
    """All of them, or where there are too many, some."""
    if math.prod(map(len, choices)) <= MOST_COMPLETIONS:
        return list(itertools.product(*choices))
    return [tuple(random.choice(values) for values in choices) for _ in range(MOST_COMPLETIONS // 4)]


@pytest.mark.parametrize("seed", range(40))
def test_nothing_unknown_leaves_nothing_undetermined(seed: int) -> None:
    random = Random(f"known {seed}")
    world = a_world(random)
    rules = some_rules(random, world, 30)
    for _ in range(20):
        values = a_patient(random, world, known=1.0)
        judged = {judgement.rule.id: judgement.outcome.value for judgement in judge(rules, values)}
        fired = fires_in_full(rules, values)
        assert judged == {id: "fired" if id in fired else "not_fired" for id in judged}


def test_the_order_of_rules_and_facts_changes_nothing() -> None:
    for seed in range(20):
        world, rules, network = drug_of_seed(seed, 50)
        random = Random(seed)
        turned = Network(random.sample(rules, len(rules)))
        for _ in range(20):
            values = a_patient(random, world)
            shuffled = dict(random.sample(list(values.items()), len(values)))
            assert network.fire(values) == network.fire(shuffled) == turned.fire(values)
            assert disagreements(rules, turned, shuffled) == []


def test_random_rules_that_pass_a_limit_are_few() -> None:
    """The generators mostly make what the engine takes; else agreement would be about little."""
    made = kept = 0
    for seed in range(30):
        random = Random(seed)
        world = a_world(random)
        for rule in some_rules(random, world, 40):
            made += 1
            kept += fits(rule)
    assert kept > 0.9 * made
