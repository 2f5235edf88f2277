"""posology explain: which rule is meant, and what is told of it."""

from pathlib import Path

import pytest

from posology import read_knowledge

from ..small_drug import NAME, write_drug, write_two_drugs
from .running import Ended, problems_in, run

DRUG = """
drug: exemplin
name: Exemplin
route: oral
codes: {}
conclusions: {reduced-kidneys: The kidneys clear less.}
products: []
"""
LIMITS = """
limits:
  - id: adult
    when: {age: {at_least: 18 years}}
    start: {dose: 1 mg/kg, times_a_day: 1}
    times_a_day: {from: 1, to: 1}
    max_daily: 1 mg/kg
    evidence: [label#all]
"""
POPULATIONS = """
populations:
  - id: kidneys
    when: {crcl: {below: 60 mL/min}}
    verdict: caution
    concludes: reduced-kidneys
    says: The kidneys clear less.
    evidence: [label#all]
  - id: kidneys-and-liver
    when:
      concluded: reduced-kidneys
      any: [{hepatic_impairment: severe}, {conditions: [epilepsy]}]
    verdict: avoid
    says: Not with both.
    evidence: [label#all]
"""
INTERACTIONS = """
interactions:
  - id: opioids
    with: {class: opioids}
    severity: minor
    verdict: caution
    effect: Drowsiness.
    management: Take care.
    evidence: [label#all]
"""
PATIENT = """
patient:
  age: 72 years
  sex: male
  weight: 60 kg
  serum_creatinine: {value: 1.5 mg/dL, on: 2026-11-20}
  conditions: [multiple-sclerosis]
medications: [morphine, ibuprofen]
context: {jurisdiction: us, as_of: 2026-11-22}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_drug(
        tmp_path,
        drug=DRUG,
        limits=LIMITS,
        titration="titration: []\n",
        populations=POPULATIONS,
        interactions=INTERACTIONS,
    )


def ask(capsys: pytest.CaptureFixture[str], rules: Path, rule: str, patient: str = PATIENT, *more: str) -> Ended:
    profile = rules.parent / "patient.yaml"
    profile.write_text(patient, encoding="utf-8")
    return run(capsys, "explain", str(profile), "--rule", rule, "--rules", str(rules), *more)


def explained(capsys: pytest.CaptureFixture[str], rules: Path, rule: str, patient: str = PATIENT) -> str:
    ended = ask(capsys, rules, rule, patient, "--drug", NAME)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_a_rule_that_fired_and_where_its_facts_come_from(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, rules, "populations/kidneys")
    assert "exemplin/populations/kidneys: FIRED" in out
    assert "at rules/drugs/exemplin/populations.yaml:4" in out
    assert "+ crcl below 60 mL/min: yes" in out
    assert "crcl is 37.77 mL/min: computed by cockcroft gault from age 72 years, sex male, weight 60 kg" in out


def test_a_rule_that_did_not_fire_and_what_keeps_it(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, rules, "limits/adult", PATIENT.replace("72 years", "12 years"))
    assert "exemplin/limits/adult: DID NOT FIRE" in out
    assert "- age at least 18 years: no\n      age is 12 years: given\n" in out
    assert "WHAT KEEPS IT FROM FIRING\n  - age at least 18 years\n" in out


def test_a_rule_that_could_not_be_decided_and_what_would_decide_it(
    rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = explained(capsys, rules, "kidneys", PATIENT.replace("2026-11-20", "2020-11-20"))
    assert "exemplin/populations/kidneys: COULD NOT BE DECIDED" in out
    assert "? crcl below 60 mL/min: not known" in out
    assert out.endswith("""
WHAT WOULD DECIDE IT
  - crcl: cockcroft_gault needs serum_creatinine
    - serum_creatinine: expired: of 2020-11-20, 2193 days old, fresh for 90
""")


def test_a_rule_whose_figures_rest_on_what_is_not_known(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, rules, "limits/adult", PATIENT.replace("  weight: 60 kg\n", ""))
    assert "exemplin/limits/adult: COULD NOT BE DECIDED" in out
    assert "+ age at least 18 years: yes" in out
    assert "- weight: not given; its figures rest on it" in out


def test_a_conclusion_with_the_rules_that_draw_it(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, rules, "exemplin/populations/kidneys-and-liver")
    assert "COULD NOT BE DECIDED" in out
    assert "+ concluded has reduced-kidneys: yes" in out
    assert "populations/kidneys, which concludes it: fired" in out
    assert "? any of: not known" in out
    assert "? hepatic_impairment is severe: not known" in out
    assert "- conditions has epilepsy: no\n" in out
    assert "conditions is multiple-sclerosis: given\n" in out
    assert "WHAT WOULD DECIDE IT\n  - hepatic_impairment: not given\n" in out


def test_a_medicine_that_matches(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, rules, "opioids")
    assert "+ takes opioids: yes\n      among the medicines: morphine\n" in out
    out = explained(capsys, rules, "opioids", PATIENT.replace("morphine", "some herbal tea"))
    assert "- takes opioids: no\n      among the medicines: none of these; not checked: some herbal tea\n" in out


def test_the_drug_may_stand_in_the_rule_or_the_profile(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_rule = ask(capsys, rules, f"{NAME}/limits/adult")
    by_order = ask(capsys, rules, "limits/adult", f"{PATIENT}order: {{drug: {NAME}, dose: 5 mg, times_a_day: 1}}\n")
    assert by_rule.code == by_order.code == 0
    assert "exemplin/limits/adult: FIRED" in by_rule.out
    assert "exemplin/limits/adult: FIRED" in by_order.out


def test_every_patient_of_a_file_is_explained(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = f"id: bed 1\n{PATIENT}---\nid: bed 2\n{PATIENT.replace('72 years', '12 years')}"
    out = explained(capsys, rules, "limits/adult", two)
    assert "Patient 1 of 2\n\nbed 1: Exemplin" in out
    assert "Patient 2 of 2\n\nbed 2: Exemplin" in out
    assert out.index("FIRED") < out.index("DID NOT FIRE")


@pytest.mark.parametrize(
    ("rule", "drug", "words"),
    [
        ("populations/kidney", NAME, "unknown-rule exemplin has no rule `populations/kidney` (did you mean"),
        ("kidnys", NAME, "unknown-rule exemplin has no rule `kidnys` (did you mean `kidneys`?)"),
        ("limits/adult", "exemplim", "unknown-drug there are no rules for `exemplim` (did you mean `exemplin`?)"),
        ("exemplim/limits/adult", None, "unknown-drug there are no rules for `exemplim` (did you mean `exemplin`?)"),
        ("limits/adult", None, "no-drug the profile names no drug"),
    ],
)
def test_a_slip_is_told(
    rule: str, drug: str | None, words: str, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = ask(capsys, rules, rule, PATIENT, *(("--drug", drug) if drug else ()))
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words.startswith(words)


def test_a_name_that_several_drugs_have_asks_for_the_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = write_two_drugs(tmp_path, one=INTERACTIONS, two=INTERACTIONS)
    orders = "order: [{drug: one, dose: 5 mg, times_a_day: 1}, {drug: two, dose: 5 mg, times_a_day: 1}]\n"
    ended = ask(capsys, rules, "interactions/opioids", PATIENT + orders)
    [problem] = problems_in(ended.err)
    assert (ended.code, ended.out) == (2, "")
    assert problem.words == (
        "rule-open `interactions/opioids` is the name of 2 rules "
        "(one of one/interactions/opioids, two/interactions/opioids)"
    )
    assert "two/interactions/opioids: FIRED" in ask(capsys, rules, "two/interactions/opioids", PATIENT + orders).out


@pytest.mark.parametrize("drug", read_knowledge().available)
def test_each_rule_of_a_real_drug_is_explained_at_the_command_line(
    drug: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "patient.yaml"
    profile.write_text(PATIENT, encoding="utf-8")
    for rule in read_knowledge([drug]).drugs[drug].rules[::12]:
        ended = run(capsys, "explain", str(profile), "--rule", rule.id)
        assert (ended.code, ended.err) == (0, "")
        assert rule.id in ended.out
