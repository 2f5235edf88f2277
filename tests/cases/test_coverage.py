"""What the cases of the small drug never come to."""

from pathlib import Path

import pytest

from posology.cases.coverage import Coverage, coverage_of

from .small_cases import ADULT, OLD, OPIOID, UNKNOWN, answered_in, write_tested, written_in


def coverage(rules: Path) -> Coverage:
    return coverage_of(written_in(rules), answered_in(rules))


def test_everything_is_covered(tmp_path: Path) -> None:
    found = coverage(write_tested(tmp_path))
    assert found.least == 100
    assert (found.never_fired, found.never_failed, found.never_undetermined, found.bare_bounds) == ((), (), (), ())


def test_rules_that_always_hold_do_not_count_where_they_cannot_fail(tmp_path: Path) -> None:
    shares = coverage(write_tested(tmp_path)).shares
    assert {kind: share.of for kind, share in shares.items()} == {
        "fired": 6,
        "not_fired": 2,
        "undetermined": 2,
        "bounds": 1,
    }


def test_what_no_case_comes_to_is_named(tmp_path: Path) -> None:
    found = coverage(write_tested(tmp_path, ADULT))
    both = ["interactions/opioids", "populations/very-old"]
    assert [rule.within_drug for rule in found.never_fired] == both
    assert [rule.within_drug for rule in found.never_undetermined] == both
    assert found.never_failed == ()
    [bare] = found.bare_bounds
    assert (bare.rule.within_drug, bare.bound.fact, bare.bound.value) == ("populations/very-old", "age", "100 years")
    assert (bare.below, bare.above) == (True, True)
    assert str(bare.at).endswith("populations.yaml:5:28")
    assert found.shares["bounds"].percent == found.least == 0


def test_a_rule_that_fires_for_everyone_never_fails(tmp_path: Path) -> None:
    found = coverage(write_tested(tmp_path, OLD.split("  - name: At 99")[0], UNKNOWN))
    assert [rule.within_drug for rule in found.never_failed] == ["populations/very-old"]


@pytest.mark.parametrize(
    ("bound", "ages", "bare"),
    [
        ("at_least: 100 years", (99, 100), (False, False)),
        ("at_least: 100 years", (99, 101), (False, False)),
        ("at_least: 100 years", (98, 100), (True, False)),
        ("above: 100 years", (99, 100), (False, True)),
        ("above: 100 years", (100, 101), (False, False)),
        ("at_most: 100 years", (99, 100), (False, True)),
        ("at_most: 100 years", (100, 101), (False, False)),
        ("below: 100 years", (99, 100), (False, False)),
        ("below: 100 years", (99, 103), (False, True)),
    ],
)
def test_a_patient_on_each_side_is_near_and_the_edge_is_on_one(
    bound: str, ages: tuple[int, int], bare: tuple[bool, bool], tmp_path: Path
) -> None:
    rule = f"""
populations:
  - id: very-old
    when: {{age: {{{bound}}}}}
    verdict: caution
    says: Take care.
    evidence: [label#all]
"""
    case = "  - {name: At AGE years, base: adult, change: {patient: {age: AGE years}}, expect: {covered: yes}}\n"
    cases = [case.replace("AGE", str(age)) for age in ages]
    found = coverage(write_tested(tmp_path, *cases, OPIOID, populations=rule)).bare_bounds
    assert [(one.below, one.above) for one in found] == ([bare] if any(bare) else [])
