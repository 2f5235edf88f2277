"""Every check on one drug."""

from collections.abc import Iterator

from posology.checking.band_gap import find_band_gaps
from posology.checking.completeness import find_gaps, find_unlisted
from posology.checking.figures_in_order import find_figures_out_of_order
from posology.checking.overlap import find_overlaps
from posology.errors import Diagnostic
from posology.firing.engine_limits import find_engine_limits
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


def find_all(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """What is wrong with the drug's rules as a whole, each finding with its place and what would be right."""
    yield from find_gaps(drug)
    yield from find_unlisted(drug, vocabulary)
    yield from find_engine_limits(drug)
    yield from find_figures_out_of_order(drug)
    yield from find_overlaps(drug, vocabulary)
    yield from find_band_gaps(drug, vocabulary)
