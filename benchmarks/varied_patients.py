"""Patients who differ in everything that a profile can state, the same ones in every run."""

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

from posology import Circumstances, Profile, ProfileReader
from posology.language.vocabulary import Vocabulary

AS_OF = date(2026, 11, 22)
_SEED = 20261122
_STATED = 0.8


def make_patients(vocabulary: Vocabulary, count: int) -> list[Profile]:
    """`count` profiles, read as a file of them would be. Of what a profile may state, most is stated, not all."""
    chance = random.Random(_SEED)
    lines = [json.dumps(_profile(vocabulary, chance)) for _ in range(count)]
    reader = ProfileReader(vocabulary, Circumstances(today=AS_OF, as_of=AS_OF))
    return reader.read("\n".join(lines), "varied-patients")


def _profile(vocabulary: Vocabulary, chance: random.Random) -> dict[str, Any]:
    facts = vocabulary.facts
    child = chance.random() < 0.2
    age = chance.randint(1, 17) if child else chance.randint(18, 95)
    patient = _stated(
        chance,
        {
            "age": lambda: f"{age} years",
            "sex": lambda: chance.choice(facts["sex"].names),
            "weight": lambda: f"{age * 3 + 8 if child else chance.randint(42, 120)} kg",
            "height": lambda: f"{age * 6 + 70 if child else chance.randint(150, 198)} cm",
            "serum_creatinine": lambda: {"value": f"{chance.randint(4, 39) / 10} mg/dL", "on": _day(chance)},
            "dialysis": lambda: _mostly("none", chance, facts["dialysis"].names),
            "hepatic_impairment": lambda: _mostly("none", chance, facts["hepatic_impairment"].names),
            "pregnant": lambda: _mostly("no", chance, ("yes",)),
            "breastfeeding": lambda: _mostly("no", chance, ("yes",)),
            "alcohol": lambda: chance.choice(("yes", "no")),
            "conditions": lambda: _some(chance, sorted(vocabulary.conditions), 3),
        },
    )
    if chance.random() < 0.4:
        patient["crcl"] = f"{chance.randint(5, 120)} mL/min"
    therapy = _stated(
        chance,
        {
            "indication": lambda: _mostly("spasticity", chance, sorted(vocabulary.conditions)),
            "response": lambda: chance.choice(facts["response"].names),
            "adverse_effects": lambda: _some(chance, sorted(vocabulary.adverse_effects), 2),
            "started": lambda: f"2026-{chance.randint(1, 9):02}-01",
            "current": lambda: {"dose": _dose(chance), "times_a_day": 3, "since": _day(chance)},
        },
    )
    profile: dict[str, Any] = {
        "patient": patient,
        "therapy": therapy if chance.random() < _STATED else {},
        "order": {"drug": "baclofen", "dose": _dose(chance), "times_a_day": chance.choice((2, 3, 4))},
        "context": {"jurisdiction": _mostly("us", chance, facts["jurisdiction"].names)},
    }
    if chance.random() < _STATED:
        profile["medications"] = _some(chance, sorted(vocabulary.medications), 5)
    return profile


def _day(chance: random.Random) -> str:
    return f"2026-11-{chance.randint(1, 20):02}"


def _dose(chance: random.Random) -> str:
    return f"{chance.choice((5, 10, 15, 20))} mg"


def _stated(chance: random.Random, makers: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    return {name: make() for name, make in makers.items() if chance.random() < _STATED}


def _mostly(usual: str, chance: random.Random, names: tuple[str, ...] | list[str]) -> str:
    return usual if chance.random() < 0.6 else chance.choice(names)


def _some(chance: random.Random, names: list[str], most: int) -> list[str]:
    return chance.sample(names, chance.randint(0, most))
