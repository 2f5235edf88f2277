"""Paths -> the drugs of rules folders that are to be checked."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from posology.checking.baseline import baseline_file
from posology.errors import Place
from posology.reading.folder import available_drugs, default_rules
from posology.reading.problems import Problems
from posology.reading.suggest import did_you_mean

_WHAT_TO_NAME = "name a rules folder, a drug's folder in its `drugs`, or a file of either"


class Target(NamedTuple):
    """Drugs of one rules folder; `is_whole` where they are all that it has."""

    rules: Path
    drugs: tuple[str, ...]
    is_whole: bool


def find_targets(paths: Iterable[Path], drugs: Collection[str] = ()) -> tuple[Target, ...]:
    """What the paths name, one target for each rules folder; without a path, the rules folder that comes along.

    A path is a rules folder, a drug's folder, or a file: that of a drug stands for the drug, and one of the vocabulary
    or the baseline for the whole folder. With `drugs`, those alone. Raises `InputError` for a path that is none of
    these, and for a drug that none of the folders has.
    """
    problems = Problems()
    found: dict[Path, Target] = {}
    for path in tuple(paths) or (default_rules(),):
        with problems.gathered():
            target = _target_at(path)
            at = target.rules.resolve()
            found[at] = _together(found[at], target) if at in found else target
    problems.stop_if_any()
    if not drugs:
        return tuple(found.values())
    known = [drug for target in found.values() for drug in target.drugs]
    first = next(iter(found.values()))
    for drug in drugs:
        if drug not in known:
            at_first = Place(str(first.rules), 1, 1)
            hint = did_you_mean(drug, known)
            problems.add(at_first, "unknown-drug", f"there are no rules for `{drug}`", hint)
    problems.stop_if_any()
    chosen = [(target, tuple(drug for drug in target.drugs if drug in drugs)) for target in found.values()]
    return tuple(
        Target(target.rules, some, some == target.drugs and target.is_whole) for target, some in chosen if some
    )


def _target_at(path: Path) -> Target:
    whole = path.resolve()
    folder = whole.parent if whole.is_file() else whole
    if not (path / "drugs").is_dir():
        if folder.parent.name == "drugs" and folder.name in available_drugs(folder.parent.parent):
            if whole.is_dir() or whole.suffix == ".yaml":
                rules = folder.parent.parent
                return Target(rules, (folder.name,), available_drugs(rules) == (folder.name,))
        elif folder.name == "vocabulary" and (folder.parent / "drugs").is_dir():
            return _whole(folder.parent)
        elif whole == baseline_file(folder):
            return _whole(folder)
        if whole.is_file():
            problems = Problems()
            problems.add(Place(str(path), 1, 1), "rules-folder", "there are no rules here", _WHAT_TO_NAME)
            problems.stop_if_any()
    return _whole(path)


def _whole(rules: Path) -> Target:
    drugs = available_drugs(rules)
    if not drugs:
        problems = Problems()
        hint = "add a folder for each drug to `drugs`, or name another rules folder"
        problems.add(Place(str(rules), 1, 1), "rules-folder", "there is no drug here", hint)
        problems.stop_if_any()
    return Target(rules, drugs, True)


def _together(one: Target, other: Target) -> Target:
    drugs = tuple(sorted({*one.drugs, *other.drugs}))
    return Target(one.rules, drugs, one.is_whole or other.is_whole or drugs == available_drugs(one.rules))
