"""Cases of the small drug, which notice every edit of its rules that can be noticed at all."""

from pathlib import Path

from posology import read_knowledge
from posology.cases.reading import Case, cases_of
from posology.cases.running import Answered, run_cases
from posology.cases.written import WrittenDrug, read_written

from ..small_drug import NAME, write_drug

BASES = f"""\
drug: {NAME}
bases:
  adult:
    patient: {{age: 40 years, sex: male, weight: 70 kg, crcl: 90 mL/min, dialysis: none}}
    medications: []
    context: {{jurisdiction: us, as_of: 2026-11-22}}
"""
ADULT = """\
  - name: An adult starts with one tablet a day and goes up by one a week
    base: adult
    expect:
      covered: yes
      regimen: adult
      titration: adult
      verdict: ok
      plan:
        start_dose: 25 mg
        start_daily: 25 mg
        usual_daily_from: 100 mg
        usual_daily_to: 200 mg
        max_daily: 200 mg
        times_a_day: {from: 1, to: 2}
        step_daily: 25 mg
        step_interval: 1 week
      fired: [products/tablet, guidance/water]
      not_fired: [populations/very-old, interactions/opioids]
      no_alerts: [populations/very-old, interactions/opioids]
      next: {action: start, to: 25 mg x 1}
      product: tablet
"""
OLD = """\
  - name: At 100 years care is taken
    base: adult
    change: {patient: {age: 100 years}}
    expect:
      verdict: caution
      verdict_by: [populations/very-old]
      alerts: [populations/very-old]
  - name: At 99 years it is not yet
    base: adult
    change: {patient: {age: 99 years}}
    expect: {verdict: ok, not_fired: [populations/very-old]}
"""
OPIOID = """\
  - name: An opioid makes drowsy
    base: adult
    change: {medications: [morphine]}
    expect:
      verdict: caution
      alerts: [{rule: interactions/opioids, severity: minor, verdict: caution}]
"""
UNKNOWN = """\
  - name: Of a patient of unknown age and medicines little can be said
    base: adult
    change: {patient: {age: ~}, medications: ~}
    expect: {undetermined: [populations/very-old, interactions/opioids], needs: [age, taking]}
"""
ALL = (ADULT, OLD, OPIOID, UNKNOWN)
MASKED = """\
unnoticed:
  - {edit: "limits/adult  usual_daily.to: 200 mg -> 201 mg", reason: The usual range never passes max_daily.}
  - {edit: "products/tablet strengths: 5 mg -> 4 mg", reason: No dose is made of the smaller tablet.}
  - {edit: "products/tablet strengths: 5 mg -> 6 mg", reason: No dose is made of the smaller tablet.}
"""
"""What no case of the small drug can notice."""


def cases_text(*cases: str) -> str:
    """The text of a file with these cases."""
    return f"{BASES}cases:\n{''.join(cases)}"


def write_tested(folder: Path, *cases: str, **files: str) -> Path:
    """A rules folder with the small drug and these cases of it; `files` replace its own by their kind."""
    return write_drug(folder, cases=cases_text(*(cases or ALL)), **files)


def written_in(rules: Path) -> WrittenDrug:
    """The small drug as it stands in a rules folder."""
    knowledge = read_knowledge([NAME], rules)
    return read_written(rules, knowledge.drugs[NAME], knowledge.vocabulary)


def answered_in(rules: Path) -> tuple[Answered, ...]:
    """Its cases, answered by the judge alone."""
    return run_cases(read_knowledge([NAME], rules), NAME, cases_of(rules, NAME), lambda _: None)


def passing_in(rules: Path) -> tuple[Case, ...]:
    """Its cases, all of which must pass."""
    answered = answered_in(rules)
    assert [str(one) for case in answered for one in case.differences] == []
    return tuple(one.case for one in answered)
