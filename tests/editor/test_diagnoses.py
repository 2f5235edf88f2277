"""What the editor underlines: nothing in a rule file as it is, and each mistake on the line where it stands."""

from pathlib import Path
from typing import NamedTuple

import pytest

from posology.reading.folder import default_rules

from .server import LanguageServer

FILES = sorted(default_rules().rglob("*.yaml"))
ONE_OF_A_KIND = list({path.name: path for path in FILES}.values())


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_is_underlined_in_a_rule_file_as_it_is(bare_editor: LanguageServer, path: Path) -> None:
    with bare_editor.opened(path, path.read_text(encoding="utf-8")) as file:
        assert file.diagnoses == ()


class Mistake(NamedTuple):
    """What is written in a file instead of what stands there first, and what the editor says of it, on which line."""

    file: str
    there: str
    instead: str
    says: str
    lines_below: int = 0


MISTAKES = {
    "a key that is not known": Mistake(
        "drugs/baclofen/populations.yaml", "    verdict: ", "    verdikt: ", "Property verdikt is not allowed."
    ),
    "a fact that is not known": Mistake(
        "drugs/baclofen/limits.yaml", "jurisdiction: us, age:", "jurisdiction: us, aeg:", "Property aeg is not allowed."
    ),
    "a bound that is not known": Mistake(
        "drugs/baclofen/populations.yaml", "{above: ", "{over: ", "Property over is not allowed."
    ),
    "a verdict that is not known": Mistake(
        "drugs/baclofen/populations.yaml",
        "    verdict: caution",
        "    verdict: careful",
        'Value is not accepted. Valid values: "ok", "caution", "avoid", "contraindicated".',
    ),
    "a severity that is not known": Mistake(
        "drugs/baclofen/interactions.yaml",
        "    severity: moderate",
        "    severity: medium",
        'Value is not accepted. Valid values: "minor", "moderate", "major", "contraindicated".',
    ),
    "a choice of a fact that is not known": Mistake(
        "drugs/baclofen/limits.yaml", "jurisdiction: us", "jurisdiction: usa", "Value is not accepted."
    ),
    "a subject that is not known": Mistake(
        "drugs/baclofen/guidance.yaml", "    about: ", "    about: un", "Value is not accepted."
    ),
    "a form that is not known": Mistake(
        "drugs/baclofen/drug.yaml", "form: tablet", "form: pill", "Value is not accepted."
    ),
    "a key that is missing": Mistake(
        "drugs/baclofen/limits.yaml",
        "    max_daily: 80 mg\n",
        "",
        'Missing property "max_daily".',
        lines_below=-6,
    ),
    "an amount without a unit": Mistake(
        "drugs/baclofen/limits.yaml", "    max_daily: 80 mg", "    max_daily: 80", "An amount belongs here: 20 mg, "
    ),
    "an amount with half a proportion": Mistake(
        "drugs/baclofen/limits.yaml",
        "    max_daily: 80 mg",
        "    max_daily: {amount: 80 mg, per: 15 mL/min}",
        "Object is missing property in_proportion_to required by property per.",
    ),
    "a dose without a unit": Mistake(
        "drugs/gabapentin/populations.yaml",
        "supplement: {dose: 125 mg",
        "supplement: {dose: 125",
        "An amount belongs here",
    ),
    "a bound without a unit": Mistake(
        "drugs/baclofen/limits.yaml",
        "{at_least: 12 years}",
        "{at_least: 12}",
        "A value belongs here: a number and its unit, such as 30 years.",
    ),
    "a time without a unit": Mistake(
        "drugs/baclofen/titration.yaml",
        "not_sooner_than: 3 days",
        "not_sooner_than: 3",
        "A length of time belongs here: a number and its unit, such as 3 days",
    ),
    "a fraction that is none": Mistake(
        "drugs/baclofen/populations.yaml", "{start: 2/3, ", "{start: 0.67, ", "Incorrect type."
    ),
    "a figure of a source without a unit": Mistake(
        "drugs/baclofen/evidence.yaml", "max_daily: 80 mg", "max_daily: 80", "An amount belongs here: 20 mg, "
    ),
    "a case with a key that is not known": Mistake(
        "drugs/baclofen/cases.yaml", "      alerts:", "      alert:", "Property alert is not allowed."
    ),
    "a fact of a kind that is not known": Mistake(
        "vocabulary/facts.yaml", "kind: quantity", "kind: amount", "Value is not accepted."
    ),
    "the same key twice": Mistake(
        "drugs/baclofen/populations.yaml",
        "    verdict: caution\n",
        "    verdict: caution\n    verdict: ok\n",
        "unique",
        1,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_underlined_where_it_stands_and_nothing_else_is(editor: LanguageServer, mistake: Mistake) -> None:
    path = default_rules() / mistake.file
    before, there, after = path.read_text(encoding="utf-8").partition(mistake.there)
    assert there, f"{mistake.there} no longer stands in {mistake.file}"
    with editor.opened(path, before + mistake.instead + after) as file:
        (found,) = file.diagnoses
    assert found.line == before.count("\n") + 1 + mistake.lines_below
    assert mistake.says in found.says


@pytest.mark.parametrize("path", ONE_OF_A_KIND, ids=named)
def test_the_settings_know_the_schema_of_a_file_that_does_not_name_it(editor: LanguageServer, path: Path) -> None:
    _, _, text = path.read_text(encoding="utf-8").partition("\n")
    with editor.opened(path, text + "\nnot_a_key: 1\n") as file:
        assert [found.says for found in file.diagnoses] == ["Property not_a_key is not allowed."]
