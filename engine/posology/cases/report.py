"""What a run of a drug's cases found, and the same as plain values (schemas/test.schema.json)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from posology.cases.comparing import Difference
from posology.cases.coverage import BareBound, Coverage, Share
from posology.cases.noticing import Noticed
from posology.cases.reading import Unnoticed
from posology.cases.running import Answered
from posology.errors import Place
from posology.language.quantity import as_decimal
from posology.language.rule import Rule
from posology.version import __version__

Document = dict[str, Any]


class Accepted(NamedTuple):
    """A mutant that goes unseen, and the reason that cases.yaml gives why no case can notice it."""

    mutant: Noticed
    reason: str


class Tried(NamedTuple):
    """The mutants of a drug: how many, and those that go unseen, in the order of their places.

    `cases` is on how many cases they were tried: those that fail as the rules stand notice nothing. `accepted` is what
    no case can notice, as cases.yaml says, and counts as no survivor; `outdated` are its entries that are not true.
    """

    mutants: int
    cases: int
    survivors: tuple[Noticed, ...]
    accepted: tuple[Accepted, ...] = ()
    outdated: tuple[Unnoticed, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether there is something to be mended: a case to be written, or an entry to be taken out."""
        return bool(self.survivors or self.outdated)


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


def tried_of(noticed: Iterable[Noticed], cases: int, unnoticed: Iterable[Unnoticed] = ()) -> Tried:
    """All that was tried, in any order, as one result; `unnoticed` is what no case can notice."""
    everything = tuple(noticed)
    entries = {one.edit: one for one in unnoticed}
    unseen = sorted((one for one in everything if one.by is None), key=lambda one: (one.mutant.at, one.mutant.edit))
    unseen_names = {_name(one) for one in unseen}
    return Tried(
        mutants=len(everything),
        cases=cases,
        survivors=tuple(one for one in unseen if _name(one) not in entries),
        accepted=tuple(Accepted(one, entries[_name(one)].reason) for one in unseen if _name(one) in entries),
        outdated=tuple(entry for name, entry in entries.items() if name not in unseen_names),
    )


def _name(one: Noticed) -> str:
    return " ".join(one.mutant.shown.split())


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
        made["mutation"] = _mutation(report.tried)
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


def _mutation(tried: Tried) -> Document:
    return {
        "mutants": tried.mutants,
        "cases": tried.cases,
        "survivors": [_survivor(one) for one in tried.survivors],
        "accepted": [{"edit": _survivor(one.mutant), "reason": one.reason} for one in tried.accepted],
        "outdated": [{"at": _place(one.at), "edit": one.edit} for one in tried.outdated],
    }


def _survivor(one: Noticed) -> Document:
    mutant = one.mutant
    made: Document = {"at": _place(mutant.at), "edit": mutant.edit, "kind": mutant.kind.value, "rule": mutant.rule}
    if one.changes is not None:
        made["changes"] = {"case": one.changes.name, "at": _place(one.changes.at), "parts": list(one.parts)}
    return made
