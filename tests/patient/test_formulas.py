"""The formulas against published and third-party vectors, rounded as their sources state them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.patient.formulas import bedside_schwartz, body_mass_index, ckd_epi_2021, cockcroft_gault, mosteller

UMOL_IN_MG_DL = Fraction("88.42")


def mg_dl(umol: str) -> Fraction:
    return Fraction(umol) / UMOL_IN_MG_DL


@pytest.mark.parametrize(
    ("creatinine", "age", "female", "published", "unrounded"),
    [
        pytest.param(Fraction("1.09"), 55, False, 80, "80.15", id="admiral test 1, from the NKF calculator"),
        pytest.param(mg_dl("85"), 65, True, 66, "65.55", id="admiral test 2, from the NKF calculator"),
        pytest.param(Fraction("0.8"), 80, True, 74, "74.44", id="clinPK, female"),
        pytest.param(Fraction("0.8"), 80, False, 89, "89.47", id="clinPK, male"),
        pytest.param(Fraction("1.2"), 55, False, 71, "71.42", id="kidney.org, 55-year-old man"),
    ],
)
def test_ckd_epi_2021(creatinine: Fraction, age: int, female: bool, published: int, unrounded: str) -> None:
    estimate = ckd_epi_2021(age, creatinine, female)
    assert round(estimate) == published
    assert round(estimate, 2) == Fraction(unrounded)


def test_ckd_epi_2021_worked_example_that_its_source_rounds_up_on_the_way() -> None:
    assert round(ckd_epi_2021(55, Fraction("0.9"), True), 2) == Fraction("75.50")


def test_ckd_epi_is_the_2021_equation_and_not_that_of_2009() -> None:
    """The 2009 equation gives 65 and 49 for a man and a woman of 70 years with 100 umol/L."""
    assert [int(ckd_epi_2021(70, mg_dl("100"), female)) for female in (False, True)] != [65, 49]


@pytest.mark.parametrize(
    ("creatinine", "age", "weight", "female", "published", "unrounded"),
    [
        pytest.param(Fraction("1.09"), 55, 90, False, 97, "97.48", id="admiral test 3, from the NKF calculator"),
        pytest.param(mg_dl("85"), 65, 60, True, 55, "55.26", id="admiral test 4, from the NKF calculator"),
        pytest.param(Fraction(1), 40, 80, False, 111, "111.11", id="clinPK"),
    ],
)
def test_cockcroft_gault(
    creatinine: Fraction, age: int, weight: int, female: bool, published: int, unrounded: str
) -> None:
    clearance = cockcroft_gault(age, Fraction(weight), creatinine, female)
    assert round(clearance) == published
    assert round(clearance, 2) == Fraction(unrounded)


def test_bedside_schwartz() -> None:
    assert bedside_schwartz(Fraction(50), Fraction("0.5")) == Fraction("41.3")


def test_body_surface_and_mass_index() -> None:
    assert mosteller(Fraction(75), Fraction(192)) == 2
    assert body_mass_index(Fraction(81), Fraction(180)) == 25


@given(
    creatinine=st.fractions(min_value=Fraction(1, 10), max_value=20, max_denominator=1000),
    age=st.integers(min_value=18, max_value=110),
    female=st.booleans(),
)
def test_more_creatinine_or_more_years_never_raise_an_estimate(creatinine: Fraction, age: int, female: bool) -> None:
    more = creatinine + Fraction(1, 100)
    assert ckd_epi_2021(age, more, female) <= ckd_epi_2021(age, creatinine, female)
    assert ckd_epi_2021(age + 1, creatinine, female) <= ckd_epi_2021(age, creatinine, female)
    assert cockcroft_gault(age, Fraction(70), more, female) < cockcroft_gault(age, Fraction(70), creatinine, female)
    assert cockcroft_gault(age + 1, Fraction(70), creatinine, female) < cockcroft_gault(
        age, Fraction(70), creatinine, female
    )


@given(
    creatinine=st.decimals(min_value="0.1", max_value="20", places=2),
    age=st.integers(min_value=18, max_value=110),
    female=st.booleans(),
)
def test_ckd_epi_agrees_with_the_equation_in_binary_floats(creatinine: Fraction, age: int, female: bool) -> None:
    """A plain second implementation, as exact as floats are."""
    value = float(creatinine)
    kappa, alpha = (0.7, -0.241) if female else (0.9, -0.302)
    expected = 142 * min(value / kappa, 1) ** alpha * max(value / kappa, 1) ** -1.2 * 0.9938**age
    expected *= 1.012 if female else 1
    assert float(ckd_epi_2021(age, Fraction(creatinine), female)) == pytest.approx(expected, rel=1e-9)
