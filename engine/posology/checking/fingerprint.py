"""What a finding is known by, wherever its lines move to."""

import hashlib
import re

from posology.errors import Diagnostic, Place
from posology.language.drug import Drug

_LINES = re.compile(r"\blines? \d+((, | and )\d+)*|(?<=\.yaml):\d+(:\d+)?")
_GROUP = 4
_GROUPS = 4


def owner_of(place: Place, drug: Drug) -> str:
    """The id of the rule or of the statement that stands there; the drug's own where it is neither."""
    begins: dict[Place, str] = {rule.place: rule.id for rule in drug.rules}
    for source in drug.sources:
        begins |= {one.place: f"{drug.id}/evidence/{source.id}#{one.name}" for one in source.statements}
    before = [start for start in begins if start.file == place.file and start <= place]
    return begins[max(before)] if before else drug.id


def fingerprint(rule: str, problem: Diagnostic, again: int = 0) -> str:
    """The same for the same problem of the same rule, on whatever line; `again` counts those that are alike.

    Four groups of four hexadecimal digits: with their dashes no YAML reader takes them for a number.
    """
    parts = [problem.code, rule, _LINES.sub("", problem.message), *([str(again)] if again else [])]
    digits = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return "-".join(digits[start : start + _GROUP] for start in range(0, _GROUP * _GROUPS, _GROUP))
