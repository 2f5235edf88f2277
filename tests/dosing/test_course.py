"""A course is followed row by row, nobody may be ahead of it, and whoever was off it too long begins again."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from posology import Evaluation
from posology.language.scales import Action
from posology.patient.profile import Dose

from ..small_drug import answer, write_drug

RISING = """
titration:
  - id: adult
    course:
      - {dose: 25 mg, every: 2 days, for: 2 weeks}
      - {dose: 25 mg, times_a_day: 1, for: 2 weeks}
      - {dose: 25 mg, times_a_day: 2, for: {from: 1 week, to: 2 weeks}}
    increase: {by: {from: 25 mg, to: 50 mg}, each: day, not_sooner_than: {from: 1 week, to: 2 weeks}}
    begin_again_after: {half_lives: 5, of: 25.4 hours}
    evidence: [label#all]
"""
FALLING = """
titration:
  - id: adult
    course:
      - {dose: 50 mg, times_a_day: 2, for: 1 week}
      - {dose: 25 mg, times_a_day: 2}
    evidence: [label#all]
"""
EVERY_OTHER_DAY = """
limits:
  - id: adult
    start: {dose: 25 mg, every: 2 days}
    usual_daily: {from: 100 mg, to: 200 mg}
    times_a_day: {from: 1, to: 2}
    max_daily: 200 mg
    evidence: [label#all]
"""
LOADING = """
limits:
  - id: adult
    start: {dose: 50 mg, times_a_day: 2}
    usual_daily: {from: 50 mg, to: 50 mg}
    times_a_day: {from: 2, to: 2}
    max_daily: 100 mg
    evidence: [label#all]
"""


@pytest.fixture
def rising(tmp_path: Path) -> Path:
    return write_drug(tmp_path, titration=RISING, limits=EVERY_OTHER_DAY)


@pytest.fixture
def falling(tmp_path: Path) -> Path:
    return write_drug(tmp_path, titration=FALLING, limits=LOADING)


def rows(one: Evaluation) -> list[tuple[Any, ...]]:
    return [(row.from_day, row.to_day, row.taken.dose, row.taken.times_a_day, row.taken.every) for row in one.schedule]


def found(one: Evaluation) -> dict[str, Any]:
    assert one.order is not None
    return {finding.check.value: (finding.limit, finding.ordered) for finding in one.order.findings}


def on(dose: str, often: str, since: str, started: str = "2026-01-01", more: str = "response: insufficient") -> str:
    return f"started: {started}, current: {{dose: {dose}, {often}, since: {since}}}, adverse_effects: [], {more}"


def test_a_new_patient_sees_every_row_and_the_steps_after_it(rising: Path) -> None:
    one = answer(rising)
    assert (one.next.action, one.next.to) == (Action.START, Dose(Fraction(25), 1, 2))
    on_course = [(1, 14, 25, 1, 2), (15, 28, 25, 1, 1), (29, 42, 25, 2, 1)]
    assert rows(one) == [*on_course, (43, 56, 35, 2, 1), (57, 70, 45, 2, 1), (71, None, 55, 2, 1)]


def test_the_next_row_waits_for_the_days_of_this_one(rising: Path) -> None:
    one = answer(rising, on("25 mg", "every: 2 days", "2026-11-15", "2026-11-15"))
    assert (one.next.action, one.next.to) == (Action.INCREASE, Dose(Fraction(25), 1))
    assert one.next.not_before == date(2026, 11, 29)


def test_the_next_row_waits_for_the_day_of_therapy_too(rising: Path) -> None:
    """On the second row a week too late: its two weeks count, not the day of therapy."""
    one = answer(rising, on("25 mg", "times_a_day: 1", "2026-11-20", "2026-10-30"))
    assert one.next.not_before == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("response", "action"), [("", "increase"), ("response: none", "increase"), ("response: adequate", "continue")]
)
def test_the_response_holds_a_course_only_where_it_is_adequate(rising: Path, response: str, action: str) -> None:
    one = answer(rising, on("25 mg", "times_a_day: 1", "2026-11-01", more=response).removesuffix(", "))
    assert one.next.action.value == action


def test_who_is_ahead_of_the_course_is_reviewed_and_raised_no_further(rising: Path) -> None:
    therapy = on("25 mg", "times_a_day: 2", "2026-11-10", "2026-11-01")
    one = answer(rising, therapy, "dose: 50 mg, times_a_day: 2")
    assert one.next.action is Action.REVIEW
    assert "ahead of the course" in one.next.why
    assert one.order is not None
    assert one.order.verdict == "exceeds"
    assert found(one)["course"] == (25, 100)


@pytest.mark.parametrize(
    ("order", "check"),
    [
        ("dose: 25 mg, times_a_day: 1", None),
        ("dose: 25 mg, times_a_day: 2", "course"),
        ("dose: 25 mg, every: 2 days", None),
        ("dose: 50 mg, every: 2 days", "course"),
    ],
)
def test_an_order_may_take_the_next_row_when_its_day_has_come_and_no_more(
    rising: Path, order: str, check: str | None
) -> None:
    one = answer(rising, on("25 mg", "every: 2 days", "2026-11-08", "2026-11-08"), order)
    assert set(found(one)) == ({check} if check else set())


def test_the_day_before_the_next_row_it_may_not(rising: Path) -> None:
    one = answer(rising, on("25 mg", "every: 2 days", "2026-11-09", "2026-11-09"), "dose: 25 mg, times_a_day: 1")
    assert found(one) == {"course": (Fraction(25, 2), Fraction(25))}


def test_without_since_when_it_cannot_be_said(rising: Path) -> None:
    therapy = "current: {dose: 25 mg, every: 2 days}, adverse_effects: [], response: insufficient"
    one = answer(rising, therapy, "dose: 25 mg, times_a_day: 1")
    assert one.order is not None
    assert [undecided.check.value for undecided in one.order.undecided] == ["course"]
    assert one.order.verdict == "may_exceed"


def test_after_the_last_row_steps_go_on_and_an_order_may_take_the_larger(rising: Path) -> None:
    therapy = on("25 mg", "times_a_day: 2", "2026-11-15")
    one = answer(rising, therapy, "dose: 50 mg, times_a_day: 2")
    assert (one.next.action, one.next.not_before) == (Action.INCREASE, date(2026, 11, 22))
    assert found(one) == {}
    assert set(found(answer(rising, therapy, "dose: 75 mg, times_a_day: 2"))) == {"step"}
    early = on("25 mg", "times_a_day: 2", "2026-11-16")
    assert set(found(answer(rising, early, "dose: 50 mg, times_a_day: 2"))) == {"step_interval"}


@pytest.mark.parametrize(("last_taken", "action"), [("2026-11-18", "continue"), ("2026-11-17", "start")])
def test_begin_again_after_five_half_lives(rising: Path, last_taken: str, action: str) -> None:
    """127 hours: from the 18th it can be at most 120, from the 17th as many as 144."""
    patient = "patient: {age: 40 years, sex: male}\nmedications: []\nintent: restart\n"
    therapy = f"started: 2026-01-01, current: {{dose: 50 mg, times_a_day: 2}}, last_taken: {last_taken}"
    one = answer(rising, therapy, patient=patient)
    assert one.next.action.value == action
    assert one.next.to == (Dose(Fraction(50), 2) if action == "continue" else Dose(Fraction(25), 1, 2))


def test_whoever_begins_again_without_saying_since_when_is_asked(rising: Path) -> None:
    one = answer(rising, patient="patient: {age: 40 years}\nmedications: []\nintent: restart\n")
    assert (one.next.action, one.next.but_first) == (Action.REVIEW, ("therapy.last_taken",))


def test_a_falling_course_comes_down_at_once_on_its_day(falling: Path) -> None:
    assert rows(answer(falling)) == [(1, 7, 50, 2, 1), (8, None, 25, 2, 1)]
    one = answer(falling, on("50 mg", "times_a_day: 2", "2026-11-19", "2026-11-19"))
    assert (one.next.action, one.next.to) == (Action.REDUCE, Dose(Fraction(25), 2))
    assert one.next.not_before == date(2026, 11, 26)
    assert rows(one) == [(1, 4, 50, 2, 1), (5, None, 25, 2, 1)]


def test_an_order_for_the_first_row_after_its_days_exceeds(falling: Path) -> None:
    therapy = on("50 mg", "times_a_day: 2", "2026-11-01", "2026-11-01")
    assert found(answer(falling, therapy, "dose: 50 mg, times_a_day: 2")) == {"course": (50, 100)}
    assert found(answer(falling, therapy, "dose: 25 mg, times_a_day: 2")) == {}


def test_on_the_last_row_that_stays_therapy_goes_on(falling: Path) -> None:
    one = answer(falling, on("25 mg", "times_a_day: 2", "2026-11-01"), "dose: 50 mg, times_a_day: 2")
    assert one.next.action is Action.CONTINUE
    assert set(found(one)) == {"course"}


RESTART = "patient: {age: 40 years, sex: male}\nmedications: []\nintent: restart\n"


def test_whoever_was_ahead_of_the_course_does_not_go_on_there(rising: Path) -> None:
    therapy = "started: 2026-11-10, current: {dose: 50 mg, times_a_day: 2, since: 2026-11-12}, last_taken: 2026-11-21"
    one = answer(rising, therapy, patient=RESTART)
    assert (one.next.action, one.next.to) == (Action.REVIEW, None)
    assert "ahead of the course" in one.next.why


def test_a_dose_that_may_not_have_been_taken_for_too_long_is_no_current_dose(rising: Path) -> None:
    therapy = "started: 2026-01-01, current: {dose: 50 mg, times_a_day: 2}, last_taken: 2026-10-01"
    one = answer(rising, f"{therapy}, adverse_effects: [], response: insufficient", "dose: 50 mg, times_a_day: 2")
    assert (one.next.action, one.next.to, one.schedule, one.taper) == (Action.REVIEW, None, (), ())
    assert set(found(one)) == {"start_dose", "start_daily"}


def test_not_to_know_when_therapy_began_is_never_milder_than_to_know_it(rising: Path) -> None:
    """A dose of the steps after the course, held for a week: ahead of it where therapy began with it."""
    more = "adverse_effects: [], response: insufficient"
    known = f"started: 2026-11-15, current: {{dose: 40 mg, times_a_day: 2, since: 2026-11-15}}, {more}"
    unknown = known.removeprefix("started: 2026-11-15, ")
    assert set(found(answer(rising, known, "dose: 50 mg, times_a_day: 2"))) == {"course"}
    one = answer(rising, unknown, "dose: 50 mg, times_a_day: 2")
    assert (one.next.action, one.next.but_first) == (Action.INCREASE, ("therapy.started",))
    assert one.order is not None
    assert one.order.verdict == "may_exceed"
    assert [undecided.needs for undecided in one.order.undecided] == [("therapy.started",)]


def test_nobody_comes_down_from_the_first_row_before_its_days_are_known_to_be_over(falling: Path) -> None:
    therapy = "started: 2026-11-20, current: {dose: 50 mg, times_a_day: 2}, adverse_effects: []"
    one = answer(falling, therapy, "dose: 50 mg, times_a_day: 2")
    assert (one.next.action, one.next.not_before) == (Action.REDUCE, None)
    assert (one.next.but_first, one.schedule) == (("therapy.current.since",), ())
    assert one.order is not None
    assert [undecided.needs for undecided in one.order.undecided] == [("therapy.current.since",)]


@pytest.mark.parametrize("current", ["dose: 10 mg, times_a_day: 2", "dose: 35 mg, times_a_day: 2"])
def test_a_dose_on_no_row_of_a_falling_course_opens_no_way_back_to_the_first(falling: Path, current: str) -> None:
    therapy = f"started: 2026-10-20, current: {{{current}, since: 2026-10-27}}, adverse_effects: []"
    one = answer(falling, therapy, "dose: 50 mg, times_a_day: 2")
    assert one.next.action is Action.REVIEW
    assert found(one) == {"course": (50, 100)}
    unknown = answer(falling, therapy.removeprefix("started: 2026-10-20, "), "dose: 50 mg, times_a_day: 2")
    assert unknown.order is not None
    assert [undecided.needs for undecided in unknown.order.undecided] == [("therapy.started",)]


def test_whoever_came_down_too_soon_is_reviewed_and_may_go_back(falling: Path) -> None:
    therapy = on("25 mg", "times_a_day: 2", "2026-11-20", "2026-11-20")
    one = answer(falling, therapy, "dose: 50 mg, times_a_day: 2")
    assert (one.next.action, found(one)) == (Action.REVIEW, {})
    assert set(found(answer(falling, therapy, "dose: 25 mg, times_a_day: 2"))) == {"below_course"}


def test_a_falling_course_is_not_begun_again_where_no_source_says_so(falling: Path) -> None:
    therapy = "started: 2026-08-01, current: {dose: 25 mg, times_a_day: 2, since: 2026-08-08}, last_taken: 2026-11-20"
    assert answer(falling, therapy, patient=RESTART).next.action is Action.REVIEW
