"""One step beside a printed figure, in the last digit that is printed."""

from fractions import Fraction

import pytest

from posology.cases.printed import Printed, doubled_and_halved, is_figure, number_in, one_step_beside, step_in
from posology.language.units import unit


@pytest.mark.parametrize(
    ("printed", "beside"),
    [
        ("80 mg", ("79 mg", "81 mg")),
        ("0.3 mg/kg", ("0.2 mg/kg", "0.4 mg/kg")),
        ("1.50 mg/dL", ("1.49 mg/dL", "1.51 mg/dL")),
        ("10 mg/5 mL", ("9 mg/5 mL", "11 mg/5 mL")),
        ("2 weeks", ("1 week", "3 weeks")),
        ("1/2", ("1/3", "2/3")),
        ("2026-03-01", ("2026-02-28", "2026-03-02")),
        (3, (2, 4)),
        (0, (1,)),
        ("0 mg", ("1 mg",)),
    ],
)
def test_one_step_beside(printed: Printed, beside: tuple[Printed, ...]) -> None:
    assert one_step_beside(printed) == beside


@pytest.mark.parametrize(
    ("printed", "far"),
    [
        ("2 weeks", ("4 weeks", "1 week")),
        ("3 days", ("6 days", "1 day")),
        ("58.8 hours", ("117.6 hours", "29.4 hours")),
        ("1/2", ("2/2", "1/4")),
        (5, (10, 2)),
    ],
)
def test_twice_and_half_of_it(printed: Printed, far: tuple[Printed, ...]) -> None:
    assert doubled_and_halved(printed) == far


@pytest.mark.parametrize(
    ("value", "is_one"),
    [("5 mg", True), ("1/2", True), (3, True), (True, False), ("dose", False), ("haemodialysis", False), (None, False)],
)
def test_what_is_a_figure(value: object, is_one: bool) -> None:
    assert is_figure(value) is is_one


def test_a_bound_is_compared_in_the_unit_of_its_fact() -> None:
    assert number_in("12 years", unit("months")) == 144
    assert step_in("12 years", unit("months")) == 12
    assert step_in("0.5 g", unit("mg")) == 100
    assert (number_in(60, None), step_in(60, None)) == (Fraction(60), Fraction(1))
    assert number_in("0001-01-02", None) == 2
