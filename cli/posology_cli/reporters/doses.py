"""Doses in words."""

from posology.patient.profile import Dose
from posology_cli.layout import shown


def dose_in_words(dose: Dose, as_needed: bool = False) -> str:
    """`10 mg x 3 (30 mg a day)`, `25 mg every 2 days`, or `2 mg up to 3 times a day as needed`."""
    if dose.every > 1:
        return f"{shown(dose.dose)} mg every {dose.every} days"
    if as_needed:
        return f"{shown(dose.dose)} mg up to {dose.times_a_day} times a day as needed"
    return f"{shown(dose.dose)} mg x {dose.times_a_day} ({shown(dose.daily)} mg a day)"
