"""Cases are answered and held against what they expect, with places."""

from pathlib import Path

import pytest

from posology import InputError
from posology.cases.targets import find_targets
from posology.reading.folder import default_rules

from ..small_drug import NAME, write_drug
from .small_cases import ADULT, ALL, OLD, answered_in, passing_in, write_tested


def test_all_as_expected(tmp_path: Path) -> None:
    assert len(passing_in(write_tested(tmp_path))) == 5


def test_a_failure_shows_only_what_differs_with_the_line_of_the_rule(tmp_path: Path) -> None:
    rules = write_tested(tmp_path, ADULT.replace("max_daily: 200 mg", "max_daily: 180 mg"))
    [one] = answered_in(rules)
    [difference] = one.differences
    file = f"rules/drugs/{NAME}"
    by = f"{NAME}/limits/adult at {file}/limits.yaml:4"
    assert str(difference) == f"plan.max_daily: expected 180 mg, got 200 mg  (by {by})"
    assert str(one.case.at) == f"{file}/cases.yaml:8:5"
    assert str(difference.at) == f"{file}/cases.yaml:20:20"


def test_a_slip_in_a_patient_is_told_at_its_case(tmp_path: Path) -> None:
    rules = write_tested(tmp_path, ADULT, OLD.replace("100 years}", "100 mg}"))
    with pytest.raises(InputError, match=r"cases\.yaml:29:5  quantity  100 mg is a mass"):
        answered_in(rules)


def test_two_regimens_for_a_patient_are_told_at_the_case(tmp_path: Path) -> None:
    start, often = "start: {dose: 25 mg, times_a_day: 1}", "times_a_day: {from: 1, to: 1}"
    regimen = f"{start}\n    {often}\n    max_daily: 200 mg\n    evidence: [label#all]\n"
    limits = f"limits:\n  - id: one\n    {regimen}  - id: other\n    {regimen}"
    rules = write_tested(tmp_path, ADULT, limits=limits, titration="titration: []\n")
    with pytest.raises(InputError, match=r"cases\.yaml:8:5  knowledge-conflict  two regimens .* of `An adult starts"):
        answered_in(rules)


def test_paths_may_name_a_rules_folder_a_drug_and_a_file(tmp_path: Path) -> None:
    rules = write_tested(tmp_path, *ALL)
    of_drug = rules / "drugs" / NAME
    for path in (rules, of_drug, of_drug / "cases.yaml"):
        assert find_targets([path]) == ((rules, NAME),)
    assert find_targets([rules, of_drug, of_drug / "cases.yaml"]) == ((rules, NAME),)
    assert len(find_targets([])) == len(find_targets([default_rules()])) > 1


@pytest.mark.parametrize("name", ["", "drugs", "vocabulary", f"drugs/{NAME}/limits.yaml", "vocabulary/facts.yaml"])
def test_any_other_path_is_refused(name: str, tmp_path: Path) -> None:
    write_tested(tmp_path)
    with pytest.raises(InputError, match=r"there are no cases of a drug here  \(name a rules folder"):
        find_targets([tmp_path / "rules" / name if name else tmp_path])


def test_a_drug_without_cases_is_refused_where_it_is_named_alone(tmp_path: Path) -> None:
    rules = write_drug(tmp_path)
    (rules / "drugs" / NAME / "cases.yaml").unlink()
    assert answered_in(rules) == ()
    with pytest.raises(InputError, match=r"cases\.yaml:1:1  file-missing"):
        find_targets([rules / "drugs" / NAME])


def test_cases_in_the_folder_of_another_drug_are_refused(tmp_path: Path) -> None:
    rules = write_tested(tmp_path)
    path = rules / "drugs" / NAME / "cases.yaml"
    path.write_text(path.read_text("utf-8").replace(f"drug: {NAME}", "drug: other"), "utf-8")
    with pytest.raises(InputError, match=rf"drug-name  `other` in the folder of {NAME}"):
        answered_in(rules)


def test_a_drug_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"did you mean `{NAME}`"):
        find_targets([write_tested(tmp_path)], ["exemplim"])
