"""Paths -> the drugs whose cases are meant."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from posology.cases.reading import cases_file
from posology.errors import Place
from posology.reading.folder import available_drugs, default_rules
from posology.reading.problems import Problems
from posology.reading.suggest import did_you_mean

_WHAT_TO_NAME = "name a rules folder, a drug's folder in its `drugs`, or the cases.yaml there"


class Target(NamedTuple):
    """One drug of a rules folder."""

    rules: Path
    drug: str


def find_targets(paths: Iterable[Path], drugs: Iterable[str] = ()) -> tuple[Target, ...]:
    """The drugs of rules folders, drug folders and cases.yaml files, each once; without one, of our own rules.

    With `drugs`, those alone. Raises `InputError` for a path that is none of these, and for a drug that none has.
    """
    problems = Problems()
    found: dict[Target, None] = {}
    for path in tuple(paths) or (default_rules(),):
        with problems.gathered():
            found |= dict.fromkeys(_targets_at(path))
    problems.stop_if_any()
    wanted = tuple(drugs)
    known = {target.drug for target in found}
    for drug in wanted:
        if drug not in known:
            hint = did_you_mean(drug, known) or "name one that has a folder"
            problems.add(Place("--drug", 1, 1), "unknown-drug", f"there are no rules for `{drug}` here", hint)
    problems.stop_if_any()
    return tuple(target for target in found if not wanted or target.drug in wanted)


def _targets_at(path: Path) -> tuple[Target, ...]:
    whole = path.resolve()
    if (whole / "drugs").is_dir():
        return _each_drug(path if whole == path else whole)
    folder = whole.parent if whole.is_file() else whole
    target = Target(folder.parent.parent, folder.name)
    stands_right = folder.parent.name == "drugs" and (folder / "drug.yaml").exists()
    problems = Problems()
    if not stands_right or (whole.is_file() and whole != cases_file(*target)):
        problems.add(Place(str(path), 1, 1), "rules-folder", "there are no cases of a drug here", _WHAT_TO_NAME)
    elif not cases_file(*target).exists():
        at = Place(str(cases_file(*target)), 1, 1)
        problems.add(at, "file-missing", "there is no such file", "write cases of the drug into it")
    problems.stop_if_any()
    return (target,)


def _each_drug(rules: Path) -> tuple[Target, ...]:
    drugs = available_drugs(rules)
    if not drugs:
        problems = Problems()
        problems.add(Place(str(rules), 1, 1), "rules-folder", "there is no drug here", _WHAT_TO_NAME)
        problems.stop_if_any()
    return tuple(Target(rules, drug) for drug in drugs)
