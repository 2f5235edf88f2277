"""Promises 2 and 3 of the design, over random rules and over the real ones, with random patients.

Only tighter: no order of rules, facts or files changes a byte, and a rule that is added never loosens anything.
Unknown is not no: a fact that is left out never makes the worst case milder, and no rule that had fired is lost.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from posology import Engine, KnowledgeBase, Profile, as_document, read_knowledge
from posology.dosing.figures import Figures, looser
from posology.firing.judge import Outcome
from posology.language.drug import Drug
from posology.patient.facts import Unknown
from posology.reading.folder import available_drugs, default_rules
from posology.result import Evaluation
from tests.random_profiles import ProfileMaker, real_world, removable
from tests.random_rules import World, a_drug, a_modifier_that_fits

SEEDS = range(25)


@cache
def real() -> KnowledgeBase:
    """The knowledge that comes along."""
    return read_knowledge()


DRUGS = available_drugs(default_rules())


def subject(seed: int) -> tuple[Random, World, Drug]:
    """A drug to try the promises on: for every third seed a real one, in turn, else one of random rules."""
    random = Random(f"promise {seed}")
    world = real_world(real().vocabulary, random)
    if seed % 3 == 0:
        return random, world, real().drugs[DRUGS[seed // 3 % len(DRUGS)]]
    return random, world, a_drug(random, world, random.randint(5, 40))


def engine_of(drug: Drug) -> Engine:
    return Engine(KnowledgeBase(real().vocabulary, {drug.id: drug}, (drug.id,)))


def evaluate(profile: Profile, drug: Drug, engine: Engine) -> Evaluation:
    (one,) = engine.evaluate(profile, drug.id).evaluations
    return one


# Promise 2: only tighter, in any order


@pytest.mark.parametrize("seed", SEEDS)
def test_no_order_of_rules_or_facts_changes_a_byte(seed: int) -> None:
    random, _, drug = subject(seed)
    maker = ProfileMaker(real().vocabulary, drug.rules)
    turned = replace(drug, rules=tuple(random.sample(drug.rules, len(drug.rules))))
    facts = dict(random.sample(list(real().vocabulary.facts.items()), len(real().vocabulary.facts)))
    straight = engine_of(drug)
    shuffled = Engine(KnowledgeBase(replace(real().vocabulary, facts=facts), {drug.id: turned}, (drug.id,)))
    for _ in range(6):
        profile = maker.read(maker.document(random))
        given = dict(random.sample(list(profile.given.items()), len(profile.given)))
        one = json.dumps(as_document(straight.evaluate(profile, drug.id)), default=str)
        other = json.dumps(as_document(shuffled.evaluate(profile._replace(given=given), drug.id)), default=str)
        assert one == other


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rule_that_is_added_never_loosens_anything(seed: int) -> None:
    random, world, drug = subject(seed)
    maker = ProfileMaker(real().vocabulary, drug.rules)
    conclusions = tuple(name for name, _ in drug.conclusions)
    before_engine = engine_of(drug)
    profiles = [maker.read(maker.document(random)) for _ in range(6)]
    before = [evaluate(profile, drug, before_engine) for profile in profiles]
    for number in range(5):
        added = a_modifier_that_fits(random, world, f"added-{number}", conclusions, drug.id)
        more = replace(drug, rules=tuple(sorted([*drug.rules, added], key=lambda rule: rule.id)))
        engine = engine_of(more)
        for profile, one in zip(profiles, before, strict=True):
            other = evaluate(profile, more, engine)
            assert other.plan.verdict >= one.plan.verdict, f"{added} loosens the verdict"
            assert other.at_worst.verdict >= one.at_worst.verdict, f"{added} loosens the verdict at worst"
            assert list(loosened(one.plan.figures, other.plan.figures)) == [], f"{added} loosens the plan"
            assert list(loosened(one.at_worst.figures, other.at_worst.figures)) == [], f"{added} loosens it at worst"
            if one.plan.times_a_day is not None:
                assert other.plan.times_a_day is not None
                assert other.plan.times_a_day.at_least >= one.plan.times_a_day.at_least
                assert other.plan.times_a_day.at_most <= one.plan.times_a_day.at_most


def loosened(before: Figures, after: Figures) -> Iterator[str]:
    """The slots that are gone, or looser than they were."""
    for slot, figure in before.items():
        if slot not in after:
            yield f"{slot.label} {figure.value}: gone"
        elif looser(slot, after[slot].value, figure.value):
            yield f"{slot.label} {figure.value}: now {after[slot].value}"


@pytest.mark.parametrize("drug", DRUGS)
def test_no_order_in_the_files_changes_anything_but_line_numbers(tmp_path: Path, drug: str) -> None:
    random = Random(f"files of {drug}")
    maker = ProfileMaker(real().vocabulary, real().drugs[drug].rules)
    profiles = [maker.read(maker.document(random)) for _ in range(12)]
    folder = tmp_path / "rules"
    shutil.copytree(default_rules() / "vocabulary", folder / "vocabulary")
    shutil.copytree(default_rules() / "drugs" / drug, folder / "drugs" / drug)
    for path in folder.rglob("*.yaml"):
        shuffle_file(path, random)
    turned = read_knowledge([drug], folder)
    assert turned.fingerprint((drug,)) == real().fingerprint((drug,))
    engines = Engine(real()), Engine(turned)
    for profile in profiles:
        one, other = (as_document(engine.evaluate(profile, drug)) for engine in engines)
        assert json.dumps(without_lines(other), default=str) == json.dumps(without_lines(one), default=str)


def shuffle_file(path: Path, random: Random) -> None:
    """Writes the YAML file again with the keys of every mapping, and the rules of every list, in another order."""
    node = yaml.compose(path.read_text(encoding="utf-8"))
    assert node is not None
    _shuffle(node, random)
    path.write_text(yaml.serialize(node, allow_unicode=True, width=10**6), encoding="utf-8")


def _shuffle(node: yaml.Node, random: Random) -> None:
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            _shuffle(value, random)
        random.shuffle(node.value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _shuffle(item, random)
        if all(isinstance(item, yaml.MappingNode) and _has_id(item) for item in node.value):
            random.shuffle(node.value)


def _has_id(node: yaml.MappingNode) -> bool:
    return any(key.value == "id" for key, _ in node.value)


def without_lines(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the lines taken out of where its rules were written."""
    for one in document["evaluations"]:
        for rows in one["trace"].values():
            for row in rows:
                row["at"] = row["at"].partition(":")[0]
    return document


# Promise 3: unknown is not no


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fact_left_out_never_makes_the_worst_case_milder(seed: int) -> None:
    for before, removed, after in with_a_fact_left_out(seed):
        assert after.at_worst.verdict >= before.at_worst.verdict, f"without {removed}"
        assert list(loosened(before.at_worst.figures, after.at_worst.figures)) == [], f"without {removed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rule_that_had_fired_still_fires_or_asks_for_the_fact_left_out(seed: int) -> None:
    for before, removed, after in with_a_fact_left_out(seed):
        fired = {rule.id for rule in before.firings.of(Outcome.FIRED)}
        asked = {rule for need in after.needs if need.fact == removed for rule in need.rules}
        for judgement in after.firings.judgements:
            if judgement.rule.id in fired:
                assert judgement.outcome is not Outcome.NOT_FIRED, f"{judgement.rule.id} is lost without {removed}"
                if judgement.outcome is Outcome.UNDETERMINED:
                    assert judgement.rule.id in asked, f"{judgement.rule.id} does not ask for {removed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_worst_case_is_never_milder_than_the_plan(seed: int) -> None:
    random, _, drug = subject(seed)
    maker = ProfileMaker(real().vocabulary, drug.rules)
    engine = engine_of(drug)
    for _ in range(15):
        one = evaluate(maker.read(maker.document(random)), drug, engine)
        assert one.at_worst.verdict >= one.plan.verdict
        assert list(loosened(one.plan.figures, one.at_worst.figures)) == []


@cache
def with_a_fact_left_out(seed: int) -> tuple[tuple[Evaluation, str, Evaluation], ...]:
    """Evaluations of random profiles, and of each without one fact that is then unknown."""
    random, _, drug = subject(seed)
    maker = ProfileMaker(real().vocabulary, drug.rules)
    engine = engine_of(drug)
    made: list[tuple[Evaluation, str, Evaluation]] = []
    for _ in range(5):
        document = maker.document(random)
        before = evaluate(maker.read(document), drug, engine)
        for removed, left in removable(document):
            after = evaluate(maker.read(left), drug, engine)
            known_before = not isinstance(before.facts.facts.get(removed), Unknown)
            if known_before and isinstance(after.facts.facts.get(removed), Unknown):
                made.append((before, removed, after))
    return tuple(made)


def test_facts_were_left_out_and_rules_had_fired() -> None:
    """So that the promises were tried on something."""
    tried = [one for seed in SEEDS for one in with_a_fact_left_out(seed)]
    assert len({removed for _, removed, _ in tried}) > 12
    assert sum(bool(before.firings.of(Outcome.FIRED)) for before, _, _ in tried) > len(tried) / 2
