"""The order of keys, read off a schema: that in which it names its properties."""

from collections.abc import Iterator

from posology.reading.schema import Schema

_AS_WRITTEN = {"expect", "change"}
"""Keys whose mappings stay in the order in which an author tells them."""


def keys_of(schema: Schema) -> tuple[str, ...]:
    """The keys that the schema names, in its order; none where it names none, and any order will do."""
    return tuple(dict.fromkeys(key for part in _parts(schema) for key in part.get("properties", ())))


def below_key(schema: Schema, key: str) -> Schema:
    """The schema of the value under `key`; an empty one where nothing is said of it, or its order is the author's."""
    if key in _AS_WRITTEN:
        return {}
    for part in _parts(schema):
        if key in part.get("properties", {}):
            return dict(part["properties"][key])
    for part in _parts(schema):
        if isinstance(part.get("additionalProperties"), dict):
            return dict(part["additionalProperties"])
    return {}


def below_item(schema: Schema) -> Schema:
    """The schema of an item of a list."""
    for part in _parts(schema):
        if isinstance(part.get("items"), dict):
            return dict(part["items"])
    return {}


def _parts(schema: Schema) -> Iterator[Schema]:
    """The schema and the branches that it may take."""
    yield schema
    for branch in ("then", "else"):
        if isinstance(schema.get(branch), dict):
            yield from _parts(schema[branch])
