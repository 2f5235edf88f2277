"""The examples of the checks: tests/examples/checks/ID/fails and .../passes, found by folder.

The files of an example are named from the rules folder on. They are laid over those of a small drug, `sample`, and of
the real vocabulary; NAME.append is added to the end of NAME. docs/checks.md shows them.
"""

import shutil
from pathlib import Path

from posology.reading.folder import default_rules

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CHECKS = EXAMPLES / "checks"
_BASES = (EXAMPLES / "bad_rules" / "_sample", CHECKS / "_sample")
_APPEND = ".append"


def example_files(folder: Path) -> dict[str, str]:
    """The texts of an example, by their names from the rules folder on."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def lay_example(folder: Path, rules: Path) -> Path:
    """Writes a rules folder to `rules`: the vocabulary, and the small drug as the example in `folder` has it."""
    shutil.copytree(default_rules() / "vocabulary", rules / "vocabulary")
    texts: dict[str, str] = {}
    for base in (*_BASES, folder):
        texts |= example_files(base)
    for name, text in texts.items():
        path = rules / name.removesuffix(_APPEND)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if name.endswith(_APPEND) else ""
        path.write_text(before + text, encoding="utf-8")
    return rules
