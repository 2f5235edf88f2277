"""Findings as workflow commands, which GitHub shows as annotations at the lines of a pull request."""

from collections.abc import Sequence
from pathlib import Path

from posology.checking.findings import Checked, Finding
from posology.checking.registry import Level
from posology_cli.reporters.places import path_of, seen_from

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_TEXT, ":": "%3A", ",": "%2C"}


def report_found_github(everything: Sequence[Checked], here: Path) -> str:
    """One command a finding, with its file as it is called from `here` on; nothing where there are none."""
    return "".join(
        f"{_annotation(finding, checked.rules, here)}\n" for checked in everything for finding in checked.findings
    )


def _annotation(finding: Finding, rules: Path, here: Path) -> str:
    place, _, message, hint = finding.problem
    properties = {
        "file": seen_from(path_of(place, rules), here),
        "line": str(place.line),
        "col": str(place.column),
        "title": finding.check.id,
    }
    written = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items())
    text = f"{message} ({hint})" if hint else message
    return f"::{_COMMANDS[finding.check.severity]} {written}::{_escaped(text, _IN_TEXT)}"


def _escaped(text: str, by: dict[str, str]) -> str:
    return "".join(by.get(character, character) for character in text)
