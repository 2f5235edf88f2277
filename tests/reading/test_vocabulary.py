"""What the vocabulary must hold because posology itself works with it, and one spelling for every name."""

import re
import shutil
from pathlib import Path

import pytest

from posology.errors import InputError
from posology.language.fact import REQUIRED_FACTS
from posology.patient.computing import COMPUTE
from posology.reading.folder import default_rules
from posology.reading.vocabulary import read_vocabulary


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(default_rules() / "vocabulary", tmp_path / "rules" / "vocabulary")
    return tmp_path / "rules"


def change(rules: Path, kind: str, pattern: str, by: str) -> None:
    path = rules / "vocabulary" / f"{kind}.yaml"
    text, times = re.subn(pattern, by, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert times == 1
    path.write_text(text, encoding="utf-8")


def problems(rules: Path) -> list[str]:
    with pytest.raises(InputError) as raised:
        read_vocabulary(rules)
    return [f"{one.code}: {one.message} ({one.hint})" for one in raised.value.diagnostics]


@pytest.mark.parametrize("fact", [fact.name for fact in REQUIRED_FACTS])
def test_a_fact_that_posology_works_with_cannot_be_left_out(fact: str, rules: Path) -> None:
    change(rules, "facts", rf"^  {fact}:\n(    .*\n)+", "")
    [problem] = problems(rules)
    assert problem.startswith(f"missing-key: the fact `{fact}` is missing (add it, with kind: ")


def test_what_the_formulas_read_is_required() -> None:
    read = {fact for method in COMPUTE.values() for fact in method.reads}
    assert read <= {fact.name for fact in REQUIRED_FACTS}


@pytest.mark.parametrize(
    ("fact", "pattern", "by", "says"),
    [
        ("therapy_days", "kind: number", "kind: choice", "kind: number"),
        ("weight", "unit: kg", "unit: lb", "unit: kg"),
        ("height", "unit: cm", "unit: m", "unit: cm"),
        ("current_dose", "unit: mg", "unit: g", "unit: mg"),
        ("days_at_dose", "kind: number", "kind: yes_no", "kind: number"),
        ("conditions", "names_from: conditions", "names_from: adverse_effects", "names_from: conditions"),
    ],
)
def test_a_fact_that_posology_works_with_keeps_its_form(
    fact: str, pattern: str, by: str, says: str, rules: Path
) -> None:
    change(rules, "facts", rf"^(  {fact}:\n(?:    .*\n)*?)    {pattern}$", rf"\1    {by}")
    key = says.partition(":")[0]
    told = f"value: posology itself works with `{fact}`, and relies on its {key} (write {says})"
    assert told in problems(rules)


def test_a_choice_that_posology_works_with_keeps_its_names(rules: Path) -> None:
    change(rules, "facts", r"names: \[female, male\]", "names: [woman, male]")
    assert problems(rules) == [
        "missing-key: `sex` cannot be `female`, which posology itself relies on (add female to its names)"
    ]


@pytest.mark.parametrize("kind", ["conditions", "adverse_effects", "medications"])
def test_another_name_is_one_however_it_is_spelt(kind: str, rules: Path) -> None:
    change(rules, kind, r"also: \[", "also: [Odd_Spelling Of It, ")
    table = getattr(read_vocabulary(rules), kind)
    assert [entry.id for entry in table.values() if "odd-spelling-of-it" in entry.also]


@pytest.mark.parametrize("kind", ["conditions", "adverse_effects", "medications"])
def test_the_same_name_twice_is_told_however_it_is_spelt(kind: str, rules: Path) -> None:
    change(rules, kind, r"also: \[", "also: [odd-one, Odd One, ")
    [problem] = problems(rules)
    assert problem.startswith("duplicate-name: `Odd One` is already a name (see line ")


def test_bounds_of_a_plain_number_have_no_unit(rules: Path) -> None:
    change(rules, "facts", r"plausible: \{at_least: 0, at_most: 50000\}", "plausible: {at_least: 0, at_most: 9 days}")
    assert len(problems(rules)) == 1
