"""What the cases of drugs found, as lines for a reader, and as one JSON object."""

import json
from collections.abc import Iterable, Iterator

from posology.cases.coverage import Coverage
from posology.cases.noticing import Noticed
from posology.cases.report import DrugReport, Tried, as_test_document
from posology.language.quantity import as_decimal
from posology.language.rule import Rule
from posology_cli.reporters.json_lines import exact_number

_KINDS = {"fired": "fired", "not_fired": "not fired", "undetermined": "undetermined", "bounds": "bounds"}


def report_tested_text(reports: Iterable[DrugReport]) -> str:
    """One line a drug, then what is to be mended."""
    return "\n".join(line for report in reports for line in _drug(report))


def report_tested_json(reports: Iterable[DrugReport]) -> str:
    """The reports on one line, as schemas/test.schema.json describes them."""
    return json.dumps(as_test_document(reports), ensure_ascii=False, default=exact_number)


TEST_REPORTER_BY_NAME = {"text": report_tested_text, "json": report_tested_json}


def _drug(report: DrugReport) -> Iterator[str]:
    count, failed = len(report.answered), len(report.failures)
    cases = f"{count} case{'' if count == 1 else 's'}" if count else "no cases"
    outcome = f", {failed} not as expected" if failed else ", all as expected" if count else ""
    yield f"{report.drug}: {cases}{outcome}"
    for one in report.failures:
        yield f"{one.case.at}  {one.case.name}"
        yield from (f"    {difference}" for difference in one.differences)
    if report.coverage is not None:
        yield from _coverage(report.coverage)
    if report.tried is not None:
        yield from _tried(report.tried)


def _coverage(coverage: Coverage) -> Iterator[str]:
    shares = (
        f"{_KINDS[kind]} {share.covered} of {share.of} ({as_decimal(share.percent, 1):f}%)"
        for kind, share in coverage.shares.items()
    )
    yield f"  covered: {', '.join(shares)}"
    yield from _rules(coverage.never_fired, "fires in no case")
    yield from _rules(coverage.never_failed, "fires in every case in which it is decided")
    yield from _rules(coverage.never_undetermined, "is undetermined in no case")
    for bare in coverage.bare_bounds:
        sides = " nor ".join(side for side, is_bare in (("below", bare.below), ("above", bare.above)) if is_bare)
        bound = f"{bare.bound.fact}: {bare.bound.word} {bare.bound.value}"
        yield f"{bare.at}  {bare.rule.within_drug} has no patient just {sides}: {bound}"


def _rules(rules: Iterable[Rule], what: str) -> Iterator[str]:
    return (f"{rule.place}  {rule.within_drug} {what}" for rule in rules)


def _tried(tried: Tried) -> Iterator[str]:
    yield f"  {tried.mutants} edits tried on {tried.cases} cases, {_unseen(tried)}"
    yield from (_survivor(one) for one in tried.survivors)
    for entry in tried.outdated:
        yield f"{entry.at}  {entry.edit}  (no such edit goes unseen: take it out of `unnoticed`)"
    if tried.accepted:
        yield "  cannot be noticed, as cases.yaml says:"
        yield from (f"{one.mutant.mutant.at}  {one.mutant.mutant.shown}  ({one.reason})" for one in tried.accepted)


def _unseen(tried: Tried) -> str:
    count = len(tried.survivors)
    if not tried.accepted:
        return f"{count} would go unseen" if count else "each would be noticed"
    return f"{count or 'none'} would go unseen, {len(tried.accepted)} cannot be noticed"


def _survivor(one: Noticed) -> str:
    shown = one.mutant.shown
    if one.changes is None:
        return f"{one.mutant.at}  {shown}  (no answer changes)"
    unexpected = (
        f"changes {', '.join(one.parts)} in the case on line {one.changes.at.line}, which expects nothing of it"
    )
    return f"{one.mutant.at}  {shown}  ({unexpected})"
