"""A name -> a folder that is well formed, covers nobody, and says in comments what is to be filled in."""

import re
import shutil
import tempfile
from pathlib import Path
from string import Template

from posology.errors import Diagnostic, InputError, Place
from posology.reading.folder import DRUG_FILES, available_drugs
from posology.reading.suggest import spelt

_TEMPLATES = Path(__file__).resolve().parent / "files"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME = 60


def make_folder(name: str, rules: Path) -> Path:
    """Writes the folder of a new drug into `rules`/drugs, whole or not at all, and gives its path.

    Raises `InputError` for a name that is none, and where the drug has a folder already.
    """
    folder = rules / "drugs" / _checked(name, rules)
    files = {f"{kind}.yaml": _filled(kind, name) for kind in (*DRUG_FILES, "cases")}
    made = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        for file, text in files.items():
            (made / file).write_text(text, encoding="utf-8", newline="\n")
        made.chmod(folder.parent.stat().st_mode & 0o777)
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return folder


def _checked(name: str, rules: Path) -> str:
    available = available_drugs(rules)
    if not _is_name(name):
        better = spelt(name)
        hint = f"write `{better}`" if _is_name(better) else "small letters, digits and hyphens, a letter first"
        message = f"`{name}` is no name for a drug's folder"
        raise InputError([Diagnostic(Place("NAME", 1, 1), "drug-name", message, hint)])
    folder = rules / "drugs" / name
    if name in available or folder.exists():
        message, hint = f"there is a folder for `{name}` already", "edit its files, or choose another name"
        raise InputError([Diagnostic(Place(folder.as_posix(), 1, 1), "drug-exists", message, hint)])
    return name


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None


def _filled(kind: str, drug: str) -> str:
    template = Template((_TEMPLATES / f"{kind}.yaml").read_text(encoding="utf-8"))
    return template.substitute(drug=drug, name=drug.replace("-", " ").capitalize())
