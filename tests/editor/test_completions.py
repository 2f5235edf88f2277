"""What the editor offers where something is being written: names of facts, keys of a rule, the words of a choice."""

import json

import pytest

from posology.reading.folder import default_rules, schemas

from .server import LanguageServer

POPULATIONS = default_rules() / "drugs" / "baclofen" / "populations.yaml"
FACTS = set(json.loads((schemas() / "condition.schema.json").read_text(encoding="utf-8"))["properties"])
BOUNDS = {"at_least", "above", "at_most", "below"}
VERDICTS = {"ok", "caution", "avoid", "contraindicated"}


def offered(editor: LanguageServer, rule: str) -> set[str]:
    """What is offered at the bar in a rule that is being written at the end of a file.

    All required keys at once, which the server offers under a heading of its own, are left out.
    """
    text = POPULATIONS.read_text(encoding="utf-8") + "\n  - id: being-written\n"
    before, _, after = rule.partition("|")
    text += before
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    with editor.opened(POPULATIONS, f"{text}{after}\n") as file:
        return {word for word in file.completions(line, column) if not word.startswith("object(")}


@pytest.mark.parametrize(
    "rule",
    ["    when:\n      |", "    when: {c|}", "    when:\n      any:\n        - |", "    when:\n      none: [{a|}]"],
    ids=["below when", "beside when", "one of several", "one of several beside"],
)
def test_every_fact_that_a_condition_may_test_is_offered(editor: LanguageServer, rule: str) -> None:
    assert offered(editor, rule) == FACTS


def test_a_fact_that_is_tested_already_is_not_offered_again(editor: LanguageServer) -> None:
    assert offered(editor, "    when:\n      age: {at_least: 12 years}\n      |") == FACTS - {"age"}


@pytest.mark.parametrize("rule", ["    when:\n      crcl:\n        |", "    when: {crcl: {a|}}"])
def test_the_bounds_of_a_quantity_are_offered(editor: LanguageServer, rule: str) -> None:
    assert offered(editor, rule) == BOUNDS


@pytest.mark.parametrize(
    "rule",
    [
        "    when:\n      dialysis: |",
        "    when: {dialysis: |}",
        "    when: {dialysis: [|]}",
        "    when:\n      dialysis:\n        - |",
    ],
)
def test_the_names_of_a_choice_are_offered(editor: LanguageServer, rule: str) -> None:
    assert offered(editor, rule) == {"none", "haemodialysis", "peritoneal"}


def test_the_keys_that_a_rule_lacks_are_offered(editor: LanguageServer) -> None:
    schema = json.loads((schemas() / "populations.schema.json").read_text(encoding="utf-8"))
    keys = set(schema["properties"]["populations"]["items"]["properties"])
    assert offered(editor, "    |") == keys - {"id"}
    assert offered(editor, "    says: Give less.\n    |") == keys - {"id", "says"}


def test_the_keys_of_what_rules_share_are_offered(editor: LanguageServer) -> None:
    assert {"max_daily", "max_dose", "start"} <= offered(editor, "    scale: {m|}")
    assert {"amount", "at_most", "in_proportion_to", "per"} <= offered(
        editor, "    limit:\n      max_daily:\n        |"
    )


@pytest.mark.parametrize("rule", ["    verdict: |", "    verdict: c|"])
def test_the_verdicts_are_offered(editor: LanguageServer, rule: str) -> None:
    assert offered(editor, rule) == VERDICTS
