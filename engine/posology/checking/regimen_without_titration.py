"""A regimen that begins below its maximum must say how to get there: a patient could be started and never increased.

To mend it, add a titration of the same id to titration.yaml. A regimen that starts with its maximum is a fixed dose and
needs none.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import regimens_of, titrations_of
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


def find_regimens_without_titration(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each regimen without a titration of the same id, unless its dose is fixed."""
    regimens = regimens_of(drug)
    for id in sorted(regimens.keys() - titrations_of(drug).keys()):
        if not regimens[id].is_fixed_dose:
            yield Diagnostic(
                regimens[id].place,
                "regimen-without-titration",
                f"no titration is called `{id}`",
                "add one to titration.yaml, or start with the maximum where the dose is fixed",
            )
