"""Every check on the drugs of a rules folder, apart from what its baseline accepts."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from posology.checking.baseline import Accepted, read_baseline
from posology.checking.fingerprint import fingerprint, owner_of
from posology.checking.registry import CHECK_BY_ID, ON_BASELINE, ON_DRUGS, Check
from posology.checking.targets import Target
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary
from posology.reading.knowledge import read_knowledge


class Finding(NamedTuple):
    """What one check found: the problem, the rule or statement at which it stands, and what it is known by."""

    problem: Diagnostic
    check: Check[Any]
    rule: str
    fingerprint: str


class Checked(NamedTuple):
    """What was found in one rules folder, in the order of places, and what its baseline accepts, with the reasons."""

    rules: Path
    drugs: tuple[str, ...]
    rule_count: int
    findings: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, str], ...]


def check_target(target: Target) -> Checked:
    """What is wrong with the rules of some drugs as a whole. Raises `InputError` where they cannot be read."""
    knowledge = read_knowledge(target.drugs, target.rules)
    entries = tuple(one for one in read_baseline(target.rules) if target.is_whole or one.drug in target.drugs)
    found = [one for drug in knowledge.drugs.values() for one in _findings_of(drug, knowledge.vocabulary)]
    known = {(entry.fingerprint, entry.check, entry.rule): entry for entry in entries}
    accepted: dict[Accepted, Finding] = {}
    findings: list[Finding] = []
    for finding in found:
        entry = known.get((finding.fingerprint, finding.check.id, finding.rule))
        if entry is None:
            findings.append(finding)
        else:
            accepted[entry] = finding
    for problem in ON_BASELINE.find(entries, accepted.keys()):
        findings.append(Finding(problem, ON_BASELINE, "baseline", fingerprint("baseline", problem)))
    return Checked(
        target.rules,
        tuple(knowledge.drugs),
        sum(len(drug.rules) for drug in knowledge.drugs.values()),
        tuple(sorted(findings, key=_place)),
        tuple(sorted(((finding, entry.reason) for entry, finding in accepted.items()), key=lambda one: _place(one[0]))),
    )


def find_all(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """What is wrong with the drug's rules as a whole, each finding with its place and what would be right."""
    for check in ON_DRUGS:
        yield from check.find(drug, vocabulary)


def _findings_of(drug: Drug, vocabulary: Vocabulary) -> Iterator[Finding]:
    alike: Counter[str] = Counter()
    for problem in sorted(set(find_all(drug, vocabulary))):
        rule = owner_of(problem.place, drug)
        known_by = fingerprint(rule, problem)
        again = alike[known_by]
        alike[known_by] += 1
        yield Finding(problem, CHECK_BY_ID[problem.code], rule, fingerprint(rule, problem, again))


def _place(finding: Finding) -> Diagnostic:
    return finding.problem
