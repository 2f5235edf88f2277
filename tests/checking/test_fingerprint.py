"""What a finding is known by stays when lines move, and changes when it tells something else."""

import re

from posology import read_knowledge
from posology.checking.fingerprint import fingerprint, owner_of
from posology.errors import Diagnostic, Place
from posology.reading.folder import default_rules

FILE = "rules/drugs/sample/limits.yaml"
RULE = "sample/limits/adult"


def problem(line: int, message: str, code: str = "regimens-overlap") -> Diagnostic:
    return Diagnostic(Place(FILE, line, 5), code, message, "a hint")


def test_lines_and_hints_do_not_count() -> None:
    before = problem(3, "`adult` (line 3) and `older`, see lines 4 and 17, and limits.yaml:9:5")
    after = problem(30, "`adult` (line 31) and `older`, see lines 40 and 170, and limits.yaml:99:7")
    assert fingerprint(RULE, before) == fingerprint(RULE, after._replace(hint="another"))


def test_check_rule_figure_and_repetition_do() -> None:
    one = problem(3, "above 30 mg")
    others = {
        fingerprint(RULE, one),
        fingerprint(RULE, one._replace(code="band-gap")),
        fingerprint("sample/limits/older", one),
        fingerprint(RULE, one._replace(message="above 40 mg")),
        fingerprint(RULE, one, 1),
        fingerprint(RULE, one, 2),
    }
    assert len(others) == 6
    assert all(re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}", one) for one in others)


def test_a_place_within_a_rule_or_a_statement_belongs_to_it() -> None:
    [drug] = read_knowledge(["baclofen"], default_rules()).drugs.values()
    for rule in drug.rules:
        assert owner_of(rule.place, drug) == rule.id
        assert owner_of(rule.place._replace(column=rule.place.column + 3), drug) == rule.id
    for source in drug.sources:
        for statement in source.statements:
            assert owner_of(statement.place, drug) == f"baclofen/evidence/{source.id}#{statement.name}"
    assert owner_of(Place("rules/drugs/baclofen/drug.yaml", 1, 1), drug) == "baclofen"
    assert owner_of(Place("rules/vocabulary/facts.yaml", 9, 1), drug) == "baclofen"
