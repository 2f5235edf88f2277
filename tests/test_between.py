"""A patient on several drugs: what their rules say of each other is found from both sides and told once."""

from datetime import date
from pathlib import Path

import pytest

from posology import Circumstances, Engine, ProfileReader, Result, as_document, read_knowledge
from posology_cli.reporters.text import report_text

from .small_drug import interaction, write_two_drugs

PATIENT = """
patient: {age: 40 years, sex: male}
medications: [%s]
therapy: [{drug: baclofen, current: {dose: 25 mg, times_a_day: 1}}, {drug: gabapentin}]
context: {jurisdiction: us, as_of: 2026-11-22}
"""
ONE = interaction("gabapentinoids", "class: gabapentinoids", "moderate", "caution", "Drowsiness adds up.")
OTHER = interaction("baclofen", "medication: baclofen", "major", "avoid", "Breathing slows.")


def result_of(rules: Path, medications: str | None, drug: str | None = None) -> Result:
    knowledge = read_knowledge(["baclofen", "gabapentin"], rules)
    reader = ProfileReader(knowledge.vocabulary, Circumstances(date(1900, 1, 1)))
    text = PATIENT % medications if medications is not None else PATIENT.replace("medications: [%s]\n", "")
    [profile] = reader.read(text, "patient")
    return Engine(knowledge).evaluate(profile, drug)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_two_drugs(tmp_path, baclofen=ONE, gabapentin=OTHER)


def test_both_sides_are_told_once_the_gravest_first(rules: Path) -> None:
    result = result_of(rules, "baclofen, gabapentin")
    [pair] = as_document(result)["between"]
    assert (pair["drugs"], pair["severity"], pair["verdict"]) == (["baclofen", "gabapentin"], "major", "avoid")
    assert [alert["rule"] for alert in pair["alerts"]] == [
        "gabapentin/interactions/baclofen",
        "baclofen/interactions/gabapentinoids",
    ]
    assert [one.alerts for one in result.evaluations] == [(), ()]


def test_each_verdict_still_weighs_what_its_own_rules_say(rules: Path) -> None:
    verdicts = [one.plan.verdict.value for one in result_of(rules, "baclofen, gabapentin").evaluations]
    assert verdicts == ["caution", "avoid"]


def test_another_medicine_of_the_class_is_still_told_of_its_own(rules: Path) -> None:
    result = result_of(rules, "baclofen, gabapentin, pregabalin")
    [alert] = result.evaluations[0].alerts
    assert alert.partners == ("pregabalin",)
    assert len(result.between) == 1


def test_a_drug_that_is_only_in_a_therapy_meets_the_others(rules: Path) -> None:
    result = result_of(rules, "baclofen")
    assert [len(pair.alerts) for pair in result.between] == [2]
    assert [order.alerts for order in result.evaluations] == [(), ()]


def test_where_nobody_lists_the_medicines_those_of_the_therapies_are_known_all_the_same(rules: Path) -> None:
    result = result_of(rules, None)
    assert [len(pair.alerts) for pair in result.between] == [2]
    assert [one.plan.verdict.value for one in result.evaluations] == ["caution", "avoid"]


def test_asked_about_one_drug_the_other_therapy_counts(rules: Path) -> None:
    [one] = result_of(rules, "", "baclofen").evaluations
    assert [alert.partners for alert in one.alerts] == [("gabapentin",)]


def test_where_one_drug_is_asked_about_its_alerts_are_its_own(rules: Path) -> None:
    result = result_of(rules, "baclofen, gabapentin", "baclofen")
    assert result.between == ()
    assert [alert.partners for alert in result.evaluations[0].alerts] == [("gabapentin",)]


def test_the_report_tells_it_once_at_the_top(rules: Path) -> None:
    text = report_text(result_of(rules, "baclofen, gabapentin"), 100, explain=False)
    assert text.startswith("BETWEEN THE MEDICINES")
    assert text.count("Drowsiness adds up.") == text.count("Breathing slows.") == 1
    assert "baclofen and gabapentin: AVOID, major" in text
