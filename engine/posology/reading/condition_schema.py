"""The schema of conditions, made from the facts of the vocabulary."""

from typing import Any

from posology.language.fact import MEDICINE_SETS, FactDefinition, Kind

Schema = dict[str, Any]

_BOUNDS = ("at_least", "above", "at_most", "below")
_BOUND_SAYS = {
    "at_least": "This value or more.",
    "above": "More than this value.",
    "at_most": "This value or less.",
    "below": "Less than this value.",
}
_OF_MEDICINES = {
    "taking": "Takes any of these medicines; the drug that the rule is about never counts.",
    "starting": "Is just starting any of these medicines; the drug that the rule is about never counts.",
    "stopping": "Is stopping any of these medicines; the drug that the rule is about never counts.",
}
_QUANTITY = r"^-?[0-9]+(\.[0-9]+)? ?[^0-9 ].*$"


def condition_schema(facts: dict[str, FactDefinition]) -> Schema:
    """The schema of `when`, in which every fact that may be tested is a key with its own description."""
    here = {"$ref": "condition.schema.json"}
    parts = {"type": "array", "minItems": 1, "items": here}
    properties: Schema = {
        name: _test_schema(fact)
        for name, fact in sorted(facts.items())
        if name not in MEDICINE_SETS and fact.kind is not Kind.DATE
    }
    properties |= {
        **{name: _medicines_schema(says) for name, says in _OF_MEDICINES.items()},
        "any": {**parts, "description": "At least one of these conditions holds."},
        "all": {**parts, "description": "Each of these conditions holds."},
        "none": {**parts, "description": "None of these conditions holds."},
        "count": {
            "type": "object",
            "description": "At least so many of these conditions hold.",
            "properties": {
                "at_least": {"type": "integer", "minimum": 1, "description": "How many."},
                "of": {**parts, "description": "The conditions that are counted."},
            },
            "required": ["at_least", "of"],
            "additionalProperties": False,
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "condition.schema.json",
        "title": "A condition",
        "description": "What must hold for the rule to apply; all entries must. Left out: it always applies.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": properties,
    }


def _medicines_schema(says: str) -> Schema:
    return {
        "type": "object",
        "description": says,
        "properties": {
            "class": _names("A class of rules/vocabulary/classes.yaml."),
            "medication": _names("A medicine of rules/vocabulary/medications.yaml."),
            "atc": _names("An ATC code or the beginning of one."),
        },
        "additionalProperties": False,
        "minProperties": 1,
    }


def _test_schema(fact: FactDefinition) -> Schema:
    match fact.kind:
        case Kind.QUANTITY:
            example = f"30 {fact.unit.symbol}" if fact.unit else ""
            belongs = f"A value belongs here: a number and its unit, such as {example}."
            bound: Schema = {"type": "string", "pattern": _QUANTITY, "errorMessage": belongs}
        case Kind.NUMBER:
            bound, example = {"type": "number"}, "42"
        case Kind.YES_NO:
            return {"enum": ["yes", "no"], "description": fact.says}
        case _:
            return _names(fact.says, fact.names)
    return {
        "type": "object",
        "description": f"{fact.says} Bounds: at_least and at_most include the value, above and below do not.",
        "properties": {word: {**bound, "description": _BOUND_SAYS[word], "examples": [example]} for word in _BOUNDS},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 2,
    }


def _names(says: str, names: tuple[str, ...] = ()) -> Schema:
    one: Schema = {"enum": list(names)} if names else {"type": "string", "minLength": 1}
    # An editor offers no value that a branch alone names: what it should offer stands as a snippet beside the branches.
    offered: Schema = {"defaultSnippets": [{"label": name, "body": name} for name in names]} if names else {}
    return {
        "description": f"{says} One name, or a list of which any one will do.",
        **offered,
        "if": {"type": "array"},
        "then": {"type": "array", "minItems": 1, "items": one},
        "else": one,
    }
