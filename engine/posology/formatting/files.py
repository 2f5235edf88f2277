"""Rule files on disk -> what each should be, and writing that."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from posology.errors import Diagnostic, InputError, Place
from posology.formatting.arranging import arranged
from posology.formatting.spans import spans_of
from posology.reading.characters import decode
from posology.reading.folder import DRUG_FILES, VOCABULARY_FILES, read_bytes
from posology.reading.problems import Problems
from posology.reading.schema import Schema, load_schema, validate, validator
from posology.reading.strict_yaml import Mapping, Sequence, read_document
from posology.reading.suggest import did_you_mean

KINDS = (*DRUG_FILES, "cases", *VOCABULARY_FILES)
_DRAFT = "http://json-schema.org/draft-07/schema#"
_LEFT_ALONE: tuple[Schema, ...] = tuple(
    {"$schema": _DRAFT, "$id": f"{kind}.schema.json"} for kind in ("condition", "profile")
)
"""Conditions and patients are not looked into: no vocabulary is needed to put a file in form."""


class FormedFile(NamedTuple):
    """A rule file as it is and as it should be."""

    path: Path
    before: bytes
    after: bytes

    @property
    def changes(self) -> bool:
        """Whether it is not in form yet."""
        return self.before != self.after


def rule_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The rule files that are named, and those in the folders that are named, each once, in order."""
    found: dict[Path, None] = {}
    for path in paths:
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            if file.stem in KINDS or not path.is_dir():
                found[file] = None
    return tuple(found)


def form_files(files: Iterable[Path]) -> list[FormedFile]:
    """Each file as it should be. Raises `InputError` with every problem of every file; then none may be written."""
    problems = Problems()
    formed: list[FormedFile] = []
    for file in files:
        with problems.gathered():
            formed.append(_form_file(file))
    problems.stop_if_any()
    return formed


def write_files(files: Iterable[FormedFile]) -> Iterator[Path]:
    """Writes those that change, and gives the path of each."""
    for file in files:
        if file.changes:
            file.path.write_bytes(file.after)
            yield file.path


def _form_file(path: Path) -> FormedFile:
    name = path.as_posix()
    if path.stem not in KINDS or path.suffix != ".yaml":
        hint = did_you_mean(path.stem, KINDS) or "name a file such as limits.yaml"
        raise InputError([Diagnostic(Place(name, 1, 1), "rule-file", "this is no file of rules", hint)])
    before = read_bytes(path, name)
    return FormedFile(path, before, form(decode(before, name), path.stem, name).encode())


def form(text: str, kind: str, file: str) -> str:
    """The text of a rule file of that kind with its keys in the order of its schema; the same text if they are.

    Raises `InputError` where it is not of its schema's shape, and where another order would say something else.
    """
    schema = load_schema(kind)
    document = read_document(text, file)
    problems = Problems()
    validate(document, validator(schema, *_LEFT_ALONE), problems)
    problems.stop_if_any()
    try:
        made = arranged(text, spans_of(text), schema)
        same = made == text or _same(read_document(made, file).content, document.content)
    except (InputError, yaml.YAMLError):
        same = False
    if not same:
        message = "its keys cannot be moved without changing what it says"
        hint = "write it out plainly: no JSON, and no alias before what it stands for"
        raise InputError([Diagnostic(document.at, "cannot-format", message, hint)])
    return made


def _same(one: Any, other: Any) -> bool:
    """Whether both say the same: keys in any order, lists in theirs."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)
