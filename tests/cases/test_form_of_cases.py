"""How cases are written, and what a failing one shows."""

from decimal import Decimal
from typing import Any

import pytest

from posology import InputError
from posology.cases.comparing import Answer, differences
from posology.cases.laying import merged
from posology.cases.reading import read_cases, unnoticed_in
from posology.cases.values import same
from posology.reading.strict_yaml import read_document

FILE = """
drug: baclofen
bases:
  adult:
    patient: {age: 45 years}
    context: {as_of: 2026-11-22}
cases:
  - name: An adult is covered
    base: adult
    change: {patient: {weight: 70 kg}}
    expect: {covered: yes}
"""

ANSWER: Answer = {
    "drug": "baclofen",
    "covered": True,
    "verdict": "avoid",
    "verdict_by": ["baclofen/populations/dialysis"],
    "plan": {"max_daily": {"value": 5, "unit": "mg"}, "start": {"dose": {"value": 5, "unit": "mg"}}},
    "planned": {"step_daily": {"value": 5, "unit": "mg"}},
    "set_by": {"max_daily": [{"rule": "baclofen/populations/dialysis", "wins": True}]},
    "facts": {"crcl": {"value": {"value": 34, "unit": "mL/min"}}, "therapy_days": {"value": 21}},
    "needs": [{"fact": "egfr", "why": "not given", "rules": ["baclofen/populations/egfr-mild"]}],
    "alerts": [{"rule": "baclofen/interactions/opioids", "severity": "major", "verdict": "caution"}],
    "trace": {
        "fired": [{"rule": "baclofen/populations/dialysis", "at": "rules/x.yaml:7"}],
        "not_fired": [{"rule": "baclofen/populations/very-old", "at": "rules/x.yaml:9"}],
        "undetermined": [],
    },
    "schedule": [
        {"from_day": 1, "to_day": None, "dose": {"value": 5, "unit": "mg"}, "times_a_day": 3, "made_of": "1 x 5 mg"}
    ],
}


def shown(expect: dict[str, Any]) -> list[str]:
    return [str(one) for one in differences(expect, ANSWER, {}, ("egfr", "crcl", "therapy_days"))]


def problem_of(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_cases(text, "cases.yaml")
    return str(caught.value)


def test_a_change_is_laid_over_its_base() -> None:
    [case] = read_cases(FILE, "cases.yaml")
    assert str(case.at) == "cases.yaml:8:5"
    assert case.profile == '{"patient": {"age": "45 years", "weight": "70 kg"}, "context": {"as_of": "2026-11-22"}}'


def test_mappings_merge_and_the_rest_replaces() -> None:
    base = {"patient": {"age": "45 years", "conditions": ["stroke"]}, "medications": ["diazepam"], "intent": "start"}
    change: dict[str, Any] = {
        "patient": {"conditions": ["epilepsy"]},
        "medications": [],
        "intent": None,
        "order": {"dose": "5 mg"},
    }
    assert merged(base, change) == {
        "patient": {"age": "45 years", "conditions": ["epilepsy"]},
        "medications": [],
        "order": {"dose": "5 mg"},
    }
    assert base["intent"] == "start"


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        (
            "expect: {covered: yes}",
            "expect: {coverd: yes}",
            "cases.yaml:11:14  unknown-key  `coverd` is not known here",
        ),
        (
            "expect: {covered: yes}",
            "expect: {alerts: [{rule: interactions/opioids, severty: major}]}",
            "`severty` is not known here  (did you mean `severity`?)",
        ),
        ("expect: {covered: yes}", "expect: {no_alerts: [opioids]}", "`opioids` is not of the right form"),
        ("expect: {covered: yes}", "expect: {plan: {max_dayly: 5 mg}}", "`max_dayly` is not known here"),
        ("expect: {covered: yes}", "expect: {plan: {max_daily: 5}}", "the bare number 5 stands where text belongs"),
        ("expect: {covered: yes}", "expect: {next: {to: 5 mg x 3}}", "`action` is missing"),
        ("expect: {covered: yes}", "expect: {fired: [renal-mild]}", "`renal-mild` is not of the right form"),
        ("expect: {covered: yes}", "expect: {}", "too little stands here"),
        ("base: adult", "base: adlt", "no base is called `adlt`  (did you mean `adult`?)"),
        ("base: adult", "base: adult\n    profile: {patient: {age: 45 years}}", "either a base or a profile"),
        ("{as_of: 2026-11-22}", "{jurisdiction: us}", "no `context.as_of`"),
        ("{weight: 70 kg}", "{agee: ~}", "the base has no `agee` to take away  (did you mean `age`?)"),
        ("{patient: {weight: 70 kg}}", "{patients: {weight: 70 kg}}", "did you mean `patient`?"),
        ("cases:", "  other: {patient: {age: 45 years}}\ncases:", "no case begins with `other`"),
    ],
)
def test_a_slip_of_the_pen_is_refused(right: str, wrong: str, says: str) -> None:
    assert says in problem_of(FILE.replace(right, wrong))


def test_a_difference_has_the_place_of_its_expectation() -> None:
    text = FILE.replace(
        "{covered: yes}", "{covered: yes, fired: [populations/dialysis, products/x], plan: {step: 5 mg}}"
    )
    [case] = read_cases(text, "cases.yaml")
    found = differences(case.expect, ANSWER, {}, ())
    assert [(str(one.at), one.what) for one in found] == [
        ("cases.yaml:11:58", "products/x"),
        ("cases.yaml:11:84", "plan.step"),
    ]


def test_two_cases_of_one_name_are_refused() -> None:
    again = FILE + "\n".join(FILE.splitlines()[7:]) + "\n"
    assert "another case has this name  (see line 8)" in problem_of(again)


def test_an_answer_as_expected_shows_nothing() -> None:
    assert (
        shown(
            {
                "covered": "yes",
                "verdict_by": ["populations/dialysis"],
                "plan": {"max_daily": "5000 mcg", "start_dose": "5 mg", "step": "none"},
                "set_by": {"max_daily": ["populations/dialysis"]},
                "facts": {"crcl": "34 mL/min", "therapy_days": "21", "egfr": "none"},
                "fired": ["populations/dialysis"],
                "alerts": ["interactions/opioids", {"rule": "interactions/opioids", "severity": "major"}],
                "no_alerts": ["populations/very-old"],
                "needs": ["egfr"],
                "does_not_need": ["crcl"],
                "schedule": ["day 1 on: 5 mg x 3 = 1 x 5 mg"],
            }
        )
        == []
    )


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        (
            {"plan": {"max_daily": "80 mg", "start_dose": "5 mg"}},
            "plan.max_daily: expected 80 mg, got 5 mg  (by baclofen/populations/dialysis at rules/x.yaml:7)",
        ),
        (
            {"verdict": "caution"},
            "verdict: expected caution, got avoid  (by baclofen/populations/dialysis at rules/x.yaml:7)",
        ),
        ({"plan": {"step": "5 mg"}}, "plan.step: expected 5 mg, got none"),
        ({"needs": []}, "needs: expected nothing missing, got egfr"),
        ({"does_not_need": ["dialisis"]}, "does_not_need: expected dialisis, got no fact of this name"),
        ({"not_fired": ["populations/dialisis"]}, "populations/dialisis: expected not_fired, got no rule has this id"),
        ({"planned": {"step_daily": "10 mg"}}, "planned.step_daily: expected 10 mg, got 5 mg"),
        ({"planned": {"step": "5 mg"}}, "planned.step: expected 5 mg, got none"),
        ({"schedule": []}, "schedule: expected nothing, got day 1 on: 5 mg x 3"),
        (
            {"not_fired": ["populations/dialisys"]},
            "populations/dialisys: expected not_fired, got no rule has this id, did you mean `populations/dialysis`?",
        ),
        (
            {"alerts": ["populations/very-old"]},
            "populations/very-old alert: expected an alert, got none: not_fired at rules/x.yaml:9",
        ),
        (
            {"alerts": [{"rule": "interactions/opioids", "severity": "minor", "verdict": "caution"}]},
            "interactions/opioids severity: expected minor, got major  (by baclofen/interactions/opioids)",
        ),
        (
            {"no_alerts": ["interactions/opioids"]},
            "interactions/opioids alert: expected no alert, got an alert  (by baclofen/interactions/opioids)",
        ),
    ],
)
def test_only_what_differs_is_shown(expect: dict[str, Any], says: str) -> None:
    [line] = shown(expect)
    assert line.startswith(says)


@pytest.mark.parametrize(
    ("expected", "got", "is_same"),
    [
        ("160/3 mg", {"value": Decimal("53.3333"), "unit": "mg", "exact": "160/3"}, True),
        ("53.3333 mg", {"value": Decimal("53.3333"), "unit": "mg", "exact": "160/3"}, False),
        ("1 week", {"value": 7, "unit": "d"}, True),
        ("7 mg", {"value": 7, "unit": "d"}, False),
        ("none", None, True),
        ("none", {"value": 7, "unit": "d"}, False),
        ("3", 3, True),
        ("3 mg", 3, False),
    ],
)
def test_figures_are_compared_exactly(expected: str, got: Any, is_same: bool) -> None:
    assert same(expected, got) is is_same


def test_an_edit_stands_under_unnoticed_once_with_a_reason() -> None:
    entry = '  - {edit: "limits/adult  max_daily: 5 mg -> 6 mg", reason: Another figure is stricter.}\n'
    [unnoticed] = unnoticed_in(read_document(f"{FILE}unnoticed:\n{entry}", "cases.yaml"))
    assert (unnoticed.edit, unnoticed.at.line) == ("limits/adult max_daily: 5 mg -> 6 mg", 13)
    with pytest.raises(InputError, match="duplicate-name"):
        unnoticed_in(read_document(f"{FILE}unnoticed:\n{entry}{entry}", "cases.yaml"))
    assert "reason" in problem_of(f"{FILE}unnoticed:\n{entry.split(', reason')[0]}}}\n")
