"""A medicine that holds the drug as well: nothing is started or raised before it is known how much is taken in all."""

from datetime import date

import pytest

from posology import Circumstances, Engine, ProfileReader, read_knowledge
from posology.language.scales import Action

KNOWLEDGE = read_knowledge(["metformin"])
PATIENT = """
patient: {age: 45 years, sex: female, weight: 80 kg, height: 170 cm, egfr: 90 mL/min/1.73m2, dialysis: none,
          hepatic_impairment: none, pregnant: no, breastfeeding: no, alcohol: no, conditions: [type-2-diabetes]}
medications: [metformin-glibenclamide]
context: {jurisdiction: us, as_of: 2026-11-22}
"""
ON_IT = "started: 2026-10-01, current: {dose: 500 mg, times_a_day: 2, since: 2026-11-01}, response: insufficient,"


@pytest.mark.parametrize("therapy", ["", ON_IT])
def test_what_is_taken_in_all_is_asked_first(therapy: str) -> None:
    text = f"{PATIENT}therapy: {{{therapy} indication: type-2-diabetes, adverse_effects: []}}\n"
    [profile] = ProfileReader(KNOWLEDGE.vocabulary, Circumstances(date(2026, 11, 22))).read(text, "patient")
    [one] = Engine(KNOWLEDGE).evaluate(profile, "metformin").evaluations
    assert (one.next.action, one.next.to) == (Action.REVIEW, None)
    assert "metformin-glibenclamide" in one.next.why
