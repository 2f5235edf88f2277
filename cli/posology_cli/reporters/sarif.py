"""Findings as SARIF 2.1.0, the exchange format of code scanning."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from posology.checking.findings import Checked, Finding
from posology.checking.registry import CHECKS, Check, Level
from posology.version import __version__
from posology_cli.reporters.places import path_of, seen_from

Object = dict[str, Any]

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_INDEX = {check.id: index for index, check in enumerate(CHECKS)}
_FINGERPRINT = "posologyFinding/v1"


def report_found_sarif(everything: Sequence[Checked], here: Path) -> str:
    """One run with every check as a rule; what the baseline accepts is in it, suppressed with its reason."""
    results = [_result(one, checked.rules, here) for checked in everything for one in checked.findings]
    for checked in everything:
        for finding, reason in checked.accepted:
            suppression = {"kind": "external", "status": "accepted", "justification": reason}
            results.append({**_result(finding, checked.rules, here), "suppressions": [suppression]})
    driver = {"name": "posology", "semanticVersion": __version__, "rules": [_rule(check) for check in CHECKS]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(check: Check[Any]) -> Object:
    return {
        "id": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.page},
        "help": {"text": check.page},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
    }


def _result(finding: Finding, rules: Path, here: Path) -> Object:
    place, _, message, hint = finding.problem
    return {
        "ruleId": finding.check.id,
        "ruleIndex": _INDEX[finding.check.id],
        "level": _LEVELS[finding.check.severity],
        "message": {"text": f"{message} ({hint})" if hint else message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(path_of(place, rules), here)},
                    "region": {"startLine": place.line, "startColumn": place.column},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.rule}],
            }
        ],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
    }


def _uri(path: Path, here: Path) -> str:
    return quote(seen_from(path, here)) if path.is_relative_to(here) else path.as_uri()
