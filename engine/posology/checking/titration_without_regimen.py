"""A titration belongs to the regimen of the same id. One whose regimen there is not is never used: nobody is told how
to go up, and nothing says so.

To mend it, give the titration the id of its regimen, or add the regimen to limits.yaml.
"""

from collections.abc import Iterator

from posology.checking.regimen_parts import regimens_of, titrations_of
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


def find_titrations_without_regimen(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each titration without a regimen of the same id."""
    titrations = titrations_of(drug)
    for id in sorted(titrations.keys() - regimens_of(drug).keys()):
        yield Diagnostic(
            titrations[id].place,
            "titration-without-regimen",
            f"no regimen is called `{id}`",
            "give the titration the id of the regimen that it belongs to",
        )
