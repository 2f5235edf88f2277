"""Numbers with a unit that stand in words: `500, 850 or 1,000 mg`, `30 to 50 mL/min`."""

import re
from collections.abc import Iterator

from posology.language.quantity import Quantity, parse_number
from posology.language.units import UNITS, find_unit

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+|(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_SPELLINGS = {spelling for unit in UNITS for spelling in (unit.symbol, *unit.spellings)} - {"in", "m", "a"}
_UNIT = "|".join(re.escape(spelling) for spelling in sorted(_SPELLINGS, key=len, reverse=True))
_STATED = re.compile(
    rf"(?<![\w.,/-])((?:(?:{_NUMBER}), )*(?:{_NUMBER}) (?:to|or|and) )?({_NUMBER})[ -]?({_UNIT})(?![\w/])"
)


def quantities_in(text: str) -> Iterator[Quantity]:
    """Each number that is written in digits with its unit, or in a list that shares one, in the order written."""
    for found in _STATED.finditer(text):
        unit = find_unit(found[3])
        assert unit is not None
        for number in re.findall(_NUMBER, f"{found[1] or ''}{found[2]}"):
            yield Quantity(parse_number(number.replace(",", "")), unit)
