"""What products can make: never more than the bound, and nothing between what they make and the bound."""

from fractions import Fraction
from itertools import product as combinations

from hypothesis import given
from hypothesis import strategies as st

from posology.dosing.dispense import Dispenser, choose
from posology.language.drug import Form, Product
from posology.patient.profile import Dose


def tablets(*strengths: int, parts: int = 1, id: str = "tablet") -> Product:
    return Product(id, id, Form.TABLET, ("us",), tuple(Fraction(one) for one in sorted(strengths)), parts)


def liquid(each_ml: Fraction = Fraction(1), measured_in: Fraction = Fraction(1, 10)) -> Product:
    return Product("liquid", "liquid", Form.LIQUID, ("us",), (each_ml,), 1, measured_in, "5 mg/5 mL")


def test_whole_and_halved_tablets() -> None:
    assert Dispenser(tablets(10)).largest(Fraction(14)) == 10
    assert Dispenser(tablets(10, parts=2)).largest(Fraction(19)) == 15
    assert Dispenser(tablets(10, 25)).largest(Fraction(34)) == 30
    assert Dispenser(tablets(10, 25)).largest(Fraction(9)) == 0


def test_how_a_dose_is_counted_out() -> None:
    assert Dispenser(tablets(5, 10, 20)).count_out(Fraction(35)) == "1 x 20 mg + 1 x 10 mg + 1 x 5 mg"
    assert Dispenser(tablets(10, parts=2)).count_out(Fraction(15)) == "1 1/2 x 10 mg"
    assert Dispenser(tablets(10, parts=2)).count_out(Fraction(5)) == "1/2 x 10 mg"
    assert Dispenser(liquid()).count_out(Fraction(3, 2)) == "1.5 mL of 5 mg/5 mL"


def test_where_no_product_is_known_any_dose_can_be_made() -> None:
    assert Dispenser(None).largest(Fraction(10, 3)) == Fraction(10, 3)
    assert choose((), Fraction(5)) == Dispenser(None, unit=Fraction(5))


def test_without_a_product_doses_are_multiples_of_the_one_to_start_with() -> None:
    assert Dispenser(None, unit=Fraction(5)).largest(Fraction(160, 9)) == 15


def test_the_product_that_makes_the_dose_is_chosen_and_tablets_before_liquids() -> None:
    assert choose((liquid(), tablets(10)), Fraction(20)).product == tablets(10)
    assert choose((liquid(), tablets(10)), Fraction(3, 2)).product == liquid()


def test_a_dose_too_small_for_the_tablets_is_taken_less_often() -> None:
    made = Dispenser(tablets(5)).within(Fraction(5), Fraction(10), 3)
    assert made is not None
    assert made == Dose(Fraction(5), 2)
    assert Dispenser(tablets(10)).within(Fraction(5), Fraction(15), 3) is None


STRENGTHS = st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=3, unique=True)


@given(strengths=STRENGTHS, parts=st.sampled_from([1, 2]), bound=st.fractions(min_value=0, max_value=60))
def test_largest_dose_against_trying_every_count_of_pieces(strengths: list[int], parts: int, bound: Fraction) -> None:
    pieces = [Fraction(strength, parts) for strength in strengths]
    counts = [range(int(bound / piece) + 1) for piece in pieces]
    sums = {
        sum((count * piece for count, piece in zip(chosen, pieces, strict=True)), Fraction(0))
        for chosen in combinations(*counts)
        if sum(chosen) <= 40
    }
    best = max(one for one in sums if one <= bound)
    made = Dispenser(tablets(*strengths, parts=parts)).largest(bound)
    assert made <= bound
    assert made >= best


@given(
    each_ml=st.fractions(min_value=Fraction(1, 10), max_value=50, max_denominator=20),
    measured_in=st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(1)]),
    bound=st.fractions(min_value=0, max_value=200, max_denominator=1000),
)
def test_a_liquid_is_measured_down_to_the_mark_below(each_ml: Fraction, measured_in: Fraction, bound: Fraction) -> None:
    made = Dispenser(liquid(each_ml, measured_in)).largest(bound)
    assert bound - each_ml * measured_in < made <= bound
    assert (made / each_ml / measured_in).denominator == 1
