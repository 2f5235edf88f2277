"""Numbers as they stand in words, and the figures of statements, as they are compared."""

from fractions import Fraction

import pytest

from posology.checking.quantities_in_text import quantities_in
from posology.checking.stated_figures import figures_in
from posology.errors import Place
from posology.language.effect import Slot
from posology.language.evidence import Statement


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("Stay below 20 mg a day; from 20 mg on", ["20 mg", "20 mg"]),
        ("500, 850 or 1,000 mg", ["500 mg", "850 mg", "1000 mg"]),
        ("from 30 to 50 mL/min/1.73m2", ["30 mL/min/1.73m2", "50 mL/min/1.73m2"]),
        ("0.25 mg/kg, 2 weeks, 1 year", ["0.25 mg/kg", "2 weeks", "1 years"]),
        ("a 5-mg tablet, twice in 3 days", ["5 mg", "3 days"]),
        ("two thirds of it, three times, section 2.3, 24/7, on 2026-11-22, N03AX12 mg", []),
        ("5 mg/h is no unit that is known, nor 5 mgs, nor 1.5.2 mg", []),
    ],
)
def test_quantities_are_numbers_with_a_unit(text: str, quantities: list[str]) -> None:
    assert [str(quantity) for quantity in quantities_in(text)] == quantities


@pytest.mark.parametrize(
    ("figures", "stated"),
    [
        ({"max_daily": "80 mg"}, {Slot.MAX_DAILY: Fraction(80)}),
        ({"max_daily": "2 g"}, {Slot.MAX_DAILY: Fraction(2000)}),
        ({"max_daily": "2 mg/kg"}, {Slot.MAX_DAILY: None}),
        ({"max_daily": "amount 300 mg, in_proportion_to crcl, per 15 mL/min"}, {Slot.MAX_DAILY: None}),
        ({"usual_daily": "from 40 mg, to 80 mg"}, {Slot.USUAL_FROM: Fraction(40), Slot.USUAL_TO: Fraction(80)}),
        (
            {"usual_daily": "from 1 mg/kg, to amount 5 mg/kg, at_most 200 mg"},
            {Slot.USUAL_FROM: None, Slot.USUAL_TO: None},
        ),
        ({"start": "dose 5 mg, times_a_day 3"}, {Slot.START_DOSE: Fraction(5), Slot.START_DAILY: Fraction(15)}),
        ({"start": "daily 150 mg, times_a_day 2"}, {Slot.START_DOSE: Fraction(75), Slot.START_DAILY: Fraction(150)}),
        ({"start": "dose 25 mg, every 2 days"}, {Slot.START_DOSE: Fraction(25), Slot.START_DAILY: None}),
        ({"start": "dose from 5 mg, to 10 mg, times_a_day 3"}, {Slot.START_DOSE: None, Slot.START_DAILY: None}),
        ({"step": "5 mg", "step_each": "day"}, {Slot.STEP_DAILY: Fraction(5)}),
        ({"step": "5 mg"}, {Slot.STEP_DOSE: Fraction(5), Slot.STEP_DAILY: Fraction(5)}),
        ({"step_interval": "1 week"}, {Slot.STEP_INTERVAL: Fraction(7)}),
        ({"strengths": "5 mg, 10 mg"}, {}),
    ],
)
def test_the_figures_of_a_statement_are_numbers_where_they_stand_by_themselves(
    figures: dict[str, str], stated: dict[Slot, Fraction | None]
) -> None:
    statement = Statement("all", "All of it.", "", tuple(figures.items()), Place("evidence.yaml", 1, 1))
    assert figures_in(statement) == stated
