"""A dose and how often: so many times a day, every so many days or hours, or as needed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology import Diagnostic, InputError, Place
from posology.patient.order_text import parse_order
from posology.patient.profile import Dose, Order

from .reading_profiles import read

AT = Place("--order", 1, 1)


def current(how_often: str) -> tuple[Dose, bool]:
    taken = read(f"therapy: {{current: {{dose: 25 mg, {how_often}}}}}").current
    assert taken is not None
    return taken.taken, taken.as_needed


def order(how_often: str) -> Order:
    made = read(f"order: {{dose: 25 mg, {how_often}}}").order
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("how_often", "times_a_day", "every", "daily"),
    [
        ("times_a_day: 3", 3, 1, "75"),
        ("every: 1 day", 1, 1, "25"),
        ("every: 2 days", 1, 2, "12.5"),
        ("every: 1 week", 1, 7, "25/7"),
        ("every: 8 hours", 3, 1, "75"),
        ("every: 24 hours", 1, 1, "25"),
        ("every: 1.5 hours", 16, 1, "400"),
        ("every: 90 minutes", 16, 1, "400"),
    ],
)
def test_how_often_and_the_average_of_a_day(how_often: str, times_a_day: int, every: int, daily: str) -> None:
    taken, as_needed = current(how_often)
    assert (taken, as_needed) == (Dose(Fraction(25), times_a_day, every), False)
    assert taken.daily == Fraction(daily)
    assert order(how_often).ordered == taken


def test_a_dose_every_other_day_is_whole_on_a_day_on_which_it_is_taken() -> None:
    taken = Dose(Fraction(25), 1, 2)
    assert (taken.daily, taken.on_a_day) == (Fraction("12.5"), Fraction(25))


@pytest.mark.parametrize(
    ("how_often", "times_a_day", "every", "apart"),
    [
        ("times_a_day: 3, as_needed: yes", 3, 1, None),
        ("every: 6 hours, as_needed: yes", 4, 1, 6),
        ("times_a_day: 3, every: 4 hours, as_needed: yes", 3, 1, 4),
        ("times_a_day: 5, every: 5 hours, as_needed: yes", 5, 1, 5),
        ("every: 2 days, as_needed: yes", 1, 2, 48),
    ],
)
def test_as_needed_a_dose_is_the_most_of_a_day_and_every_the_shortest_time_between_two(
    how_often: str, times_a_day: int, every: int, apart: int | None
) -> None:
    made = order(how_often)
    assert (made.ordered, made.as_needed, made.apart) == (Dose(Fraction(25), times_a_day, every), True, apart)
    assert current(how_often) == (made.ordered, True)


def test_as_needed_may_be_denied() -> None:
    assert current("times_a_day: 3, as_needed: no") == (Dose(Fraction(25), 3), False)


def test_the_product_and_the_hours_between_doses_are_kept() -> None:
    profile = read("therapy: {current: {dose: 25 mg, times_a_day: 1, product: us-tablet}}")
    assert profile.current is not None
    assert profile.current.product == "us-tablet"
    assert order("every: 8 hours").apart == 8
    assert order("times_a_day: 3").apart is None


@pytest.mark.parametrize(
    ("text", "ordered", "as_needed", "apart"),
    [
        ("20 mg x 4", Dose(Fraction(20), 4), False, None),
        ("20mgx4", Dose(Fraction(20), 4), False, None),
        (" 0.5 g x 1 ", Dose(Fraction(500), 1), False, None),
        ("25 mg every 2 days", Dose(Fraction(25), 1, 2), False, 48),
        ("4 mg every 8 hours", Dose(Fraction(4), 3), False, 8),
        ("2 mg x 3 as needed", Dose(Fraction(2), 3), True, None),
        ("2 mg every 6 hours as needed", Dose(Fraction(2), 4), True, 6),
        ("2 mg x 3 every 4 hours as needed", Dose(Fraction(2), 3), True, 4),
        ("stop", None, False, None),
        (" Stop ", None, False, None),
    ],
)
def test_an_order_on_one_line(text: str, ordered: Dose | None, as_needed: bool, apart: int | None) -> None:
    made = parse_order(text, "baclofen", "tablet", AT)
    assert made[:-1] == ("baclofen", "tablet", ordered, as_needed, apart)
    assert made.at == AT


@given(
    words=st.lists(
        st.sampled_from(["20 mg", "x", "4", "every", "2 days", "5 hours", "as needed", "stop", "-1", "0", "mg", "\n"]),
        max_size=7,
    )
)
def test_any_words_are_an_order_or_are_refused_with_a_hint(words: list[str]) -> None:
    made, problems = order_or_problems(" ".join(words))
    assert (made is None) == bool(problems)
    assert all(problem.hint and problem.place == AT for problem in problems)
    assert made is None or made.ordered is None or made.ordered.daily > 0


def order_or_problems(text: str) -> tuple[Order | None, tuple[Diagnostic, ...]]:
    try:
        return parse_order(text, None, None, AT), ()
    except InputError as error:
        return None, error.diagnostics


@given(hours=st.integers(min_value=1, max_value=30), times=st.none() | st.integers(min_value=1, max_value=24))
def test_doses_as_needed_are_never_more_than_lie_so_far_apart(hours: int, times: int | None) -> None:
    beside = "" if times is None else f"times_a_day: {times}, "
    try:
        made = order(f"{beside}every: {hours} hours, as_needed: yes")
    except InputError:
        assert 24 % hours if times is None else (times - 1) * hours >= 24
        return
    assert made.ordered is not None
    assert (made.ordered.times_a_day - 1) * hours < 24
    assert made.apart == hours
