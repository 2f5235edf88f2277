"""What posology check found, as plain values (schemas/check.schema.json)."""

from collections.abc import Iterable
from typing import Any

from posology.checking.findings import Checked, Finding
from posology.version import __version__

Document = dict[str, Any]


def as_check_document(everything: Iterable[Checked]) -> Document:
    """The findings of each rules folder as nested dicts and lists of text and whole numbers."""
    return {"posology": __version__, "checked": [_folder(checked) for checked in everything]}


def _folder(checked: Checked) -> Document:
    return {
        "drugs": list(checked.drugs),
        "rules": checked.rule_count,
        "findings": [_finding(finding) for finding in checked.findings],
        "accepted": [{**_finding(finding), "reason": reason} for finding, reason in checked.accepted],
    }


def _finding(finding: Finding) -> Document:
    place, _, message, hint = finding.problem
    return {
        "check": finding.check.id,
        "severity": finding.check.severity.value,
        "at": {"file": place.file, "line": place.line, "column": place.column},
        "rule": finding.rule,
        "message": message,
        "hint": hint,
        "fingerprint": finding.fingerprint,
    }
