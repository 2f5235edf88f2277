"""Promise 7: a drug is data. No drug is named in the code, but in examples that documentation gives."""

import ast
import json
import tokenize
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from posology.reading.folder import available_drugs, default_rules

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for folder in ("engine", "cli") for path in (ROOT / folder).rglob("*.py"))
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))
DRUGS = available_drugs(default_rules())
_DOCUMENTING = ("description", "examples")


def named_in(text: str) -> set[str]:
    return {drug for drug in DRUGS if drug in text.lower()}


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_code_names_drugs_in_docstrings_alone(path: Path) -> None:
    assert {text for text in without_docstrings(path.read_bytes()) if named_in(text)} == set()


def without_docstrings(source: bytes) -> Iterator[str]:
    """Every token of the source, comments too, that is not part of a docstring."""
    docstrings = {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
    for token in tokenize.tokenize(BytesIO(source).readline):
        if token.start not in docstrings and token.type is not tokenize.ENCODING:
            yield token.string


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_schemas_name_drugs_in_descriptions_and_examples_alone(path: Path) -> None:
    assert {text for text in binding_texts(json.loads(path.read_text("utf-8"))) if named_in(text)} == set()


def binding_texts(node: Any) -> Iterator[str]:
    """Every key and text of a schema that is more than documentation."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            if key not in _DOCUMENTING or not isinstance(value, str | list):
                yield from binding_texts(value)
    elif isinstance(node, list):
        for part in node:
            yield from binding_texts(part)
    elif isinstance(node, str):
        yield node


def test_the_search_finds_what_it_looks_for() -> None:
    assert set(DRUGS) >= {"baclofen"}
    assert named_in("\n".join(without_docstrings(b"DOSE = {'baclofen': 5}  # not Gabapentin\n"))) >= {"baclofen"}
    assert named_in("\n".join(binding_texts({"properties": {"baclofen": {"description": "..."}}}))) == {"baclofen"}
