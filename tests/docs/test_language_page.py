"""docs/language.md: its examples stand in real rule files, and no word of the language is left out."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n# (rules/\S+)\n(.*?)```", PAGE, re.DOTALL)
KINDS = ("drug", "limits", "titration", "populations", "interactions", "guidance", "evidence")
SHARED = "common.schema.json#/definitions/"


def test_every_example_names_its_file() -> None:
    assert len(EXAMPLES) == PAGE.count("```yaml\n")
    assert len(EXAMPLES) >= 15


@pytest.mark.parametrize(("file", "example"), EXAMPLES)
def test_the_example_stands_in_the_file(file: str, example: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    for part in re.split(r"^ *\.\.\.\n", example, flags=re.MULTILINE):
        wanted = dedent(part).splitlines()
        found = any(
            dedent("\n".join(lines[start : start + len(wanted)])).splitlines() == wanted
            for start in range(len(lines) - len(wanted) + 1)
        )
        assert found, f"not in {file}:\n{part}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_the_language_is_on_the_page(kind: str) -> None:
    missing = sorted(key for key in set(keys_of(load(kind))) if not re.search(rf"`[^`]*\b{key}\b[^`]*`|\b{key}:", PAGE))
    assert missing == []


def load(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return schema


def keys_of(node: Any) -> Iterator[str]:
    """Every key that a file of this kind may have, through the parts that kinds share."""
    if isinstance(node, list):
        for part in node:
            yield from keys_of(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "properties":
                yield from value
            if key == "$ref" and value.startswith(SHARED):
                yield from keys_of(load("common")["definitions"][value.removeprefix(SHARED)])
            else:
                yield from keys_of(value)
