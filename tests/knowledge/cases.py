"""The cases of every drug of a rules folder."""

from collections.abc import Iterator
from pathlib import Path

from posology.cases.reading import Case
from posology.cases.reading import cases_of as cases_of_drug
from posology.reading.folder import available_drugs
from posology.reading.problems import Problems


def cases_of(rules: Path) -> list[Case]:
    """Every case of every drug. Raises `InputError` with every problem of every file."""
    problems = Problems()
    cases: list[Case] = []
    for drug in available_drugs(rules):
        with problems.gathered():
            cases += cases_of_drug(rules, drug)
    problems.stop_if_any()
    return cases


def by_drug(cases: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    """The cases of each drug."""
    for drug in sorted({case.drug for case in cases}):
        yield drug, [case for case in cases if case.drug == drug]
