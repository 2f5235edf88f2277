"""As needed, in proportion, by weight, after dialysis, fixed, never swapped: what not every drug is dosed like."""

from fractions import Fraction
from pathlib import Path

import pytest

from posology import Evaluation
from posology.language.effect import Slot
from posology.language.scales import Action
from posology.patient.profile import Dose

from ..small_drug import answer, write_drug

AS_NEEDED = """
limits:
  - id: adult
    start: {dose: 5 mg, times_a_day: 3}
    as_needed: yes
    times_a_day: {from: 1, to: 3}
    dose_interval: 6 hours
    max_daily: 60 mg
    evidence: [label#all]
"""
BY_KIDNEYS = """
populations:
  - id: low
    when: {crcl: {at_most: 15 mL/min}}
    limit:
      max_daily: {amount: 100 mg, in_proportion_to: crcl, per: 15 mL/min}
      usual_daily:
        from: {amount: 50 mg, in_proportion_to: crcl, per: 15 mL/min}
        to: {amount: 100 mg, in_proportion_to: crcl, per: 15 mL/min}
    says: In proportion to what the kidneys clear.
    evidence: [label#all]
  - id: smaller-doses
    when: {crcl: {above: 15 mL/min, below: 25 mL/min}}
    scale: {start_dose: 1/5}
    says: Smaller doses, as often.
    evidence: [label#all]
  - id: session
    when: {dialysis: haemodialysis, current_daily: {at_most: 100 mg}}
    supplement: {dose: {from: 25 mg, to: 50 mg}, after: haemodialysis, for_each: 4 hours}
    says: More after each session.
    evidence: [label#all]
"""
BY_WEIGHT = """
limits:
  - id: child
    start: {daily: {from: 1 mg/kg, to: 2 mg/kg}, times_a_day: 2}
    times_a_day: {from: 2, to: 2}
    max_daily: {amount: 5 mg/kg, at_most: 200 mg}
    evidence: [label#all]
"""
COURSE_BY_WEIGHT = """
titration:
  - id: child
    course:
      - {daily: 0.5 mg/kg, times_a_day: 2, for: 2 weeks}
      - {daily: 1.3 mg/kg, times_a_day: 2, for: 2 weeks}
    evidence: [label#all]
"""
FIXED = """
limits:
  - id: adult
    start: {dose: 5 mg, times_a_day: 2}
    times_a_day: {from: 2, to: 2}
    max_dose: 5 mg
    max_daily: 10 mg
    evidence: [label#all]
"""
TAPERS = """
titration:
  - id: adult
    increase: {by: 25 mg, each: day, not_sooner_than: 1 week}
    evidence: [label#all]
tapers:
  - id: everywhere
"""
TWO_PRODUCTS = """
drug: exemplin
name: Exemplin
route: oral
codes: {atc: N03AX99}
products:
  - {id: tablet, name: Tablets, form: tablet, jurisdictions: [us], strengths: [25 mg], evidence: [label#all]}
  - id: once-daily
    name: Tablets once daily
    form: tablet
    release: extended
    interchangeable: no
    jurisdictions: [us]
    strengths: [100 mg]
    evidence: [label#all]
"""
BY_RELEASE = """
limits:
  - id: adult
    when: {release: immediate}
    start: {dose: 25 mg, times_a_day: 2}
    times_a_day: {from: 2, to: 2}
    max_daily: 300 mg
    evidence: [label#all]
  - id: once-daily
    when: {release: extended}
    start: {dose: 100 mg, times_a_day: 1}
    times_a_day: {from: 1, to: 1}
    max_daily: 100 mg
    evidence: [label#all]
"""
KIDNEYS = "patient: {{age: 40 years, crcl: {crcl} mL/min, dialysis: {dialysis}}}\nmedications: []\n"


def checks(one: Evaluation) -> set[str]:
    assert one.order is not None
    return {finding.check.value for finding in one.order.findings}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("dose: 5 mg, every: 6 hours, times_a_day: 3, as_needed: yes", set()),
        ("dose: 5 mg, every: 4 hours, times_a_day: 3, as_needed: yes", {"dose_interval"}),
        ("dose: 5 mg, times_a_day: 4, as_needed: yes, every: 6 hours", {"times_a_day", "start_daily"}),
        ("dose: 5 mg, times_a_day: 3", set()),
    ],
)
def test_as_needed(tmp_path: Path, order: str, expected: set[str]) -> None:
    one = answer(write_drug(tmp_path, limits=AS_NEEDED), order=order)
    assert checks(one) == expected
    assert one.plan.as_needed


def test_an_order_as_needed_must_say_how_far_apart(tmp_path: Path) -> None:
    one = answer(write_drug(tmp_path, limits=AS_NEEDED), order="dose: 5 mg, times_a_day: 3, as_needed: yes")
    assert one.order is not None
    assert one.order.verdict == "may_exceed"


def test_what_is_taken_regularly_is_not_ordered_as_needed(tmp_path: Path) -> None:
    one = answer(write_drug(tmp_path), order="dose: 25 mg, times_a_day: 1, as_needed: yes")
    assert checks(one) == {"as_needed"}


@pytest.mark.parametrize(("crcl", "most"), [("15", 100), ("7.5", 50), ("0", 0), ("15.1", 200)])
def test_in_proportion_to_a_fact_and_never_more_than_the_whole(tmp_path: Path, crcl: str, most: int) -> None:
    rules = write_drug(tmp_path, populations=BY_KIDNEYS)
    one = answer(rules, patient=KIDNEYS.format(crcl=crcl, dialysis="none"))
    assert one.plan.value(Slot.MAX_DAILY) == most


def test_the_single_dose_is_cut_and_not_how_often_it_is_taken(tmp_path: Path) -> None:
    limits = AS_NEEDED.replace("start: {dose: 5 mg", "start: {dose: 25 mg")
    one = answer(
        write_drug(tmp_path, populations=BY_KIDNEYS, limits=limits), patient=KIDNEYS.format(crcl=20, dialysis="none")
    )
    assert one.next.to == Dose(Fraction(5), 3)


def test_a_supplement_is_told_with_its_session(tmp_path: Path) -> None:
    one = answer(
        write_drug(tmp_path, populations=BY_KIDNEYS), patient=KIDNEYS.format(crcl=12, dialysis="haemodialysis")
    )
    [(supplement, rule)] = one.plan.supplements
    assert [supplement.at_least, supplement.at_most, supplement.for_each] == list(map(Fraction, (25, 50, 4)))
    assert rule.name == "session"


@pytest.mark.parametrize(("weight", "start"), [("20", 10), ("24.9", 10), ("30", 15), ("4", None)])
def test_a_start_by_weight_takes_the_smaller_end_rounded_down(tmp_path: Path, weight: str, start: int | None) -> None:
    rules = write_drug(tmp_path, limits=BY_WEIGHT, titration="titration: []")
    one = answer(rules, patient=f"patient: {{age: 5 years, weight: {weight} kg}}\nmedications: []\n")
    assert one.next.to == (Dose(Fraction(start), 2) if start is not None else None)
    assert one.plan.value(Slot.START_DAILY) == 2 * Fraction(weight)


def test_a_course_by_weight_is_rounded_down_row_by_row(tmp_path: Path) -> None:
    rules = write_drug(tmp_path, limits=BY_WEIGHT, titration=COURSE_BY_WEIGHT)
    one = answer(rules, patient="patient: {age: 5 years, weight: 33 kg}\nmedications: []\n")
    taken = [(row.from_day, row.taken) for row in one.schedule]
    assert taken == [(1, Dose(Fraction(5), 2)), (15, Dose(Fraction(20), 2))]


def test_a_course_by_weight_waits_for_the_weight(tmp_path: Path) -> None:
    rules = write_drug(tmp_path, limits=BY_WEIGHT, titration=COURSE_BY_WEIGHT)
    one = answer(rules, patient="patient: {age: 5 years}\nmedications: []\n")
    assert one.plan.regimen is None
    assert "weight" in one.why_not_covered


def test_a_fixed_dose_needs_no_titration(tmp_path: Path) -> None:
    rules = write_drug(tmp_path, limits=FIXED, titration="titration: []")
    current = "started: 2026-01-01, current: {{dose: {}, times_a_day: 2, since: 2026-01-01}}, adverse_effects: []"
    assert answer(rules, current.format("5 mg")).next.action is Action.CONTINUE
    too_little = answer(rules, current.format("2.5 mg"), "dose: 2.5 mg, times_a_day: 2, product: tablet")
    assert too_little.next.action is Action.REVIEW
    assert "below_fixed_dose" in checks(too_little)


@pytest.mark.parametrize(
    ("taper", "days"),
    [
        ("over: {from: 10 days}", [(1, 2, 75), (3, 4, 50), (5, 7, 25), (8, 10, 5)]),
        ("share: 1/2, every: 1 week", [(1, 7, 50), (8, 14, 25), (15, 21, 15), (22, 28, 10), (29, 35, 5)]),
        ("step: {from: 20 mg, to: 40 mg}, every: 2 days", [(1, 2, 80), (3, 4, 60), (5, 6, 40), (7, 8, 20), (9, 10, 5)]),
    ],
)
def test_coming_down(tmp_path: Path, taper: str, days: list[tuple[int, int, int]]) -> None:
    rules = write_drug(tmp_path, titration=_tapers(taper))
    therapy = "started: 2026-01-01, current: {dose: 100 mg, times_a_day: 1, since: 2026-01-01}, adverse_effects: []"
    one = answer(rules, therapy)
    assert [(row.from_day, row.to_day, int(row.taken.daily)) for row in one.taper] == days


def _tapers(taper: str) -> str:
    return TAPERS.replace("  - id: everywhere\n", f"  - {{id: everywhere, {taper}, evidence: [label#all]}}\n")


@pytest.mark.parametrize(
    ("taper", "order", "expected"),
    [
        ("share: 1/2, every: 1 week", "dose: 50 mg, times_a_day: 1", set()),
        ("share: 1/2, every: 1 week", "dose: 45 mg, times_a_day: 1", {"abrupt_stop"}),
        ("share: 1/2, every: 1 week", "stop: yes", {"abrupt_stop"}),
        ("step: {from: 20 mg, to: 40 mg}, every: 2 days", "dose: 60 mg, times_a_day: 1", set()),
        ("step: {from: 20 mg, to: 40 mg}, every: 2 days", "dose: 55 mg, times_a_day: 1", {"abrupt_stop"}),
        ("step: {from: 20 mg, to: 100 mg}, every: 2 days", "stop: yes", set()),
    ],
)
def test_an_order_that_comes_down_too_fast(tmp_path: Path, taper: str, order: str, expected: set[str]) -> None:
    therapy = "started: 2026-01-01, current: {dose: 100 mg, times_a_day: 1, since: 2026-01-01}, adverse_effects: []"
    assert checks(answer(write_drug(tmp_path, titration=_tapers(taper)), therapy, order)) == expected


@pytest.mark.parametrize(
    ("taken", "ordered", "expected"),
    [
        ("tablet", "once-daily", {"not_interchangeable"}),
        ("once-daily", "once-daily", set()),
        ("tablet", "tablet", set()),
    ],
)
def test_a_product_that_may_not_be_swapped(tmp_path: Path, taken: str, ordered: str, expected: set[str]) -> None:
    rules = write_drug(tmp_path, drug=TWO_PRODUCTS, limits=BY_RELEASE, titration="titration: []")
    dose, times = ("100 mg", 1) if ordered == "once-daily" else ("25 mg", 2)
    therapy = (
        f"current: {{dose: {dose}, times_a_day: {times}, since: 2026-01-01, product: {taken}}}, adverse_effects: []"
    )
    one = answer(rules, therapy, f"dose: {dose}, times_a_day: {times}, product: {ordered}")
    assert checks(one) & {"not_interchangeable"} == expected
    assert one.plan.regimen is not None
    assert one.plan.regimen.name == ("once-daily" if ordered == "once-daily" else "adult")


def test_which_product_is_taken_must_be_known_before_it_is_swapped(tmp_path: Path) -> None:
    rules = write_drug(tmp_path, drug=TWO_PRODUCTS, limits=BY_RELEASE, titration="titration: []")
    therapy = "current: {dose: 100 mg, times_a_day: 1, since: 2026-01-01}, adverse_effects: []"
    one = answer(rules, therapy, "dose: 100 mg, times_a_day: 1, product: once-daily")
    assert one.order is not None
    assert "not_interchangeable" in {undecided.check.value for undecided in one.order.undecided}
