"""A rules folder -> KnowledgeBase."""

from collections.abc import Iterable
from pathlib import Path

from posology.errors import Diagnostic, InputError, Place
from posology.language.drug import Drug
from posology.language.knowledge import KnowledgeBase
from posology.language.vocabulary import Vocabulary
from posology.reading.compiled import load_drug, load_vocabulary
from posology.reading.folder import available_drugs, default_rules
from posology.reading.problems import Problems
from posology.reading.suggest import did_you_mean


def read_knowledge(
    drugs: Iterable[str] | None = None,
    rules: Path | None = None,
    vocabulary: Vocabulary | None = None,
    kept_in: Path | None = None,
) -> KnowledgeBase:
    """The vocabulary and `drugs` of a rules folder: all of them for None, and by default the folder that comes along.

    Only the files of those drugs are opened, and the vocabulary only where it is not handed in. Raises `InputError`
    with every problem of every file. `kept_in` is a folder for compiled files; without one nothing is written.
    """
    folder = default_rules() if rules is None else rules
    available = available_drugs(folder)
    wanted = available if drugs is None else tuple(drugs)
    unknown = [drug for drug in wanted if drug not in available]
    if unknown:
        raise InputError(
            [
                Diagnostic(
                    Place(str(folder), 1, 1),
                    "unknown-drug",
                    f"there are no rules for `{drug}`",
                    did_you_mean(drug, available),
                )
                for drug in unknown
            ]
        )
    names = vocabulary or load_vocabulary(folder, kept_in)
    problems = Problems()
    read: dict[str, Drug] = {}
    for drug in sorted(set(wanted)):
        with problems.gathered():
            read[drug] = load_drug(folder, drug, names, kept_in)
    problems.stop_if_any()
    return KnowledgeBase(names, read, available)
