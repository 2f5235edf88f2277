"""What a run of a drug's cases found, and the same as plain values (schemas/test.schema.json)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from posology.cases.comparing import Difference
from posology.cases.coverage import BareBound, Coverage, Share
from posology.cases.noticing import Noticed
from posology.cases.running import Answered
from posology.errors import Place
from posology.language.quantity import as_decimal
from posology.language.rule import Rule
from posology.version import __version__

Document = dict[str, Any]


class Tried(NamedTuple):
    """The mutants of a drug: how many, and those that go unseen, in the order of their places.

    `cases` is on how many cases they were tried: those that fail as the rules stand notice nothing.
    """

    mutants: int
    cases: int
    survivors: tuple[Noticed, ...]


class DrugReport(NamedTuple):
    """One drug: its cases with their answers, and what they leave uncovered or unseen, where that was asked for."""

    drug: str
    answered: tuple[Answered, ...]
    coverage: Coverage | None = None
    tried: Tried | None = None

    @property
    def failures(self) -> tuple[Answered, ...]:
        """The cases that were answered otherwise than expected."""
        return tuple(one for one in self.answered if one.differences)


def tried_of(noticed: Iterable[Noticed], cases: int) -> Tried:
    """All that was tried, in any order, as one result."""
    everything = tuple(noticed)
    unseen = [one for one in everything if one.by is None]
    return Tried(len(everything), cases, tuple(sorted(unseen, key=lambda one: (one.mutant.at, one.mutant.edit))))


def as_test_document(reports: Iterable[DrugReport]) -> Document:
    """The reports as nested dicts and lists of text, whole numbers and Decimals."""
    return {"posology": __version__, "drugs": [_drug(report) for report in reports]}


def _drug(report: DrugReport) -> Document:
    made: Document = {
        "drug": report.drug,
        "cases": len(report.answered),
        "failures": [
            {"case": one.case.name, "at": _place(one.case.at), "differences": [_difference(d) for d in one.differences]}
            for one in report.failures
        ],
    }
    if report.coverage is not None:
        made["coverage"] = _coverage(report.coverage)
    if report.tried is not None:
        made["mutation"] = {
            "mutants": report.tried.mutants,
            "cases": report.tried.cases,
            "survivors": [_survivor(one) for one in report.tried.survivors],
        }
    return made


def _place(place: Place) -> Document:
    return {"file": place.file, "line": place.line, "column": place.column}


def _difference(one: Difference) -> Document:
    made: Document = {"what": one.what, "expected": one.expected, "got": one.got, "by": list(one.by)}
    return made if one.at is None else {**made, "at": _place(one.at)}


def _coverage(coverage: Coverage) -> Document:
    missing: dict[str, list[Document]] = {
        "fired": [_rule(rule) for rule in coverage.never_fired],
        "not_fired": [_rule(rule) for rule in coverage.never_failed],
        "undetermined": [_rule(rule) for rule in coverage.never_undetermined],
        "bounds": [_bound(bare) for bare in coverage.bare_bounds],
    }
    return {kind: {**_share(share), "missing": missing[kind]} for kind, share in coverage.shares.items()}


def _share(share: Share) -> Document:
    return {"covered": share.covered, "of": share.of, "percent": as_decimal(share.percent, 1)}


def _rule(rule: Rule) -> Document:
    return {"rule": rule.id, "at": _place(rule.place)}


def _bound(bare: BareBound) -> Document:
    bound = bare.bound
    sides = [side for side, is_bare in (("below", bare.below), ("above", bare.above)) if is_bare]
    return {
        "rule": bare.rule.id,
        "at": _place(bare.at),
        "bound": f"{bound.fact}: {bound.word} {bound.value}",
        "without": sides,
    }


def _survivor(one: Noticed) -> Document:
    mutant = one.mutant
    made: Document = {"at": _place(mutant.at), "edit": mutant.edit, "kind": mutant.kind.value, "rule": mutant.rule}
    if one.changes is not None:
        made["changes"] = {"case": one.changes.name, "at": _place(one.changes.at), "parts": list(one.parts)}
    return made
