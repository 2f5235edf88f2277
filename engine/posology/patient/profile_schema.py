"""The schema of profiles, made from the facts of the vocabulary."""

from typing import Any

from posology.language.fact import FactDefinition, Kind

Schema = dict[str, Any]

_QUANTITY = r"^-?[0-9]+(\.[0-9]+)? ?[^0-9 ].*$"
_LONGEST = 200
_MOST_NAMES = 500
_DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-11-22"]}
_TIMES: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": 24,
    "description": "How many doses a day.",
    "examples": [3],
}


def profile_schema(facts: dict[str, FactDefinition]) -> Schema:
    """The schema of one profile: every fact with a section is a key of that section."""
    sections: dict[str, Schema] = {"patient": {}, "therapy": {}, "context": {}, "profile": {}}
    for name, fact in sorted(facts.items()):
        if fact.section and fact.name not in ("taking", "as_of"):
            sections[fact.section][name] = _fact_schema(fact)
    sections["patient"]["birth_date"] = _date("The day of birth; gives the age, where age itself is not given.")
    sections["context"]["as_of"] = _date("The day that the answer is for; today where it is left out.")
    sections["therapy"] |= {
        "started": _date("The day of the first dose."),
        "current": _mapping(
            "What the patient takes now.",
            {"dose": _dose(), "times_a_day": _TIMES, "since": _date("Since when this dose is taken.")},
            ("dose", "times_a_day"),
        ),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "profile.schema.json",
        "title": "A patient profile",
        **_mapping(
            "One patient. What is not given is unknown, never taken for normal.",
            {
                "id": {
                    "type": ["string", "integer"],
                    "maxLength": _LONGEST,
                    "description": "How you tell this patient from others.",
                },
                "patient": _mapping("What is known of the patient.", sections["patient"]),
                "medications": {
                    "type": "array",
                    "items": _medication(),
                    "maxItems": _MOST_NAMES,
                    "description": "Everything the patient takes. A list that is given is complete: [] is none.",
                },
                "therapy": _mapping("Where therapy with the drug stands.", sections["therapy"]),
                "order": {
                    **_mapping(
                        "An order to be checked: a dose and how often, or stop.",
                        {
                            "drug": _text("The drug, as its folder in rules/drugs is named."),
                            "product": _text("The product or its form, such as tablet."),
                            "dose": _dose(),
                            "times_a_day": _TIMES,
                            "stop": {"enum": ["yes", True], "description": "The drug is to be stopped at once."},
                        },
                    ),
                    "dependencies": {"dose": ["times_a_day"], "times_a_day": ["dose"]},
                },
                "context": _mapping("For where and when the answer is.", sections["context"]),
                **sections["profile"],
            },
        ),
        "minProperties": 1,
    }


def _mapping(says: str, properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    made: Schema = {
        "type": "object",
        "description": says,
        "properties": properties,
        "additionalProperties": False,
    }
    return made | ({"required": list(required)} if required else {})


def _date(says: str) -> Schema:
    return {**_DATE, "description": says}


def _text(says: str) -> Schema:
    return {"type": "string", "pattern": r"\S", "maxLength": _LONGEST, "description": says}


def _quantity(says: str, example: str) -> Schema:
    return {"type": "string", "pattern": _QUANTITY, "description": says, "examples": [example]}


def _dose() -> Schema:
    return _quantity("The single dose.", "10 mg")


def _fact_schema(fact: FactDefinition) -> Schema:
    match fact.kind:
        case Kind.QUANTITY:
            assert fact.unit is not None
            plain = _quantity(fact.says, f"1 {fact.unit.symbol}")
            dated = _mapping(
                f"{fact.says} With the day on which it was measured.",
                {"value": plain, "on": _date("The day on which it was measured.")},
                ("value",),
            )
            return {"description": fact.says, "if": {"type": "object"}, "then": dated, "else": plain}
        case Kind.YES_NO:
            return {"enum": ["yes", "no", True, False], "description": fact.says}
        case Kind.SET:
            return {"type": "array", "items": _text("One name."), "maxItems": _MOST_NAMES, "description": fact.says}
        case Kind.CHOICE if fact.names:
            return {"enum": list(fact.names), "description": fact.says}
        case _:
            return _text(fact.says)


def _medication() -> Schema:
    codes = {
        "name": "Its name.",
        "atc": "Its ATC code.",
        "rxnorm": "Its RxNorm ingredient code, in quotes.",
    }
    properties: Schema = {key: _text(says) for key, says in codes.items()}
    return {
        "description": "A medicine: its name, or one of name, atc and rxnorm.",
        "if": {"type": "object"},
        "then": {
            **_mapping("A medicine by one of name, atc and rxnorm.", properties),
            "minProperties": 1,
            "maxProperties": 1,
        },
        "else": {**_text("The name of a medicine."), "examples": ["diazepam"]},
    }
