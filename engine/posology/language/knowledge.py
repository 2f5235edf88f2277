"""The knowledge base that evaluations read."""

import hashlib
from dataclasses import dataclass

from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """The vocabulary and the drugs that were read; `available` names every drug that could have been."""

    vocabulary: Vocabulary
    drugs: dict[str, Drug]
    available: tuple[str, ...]

    def fingerprint(self, drugs: tuple[str, ...]) -> str:
        """The fingerprint of what an answer about `drugs` rests on: their meaning, not their layout."""
        parts = [self.vocabulary.fingerprint, *(self.drugs[drug].fingerprint for drug in sorted(drugs))]
        return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
