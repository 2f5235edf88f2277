"""A rules folder with as many drugs as one likes: the real ones, and copies of them under other names."""

import itertools
import shutil
from pathlib import Path


def make_rules(rules: Path, folder: Path, count: int) -> Path:
    """`folder`, with the vocabulary of `rules`, its drugs, and copies of them in turn up to `count` drugs."""
    shutil.copytree(rules / "vocabulary", folder / "vocabulary")
    drugs = folder / "drugs"
    shutil.copytree(rules / "drugs", drugs)
    real = sorted(path.name for path in drugs.iterdir())
    texts = {drug: {path.name: path.read_text("utf-8") for path in (drugs / drug).glob("*.yaml")} for drug in real}
    for number, drug in zip(range(count - len(real)), itertools.cycle(real), strict=False):
        name = f"copy-{number}"
        (drugs / name).mkdir()
        for file, text in texts[drug].items():
            copied = text.replace(f"\ndrug: {drug}\n", f"\ndrug: {name}\n", 1)
            (drugs / name / file).write_text(copied, encoding="utf-8")
    return folder
