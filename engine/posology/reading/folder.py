"""Where rules and schemas are: in the checkout, or inside the installed package."""

import os
from pathlib import Path

from posology.errors import Diagnostic, InputError, Place
from posology.reading.characters import decode
from posology.reading.strict_yaml import MOST_BYTES, Document, read_document

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent

VOCABULARY_FILES = ("facts", "classes", "medications", "conditions", "adverse_effects", "checks")
DRUG_FILES = ("drug", "evidence", "limits", "titration", "populations", "interactions", "guidance")


def _beside_the_package(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / name


def default_rules() -> Path:
    """The rules folder that comes with this library."""
    return _beside_the_package("rules")


def schemas() -> Path:
    """The folder of the JSON Schemas that come with this library."""
    return _beside_the_package("schemas")


def available_drugs(rules: Path) -> tuple[str, ...]:
    """The drugs that have a folder in `rules`, sorted. No file of theirs is opened."""
    drugs = rules / "drugs"
    if not drugs.is_dir():
        raise InputError(
            [
                Diagnostic(
                    Place(str(rules), 1, 1),
                    "rules-folder",
                    "there is no folder `drugs` here",
                    "name a folder that has `vocabulary` and `drugs` in it",
                )
            ]
        )
    with os.scandir(drugs) as entries:
        return tuple(
            sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith((".", "_")))
        )


def named_from(rules: Path, path: Path) -> str:
    """How a rule file is called in messages and traces: from the rules folder on, on any machine."""
    return (Path("rules") / path.relative_to(rules)).as_posix()


def read_file(path: Path, name: str) -> Document:
    """The one document of the file at `path`, called `name` in every place. Raises `InputError`."""
    return read_document(decode(read_bytes(path, name), name), name)


def read_profile_bytes(path: Path) -> bytes:
    """The bytes of a profile file, which may hold any number of documents. Raises `InputError`."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        at = Place(str(path), 1, 1)
        raise InputError([Diagnostic(at, "file-unreadable", f"cannot be read: {reason}", "check the path")]) from None


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file that is no larger than a document may be. Raises `InputError`."""
    at = Place(name, 1, 1)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                [
                    Diagnostic(
                        at,
                        "yaml-too-large",
                        f"a file of {size:,} bytes",
                        f"at most {MOST_BYTES:,} are read: check that it is the right file",
                    )
                ]
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            [Diagnostic(at, "file-missing", "there is no such file", "add it, or check the path")]
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError([Diagnostic(at, "file-unreadable", f"cannot be read: {reason}", "check the path")]) from None
