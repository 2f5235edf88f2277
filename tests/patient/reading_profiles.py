"""Reads profiles for tests as a caller would, and says what is known of a patient."""

from datetime import date
from functools import cache

from posology import Circumstances, KnowledgeBase, Profile, ProfileReader, read_knowledge
from posology.language.drug import Drug
from posology.patient.facts import Fact, know

TODAY = date(2026, 11, 22)


@cache
def knowledge() -> KnowledgeBase:
    """The vocabulary that comes along, and one drug with rules."""
    return read_knowledge(["baclofen"])


def a_drug() -> Drug:
    """The drug that is asked about where a test does not say of which it is."""
    return knowledge().drugs["baclofen"]


def read(text: str) -> Profile:
    """The profile in `text`."""
    [profile] = ProfileReader(knowledge().vocabulary, Circumstances(today=TODAY)).read(text, "patient.yaml")
    return profile


def facts_of(text: str, drug: Drug | None = None) -> dict[str, Fact]:
    """All that is known of the patient in `text`, as far as the drug goes."""
    about = drug or a_drug()
    return know(read(text).about(about.id), knowledge().vocabulary, about).facts
