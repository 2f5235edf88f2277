"""A rules folder with as many drugs as one likes, all of them baclofen under other names."""

import shutil
from pathlib import Path

ORIGINAL = "baclofen"


def make_rules(rules: Path, folder: Path, count: int) -> Path:
    """`folder`, with the vocabulary of `rules`, baclofen, and copies of it up to `count` drugs."""
    shutil.copytree(rules / "vocabulary", folder / "vocabulary")
    drugs = folder / "drugs"
    shutil.copytree(rules / "drugs" / ORIGINAL, drugs / ORIGINAL)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted((drugs / ORIGINAL).glob("*.yaml"))}
    for number in range(1, count):
        name = f"copy-{number}"
        (drugs / name).mkdir()
        for file, text in files.items():
            copied = text.replace(f"\ndrug: {ORIGINAL}\n", f"\ndrug: {name}\n", 1)
            (drugs / name / file).write_text(copied, encoding="utf-8")
    return folder
