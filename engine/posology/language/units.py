"""The units that rules and profiles may use, with exact factors within a dimension.

Calendar time (months, years) and elapsed time (days, hours) are two dimensions: no number of days is a year.
What turns a mass concentration into a substance concentration depends on the substance, so that factor stands with
the fact in rules/vocabulary/facts.yaml.
"""

import difflib
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how it is written here, its UCUM code, what it measures, and its size in the dimension's own unit."""

    symbol: str
    ucum: str
    dimension: str
    factor: Fraction
    spellings: tuple[str, ...] = ()


def _unit(symbol: str, dimension: str, factor: str = "1", *, ucum: str = "", also: str = "") -> Unit:
    return Unit(symbol, ucum or symbol, dimension, Fraction(factor), tuple(also.split("|")) if also else ())


UNITS: tuple[Unit, ...] = (
    _unit("mg", "a mass"),
    _unit("mcg", "a mass", "1/1000", ucum="ug", also="ug|µg|μg"),
    _unit("g", "a mass", "1000"),
    _unit("kg", "a mass", "1000000"),
    _unit("lb", "a mass", "453592.37", ucum="[lb_av]", also="lbs"),
    _unit("cm", "a length"),
    _unit("mm", "a length", "1/10"),
    _unit("m", "a length", "100"),
    _unit("in", "a length", "2.54", ucum="[in_i]", also="inch|inches"),
    _unit("ft", "a length", "30.48", ucum="[ft_i]"),
    _unit("mL", "a volume", also="ml"),
    _unit("L", "a volume", "1000", also="l"),
    _unit("years", "calendar time", "12", ucum="a", also="year|y|yr"),
    _unit("months", "calendar time", ucum="mo", also="month"),
    _unit("days", "elapsed time", "24", ucum="d", also="day|d"),
    _unit("weeks", "elapsed time", "168", ucum="wk", also="week"),
    _unit("hours", "elapsed time", ucum="h", also="hour|h"),
    _unit("minutes", "elapsed time", "1/60", ucum="min", also="minute|min"),
    _unit("mg/kg", "a dose for each kg"),
    _unit("mcg/kg", "a dose for each kg", "1/1000", ucum="ug/kg", also="ug/kg|µg/kg"),
    _unit("mg/dL", "a mass concentration", also="mg/dl"),
    _unit("mg/L", "a mass concentration", "1/10"),
    _unit("umol/L", "a substance concentration", also="µmol/L|μmol/L|micromol/L|umol/l"),
    _unit("mmol/L", "a substance concentration", "1000"),
    _unit("mL/min", "a clearance", also="ml/min"),
    _unit("mL/s", "a clearance", "60", also="ml/s"),
    _unit(
        "mL/min/1.73m2",
        "a clearance for 1.73 m2 of body surface",
        ucum="mL/min/{1.73_m2}",
        also="mL/min/1.73 m2|ml/min/1.73m2|ml/min/1.73 m2|mL/min/1.73m²|mL/min/1.73 m²",
    ),
    _unit("m2", "an area", also="m²"),
    _unit("kg/m2", "a mass for each area", also="kg/m²"),
)

_BY_SPELLING = {spelling: unit for unit in UNITS for spelling in (unit.symbol, *unit.spellings)}


def find_unit(text: str) -> Unit | None:
    """The unit spelt exactly so, or None."""
    return _BY_SPELLING.get(text)


def unit(symbol: str) -> Unit:
    """The unit of that symbol; a KeyError means that this library names a unit it does not have."""
    return _BY_SPELLING[symbol]


def similar_units(text: str) -> list[str]:
    """Spellings close to `text`, the closest first."""
    return difflib.get_close_matches(text, _BY_SPELLING, n=3, cutoff=0.6)
