"""What posology check found: as lines for a reader, as JSON, as annotations of a pull request, and as SARIF."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from posology.checking.findings import Checked
from posology.checking.registry import Level
from posology.checking.report import as_check_document
from posology_cli.reporters.annotations import report_found_github
from posology_cli.reporters.sarif import report_found_sarif


def report_found_text(everything: Sequence[Checked], here: Path) -> str:
    """One line a finding; where there are none, that there are none."""
    lines = [str(finding.problem) for checked in everything for finding in checked.findings]
    return "".join(f"{line}\n" for line in lines or [summary(everything)])


def report_found_json(everything: Sequence[Checked], here: Path) -> str:
    """The findings on one line, as schemas/check.schema.json describes them."""
    return json.dumps(as_check_document(everything), ensure_ascii=False) + "\n"


FOUND_REPORTER_BY_NAME: dict[str, Callable[[Sequence[Checked], Path], str]] = {
    "text": report_found_text,
    "json": report_found_json,
    "github": report_found_github,
    "sarif": report_found_sarif,
}


def summary(everything: Sequence[Checked]) -> str:
    """How much was found in how many rules of which drugs."""
    found = Counter(finding.check.severity for checked in everything for finding in checked.findings)
    rules = f"{sum(checked.rule_count for checked in everything)} rules"
    names = ", ".join(drug for checked in everything for drug in checked.drugs)
    accepted = sum(len(checked.accepted) for checked in everything)
    beside = f", {accepted} accepted in baseline.yaml" if accepted else ""
    if not found:
        return f"{rules} of {names}: no findings{beside}"
    count = found.total()
    by_weight = ", ".join(_so_many(found[level], level) for level in reversed(Level) if found[level])
    return f"{count} finding{'' if count == 1 else 's'} ({by_weight}) in {rules} of {names}{beside}"


def _so_many(count: int, level: Level) -> str:
    return f"{count} {level.value}{'s' if count > 1 and level is not Level.INFO else ''}"
