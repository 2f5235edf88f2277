"""A patient made of a base and what a case changes in it."""

import json
from typing import Any

from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping
from posology.reading.suggest import did_you_mean


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """`change` laid over `base`: mappings merge, everything else replaces, None takes away."""
    made = dict(base)
    for key, value in change.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, dict):
            below = made.get(key)
            made[key] = merged(below if isinstance(below, dict) else {}, value)
        else:
            made[key] = value
    return made


def check_removals(base: dict[str, Any], change: Mapping, problems: Problems) -> None:
    """Notes what a change takes away that the base does not have."""
    for key, value in change.items():
        if value is None and key not in base:
            hint = did_you_mean(key, base)
            problems.add(change.keys_at[key], "nothing-to-remove", f"the base has no `{key}` to take away", hint)
        elif isinstance(value, Mapping):
            below = base.get(key)
            check_removals(below if isinstance(below, dict) else {}, value, problems)


def as_profile_text(profile: dict[str, Any]) -> str:
    """The profile as one line of JSON; a bare decimal stays the text that it was, for the reader to refuse."""
    return json.dumps(profile, ensure_ascii=False, default=str)
