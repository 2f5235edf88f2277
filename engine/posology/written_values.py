"""Values as the contract writes them: exact decimals, UCUM units."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from posology.language.fact import FactDefinition, Kind
from posology.language.quantity import as_decimal, is_exact
from posology.language.units import Unit, find_unit
from posology.patient.facts import Known

Document = dict[str, Any]


def number(value: Fraction) -> int | Decimal:
    """The value as a whole number or a decimal of at most four places, cut off, never rounded up."""
    return value.numerator if value.denominator == 1 else as_decimal(value)


def quantity(value: Fraction, unit: Unit | str) -> Document:
    """A quantity with its UCUM code; `exact` gives the fraction where four decimals do not hold the value."""
    known = unit if isinstance(unit, Unit) else find_unit(unit)
    made: Document = {"value": number(value), "unit": known.ucum if known is not None else unit or "1"}
    return made if is_exact(value) else {**made, "exact": str(value)}


def fact_value(fact: Known, definition: FactDefinition) -> Any:
    """The value of a fact: a quantity, a number, a name, a sorted list of names, or a day."""
    value = fact.value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, str):
        return value
    if definition.kind is Kind.DATE:
        return date.fromordinal(int(value)).isoformat()
    return quantity(value, definition.unit) if definition.unit is not None else number(value)
