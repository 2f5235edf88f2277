"""The schemas: draft-07, a description on every key, and those made from the vocabulary up to date."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from posology.patient.profile_schema import profile_schema
from posology.reading import schema as put_together
from posology.reading.condition_schema import condition_schema
from posology.reading.folder import default_rules, schemas
from posology.reading.vocabulary import read_vocabulary

FILES = sorted(schemas().glob("*.schema.json"))


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def keys_without_description(schema: Any, at: str = "") -> Iterator[str]:
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            if isinstance(part, dict) and "description" not in part and "$ref" not in part and "$defs" not in part:
                yield f"{at}/{name}"
        for key, part in schema.items():
            yield from keys_without_description(part, f"{at}/{key}")
    elif isinstance(schema, list):
        for index, part in enumerate(schema):
            yield from keys_without_description(part, f"{at}/{index}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_schema_explains_every_key(path: Path) -> None:
    schema = load(path)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"] == path.name
    assert list(keys_without_description(schema)) == []


def test_what_is_made_from_the_vocabulary_is_up_to_date() -> None:
    """After a change to facts.yaml: posology schemas schemas."""
    facts = read_vocabulary(default_rules()).facts
    for made in (condition_schema(facts), profile_schema(facts)):
        assert load(schemas() / made["$id"]) == made


@pytest.mark.parametrize("path", sorted((default_rules()).rglob("*.yaml")), ids=lambda path: path.name)
def test_every_rule_file_names_its_schema_for_editors(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=../")
    assert (path.parent / first.partition("=")[2]).resolve().is_file()


def test_a_key_that_asks_beside_a_shared_part_is_kept_and_one_that_asks_the_same_is_refused() -> None:
    times = "common.schema.json#/definitions/times"
    made = put_together._put_together({"allOf": [{"$ref": times}], "description": "Mine.", "multipleOf": 2})
    assert (made["multipleOf"], made["minimum"]) == (2, 1)
    assert made["description"].startswith("Mine. ")
    with pytest.raises(ValueError, match=f"asks for maximum beside {times}"):
        put_together._put_together({"allOf": [{"$ref": times}], "maximum": 30})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_schema_asks_the_same_twice(path: Path) -> None:
    assert put_together.load_schema(path.name.removesuffix(".schema.json"))["$id"] == path.name
