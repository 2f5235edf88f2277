"""Validation against the JSON Schemas, with a place and a hint for each problem."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import jsonschema
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from posology.errors import Place
from posology.language.quantity import QuantityError, parse_quantity
from posology.reading.folder import schemas
from posology.reading.problems import MOST_PROBLEMS, Problems, too_many
from posology.reading.strict_yaml import Document, Mapping, Sequence
from posology.reading.suggest import did_you_mean

Schema = dict[str, Any]
Path = tuple[str | int, ...]

_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_ABOUT_KEYS = {"additionalProperties", "required", "dependencies", "minProperties", "maxProperties"}
_SHARED = "common.schema.json#/definitions/"
_ANNOTATIONS = {"description", "examples", "title"}
_WORDS = {True: "true", False: "false", None: "nothing"}


class Explained(NamedTuple):
    """What is wrong with one value, and what would be right."""

    at: Place
    code: str
    message: str
    hint: str


@cache
def load_schema(kind: str) -> Schema:
    """The schema of that kind of file, as it comes with the library, with what rule files share put in its place.

    To follow a reference costs more than to look at a value, and a rule file has thousands.
    """
    loaded: Schema = json.loads((schemas() / f"{kind}.schema.json").read_text(encoding="utf-8"))
    put_together: Schema = _put_together(loaded)
    return put_together


@cache
def _shared() -> Schema:
    definitions: Schema = json.loads((schemas() / "common.schema.json").read_text(encoding="utf-8"))["definitions"]
    return definitions


def _put_together(part: Any) -> Any:
    if isinstance(part, list):
        return [_put_together(one) for one in part]
    if not isinstance(part, dict):
        return part
    own = {key: _put_together(value) for key, value in part.items() if key not in ("$ref", "allOf")}
    reference = part.get("$ref", "")
    if reference.startswith(_SHARED):
        return _with_shared(own, reference)
    if reference:
        own["$ref"] = reference
    match part.get("allOf"):
        case [{"$ref": str(only)}] if only.startswith(_SHARED):
            return _with_shared(own, only)
        case list(parts):
            own["allOf"] = _put_together(parts)
    return own


def _with_shared(own: Schema, reference: str) -> Schema:
    """The shared part with what its user adds to it; where both describe, the user first.

    Raises `ValueError` where both ask something by the same keyword: one would silently be lost.
    """
    shared: Schema = _put_together(_shared()[reference.removeprefix(_SHARED)])
    clash = sorted((own.keys() & shared.keys()) - _ANNOTATIONS)
    if clash:
        raise ValueError(f"a schema asks for {', '.join(clash)} beside {reference}, which asks for that too")
    said = " ".join(part["description"] for part in (own, shared) if "description" in part)
    return {**shared, **own, "description": said}


def validator(schema: Schema, *others: Schema) -> jsonschema.Draft7Validator:
    """A validator for `schema` that finds `others` by their `$id`."""
    registry: Registry[Any] = Registry()
    for other in others:
        registry = registry.with_resource(other["$id"], Resource.from_contents(other))
    return jsonschema.Draft7Validator(schema, registry=registry)


def validate(document: Document, check: jsonschema.Draft7Validator, problems: Problems) -> bool:
    """Whether the document is of the schema's shape; what is not is noted."""
    before = len(problems.found)
    unusable_values(document, check, problems)
    return len(problems.found) == before


def unusable_values(document: Document, check: jsonschema.Draft7Validator, problems: Problems) -> list[Path]:
    """Notes what is not of the schema's shape, and gives the paths of values of a wrong form.

    A mapping whose keys alone are wrong, one too many or one too few, can still be used, unless it stands in a list.
    Raises `InputError` where there are more than `MOST_PROBLEMS`, for then the rest is not looked at.
    """
    paths: list[Path] = []
    noted = 0
    for error in check.iter_errors(document.content):
        path = tuple(error.absolute_path)
        if error.validator not in _ABOUT_KEYS or any(isinstance(step, int) for step in path):
            paths.append(path)
        for explained in _explain(error, document):
            problems.add(*explained)
            noted += 1
            if noted == MOST_PROBLEMS:
                problems.found.append(too_many(explained.at))
                problems.stop_if_any()
    return paths


def _explain(error: ValidationError, document: Document) -> Iterator[Explained]:
    at = place_of(document, list(error.absolute_path))
    found, wanted, schema = _parts(error)
    match error.validator:
        case "additionalProperties":
            known = schema.get("properties", {})
            for key in found:
                if key not in known:
                    hint = did_you_mean(key, known) or _hint(schema)
                    yield Explained(found.keys_at[key], "unknown-key", f"`{key}` is not known here", hint)
        case "required":
            key = next(key for key in wanted if key not in found and f"'{key}'" in error.message)
            hint = _hint(schema.get("properties", {}).get(key, {})) or f"add `{key}`"
            yield Explained(at, "missing-key", f"`{key}` is missing", hint)
        case "dependencies":
            missing = {key for one, others in wanted.items() if one in found for key in others if key not in found}
            for key in sorted(missing):
                yield Explained(at, "missing-key", f"`{key}` is missing", _hint(schema.get("properties", {})[key]))
        case "minItems" | "minLength" | "minProperties":
            yield Explained(at, "empty", "too little stands here", _hint(schema) or "add to it, or take it out")
        case "maxItems" | "maxLength" | "maxProperties":
            counted = {"maxItems": "items", "maxLength": "characters", "maxProperties": "keys"}[error.validator]
            yield Explained(at, "too-much", f"{len(found):,} {counted}, where at most {wanted} belong", _hint(schema))
        case "uniqueItems":
            yield Explained(at, "same-twice", "the same stands here twice", "take one of them out")
        case "minimum" | "maximum":
            bounds = f"between {schema.get('minimum', 'any')} and {schema.get('maximum', 'any')}"
            yield Explained(at, "value", f"`{found}` is not {bounds}", _hint(schema))
        case _:
            yield Explained(at, *_wrong_value(error))


def _parts(error: ValidationError) -> tuple[Any, Any, Schema]:
    """What stands there, what the schema's keyword asks for, and the schema that asks."""
    return error.instance, error.validator_value, dict(error.schema) if isinstance(error.schema, dict) else {}


def _wrong_value(error: ValidationError) -> tuple[str, str, str]:
    found, wanted, schema = _parts(error)
    match error.validator:
        case "enum":
            known = [_WORDS[name] if isinstance(name, bool) else str(name) for name in wanted]
            if isinstance(found, str):
                return "unknown-name", f"`{found}` is not known here", did_you_mean(found, known) or _hint(schema)
            return "type", f"{_describe(found)} where a name belongs", did_you_mean("", known) or _hint(schema)
        case "type":
            names = wanted if isinstance(wanted, list) else [wanted]
            if isinstance(found, int | Decimal) and not isinstance(found, bool) and _states_quantity(schema):
                return "quantity", f"`{found}` has no unit", _with_unit(found, schema)
            belongs = " or ".join(_TYPES[name] for name in names)
            return "type", f"{_describe(found)} where {belongs} belongs", _hint(schema)
        case "pattern" if _states_quantity(schema):
            try:
                parse_quantity(found)
            except QuantityError as problem:
                return "quantity", str(problem), problem.hint or _hint(schema)
    return "value", f"`{found}` is not of the right form", _hint(schema)


def _states_quantity(schema: Schema) -> bool:
    return " ?[^0-9 ]" in schema.get("pattern", "")


def _with_unit(number: int | Decimal, schema: Schema) -> str:
    example = next(iter(schema.get("examples", ())), "5 mg")
    return f"write the unit after the number, such as {number} {example.partition(' ')[2]}"


def _describe(found: object) -> str:
    match found:
        case None | bool():
            return f"`{_WORDS[found]}` stands" if found is not None else "nothing stands"
        case int() | Decimal():
            return f"the bare number {found} stands"
        case Mapping():
            return "a mapping stands"
        case Sequence():
            return "a list stands"
        case _:
            return f"the text `{found}` stands"


def _hint(schema: Schema) -> str:
    examples = schema.get("examples")
    such_as = f" Such as {examples[0]}." if examples else ""
    return f"{schema.get('description', '')}{such_as}".strip()


def place_of(document: Document, path: list[str | int]) -> Place:
    """Where the value at `path` of the document begins."""
    node: Any = document.content
    at = document.at
    for step in path:
        places: Any = node.items_at if isinstance(node, Sequence) else node.values_at
        at = places[step]
        node = node[step]
    return at
