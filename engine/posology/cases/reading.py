"""cases.yaml -> cases: a whole profile each, and what must be answered."""

from pathlib import Path
from typing import Any, NamedTuple

from posology.cases.laying import as_profile_text, check_removals, merged
from posology.errors import Place
from posology.reading.folder import named_from, read_file
from posology.reading.problems import Problems
from posology.reading.schema import load_schema, validate, validator
from posology.reading.strict_yaml import Document, Mapping, read_document
from posology.reading.suggest import did_you_mean


class Case(NamedTuple):
    """One patient, as the JSON text of a profile, and what must be answered, which has a place for each expectation."""

    drug: str
    name: str
    at: Place
    profile: str
    expect: Mapping


class Unnoticed(NamedTuple):
    """Edits that no case can notice, as far as they read like `edit`: why that is so, and where it is written."""

    edit: str
    reason: str
    at: Place


def cases_file(rules: Path, drug: str) -> Path:
    """Where the cases of a drug stand."""
    return rules / "drugs" / drug / "cases.yaml"


def cases_of(rules: Path, drug: str) -> tuple[Case, ...]:
    """The cases of one drug of a rules folder; none where it has no file of them. Raises `InputError`."""
    path = cases_file(rules, drug)
    if not path.exists():
        return ()
    document = read_file(path, named_from(rules, path))
    cases = _compiled(document)
    unnoticed_in(document)
    written = document.content["drug"]
    if written != drug:
        problems = Problems()
        at = document.content.values_at["drug"]
        problems.add(at, "drug-name", f"`{written}` in the folder of {drug}", f"write `drug: {drug}`, or move the file")
        problems.stop_if_any()
    return cases


def unnoticed_of(rules: Path, drug: str) -> tuple[Unnoticed, ...]:
    """What the cases of one drug, which have been read before, say that none of them can notice."""
    path = cases_file(rules, drug)
    return unnoticed_in(read_file(path, named_from(rules, path))) if path.exists() else ()


def unnoticed_in(document: Document) -> tuple[Unnoticed, ...]:
    """The entries under `unnoticed`, in the order of the file. Raises `InputError` where two say the same."""
    problems = Problems()
    found: dict[str, Unnoticed] = {}
    for entry in document.content.get("unnoticed", ()):
        edit, at = " ".join(entry["edit"].split()), entry.values_at["edit"]
        if edit in found:
            problems.add(at, "duplicate-name", "another entry has this edit", f"see line {found[edit].at.line}")
        found[edit] = Unnoticed(edit, entry["reason"], at)
    problems.stop_if_any()
    return tuple(found.values())


def read_cases(text: str, file: str) -> tuple[Case, ...]:
    """The cases in the text of one file. Raises `InputError` with every problem."""
    return _compiled(read_document(text, file))


def _compiled(document: Document) -> tuple[Case, ...]:
    problems = Problems()
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
        cases.append(Case(content["drug"], name, entry.at, as_profile_text(profile), entry["expect"]))
    for name in sorted(bases.keys() - {entry.get("base") for entry in content["cases"]}):
        problems.add(bases.keys_at[name], "unused-base", f"no case begins with `{name}`", "take it out")
    problems.stop_if_any()
    return tuple(cases)


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
    check_removals(base, change, problems)
    return merged(base, change)
