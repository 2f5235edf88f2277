"""Small drugs for the checks: rules over the real vocabulary, read from a pharmacist's conditions or made at random."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from posology import ProfileReader
from posology.language.condition import Condition
from posology.language.drug import Drug
from posology.language.fact import Value
from posology.language.rule import Rule
from posology.patient.facts import know
from posology.patient.reading import Circumstances
from posology.reading.compiled import load_vocabulary
from posology.reading.conditions import Names, compile_condition
from posology.reading.folder import default_rules
from posology.reading.problems import Problems
from posology.reading.strict_yaml import read_document
from tests.random_profiles import TODAY

VOCABULARY = load_vocabulary(default_rules(), None)


def drug_of(rules: Iterable[Rule], **changed: Any) -> Drug:
    """A drug with these rules and nothing else."""
    drug = Drug("drug", "Drug", "oral", (), (), (), tuple(sorted(rules, key=lambda rule: rule.id)), (), "")
    return replace(drug, **changed)


def when(text: str, *conclusions: str) -> Condition:
    """The condition that stands under `when`."""
    problems = Problems()
    names = Names(VOCABULARY, frozenset(conclusions))
    made = compile_condition(read_document(text, "rules.yaml").content, names, problems)
    problems.stop_if_any()
    return made


def values_of(patient: str, drug: Drug) -> dict[str, Value]:
    """The facts that are known of the patient that a finding shows."""
    [profile] = ProfileReader(VOCABULARY, Circumstances(today=TODAY)).read(patient, "finding")
    return know(profile.about(drug.id), VOCABULARY, drug).values()


def patient_in(message: str) -> str:
    """The patient that the message of a finding shows."""
    return message[message.index("{") :]
