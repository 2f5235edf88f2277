"""rules/drugs/*/cases.yaml -> cases: a whole profile each, and what must be answered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posology.reading.characters import decode
from posology.reading.folder import named_from
from posology.reading.problems import Problems
from posology.reading.schema import load_schema, validate, validator
from posology.reading.strict_yaml import Mapping, read_document
from posology.reading.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Case:
    """One patient, as the JSON text of a profile, and what must be answered. `at` is the line of the case."""

    drug: str
    name: str
    at: str
    profile: str
    expect: Mapping


def case_files(rules: Path) -> list[Path]:
    """The files of cases in a rules folder, found by where they lie."""
    return sorted(rules.glob("drugs/*/cases.yaml"))


def cases_of(rules: Path) -> list[Case]:
    """Every case of every drug. Raises `InputError` with every problem of every file."""
    problems = Problems()
    cases: list[Case] = []
    for path in case_files(rules):
        with problems.gathered():
            name = named_from(rules, path)
            cases += read_cases(decode(path.read_bytes(), name), name)
    problems.stop_if_any()
    return cases


def read_cases(text: str, file: str) -> list[Case]:
    """The cases in the text of one file. Raises `InputError` with every problem."""
    problems = Problems()
    document = read_document(text, file)
    if not validate(document, validator(load_schema("cases"), load_schema("profile")), problems):
        problems.stop_if_any()
    content: Mapping = document.content
    bases: Mapping = content.get("bases", Mapping(document.at))
    cases: list[Case] = []
    lines: dict[str, int] = {}
    for entry in content["cases"]:
        at, name = entry.values_at["name"], entry["name"]
        if name in lines:
            problems.add(at, "duplicate-name", "another case has this name", f"see line {lines[name]}")
        lines[name] = at.line
        profile = _profile(entry, bases, problems)
        if not isinstance((profile.get("context") or {}).get("as_of"), str):
            problems.add(entry.at, "missing-key", "the profile has no `context.as_of`", "name the day of the answer")
        cases.append(Case(content["drug"], name, f"{file}:{entry.at.line}", as_profile_text(profile), entry["expect"]))
    for name in sorted(bases.keys() - {entry.get("base") for entry in content["cases"]}):
        problems.add(bases.keys_at[name], "unused-base", f"no case begins with `{name}`", "take it out")
    problems.stop_if_any()
    return cases


def _profile(entry: Mapping, bases: Mapping, problems: Problems) -> dict[str, Any]:
    if ("base" in entry) == ("profile" in entry):
        problems.add(entry.at, "case-profile", "a case has either a base or a profile", "keep one of them")
        return {}
    if "profile" in entry:
        return dict(entry["profile"])
    if entry["base"] not in bases:
        hint = did_you_mean(entry["base"], bases) or "add it under `bases`"
        problems.add(entry.values_at["base"], "unknown-name", f"no base is called `{entry['base']}`", hint)
        return {}
    base, change = bases[entry["base"]], entry.get("change", Mapping(entry.at))
    _check_removals(base, change, problems)
    return merged(base, change)


def _check_removals(base: dict[str, Any], change: Mapping, problems: Problems) -> None:
    for key, value in change.items():
        if value is None and key not in base:
            hint = did_you_mean(key, base)
            problems.add(change.keys_at[key], "nothing-to-remove", f"the base has no `{key}` to take away", hint)
        elif isinstance(value, Mapping):
            below = base.get(key)
            _check_removals(below if isinstance(below, dict) else {}, value, problems)


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


def as_profile_text(profile: dict[str, Any]) -> str:
    """The profile as one line of JSON; a bare decimal stays the text that it was, for the reader to refuse."""
    return json.dumps(profile, ensure_ascii=False, default=str)


def by_drug(cases: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    """The cases of each drug."""
    for drug in sorted({case.drug for case in cases}):
        yield drug, [case for case in cases if case.drug == drug]
