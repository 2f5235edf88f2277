"""What is known of therapy: the product's release, medicines that come and go, time without a dose, beginning again."""

from dataclasses import replace
from fractions import Fraction

import pytest

from posology import Engine, as_document
from posology.language.drug import Drug, Form, Product
from posology.language.fact import Value
from posology.patient.facts import Fact, Known, Unknown, know

from .reading_profiles import TODAY, a_drug, facts_of, knowledge, read

PRODUCTS = {
    "us-tablet": ("tablet", "us", "immediate"),
    "us-er-tablet": ("tablet", "us", "extended"),
    "us-capsule": ("capsule", "us", "immediate"),
    "us-er-sachet": ("sachet", "us", "extended"),
    "uk-er-tablet": ("tablet", "uk", "extended"),
    "ca-tablet": ("tablet", "ca", "immediate"),
}


def sold_in_two_kinds() -> Drug:
    products = tuple(
        Product(id, id, Form(form), (where,), (Fraction(10),), release=release)
        for id, (form, where, release) in PRODUCTS.items()
    )
    return replace(a_drug(), products=products)


def value(fact: Fact) -> Value:
    assert isinstance(fact, Known)
    return fact.value


def order(product: str, where: str = "us") -> str:
    return f"order: {{product: {product}, dose: 5 mg, times_a_day: 3}}\ncontext: {{jurisdiction: {where}}}"


def current(product: str) -> str:
    return f"therapy: {{current: {{product: {product}, dose: 5 mg, times_a_day: 3}}}}\n"


@pytest.mark.parametrize(
    ("text", "release", "rests_on", "assumes"),
    [
        (order("us-tablet"), "immediate", ("order.product",), ()),
        (order("US ER tablet"), "extended", ("order.product",), ()),
        (order("sachet"), "extended", ("order.product",), ()),
        (order("tablet"), "immediate", ("order.product",), ("order.product: us-tablet or us-er-tablet",)),
        (order("pill"), "immediate", (), ("order.product",)),
        (order("pill", "uk"), "extended", ("jurisdiction",), ()),
        (current("us-er-tablet"), "extended", ("therapy.current.product",), ()),
        (current("us-er-tablet") + order("us-tablet"), "immediate", ("order.product",), ()),
        (current("us-er-tablet") + "order: {stop: yes}", "extended", ("therapy.current.product",), ()),
        (current("pill"), "immediate", (), ("therapy.current.product",)),
        (current("pill") + "order: {dose: 5 mg, times_a_day: 3}", "immediate", (), ("order.product",)),
        ("context: {jurisdiction: uk}", "extended", ("jurisdiction",), ()),
        ("context: {jurisdiction: ca}", "immediate", ("jurisdiction",), ()),
        ("context: {jurisdiction: us}", "immediate", (), ("order.product",)),
        ("context: {jurisdiction: de}", "immediate", ("jurisdiction",), ()),
    ],
)
def test_release(text: str, release: str, rests_on: tuple[str, ...], assumes: tuple[str, ...]) -> None:
    known = facts_of(text, sold_in_two_kinds())["release"]
    assert known == Known(release, given=False, computed_by="product_release", rests_on=rests_on, assumes=assumes)


def test_an_assumed_release_is_in_doubt_at_worst_and_its_product_is_asked_for() -> None:
    drug = sold_in_two_kinds()
    known = know(read(current("pill")), knowledge().vocabulary, drug).without_assumptions()
    assert known.facts["release"] == Unknown(
        "assumes therapy.current.product", ("therapy.current.product",), doubted=True
    )


def medicines(facts: dict[str, Fact], name: str) -> set[str]:
    tokens = value(facts[name])
    assert isinstance(tokens, frozenset)
    return {token.removeprefix("medication:") for token in tokens if token.startswith("medication:")}


def test_medicines_that_come_and_go_are_taken_as_well() -> None:
    facts = facts_of(
        "medications: [diazepam, {name: valproate, change: starting}, {atc: N03AF01, change: stopping}, baclofen]"
    )
    assert medicines(facts, "taking") == {"diazepam", "valproic-acid", "carbamazepine"}
    assert medicines(facts, "starting") == {"valproic-acid"}
    assert medicines(facts, "stopping") == {"carbamazepine"}
    assert facts["starting"] == Known(value(facts["starting"]), given=True)


def test_none_comes_or_goes_where_a_list_marks_none_and_without_a_list_it_is_unknown() -> None:
    for name in ("starting", "stopping"):
        assert facts_of("medications: [diazepam]")[name] == Known(frozenset(), given=True)
        assert isinstance(facts_of("patient: {age: 50 years}")[name], Unknown)


def test_a_medicine_listed_twice_keeps_every_change_in_any_order() -> None:
    entries = ["valproate", "{name: valproate, change: starting}", "{name: depakote, change: stopping}"]
    for listed in (entries, entries[::-1]):
        facts = facts_of(f"medications: [{', '.join(listed)}]")
        assert [medicines(facts, name) for name in ("taking", "starting", "stopping")] == [{"valproic-acid"}] * 3


def test_the_drug_itself_never_counts_and_is_not_taken_yet_where_it_is_only_starting() -> None:
    starting = "medications: [{name: baclofen, change: starting}]"
    facts = facts_of(starting)
    assert medicines(facts, "starting") == medicines(facts, "taking") == set()
    assert value(facts["intent"]) == "start"
    assert not read(starting).takes("baclofen")
    assert read(f"{starting}\ntherapy: {{current: {{dose: 5 mg, times_a_day: 3}}}}").takes("baclofen")
    assert read("medications: [{name: baclofen, change: stopping}]").takes("baclofen")


def test_a_reader_sees_medicines_that_come_and_go_by_their_names() -> None:
    profile = read("medications: [baclofen, diazepam, {name: valproate, change: starting}]")
    [evaluation] = as_document(Engine(knowledge()).evaluate(profile))["evaluations"]
    shown = {name: evaluation["facts"][name]["value"] for name in ("taking", "starting", "stopping")}
    assert shown == {"taking": ["diazepam", "valproic-acid"], "starting": ["valproic-acid"], "stopping": []}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (f"therapy: {{last_taken: {TODAY}}}", 24),
        ("therapy: {last_taken: 2026-11-10}", 13 * 24),
        ("medications: [baclofen]\ntherapy: {last_taken: 2026-11-20}", 72),
        ("medications: [baclofen]", 0),
        ("therapy: {current: {dose: 5 mg, times_a_day: 3}}", 0),
        ("therapy: {current: {dose: 5 mg, times_a_day: 3}, last_taken: 2026-11-20}\nintent: restart", 72),
    ],
)
def test_the_longest_time_without_a_dose(text: str, hours: int) -> None:
    assert value(facts_of(text)["time_off"]) == hours


@pytest.mark.parametrize(
    "text", ["patient: {age: 50 years}", "medications: [baclofen]\nintent: restart", "medications: []"]
)
def test_without_a_last_dose_the_time_off_is_unknown_for_who_is_not_on_the_drug(text: str) -> None:
    assert facts_of(text)["time_off"] == Unknown("therapy.last_taken is not given")


BEGINS_AGAIN = """\
medications: [baclofen]
therapy:
  started: 2026-01-01
  current: {dose: 10 mg, times_a_day: 3, since: 2026-02-01}
  last_taken: 2026-11-10
intent: restart
"""


def test_who_begins_again_is_not_on_the_drug_now_and_what_was_taken_before_is_kept() -> None:
    profile, facts = read(BEGINS_AGAIN), facts_of(BEGINS_AGAIN)
    assert not profile.takes("baclofen")
    assert profile.current is not None
    assert profile.current.taken.daily == 30
    assert [value(facts[name]) for name in ("intent", "current_dose", "current_daily", "days_at_dose")] == [
        "restart",
        0,
        0,
        0,
    ]
    assert value(facts["therapy_days"]) == 325


def test_what_was_seen_before_is_unknown_for_who_begins_again() -> None:
    facts = facts_of("intent: restart")
    assert isinstance(facts["adverse_effects"], Unknown)
    assert isinstance(facts["therapy_days"], Unknown)


def test_effects_for_which_the_drug_was_stopped() -> None:
    facts = facts_of("therapy: {stopped_for: [drowsiness, xqzzy]}")
    stopped_for = value(facts["stopped_for"])
    assert isinstance(stopped_for, frozenset)
    assert "drowsiness" in stopped_for
    assert isinstance(facts_of("therapy: {adverse_effects: [drowsiness]}")["stopped_for"], Unknown)


def test_an_unknown_effect_of_before_is_not_checked_and_is_none_that_is_seen_now() -> None:
    profile = read("therapy: {stopped_for: [xqzzy], adverse_effects: [yqzzx]}")
    assert profile.unknown_effects == ("yqzzx",)
    assert know(profile, knowledge().vocabulary, a_drug()).not_checked == ("xqzzy", "yqzzx")
