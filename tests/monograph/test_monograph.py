"""Each figure of a rule stands beside what the statements say that are cited for it."""

from pathlib import Path

import pytest

from posology import read_knowledge
from posology.language.evidence import Citation
from posology.monograph.page import Monograph, Told, make_monograph
from posology.monograph.statements import read_statements
from posology.reading.folder import default_rules

from ..small_drug import NAME, write_drug

SOURCE = """
sources:
  label:
    title: A label that nobody wrote
    kind: label
    jurisdiction: us
    dated: 2026
    url: "none"
    states:
      all: {says: All of it.}
      stated: {says: "...", %s}
"""


def told(tmp_path: Path, stated: str, **rules: str) -> dict[str, Told]:
    """The figures of the regimen, the titration and the rules about kidneys, by name."""
    folder = write_drug(tmp_path, evidence=SOURCE % stated, **rules)
    knowledge = read_knowledge([NAME], folder)
    drug = knowledge.drugs[NAME]
    page = make_monograph(drug, read_statements(folder, drug, knowledge.vocabulary), knowledge.vocabulary)
    return {told.figure.key: told for section in page.sections for entry in section.entries for told in entry.figures}


def regimen(figures: str) -> str:
    return f"""
limits:
  - id: adult
    {figures}
    evidence: [label#stated]
"""


def titration(figures: str) -> str:
    return f"""
titration:
  - id: adult
    {figures}
    evidence: [label#stated]
tapers:
  - id: everywhere
    over: {{from: 1 week, to: 2 weeks}}
    evidence: [label#stated]
"""


REGIMEN = """start: {dose: 25 mg, times_a_day: 2}
    usual_daily: {from: 100 mg, to: 200 mg}
    times_a_day: {from: 1, to: 2}
    max_daily: 200 mg"""


@pytest.mark.parametrize(
    ("stated", "figure", "words"),
    [
        ("max_daily: 200 mg", "max_daily", "200 mg"),
        ("max_daily: 0.2 g", "max_daily", "200 mg"),
        ("start: {daily: 50 mg, times_a_day: 2}", "start", "25 mg x 2 (50 mg a day)"),
        ("usual_daily: {from: 100 mg, to: 200 mg}", "usual_daily", "100 to 200 mg"),
        ("times_a_day: {from: 1, to: 2}", "times_a_day", "1 to 2"),
    ],
)
def test_a_statement_that_gives_the_same_is_named_beside_the_figure(
    stated: str, figure: str, words: str, tmp_path: Path
) -> None:
    one = told(tmp_path, stated, limits=regimen(REGIMEN))[figure]
    assert one.figure.words == words
    assert one.stated_by == (Citation("label", "stated"),)
    assert one.differing == ()


@pytest.mark.parametrize(
    ("stated", "figure", "words"),
    [
        ("max_daily: 100 mg", "max_daily", "100 mg"),
        ("max_daily: {amount: 2 mg/kg, at_most: 40 mg}", "max_daily", "2 mg/kg (at most 40 mg)"),
        ("start: {dose: 25 mg, every: 2 days}", "start", "25 mg every 2 days"),
        ("start: {dose: {from: 2 mg, to: 4 mg}, times_a_day: 3}", "start", "2 to 4 mg x 3 (6 to 12 mg a day)"),
        ("usual_daily: {from: 2 mg/kg, to: 3 mg/kg}", "usual_daily", "2 to 3 mg/kg"),
        ("times_a_day: {from: 3, to: 3}", "times_a_day", "3"),
    ],
)
def test_a_statement_that_gives_another_figure_is_named_with_it(
    stated: str, figure: str, words: str, tmp_path: Path
) -> None:
    one = told(tmp_path, stated, limits=regimen(REGIMEN))[figure]
    assert one.stated_by == ()
    assert [(str(other.citation), other.words) for other in one.differing] == [("label#stated", words)]


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        ("step: 5 mg, step_each: day", True),
        ("step: 5 mg", True),
        ("step: 5 mg, step_each: dose", False),
        ("step: 10 mg, step_each: day", False),
    ],
)
def test_a_step_is_that_of_the_dose_or_the_day_as_the_source_has_it(stated: str, agrees: bool, tmp_path: Path) -> None:
    rule = titration("increase: {by: 5 mg, each: day, not_sooner_than: {from: 1 week, to: 2 weeks}}")
    figures = told(tmp_path, stated, titration=rule)
    assert figures["step"].figure.words == "5 mg more a day"
    assert bool(figures["step"].stated_by) is agrees
    assert bool(figures["step"].differing) is not agrees
    assert figures["step_interval"].figure.words == "7 to 14 days"


def test_a_source_may_give_one_end_of_a_taper(tmp_path: Path) -> None:
    rule = titration("increase: {not_sooner_than: 1 week}")
    assert told(tmp_path / "same", "taper: {from: 7 days}", titration=rule)["taper"].stated_by
    [other] = told(tmp_path / "other", "taper: {from: 3 days}", titration=rule)["taper"].differing
    assert other.words == "3 days"


def test_what_is_left_of_a_figure_is_compared_with_what_a_source_leaves(tmp_path: Path) -> None:
    rule = """
populations:
  - id: kidneys
    when: {crcl: {below: 60 mL/min}}
    scale: {max_daily: 1/2, start_dose: 1/2}
    says: Half of it.
    evidence: [label#stated]
"""
    figures = told(tmp_path, "scale: {max_daily: 1/2, start_dose: 3/4}", populations=rule)
    assert figures["scale.max_daily"].figure.words == "1/2 of the regimen's"
    assert figures["scale.max_daily"].stated_by
    assert [other.words for other in figures["scale.start_dose"].differing] == ["3/4 of the regimen's"]


def test_rows_of_a_course_are_told_one_after_the_other(tmp_path: Path) -> None:
    rule = titration("course: [{dose: 25 mg, every: 2 days, for: 2 weeks}, {dose: 25 mg, times_a_day: 1}]")
    words = told(tmp_path, "half_life: 25 hours", titration=rule)["course"].figure.words
    assert words == "25 mg every 2 days for 14 days; then 25 mg x 1"


@pytest.fixture(scope="module", params=read_knowledge().available)
def page(request: pytest.FixtureRequest) -> Monograph:
    knowledge = read_knowledge([request.param])
    drug = knowledge.drugs[request.param]
    return make_monograph(drug, read_statements(default_rules(), drug, knowledge.vocabulary), knowledge.vocabulary)


def test_every_rule_of_a_real_drug_stands_in_one_section(page: Monograph) -> None:
    shown = [entry.rule.id for section in page.sections for entry in section.entries]
    assert sorted(shown) == [rule.id for rule in page.drug.rules]
    assert len({section.title for section in page.sections}) == len(page.sections)


def test_every_statement_that_is_named_beside_a_figure_is_cited_by_its_rule(page: Monograph) -> None:
    for section in page.sections:
        for entry in section.entries:
            for told in entry.figures:
                named = {*told.stated_by, *(other.citation for other in told.differing)}
                assert named <= set(entry.rule.evidence)
                assert len(named) == len(told.stated_by) + len(told.differing)
                assert told.figure.words not in {other.words for other in told.differing}
