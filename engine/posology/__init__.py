"""Posology: a dosing knowledge base in plain YAML, evaluated for one patient, with its reasons."""

from posology.document import as_document
from posology.engine import Engine, NoDrugNamed, drugs_named
from posology.errors import (
    Diagnostic,
    EngineDisagreement,
    EngineError,
    EngineFailure,
    EngineLimit,
    InputError,
    KnowledgeConflict,
    Place,
    PosologyError,
)
from posology.language.knowledge import KnowledgeBase
from posology.patient.profile import Profile
from posology.patient.reading import Circumstances, ProfileReader
from posology.reading.knowledge import read_knowledge
from posology.result import Evaluation, Result
from posology.version import __version__

__all__ = [
    "Circumstances",
    "Diagnostic",
    "Engine",
    "EngineDisagreement",
    "EngineError",
    "EngineFailure",
    "EngineLimit",
    "Evaluation",
    "InputError",
    "KnowledgeBase",
    "KnowledgeConflict",
    "NoDrugNamed",
    "Place",
    "PosologyError",
    "Profile",
    "ProfileReader",
    "Result",
    "__version__",
    "as_document",
    "drugs_named",
    "read_knowledge",
]
