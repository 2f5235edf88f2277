"""One drug of random rules and many random patients, put to all three evaluators."""

from random import Random

from posology.firing.chain import Network
from posology.firing.judge import judge
from posology.language.rule import Rule
from tests.plain_evaluator import outcomes
from tests.random_rules import Values, World, a_patient, a_world, fits, some_rules


class Disagreement(AssertionError):
    """Evaluators that do not say the same of one patient."""


def disagreements(rules: tuple[Rule, ...], network: Network, values: Values) -> list[str]:
    """What the chain, the judge and the plain evaluator do not agree on; empty where they do."""
    plain = outcomes(rules, values)
    judged = {judgement.rule.id: judgement.outcome.value for judgement in judge(rules, values)}
    chained = network.fire(values)
    return [
        f"{id}: judge {judged[id]}, plain {plain[id]}, chain {'fired' if id in chained else 'did not fire'}"
        for id in plain
        if not (judged[id] == plain[id] and (id in chained) == (plain[id] == "fired"))
    ]


def drug_of_seed(seed: int, count: int, deep: int | None = None) -> tuple[World, tuple[Rule, ...], Network]:
    """A world and rules of it, compiled. Rules that alone pass a limit of the engine are left out."""
    random = Random(seed)
    world = a_world(random, random.randint(3, 14))
    rules = tuple(rule for rule in some_rules(random, world, count, deep) if fits(rule))
    return world, rules, Network(rules)


def agree(seed: int, count: int, patients: int, deep: int | None = None) -> int:
    """Puts `patients` patients to the drug of the seed. Raises `Disagreement`; returns how many were asked about."""
    world, rules, network = drug_of_seed(seed, count, deep)
    random = Random(seed + 1)
    for number in range(patients):
        values = a_patient(random, world)
        found = disagreements(rules, network, values)
        if found:
            listed = "\n  ".join(found)
            raise Disagreement(f"seed {seed}, {count} rules, patient {number} {values}:\n  {listed}")
    return patients
