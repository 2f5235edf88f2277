"""A regimen with a figure above the one that bounds it: a start or a usual dose above the maximum, a single dose above
that of a day. One of the two was copied wrongly, and the strictest one would hide which.

To mend it, look up both in the source, and mend the one that it does not state.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import bounds_of, is_above, regimens_of
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Slot
from posology.language.vocabulary import Vocabulary

_NEVER_ABOVE = (
    (Slot.START_DOSE, Slot.MAX_DOSE),
    (Slot.START_DAILY, Slot.MAX_DAILY),
    (Slot.USUAL_TO, Slot.MAX_DAILY),
    (Slot.MAX_DOSE, Slot.MAX_DAILY),
)


def find_figures_out_of_order(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each figure of a regimen that is above the one that bounds it."""
    for regimen in regimens_of(drug).values():
        own = bounds_of(regimen)
        for slot, bound in _NEVER_ABOVE:
            if slot in own and bound in own and is_above(own[slot], own[bound]):
                yield Diagnostic(
                    regimen.place,
                    "figure-out-of-order",
                    f"{regimen.name}: {slot.label} is above {bound.label}",
                    "mend the one that the source does not state",
                )
