"""What sources state, apart from what the rules recommend."""

from dataclasses import dataclass
from enum import StrEnum

from posology.errors import Place


class SourceKind(StrEnum):
    """What sort of source it is."""

    LABEL = "label"
    REGULATOR = "regulator"
    GUIDELINE = "guideline"
    STUDY = "study"
    SECONDARY = "secondary"
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a source states: in words, and in the figures (slot label, text as written) it gives."""

    name: str
    says: str
    at: str
    figures: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A source and its statements. `checked` is when it was held against the live original; "" for not yet."""

    id: str
    title: str
    kind: SourceKind
    jurisdiction: str
    dated: str
    url: str
    checked: str
    statements: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule's reference to one statement of one source."""

    source: str
    statement: str

    def __str__(self) -> str:
        return f"{self.source}#{self.statement}"
