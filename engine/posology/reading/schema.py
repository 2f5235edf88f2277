"""Validation against the JSON Schemas, with a place and a hint for each problem."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from posology.errors import Place
from posology.language.quantity import QuantityError, parse_quantity
from posology.reading.folder import schemas
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Document, Mapping, Sequence
from posology.reading.suggest import did_you_mean

Schema = dict[str, Any]

_TYPES = {
    "object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number", "number": "a number",
    "boolean": "true or false", "null": "nothing",
}


@cache
def load_schema(kind: str) -> Schema:
    """The schema of that kind of file, as it comes with the library."""
    loaded: Schema = json.loads((schemas() / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return loaded


def validator(schema: Schema, *others: Schema) -> jsonschema.Draft7Validator:
    """A validator for `schema` that finds `others`, and what rule files share, by their `$id`."""
    registry: Registry[Any] = Registry()
    for other in (load_schema("common"), *others):
        registry = registry.with_resource(other["$id"], Resource.from_contents(other))
    return jsonschema.Draft7Validator(schema, registry=registry)


def validate(document: Document, check: jsonschema.Draft7Validator, problems: Problems) -> bool:
    """Whether the document is of the schema's shape; what is not is noted."""
    before = len(problems.found)
    for error in check.iter_errors(document.content):
        for at, code, message, hint in _explain(error, document):
            problems.add(at, code, message, hint)
    return len(problems.found) == before


def _explain(error: ValidationError, document: Document) -> Iterator[tuple[Place, str, str, str]]:
    at = place_of(document, list(error.absolute_path))
    found, wanted = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            for key in found:
                if key not in known:
                    yield found.keys_at[key], "unknown-key", f"`{key}` is not known here", did_you_mean(key, known)
        case "propertyNames" | "pattern" | "enum" | "type" | "const":
            yield at, *_wrong_value(error)
        case "required":
            missing = [key for key in wanted if key not in found]
            key = next(key for key in missing if f"'{key}'" in error.message)
            yield at, "missing-key", f"`{key}` is missing", _hint(error.schema.get("properties", {}).get(key, {}))
        case "minItems" | "minLength" | "minProperties":
            yield at, "empty", "too little stands here", _hint(error.schema)
        case "maxProperties" | "uniqueItems":
            yield at, "too-many", "too much stands here, or the same twice", _hint(error.schema)
        case "dependencies":
            yield at, "missing-key", "keys that belong together are not all here", _hint(error.schema)
        case _:
            yield at, "value", error.message, _hint(error.schema)


def _wrong_value(error: ValidationError) -> tuple[str, str, str]:
    found, wanted = error.instance, error.validator_value
    match error.validator:
        case "enum":
            return "unknown-name", f"`{found}` is not known here", did_you_mean(str(found), map(str, wanted))
        case "type":
            names = wanted if isinstance(wanted, list) else [wanted]
            belongs = " or ".join(_TYPES[name] for name in names)
            return "type", f"{_describe(found)} where {belongs} belongs", _hint(error.schema)
        case "pattern" if " ?[^0-9 ]" in wanted:
            try:
                parse_quantity(found)
            except QuantityError as problem:
                return "quantity", str(problem), problem.hint
    return "value", f"`{found}` is not of the right form", _hint(error.schema)


def _describe(found: object) -> str:
    match found:
        case None:
            return "nothing stands"
        case bool():
            return f"`{str(found).lower()}` stands"
        case int() | Decimal():
            return f"the bare number {found} stands"
        case Mapping():
            return "a mapping stands"
        case Sequence():
            return "a list stands"
        case _:
            return f"`{found}` stands"


def _hint(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = {**load_schema("common")["definitions"].get(name, {}), **schema}
    if "allOf" in schema:
        return schema.get("description", "") or _hint(schema["allOf"][0])
    examples = schema.get("examples")
    such_as = f" Such as {examples[0]}." if examples else ""
    return (schema.get("description", "") + such_as).strip()


def place_of(document: Document, path: list[str | int]) -> Place:
    """Where the value at `path` of the document begins."""
    node, at = document.content, document.at
    for step in path:
        at = node.values_at[step] if isinstance(node, Mapping) else node.items_at[step]
        node = node[step]
    return at
