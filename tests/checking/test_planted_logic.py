"""A defect planted into a copy of a real drug is told by the check that looks for it, and by no other of these."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from posology import read_knowledge
from posology.checking.always_holds import find_conditions_that_always_hold
from posology.checking.figure_without_source import find_figures_without_source
from posology.checking.looser_than_sources import find_figures_looser_than_sources
from posology.checking.never_fires import find_rules_that_never_fire
from posology.checking.never_strictest import find_figures_that_never_count
from posology.checking.number_in_words import find_numbers_in_words
from posology.checking.same_rule import find_same_rules
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary
from posology.reading.folder import default_rules

DRUG = "baclofen"
CHECKS: tuple[Callable[[Drug, Vocabulary], Iterator[Diagnostic]], ...] = (
    find_rules_that_never_fire,
    find_conditions_that_always_hold,
    find_same_rules,
    find_figures_that_never_count,
    find_figures_looser_than_sources,
    find_figures_without_source,
    find_numbers_in_words,
)
AT_THE_END = "\n# the end\n"


def another(id: str, rest: str) -> str:
    """One more population at the end of the file."""
    return f"\n  - id: {id}\n" + "".join(f"    {line}\n" for line in rest.splitlines())


PLANTED = [
    (
        "populations",
        "when: {age: {at_least: 65 years}, conditions: cerebrovascular-disease}",
        "when: {age: {at_least: 65 years}, conditions: cerebrovascular-disease, none: [{age: {above: 64 years}}]}",
        "never-fires",
        "can never fire: no patient meets `age at least 65 years` and `none of (age above 64 years)`",
    ),
    (
        "populations",
        "when: {conditions: chronic-kidney-disease}\n",
        "when: {taking: {medication: diazepam}, none: [{taking: {class: benzodiazepines}}]}\n",
        "never-fires",
        "`renal-diagnosis` can never fire: no patient meets `none of (takes benzodiazepines)` and `takes diazepam`",
    ),
    (
        "populations",
        "when: {age: {at_least: 65 years}}\n",
        "when: {any: [{age: {at_least: 65 years}}, {age: {at_most: 65 years}}]}\n",
        "always-holds",
        "nobody fails the condition of `older-adults`: any of (age at least 65 years; age at most 65 years)",
    ),
    (
        "populations",
        AT_THE_END,
        another(
            "kidneys-again",
            "when: {none: [{none: [{conditions: chronic-kidney-disease}]}]}\n"
            "verdict: caution\nconcludes: reduced-renal-function\nmonitor: Renal function\n"
            "says: Find out how the kidneys work.\nevidence: [us-tablet-label#renal]",
        ),
        "same-rule",
        "{patient: {conditions: [chronic-kidney-disease]}}",
    ),
    (
        "populations",
        AT_THE_END,
        another(
            "haemodialysis-again",
            "when: {dialysis: haemodialysis}\nlimit: {max_daily: 5 mg}\n"
            "says: Take care.\nevidence: [ca-monograph#dialysis]",
        ),
        "never-strictest",
        "max_daily of `haemodialysis-again` never counts: `dialysis` (line ",
    ),
    (
        "populations",
        AT_THE_END,
        another(
            "looser-than-any-regimen",
            "when: {age: {below: 6 years}}\nlimit: {max_daily: 100 mg}\n"
            "says: Take care.\nevidence: [bnf-formulary#max-daily]",
        ),
        "never-strictest",
        "max_daily of `looser-than-any-regimen` never counts: ",
    ),
    (
        "limits",
        "    max_daily: 80 mg\n    says: Use the lowest dose that works, and do not go past the maximum.\n"
        "    note: >-\n      From 12 years on",
        "    max_daily: 800 mg\n    says: Use the lowest dose that works, and do not go past the maximum.\n"
        "    note: >-\n      From 12 years on",
        "looser-than-sources",
        "max_daily of `adult-us`, 800 mg, is looser than any cited statement has it: 100 mg by ",
    ),
    (
        "populations",
        AT_THE_END,
        another(
            "no-number",
            "when: {alcohol: yes}\nlimit: {max_daily: 1 mg}\nsays: Take care.\nevidence: [us-tablet-label#renal]",
        ),
        "figure-without-source",
        "no statement that `no-number` cites gives a figure, and it sets max_daily",
    ),
    (
        "populations",
        "says: Stay below 20 mg a day;",
        "says: Stay below 25 mg a day;",
        "number-in-words",
        "the words of `older-egfr-below-60-dose` name 25 mg, which",
    ),
]


def found_in(rules: Path) -> list[Diagnostic]:
    """What these checks tell of the drug."""
    knowledge = read_knowledge([DRUG], rules)
    return [one for check in CHECKS for one in check(knowledge.drugs[DRUG], knowledge.vocabulary)]


@pytest.mark.parametrize(("file", "before", "after", "code", "says"), PLANTED)
def test_the_defect_is_told_and_nothing_else(
    file: str, before: str, after: str, code: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", "off")
    for part in ("vocabulary", f"drugs/{DRUG}"):
        shutil.copytree(default_rules() / part, tmp_path / "rules" / part)
    path = tmp_path / "rules" / "drugs" / DRUG / f"{file}.yaml"
    text = path.read_text(encoding="utf-8") + AT_THE_END
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    [finding] = found_in(tmp_path / "rules")
    assert finding.code == code
    assert says in finding.message
    assert finding.place.file.endswith(f"{file}.yaml")


@pytest.mark.parametrize("drug", sorted(read_knowledge(None).drugs))
def test_nothing_is_told_of_the_drugs_as_they_are(drug: str) -> None:
    knowledge = read_knowledge([drug])
    assert [one for check in CHECKS for one in check(knowledge.drugs[drug], knowledge.vocabulary)] == []
