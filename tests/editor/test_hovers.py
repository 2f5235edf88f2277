"""What the editor shows on hover: of each key that rule files use, what the schema says of that very key."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from posology.errors import Place
from posology.reading.folder import default_rules, schemas
from posology.reading.strict_yaml import Mapping, Sequence, read_document

from .server import LanguageServer

Schema = dict[str, Any]

KINDS = sorted({path.stem for path in default_rules().rglob("*.yaml")})
POPULATIONS = default_rules() / "drugs" / "baclofen" / "populations.yaml"


class Described(NamedTuple):
    """A key where it stands in a file, the way to it from the top of the file, and what the schema says of it.

    What may be one or a list of many is described as a whole, and may be once more in either form.
    """

    way: tuple[str, ...]
    at: Place
    says: frozenset[str]


@cache
def load(name: str) -> Schema:
    loaded: Schema = json.loads((schemas() / name).read_text(encoding="utf-8"))
    return loaded


def resolved(part: Schema, name: str) -> tuple[Schema, str]:
    """The part with what it refers to put beside its own words, and the file that holds that."""
    if "$ref" not in part:
        return part, name
    file, _, pointer = part["$ref"].partition("#")
    target = load(file or name)
    for step in pointer.split("/")[1:]:
        target = target[step]
    whole, at = resolved(target, file or name)
    return {**whole, **part}, at


def branches(part: Schema, name: str) -> Iterator[tuple[Schema, str]]:
    whole, at = resolved(part, name)
    yield whole, at
    for branch in ("then", "else"):
        if branch in whole:
            yield from branches(whole[branch], at)


def described(value: Any, part: Schema, name: str, way: tuple[str, ...] = ()) -> Iterator[Described]:
    """Every key below a value of which the schema says something."""
    if isinstance(value, Sequence):
        items, at = next(((whole["items"], at) for whole, at in branches(part, name) if "items" in whole), ({}, name))
        for item in value:
            yield from described(item, items, at, way)
    elif isinstance(value, Mapping):
        for key, below in value.items():
            for whole, at in branches(part, name):
                named = key in whole.get("properties", {})
                inner = whole["properties"][key] if named else whole.get("additionalProperties")
                if isinstance(inner, dict):
                    here = (*way, key if named else "*")
                    says = frozenset(form["description"] for form, _ in branches(inner, at) if "description" in form)
                    yield Described(here, value.keys_at[key], says)
                    yield from described(below, inner, at, here)
                    break


def shown(hover: str) -> str:
    """The words of a hover, without its heading, its examples and the marks of Markdown."""
    words = [part for part in hover.split("\n\n") if not part.startswith(("#### ", "Source:"))]
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", words[0]) if words else ""


@pytest.mark.parametrize("kind", KINDS)
def test_each_key_that_rule_files_use_is_explained_in_the_words_of_its_schema(
    editor: LanguageServer, kind: str
) -> None:
    name = f"{kind}.schema.json"
    seen: set[tuple[str, ...]] = set()
    for path in sorted(default_rules().rglob(f"{kind}.yaml")):
        text = path.read_text(encoding="utf-8")
        fresh = {one.way: one for one in described(read_document(text, str(path)).content, load(name), name)}
        with editor.opened(path, text) as file:
            for way in sorted(fresh.keys() - seen):
                _, at, says = fresh[way]
                assert says, f"the schema does not describe {way}"
                assert shown(file.hover(at.line, at.column)) in says, f"{path.name}:{at.line}: {way}"
        seen |= fresh.keys()
    assert seen


def test_a_fact_a_word_of_a_choice_and_a_figure_are_explained(editor: LanguageServer) -> None:
    text = POPULATIONS.read_text(encoding="utf-8")
    lines = text.splitlines()
    with editor.opened(POPULATIONS, text) as file:
        for word, says in (
            ("crcl:", "Creatinine clearance, as a clearance in mL/min; never the same thing as egfr."),
            ("at_most: ", "This value or less."),
            ("caution", "How the drug is judged when the rule applies"),
            ("2/3", "Of the daily total at the start"),
        ):
            line = next(number for number, one in enumerate(lines, 1) if word in one and not one.startswith("#"))
            assert shown(file.hover(line, lines[line - 1].index(word) + 2)).startswith(says)
