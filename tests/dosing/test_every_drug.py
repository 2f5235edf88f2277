"""What is planned holds together for every drug that comes along, whoever the patient is."""

import json
import re
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from posology import Engine, Evaluation, as_document, read_knowledge
from posology.dosing.rows import Row
from posology.language.effect import Slot
from posology.language.scales import Action
from posology.patient.profile import Dose, Order, Profile
from posology.reading.folder import available_drugs, default_rules

from ..knowledge.cases import cases_of
from ..random_profiles import ProfileMaker, removable

DRUGS = available_drugs(default_rules())
KNOWLEDGE = read_knowledge()
ENGINE = Engine(KNOWLEDGE)
CASES = cases_of(default_rules())
_DATES = ("birth_date", "started", "last_taken")
"""Days that could not go together with those of the other document."""
_SOONER = {"step_interval", "course"}


def evaluate(profile: Profile, drug: str) -> Evaluation:
    (one,) = ENGINE.evaluate(profile, drug).evaluations
    return one


@cache
def patients(drug: str) -> tuple[Profile, ...]:
    """The patients of the drug's cases, and each of them with something about them changed."""
    random, maker = Random(f"every drug: {drug}"), ProfileMaker(KNOWLEDGE.vocabulary, KNOWLEDGE.drugs[drug].rules)
    made: list[Profile] = []
    for case in CASES:
        if case.drug == drug:
            document = json.loads(case.profile)
            made += [maker.read(document), maker.read(changed(document, maker.document(random), random))]
    return tuple(made)


def changed(document: dict[str, Any], other: dict[str, Any], random: Random) -> dict[str, Any]:
    """The document with one to three of its facts, or the therapy, as they are in the other."""
    made: dict[str, Any] = json.loads(json.dumps(document))
    for _ in range(random.randint(1, 3)):
        section = random.choice(("patient", "patient", "therapy", "medications"))
        if section == "medications" and "medications" in other:
            made["medications"] = other["medications"]
        elif section in ("patient", "therapy") and other[section] and isinstance(made.get(section, {}), dict):
            value = {name: value for name, value in other[section].items() if name not in _DATES}
            if "birth_date" in made.get(section, {}):
                value.pop("age", None)
            if "current" in value:
                value["current"] = {key: part for key, part in value["current"].items() if key != "since"}
            made.setdefault(section, {}).update(dict(random.sample(sorted(value.items(), key=str), min(1, len(value)))))
    return made


@pytest.mark.parametrize("drug", DRUGS)
def test_what_is_planned_may_be_ordered_and_no_more_is_planned_than_may_be_taken(drug: str) -> None:
    covered = 0
    for profile in patients(drug):
        one = evaluate(profile._replace(order=None, orders={}), drug)
        covered += one.plan.regimen is not None
        planned = one.next
        if planned.to is not None and planned.action in (Action.START, Action.INCREASE):
            allowed = set() if planned.not_before == profile.as_of else _SOONER
            assert checks(profile, drug, planned.to) <= allowed, describe(one)
        check_rows(one.schedule, describe(one))
        check_rows(one.taper, describe(one))
        if planned.action in (Action.START, Action.INCREASE):
            check_bounds(one)
    assert covered > len(patients(drug)) / 2, f"{covered} patients are covered"


def checks(profile: Profile, drug: str, dose: Dose) -> set[str]:
    one = evaluate(profile._replace(order=Order(drug, None, dose), orders={}), drug)
    assert one.order is not None
    return {finding.check.value for finding in one.order.findings}


def check_rows(rows: tuple[Row, ...], which: str) -> None:
    assert all(row.to_day is None or row.from_day <= row.to_day for row in rows), which
    assert all(one.to_day is not None and other.from_day == one.to_day + 1 for one, other in pairwise(rows)), which


def check_bounds(one: Evaluation) -> None:
    most_dose, most_daily = one.plan.value(Slot.MAX_DOSE), one.plan.value(Slot.MAX_DAILY)
    for row in one.schedule[1:]:
        assert most_dose is None or row.taken.dose <= most_dose, describe(one)
        assert most_daily is None or row.taken.on_a_day <= most_daily, describe(one)


def describe(one: Evaluation) -> str:
    """The patient, as far as is known, and what is answered: enough to see a failure again."""
    known = {name: str(getattr(fact, "value", "?")) for name, fact in one.facts.facts.items() if hasattr(fact, "value")}
    return f"{one.drug.id} {known} {one.next} {one.schedule} {one.taper}"


@pytest.mark.parametrize("drug", DRUGS)
def test_no_patient_leaves_the_contract_or_prints_a_float(drug: str) -> None:
    for profile in patients(drug)[:40]:
        text = str(as_document(ENGINE.evaluate(profile, drug)))
        assert not re.search(r": -?\d+\.\d+[,}]", text)


@pytest.mark.parametrize("drug", DRUGS)
def test_a_fact_left_out_never_makes_the_verdict_at_worst_milder(drug: str) -> None:
    random, maker = Random(f"left out: {drug}"), ProfileMaker(KNOWLEDGE.vocabulary, KNOWLEDGE.drugs[drug].rules)
    for _ in range(8):
        document = maker.document(random)
        before = evaluate(maker.read(document), drug)
        for removed, left in removable(document):
            after = evaluate(maker.read(left), drug)
            if removed not in after.facts.facts or after.facts.value(removed) is None:
                assert after.at_worst.verdict >= before.at_worst.verdict, f"{removed}: {describe(before)}"
