"""Profiles of several drugs: each with its own therapy and order, and none with those of another."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from posology import Engine, KnowledgeBase, NoDrugNamed, Place, Profile, as_document, drugs_named
from posology.patient.profile import NO_THERAPY, Dose

from .reading_profiles import knowledge, read

TWO = ("baclofen", "lamotrigine")

SEVERAL = """\
patient: {age: 50 years, sex: female, weight: 60 kg}
medications: [baclofen, diazepam, lamotrigine]
therapy:
  - drug: baclofen
    indication: spasticity
    started: 2026-10-01
    current: {dose: 5 mg, times_a_day: 3, since: 2026-11-01}
  - {drug: Lamictal, last_taken: 2026-11-10, stopped_for: [drowsiness], adverse_effects: [xqzzy]}
order:
  - {drug: lamotrigine, dose: 25 mg, every: 2 days}
  - {drug: baclofen, stop: yes}
context: {as_of: 2026-11-22}
"""


def twins() -> KnowledgeBase:
    """Two drugs with the same rules."""
    one = knowledge().drugs["baclofen"]
    return replace(knowledge(), drugs={"baclofen": one, "lamotrigine": replace(one, id="lamotrigine")}, available=TWO)


def refused(profile: Profile, asked: str | None = None) -> tuple[Place, str, str]:
    with pytest.raises(NoDrugNamed) as raised:
        drugs_named(profile, TWO, asked)
    [problem] = raised.value.diagnostics
    with pytest.raises(NoDrugNamed):
        Engine(twins()).evaluate(profile, asked)
    return problem.place, problem.message, problem.hint


def test_each_drug_has_its_own_therapy_and_order() -> None:
    profile = read(SEVERAL)
    one, other = profile.about("baclofen"), profile.about("lamotrigine")
    assert one.current is not None
    assert one.current.taken == Dose(Fraction(5), 3)
    assert (one.last_taken, one.unknown_effects) == (None, ())
    assert one.order is not None
    assert one.order.ordered is None
    assert (other.current, other.started, other.unknown_effects) == (None, None, ("xqzzy",))
    assert other.last_taken is not None
    assert other.order is not None
    assert other.order.ordered == Dose(Fraction(25), 1, 2)
    assert (set(one.therapy.given), set(other.therapy.given)) == ({"indication"}, {"stopped_for", "adverse_effects"})


def test_what_is_about_one_drug_stays_so() -> None:
    profile = read(SEVERAL).about("lamotrigine")
    assert profile.about("lamotrigine") == profile
    other = read(SEVERAL).about("gabapentin")
    assert other.therapy == NO_THERAPY
    assert other.order is None


def test_every_drug_of_a_list_is_answered_about_with_its_own_facts() -> None:
    result = Engine(twins()).evaluate(read(SEVERAL))
    first, second = as_document(result)["evaluations"]
    assert [first["drug"], second["drug"]] == ["baclofen", "lamotrigine"]
    assert (first["facts"]["intent"]["value"], first["facts"]["current_daily"]["value"]["value"]) == ("stop", 15)
    assert ("current_daily" in second["facts"], "indication" in second["facts"]) == (False, False)
    assert second["facts"]["time_off"]["value"]["value"] == 13 * 24
    assert (first["order"]["ordered"], second["order"]["ordered"]["dose"]["value"]) == ("stop", 25)
    assert (first["not_checked"], second["not_checked"]) == ([], ["xqzzy"])


def test_an_evaluation_is_the_same_alone_or_beside_another_but_for_what_is_told_between_them() -> None:
    engine = Engine(twins())
    profile = read(SEVERAL)
    together = as_document(engine.evaluate(profile))["evaluations"]
    apart = [as_document(engine.evaluate(profile, drug))["evaluations"][0] for drug in TWO]
    assert [without_alerts(one) for one in together] == [without_alerts(one) for one in apart]


def without_alerts(evaluation: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in evaluation.items() if key != "alerts"}


def test_a_therapy_or_an_order_names_a_drug_to_answer_about() -> None:
    assert drugs_named(read("therapy: {drug: Lioresal, indication: spasticity}"), TWO) == ("baclofen",)
    assert drugs_named(read("therapy: [{drug: lamotrigine}]\norder: {drug: baclofen, stop: yes}"), TWO) == TWO


@pytest.mark.parametrize("form", ["{%s}", "[{%s}]"])
def test_a_mapping_may_name_its_drug_and_a_list_may_have_one_entry(form: str) -> None:
    profile = read("therapy: " + form % "drug: baclofen, started: 2026-10-01")
    assert profile.about("baclofen").started is not None
    assert profile.about("lamotrigine").started is None
    assert profile.started is None
    assert [profile.takes(drug) for drug in TWO] == [True, False]


def test_a_therapy_may_have_an_intent_of_its_own() -> None:
    text = "therapy: [{drug: baclofen, intent: restart, current: {dose: 5 mg, times_a_day: 3}}, {drug: lamotrigine}]"
    profile = read(text + "\nintent: continue\n")
    assert [profile.about(drug).begins_again for drug in TWO] == [True, False]
    facts = {one.drug.id: one.facts for one in Engine(twins()).evaluate(profile).evaluations}
    assert [facts[drug].value("intent") for drug in TWO] == ["restart", "continue"]


def test_empty_lists_are_none() -> None:
    profile = read("medications: [baclofen]\ntherapy: []\norder: []")
    assert (profile.therapy, profile.order, drugs_named(profile, TWO)) == (NO_THERAPY, None, ("baclofen",))


THERAPY = "therapy: {started: 2026-10-01}\n"


@pytest.mark.parametrize(
    ("text", "asked", "drug"),
    [
        pytest.param(THERAPY, "lamotrigine", "lamotrigine", id="the drug asked for"),
        pytest.param(f"medications: [lamotrigine, diazepam]\n{THERAPY}", None, "lamotrigine", id="the only drug"),
        pytest.param(f"{THERAPY}order: {{drug: lamotrigine, stop: yes}}", None, "lamotrigine", id="the one ordered"),
        pytest.param(
            f"medications: [baclofen, lamotrigine]\n{THERAPY}order: {{drug: lamotrigine, stop: yes}}",
            None,
            "lamotrigine",
            id="the one ordered of two",
        ),
        pytest.param(
            f"medications: [baclofen, lamotrigine]\n{THERAPY}order: {{stop: yes}}",
            "baclofen",
            "baclofen",
            id="the drug asked for of two",
        ),
    ],
)
def test_a_therapy_that_names_no_drug_belongs_to(text: str, asked: str | None, drug: str) -> None:
    for one in Engine(twins()).evaluate(read(text), asked).evaluations:
        known = one.facts.value("therapy_days")
        assert (known == 52) == (one.drug.id == drug)


@pytest.mark.parametrize(
    ("text", "line", "says", "hint"),
    [
        (THERAPY, 2, "the therapy does not say of which drug it is", "add therapy.drug: one of baclofen, lamotrigine"),
        (
            "order: {stop: yes}",
            2,
            "the order does not say of which drug it is",
            "add order.drug: one of baclofen, lamotrigine",
        ),
        (
            f"{THERAPY}order: [{{drug: baclofen, stop: yes}}, {{drug: lamotrigine, stop: yes}}]",
            2,
            "the therapy does not say of which drug it is",
            "add therapy.drug: one of baclofen, lamotrigine",
        ),
    ],
)
def test_of_two_drugs_it_must_be_said(text: str, line: int, says: str, hint: str) -> None:
    place, message, told = refused(read(f"medications: [baclofen, lamotrigine]\n{text}"))
    assert (place.file, place.line, message, told) == ("patient.yaml", line, says, hint)


@pytest.mark.parametrize("asked", [None, "baclofen"])
def test_a_therapy_of_a_drug_without_rules_is_told(asked: str | None) -> None:
    place, message, hint = refused(read("therapy:\n  - drug: baclofen\n  - drug: lamotrigin\n"), asked)
    assert place == Place("patient.yaml", 3, 11)
    assert message == "there are no rules for `lamotrigin`, of which a therapy is stated"
    assert hint == "did you mean `lamotrigine`?"


def test_orders_of_other_drugs_than_the_one_asked_for_are_told() -> None:
    _, message, _ = refused(read("order: [{drug: lamotrigine, stop: yes}, {drug: diazepam, stop: yes}]"), "baclofen")
    assert message == "the order is one of diazepam, lamotrigine, the question about baclofen"
    assert drugs_named(read("order: [{drug: lamotrigine, stop: yes}, {drug: diazepam, stop: yes}]"), TWO, TWO[1]) == (
        "lamotrigine",
    )


@pytest.mark.parametrize("drugs", ["[baclofen]", "[baclofen, lamotrigine]"])
def test_a_profile_without_therapy_or_order_needs_no_more(drugs: str) -> None:
    assert Engine(twins()).evaluate(read(f"medications: {drugs}\ntherapy: {{}}")).evaluations
