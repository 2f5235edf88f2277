"""Whether the rule engine can be trusted with a drug's rules, before any patient meets them."""

from collections.abc import Iterator

from posology.errors import Diagnostic, EngineLimit, Place
from posology.firing.clauses import encode
from posology.language.drug import Drug


def find_engine_limits(drug: Drug) -> Iterator[Diagnostic]:
    """The limit that the drug's rules pass, if they pass one: no patient could be evaluated with them."""
    try:
        encode(drug.rules)
    except EngineLimit as limit:
        place = next((rule.place for rule in drug.rules if rule.id == limit.rule), None)
        hint = "make the condition smaller: split the rule, or draw a conclusion for a part of it"
        yield Diagnostic(place or Place(f"rules/drugs/{drug.id}/drug.yaml", 1, 1), "engine-limit", str(limit), hint)
