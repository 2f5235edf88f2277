"""Any therapies, orders and medicines are read, or refused with a place and what would be right."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from posology import Diagnostic, InputError, Profile
from posology.patient.facts import know

from .reading_profiles import a_drug, knowledge, read

WORDS = st.sampled_from(
    [
        "5 mg",
        "2 days",
        "8 hours",
        "0 days",
        "1 month",
        "yes",
        "2026-11-20",
        "2026-02-30",
        "baclofen",
        "tablet",
        "drowsiness",
    ]
)
VALUES = st.none() | st.booleans() | st.integers(-1, 25) | WORDS
DOSE = ["dose", "times_a_day", "every", "as_needed", "product", "since"]


def mappings(keys: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(keys), values, max_size=5)


def one_or_many(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return one | st.lists(one | VALUES, max_size=3) | VALUES


CURRENT = mappings(DOSE, VALUES) | VALUES
THERAPY = mappings(["drug", "started", "last_taken", "indication", "response"], VALUES).flatmap(
    lambda plain: st.fixed_dictionaries(
        {key: st.just(value) for key, value in plain.items()},
        optional={"current": CURRENT, "stopped_for": st.lists(WORDS, max_size=2) | VALUES},
    )
)
ORDER = mappings([*DOSE[:-1], "drug", "stop"], VALUES)
MEDICINES = st.lists(mappings(["name", "atc", "rxnorm", "change"], WORDS | st.just("starting")) | WORDS, max_size=3)


def read_or_refused(document: dict[str, Any]) -> tuple[Profile | None, tuple[Diagnostic, ...]]:
    try:
        return read(json.dumps(document)), ()
    except InputError as error:
        return None, error.diagnostics


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"id": st.just("one")},
        optional={"therapy": one_or_many(THERAPY), "order": one_or_many(ORDER), "medications": MEDICINES | VALUES},
    )
)
def test_any_profile_is_read_or_refused(document: dict[str, Any]) -> None:
    profile, problems = read_or_refused(document)
    assert (profile is None) == bool(problems)
    assert all(problem.hint and problem.place.line == 1 for problem in problems)
    if profile is not None:
        assert know(profile.about("baclofen"), knowledge().vocabulary, a_drug()).facts


SOUND_DOSES: list[dict[str, Any]] = [
    {"dose": "5 mg", "times_a_day": 3},
    {"dose": "5 mg", "every": "2 days"},
    {"dose": "5 mg", "every": "8 hours"},
    {"dose": "5 mg", "times_a_day": 2, "every": "8 hours", "as_needed": "yes"},
]
SOUND_THERAPY = st.fixed_dictionaries(
    {"drug": st.sampled_from(["baclofen", "lamotrigine"])},
    optional={
        "current": st.sampled_from(SOUND_DOSES),
        "last_taken": st.just("2026-11-20"),
        "stopped_for": st.just(["drowsiness"]),
    },
)


@settings(deadline=None)
@given(
    therapies=st.lists(SOUND_THERAPY, max_size=2, unique_by=lambda one: one["drug"]),
    orders=st.lists(st.sampled_from(SOUND_DOSES).map(lambda dose: {"drug": "baclofen", **dose}), max_size=1),
)
def test_the_order_of_a_list_does_not_matter_and_one_alone_is_the_same(
    therapies: list[dict[str, Any]], orders: list[dict[str, Any]]
) -> None:
    straight = read(json.dumps({"id": "one", "therapy": therapies, "order": orders}))
    turned = read(json.dumps({"id": "one", "therapy": therapies[::-1], "order": orders[::-1]}))
    for drug in ("baclofen", "lamotrigine"):
        parts = {"therapy": of(drug, therapies), "order": of(drug, orders)}
        alone = read(json.dumps({"id": "one", **{key: part for key, part in parts.items() if part is not None}}))
        assert stands(straight, drug) == stands(turned, drug) == stands(alone, drug)


def of(drug: str, entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((one for one in entries if one["drug"] == drug), None)


def stands(profile: Profile, drug: str) -> tuple[Any, ...]:
    """Where therapy with the drug stands, wherever it was written."""
    about = profile.about(drug)
    order = about.order._replace(at=None) if about.order is not None else None
    return about.therapy._replace(at=None), order, about.takes(drug)
