"""Values of facts -> the line of YAML in which a profile states them."""

from fractions import Fraction
from typing import Any

from posology.checking.chosen import CannotBeStated, Chosen, Section, day_of, exactly
from posology.checking.therapy import STATED_BY_THERAPY, order_of, therapy_of
from posology.language.drug import Drug, Product
from posology.language.fact import MEDICINE_SETS
from posology.language.vocabulary import Vocabulary

_SECTIONS = ("patient", "profile", "therapy", "context")
_ANYONE: Section = {"id": "anyone"}
_SHOW_THE_DAY = {"as_of", "therapy_days", "days_at_dose", "time_off"}


def statement(chosen: Chosen, vocabulary: Vocabulary, drug: Drug) -> str:
    """One profile as one line of YAML, with these facts and nothing else. Raises `CannotBeStated`."""
    profile: dict[str, Section] = {name: {} for name in _SECTIONS}
    for name, value in chosen.items():
        fact = vocabulary.facts[name]
        if name in MEDICINE_SETS or name in STATED_BY_THERAPY or name == "as_of":
            continue
        if fact.section not in profile:
            raise CannotBeStated(name)
        profile[fact.section][name] = exactly(value, fact.unit) if isinstance(value, Fraction) else value
    if not chosen.keys().isdisjoint(MEDICINE_SETS):
        profile["profile"]["medications"] = _medicines(chosen)
    product = _product(chosen, drug)
    if product is not None and "jurisdiction" not in chosen:
        profile["context"]["jurisdiction"] = product.jurisdictions[0]
    therapy = therapy_of(chosen, product)
    profile["therapy"] |= therapy
    if product is not None and "current" not in therapy:
        profile["profile"]["order"] = order_of(product)
    if not _SHOW_THE_DAY.isdisjoint(chosen):
        profile["context"]["as_of"] = day_of(chosen).isoformat()
    return _flow(_in_one(profile))


def _in_one(profile: dict[str, Section]) -> Section:
    made: Section = {}
    for name, section in profile.items():
        if section:
            made |= section if name == "profile" else {name: section}
    return made or _ANYONE


def _medicines(chosen: Chosen) -> list[Any]:
    listed: list[Any] = []
    for fact in (name for name in MEDICINE_SETS if name != "taking"):
        listed += [{"name": name, "change": fact} for name in chosen.get(fact, ())]
    changing = {entry["name"] for entry in listed}
    return [*(name for name in chosen.get("taking", ()) if name not in changing), *listed]


def _product(chosen: Chosen, drug: Drug) -> Product | None:
    """A product that gives the drug off as asked, on the market where the patient is; None where none need be named."""
    release, where = chosen.get("release"), chosen.get("jurisdiction")
    fitting = [
        product
        for product in drug.products
        if product.release == release and product.jurisdictions and where in (None, *product.jurisdictions)
    ]
    return fitting[0] if fitting else None


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return str(value)
