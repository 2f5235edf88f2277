"""What is planned for a patient holds together: the next action, the schedule, the taper and the order check."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from posology import Circumstances, Engine, Evaluation, ProfileReader, read_knowledge
from posology.dosing.rows import Row
from posology.language.effect import Slot
from posology.language.scales import Action, Verdict
from posology.patient.profile import Dose, Order, Profile

KNOWLEDGE = read_knowledge(["baclofen"])
READER = ProfileReader(KNOWLEDGE.vocabulary, Circumstances(today=date(2026, 11, 22)))
ENGINE = Engine(KNOWLEDGE, network_of=lambda drug: None)
KNOWN = """
patient:
  age: {age} years
  sex: male
  weight: {weight} kg
  height: 150 cm
  crcl: {crcl} mL/min
  egfr: {egfr} mL/min/1.73m2
  dialysis: none
  hepatic_impairment: none
  pregnant: no
  breastfeeding: no
  alcohol: no
  conditions: []
medications: []
therapy: {{indication: spasticity, response: {response}, adverse_effects: {effects}{current}}}
context: {{jurisdiction: {jurisdiction}, as_of: 2026-11-22}}
"""


def a_patient(**changes: Any) -> Profile:
    stated = {
        "age": 45, "weight": 70, "crcl": 100, "egfr": 95, "response": "insufficient", "effects": "[]", "current": "",
        "jurisdiction": "us", **changes,
    }  # fmt: skip
    return READER.read(KNOWN.format(**stated), "patient")[0]


def on(dose: str, times: int, since: str = "2026-11-01") -> str:
    return f", started: 2026-10-01, current: {{dose: {dose} mg, times_a_day: {times}, since: {since}}}"


def answer(profile: Profile, order: Dose | str | None = None) -> Evaluation:
    if order is not None:
        profile = profile._replace(order=Order("baclofen", None, order if isinstance(order, Dose) else None))
    return ENGINE.evaluate(profile, "baclofen").evaluations[0]


def checks(evaluation: Evaluation) -> set[str]:
    assert evaluation.order is not None
    return {finding.check.value for finding in evaluation.order.findings}


def random_patient(seed: int) -> Profile:
    random = Random(seed)
    dose, times = random.choice(["2.5", "5", "7", "10", "12", "15", "20", "25", "30", "400"]), random.randint(1, 4)
    since = random.choice(["2026-11-21", "2026-11-01"])
    return a_patient(
        age=random.choice([5, 8, 10, 15, 30, 70]),
        weight=random.choice([14, 30, 60, 90]),
        crcl=random.choice([12, 25, 45, 70, 100]),
        egfr=random.choice([12, 25, 45, 70, 100]),
        response=random.choice(["none", "insufficient", "adequate"]),
        effects=random.choice(["[]", "[]", "[drowsiness]", "[confusion]", "[ataxia]"]),
        current=on(dose, times, since) if random.random() < 0.75 else "",
        jurisdiction=random.choice(["us", "uk", "ie", "ca", "au", "de", "fr", "eu", "nz"]),
    )


@pytest.mark.parametrize(
    "seeds", [range(start, start + 100) for start in range(0, 1000, 100)], ids=lambda it: str(it[0])
)
def test_random_patients(seeds: range) -> None:
    for seed in seeds:
        profile = random_patient(seed)
        evaluation = answer(profile)
        planned = evaluation.next
        if planned.to is not None and planned.action in (Action.START, Action.INCREASE):
            ordered = answer(profile, planned.to)
            allowed = {"step_interval"} if planned.not_before != profile.as_of else set()
            assert checks(ordered) <= allowed, seed
            if evaluation.schedule:
                assert planned.to in [row.taken for row in evaluation.schedule], seed
        check_rows(evaluation.schedule, seed)
        check_rows(evaluation.taper, seed)
        check_taper(profile, evaluation, seed)


def check_rows(rows: tuple[Row, ...], seed: int) -> None:
    assert all(row.to_day is None or row.from_day <= row.to_day for row in rows), seed
    assert all(one.to_day is not None and other.from_day == one.to_day + 1 for one, other in pairwise(rows)), seed


def check_taper(profile: Profile, evaluation: Evaluation, seed: int) -> None:
    if profile.current is None or not evaluation.taper:
        return
    over, step = evaluation.plan.value(Slot.TAPER_TO), evaluation.plan.value(Slot.TAPER_STEP)
    last = evaluation.taper[-1].to_day
    assert over is not None
    assert last is not None
    assert last >= over, seed
    days = [profile.current.taken.daily, *(row.taken.daily for row in evaluation.taper)]
    assert all(later <= earlier for earlier, later in pairwise(days)), seed
    if step is not None:
        assert all(earlier - later <= step for earlier, later in pairwise(days)), seed


def test_on_the_drug_at_a_dose_that_nobody_states_is_not_a_new_start() -> None:
    listed = READER.read("patient: {age: 45 years}\nmedications: [baclofen]\n", "patient")[0]
    started = READER.read("patient: {age: 45 years}\ntherapy: {started: 2020-01-01}\n", "patient")[0]
    for profile in (listed, started):
        evaluation = answer(profile)
        assert evaluation.next.action is Action.REVIEW
        assert "current dose" in evaluation.next.why
        assert {"intent", "adverse_effects"} <= {need.fact for need in evaluation.needs}
        stopped = answer(profile, "stop").order
        assert stopped is not None
        assert stopped.verdict == "may_exceed"


def test_stopping_at_once_is_never_within_bounds_for_want_of_a_regimen() -> None:
    evaluation = answer(a_patient(jurisdiction="nz", current=on("20", 4)), "stop")
    assert evaluation.plan.regimen is None
    assert checks(evaluation) == {"abrupt_stop"}
    assert evaluation.taper


def test_a_large_cut_of_the_dose_is_told_and_one_step_down_is_not() -> None:
    profile = a_patient(current=on("20", 4))
    assert "abrupt_stop" in checks(answer(profile, Dose(Fraction(5), 3)))
    assert "abrupt_stop" not in checks(answer(profile, Dose(Fraction(15), 4)))


def test_an_effect_that_nobody_understands_is_reviewed_and_never_followed_by_a_higher_dose() -> None:
    evaluation = answer(a_patient(current=on("10", 3), effects="[unresponsive]"), Dose(Fraction(15), 3))
    assert evaluation.next.action is Action.REVIEW
    assert "unresponsive" in evaluation.next.why
    assert evaluation.order is not None
    assert evaluation.order.verdict == "may_exceed"


def test_who_takes_nothing_yet_is_told_not_to_start_where_a_rule_asks_to_hold_or_reduce() -> None:
    for effects in ("[drowsiness]", "[excessive-sedation]"):
        evaluation = answer(a_patient(effects=effects), Dose(Fraction(5), 3))
        assert evaluation.next.action is Action.HOLD
        assert checks(evaluation) == {"held"}


def test_a_higher_single_dose_at_a_lower_total_rises_too() -> None:
    evaluation = answer(a_patient(current=on("10", 4), effects="[excessive-sedation]"), Dose(Fraction(15), 2))
    assert "held" in checks(evaluation)


def test_without_the_day_of_the_last_step_there_is_no_schedule_of_the_next() -> None:
    evaluation = answer(a_patient(current=", current: {dose: 10 mg, times_a_day: 3}"))
    assert evaluation.next.action is Action.INCREASE
    assert evaluation.next.not_before is None
    assert "therapy.current.since" in evaluation.next.but_first
    assert evaluation.schedule == ()


def test_a_dose_that_no_tablet_makes_is_not_counted_out_as_another() -> None:
    evaluation = answer(a_patient(current=on("7", 3), response="adequate"))
    assert [row.made_of for row in evaluation.schedule] == [""]


def test_where_no_product_suits_nothing_is_started() -> None:
    evaluation = answer(a_patient(jurisdiction="de", age=10, weight=14))
    assert evaluation.plan.verdict < Verdict.AVOID
    assert evaluation.next.action is Action.REVIEW
    assert "no product" in evaluation.next.why


def test_a_single_dose_too_large_is_divided_and_not_cut() -> None:
    evaluation = answer(a_patient(current=on("80", 1)))
    assert evaluation.next.to == Dose(Fraction(20), 4)
