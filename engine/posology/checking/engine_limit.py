"""A condition that unfolds into more than the rule engine can be trusted with. No patient could be answered: the drug
is refused as a whole, rather than answered by an engine that may drop a rule without a word.

To mend it, make the condition smaller: split the rule, or let another rule draw a conclusion for a part of it.
"""

from collections.abc import Iterator

from posology.errors import Diagnostic, EngineLimit, Place
from posology.firing.clauses import encode
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


def find_engine_limit(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """The limit that the drug's rules pass, if they pass one."""
    try:
        encode(drug.rules)
    except EngineLimit as limit:
        place = next((rule.place for rule in drug.rules if rule.id == limit.rule), None)
        hint = "make the condition smaller: split the rule, or draw a conclusion for a part of it"
        yield Diagnostic(place or Place(f"rules/drugs/{drug.id}/drug.yaml", 1, 1), "engine-limit", str(limit), hint)
