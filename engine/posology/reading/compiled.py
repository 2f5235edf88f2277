"""Compiled rule files, kept between runs: what has been read once need not be validated again.

An entry is found by the content of every file that it was made from, by this library's own files and by the
interpreter, so a stale one cannot be found: it has another name. Entries are pickles; a folder that others may write
to is not used.
"""

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary
from posology.reading.folder import DRUG_FILES, VOCABULARY_FILES, schemas
from posology.version import __version__

MOST_ENTRIES = 200

_LIBRARY = Path(__file__).resolve().parent.parent
T = TypeVar("T")


def default_folder() -> Path | None:
    """Where they are kept: `POSOLOGY_CACHE`, or the user's cache folder; None for `off`, or without a home."""
    chosen = os.environ.get("POSOLOGY_CACHE", "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "posology"
    except RuntimeError:  # a user whom the system does not know
        return None


def load_vocabulary(rules: Path, kept_in: Path | None) -> Vocabulary:
    """The vocabulary of a rules folder, as `read_vocabulary` reads it. Raises `InputError`."""

    def read() -> Vocabulary:
        from posology.reading.vocabulary import read_vocabulary  # validation is loaded where it is needed

        return read_vocabulary(rules)

    files = [rules / "vocabulary" / f"{kind}.yaml" for kind in VOCABULARY_FILES]
    return _load(files, "vocabulary", kept_in, Vocabulary, read)


def load_drug(rules: Path, drug: str, vocabulary: Vocabulary, kept_in: Path | None) -> Drug:
    """One drug of a rules folder, as `read_drug` reads it. Raises `InputError`."""

    def read() -> Drug:
        from posology.reading.drug import read_drug  # validation is loaded where it is needed

        return read_drug(rules, drug, vocabulary)

    files = [rules / "drugs" / drug / f"{kind}.yaml" for kind in DRUG_FILES]
    return _load(files, f"{drug}\n{vocabulary.fingerprint}", kept_in, Drug, read)


def _load(files: list[Path], of: str, kept_in: Path | None, kind: type[T], read: Callable[[], T]) -> T:
    key = _key(files, of) if kept_in is not None else None
    if kept_in is None or key is None or not _is_ours(kept_in):
        return read()
    entry = kept_in / f"{key}.pickle"
    with suppress(Exception):  # an entry that cannot be read is as good as none
        kept = pickle.loads(entry.read_bytes())
        if isinstance(kept, kind):
            with suppress(OSError):
                os.utime(entry)  # the latest use, by which entries are dropped
            return kept
    made = read()
    if _key(files, of) == key:  # else a file was changed meanwhile: what was read is not what the key stands for
        with suppress(OSError):
            _keep(entry, pickle.dumps(made))
    return made


def _key(files: Iterable[Path], of: str) -> str | None:
    """The name of the entry; None where a file cannot be read, which reading it then reports."""
    digest = hashlib.sha256(f"{of}\n{__version__}\n{sys.version}\n{_library_stamp()}\n".encode())
    try:
        for file in files:
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)}\n".encode())
            digest.update(content)
    except OSError:
        return None
    return digest.hexdigest()


def _library_stamp() -> str:
    """Changes whenever a schema, or a module that an entry is made of or by, is edited."""
    newest = [
        (entry.name, entry.stat().st_mtime_ns, entry.stat().st_size)
        for folder in (_LIBRARY, _LIBRARY / "language", _LIBRARY / "reading", schemas())
        for entry in os.scandir(folder)
        if entry.name.endswith((".py", ".json"))
    ]
    return repr(sorted(newest))


def _is_ours(folder: Path) -> bool:
    """Whether nobody else may write to the folder, which is made where it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(entry: Path, content: bytes) -> None:
    """Writes the entry whole or not at all, and drops the longest unused where there are too many."""
    with tempfile.NamedTemporaryFile(dir=entry.parent, suffix=".part", delete=False) as part:
        written = Path(part.name)
        try:
            part.write(content)
            part.close()
            written.replace(entry)
        except BaseException:
            with suppress(OSError):
                part.close()
            with suppress(OSError):
                written.unlink()
            raise
    entries = sorted(entry.parent.glob("*.pickle"), key=lambda kept: kept.stat().st_mtime)
    for oldest in entries[:-MOST_ENTRIES]:
        oldest.unlink(missing_ok=True)
