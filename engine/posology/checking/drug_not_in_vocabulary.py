"""A drug with rules that is no medicine of the vocabulary. No profile could say that a patient takes it, and no rule of
another drug could meet it.

To mend it, add it to rules/vocabulary/medications.yaml under the id of its folder.
"""

from collections.abc import Iterator

from posology.errors import Diagnostic, Place
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


def find_drug_not_in_vocabulary(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """The drug, where it has rules and no patient can name it among the medicines."""
    if drug.rules and drug.id not in vocabulary.medications:
        yield Diagnostic(
            Place(f"rules/drugs/{drug.id}/drug.yaml", 1, 1),
            "drug-not-in-vocabulary",
            f"`{drug.id}` is no medicine of the vocabulary, so that no patient can take it",
            "add it to rules/vocabulary/medications.yaml",
        )
