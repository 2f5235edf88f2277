"""The schema of profiles, made from the facts of the vocabulary."""

from typing import Any

from posology.language.fact import MEDICINE_SETS, FactDefinition, Kind
from posology.patient.medicines import Change

Schema = dict[str, Any]

_QUANTITY = r"^-?[0-9]+(\.[0-9]+)? ?[^0-9 ].*$"
_LONGEST = 200
_MOST_NAMES = 500
_YES_NO = ("yes", "no", True, False)
_DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-11-22"]}
_EVERY = "Every how many whole days, or how many hours: one dose each time."
_TIMES: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": 24,
    "description": "How many doses a day.",
    "examples": [3],
}
_TIMES_UNLESS_EVERY: Schema = {
    "if": {"required": ["every"]},
    "else": {
        "required": ["times_a_day"],
        "properties": {"times_a_day": {"description": _TIMES["description"], "examples": _TIMES["examples"]}},
    },
}


def profile_schema(facts: dict[str, FactDefinition]) -> Schema:
    """The schema of one profile: every fact with a section is a key of that section."""
    sections: dict[str, Schema] = {"patient": {}, "therapy": {}, "context": {}, "profile": {}}
    for name, fact in sorted(facts.items()):
        if fact.section and fact.name not in (*MEDICINE_SETS, "as_of"):
            sections[fact.section][name] = _fact_schema(fact)
    sections["patient"]["birth_date"] = _date("The day of birth; gives the age, where age itself is not given.")
    sections["context"]["as_of"] = _date("The day that the answer is for; today where it is left out.")
    sections["therapy"] |= {
        "drug": _drug(),
        "intent": {**_fact_schema(facts["intent"]), "description": "Of this therapy, over the intent of the profile."},
        "started": _date("The day of the first dose."),
        "current": _current(),
        "last_taken": _date("The day of the last dose, where doses were missed or therapy is to begin again."),
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
                "therapy": _one_or_many(
                    "Where therapy with the drug stands; a list of such mappings where there are several drugs.",
                    _mapping("Where therapy with one drug stands.", sections["therapy"]),
                ),
                "order": _one_or_many(
                    "An order to be checked; a list of orders where there are several drugs.", _order()
                ),
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


def _one_or_many(says: str, one: Schema) -> Schema:
    """A mapping, or a list of such mappings that each name their drug."""
    many = {"type": "array", "description": says, "items": {**one, "required": ["drug"]}, "maxItems": _MOST_NAMES}
    return {"description": says, "if": {"type": "array"}, "then": many, "else": one}


def _current() -> Schema:
    dose = _mapping(
        "What the patient takes now; with intent restart, what was taken before.",
        {
            **_dose_and_how_often(),
            "product": _product(),
            "since": _date("Since when this dose is taken."),
        },
        ("dose",),
    )
    return {**dose, **_TIMES_UNLESS_EVERY}


def _order() -> Schema:
    order = _mapping(
        "An order to be checked: a dose and how often, or stop.",
        {
            "drug": _drug(),
            "product": _product(),
            **_dose_and_how_often(),
            "stop": {"enum": ["yes", True], "description": "The drug is to be stopped at once."},
        },
    )
    return {
        **order,
        "dependencies": {"times_a_day": ["dose"], "every": ["dose"], "as_needed": ["dose"]},
        "if": {"required": ["dose"]},
        "then": _TIMES_UNLESS_EVERY,
    }


def _dose_and_how_often() -> Schema:
    return {
        "dose": _quantity("The single dose.", "10 mg"),
        "times_a_day": _TIMES,
        "every": _quantity(f"{_EVERY} As needed, the shortest time between two doses.", "2 days"),
        "as_needed": {
            "enum": list(_YES_NO),
            "description": "Whether each dose is taken only when needed; times_a_day is then the most in 24 hours.",
        },
    }


def _date(says: str) -> Schema:
    return {**_DATE, "description": says}


def _text(says: str) -> Schema:
    return {"type": "string", "pattern": r"\S", "maxLength": _LONGEST, "description": says}


def _quantity(says: str, example: str) -> Schema:
    return {"type": "string", "pattern": _QUANTITY, "description": says, "examples": [example]}


def _drug() -> Schema:
    return _text("The drug, as its folder in rules/drugs is named.")


def _product() -> Schema:
    return _text("The product or its form, such as tablet.")


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
            return {"enum": list(_YES_NO), "description": fact.says}
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
    says = "A medicine by one of name, atc and rxnorm."
    properties: Schema = {key: _text(what) for key, what in codes.items()}
    properties["change"] = {
        "enum": [change.value for change in Change],
        "description": "Whether it is just being started, or being stopped; it counts as taken either way.",
    }
    return {
        "description": "A medicine: its name, or one of name, atc and rxnorm.",
        "if": {"type": "object"},
        "then": {
            **_mapping(says, properties),
            "if": {"required": ["change"]},
            "then": {"description": says, "minProperties": 2, "maxProperties": 2},
            "else": {"description": says, "minProperties": 1, "maxProperties": 1},
        },
        "else": {**_text("The name of a medicine."), "examples": ["diazepam"]},
    }
