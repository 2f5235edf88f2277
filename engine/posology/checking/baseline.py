"""baseline.yaml of a rules folder -> the findings that somebody accepted, each with the reason."""

from pathlib import Path
from typing import NamedTuple

from posology.errors import Place
from posology.reading.folder import named_from, read_file
from posology.reading.problems import Problems
from posology.reading.schema import load_schema, validate, validator


class Accepted(NamedTuple):
    """A finding that stays as it is: what it is known by, its check, its rule, why, and where that was written."""

    fingerprint: str
    check: str
    rule: str
    reason: str
    at: Place

    @property
    def drug(self) -> str:
        """The drug that the finding is about."""
        return self.rule.partition("/")[0]


def baseline_file(rules: Path) -> Path:
    """Where the accepted findings of a rules folder stand, if it has any."""
    return rules / "baseline.yaml"


def read_baseline(rules: Path) -> tuple[Accepted, ...]:
    """The accepted findings of a rules folder; none where it has no file of them. Raises `InputError`."""
    path = baseline_file(rules)
    if not path.exists():
        return ()
    document = read_file(path, named_from(rules, path))
    problems = Problems()
    if not validate(document, validator(load_schema("baseline")), problems):
        problems.stop_if_any()
    entries: dict[str, Accepted] = {}
    for entry in document.content["accepted"]:
        one = Accepted(entry["fingerprint"], entry["check"], entry["rule"], entry["reason"], entry.at)
        if one.fingerprint in entries:
            hint = f"see line {entries[one.fingerprint].at.line}, and take one of them out"
            problems.add(entry.at, "duplicate-entry", f"`{one.fingerprint}` is accepted a second time", hint)
        entries[one.fingerprint] = one
    problems.stop_if_any()
    return tuple(entries.values())
