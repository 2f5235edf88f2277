"""What a check of an order finds, or what it would have to know."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from posology.dosing.figures import Figure
from posology.language.rule import Rule
from posology.language.vocabulary import Check


class Finding(NamedTuple):
    """One check that the order did not pass. `limit` and `ordered` are in `unit`; None where it is no figure."""

    check: Check
    rules: tuple[Rule, ...] = ()
    limit: Fraction | None = None
    ordered: Fraction | None = None
    unit: str = "mg"
    detail: str = ""


class Undecided(NamedTuple):
    """A check that could not be made, and the facts that it wants."""

    check: Check
    needs: tuple[str, ...]


def above(check: Check, figure: Figure | None, value: Fraction) -> Iterator[Finding]:
    """A finding where the value is larger than the figure, if there is one."""
    if figure is not None and value > figure.value:
        yield Finding(check, figure.rules, figure.value, value)
