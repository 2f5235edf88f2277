"""A number in the words of a rule that stands nowhere else: neither in its figures and condition nor in its evidence.

The words are what is read first. When a figure is mended and the sentence beside it is not, the reader is told the old
one; and a number that no cited statement gives has no source.

Numbers count that are written in digits with a unit. To mend it, correct the sentence, or cite the statement that gives
the number.
"""

from collections.abc import Iterator

from posology.checking.measures import measure, of_condition, of_effects, of_statements
from posology.checking.quantities_in_text import quantities_in
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.evidence import Citation
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary

_HINT = "correct the sentence, or cite the statement that gives the number"


def find_numbers_in_words(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each quantity that a rule's words name, and neither the rule itself nor the evidence that it cites."""
    statements = {
        Citation(source.id, statement.name): statement for source in drug.sources for statement in source.statements
    }
    for rule in drug.rules:
        told = [quantity for text in _texts(rule) for quantity in quantities_in(text)]
        if told:
            cited = [statements[citation] for citation in rule.evidence if citation in statements]
            own = {*of_condition(rule, vocabulary), *of_effects(rule.effects, vocabulary)}
            known = own.union(of_statements(cited))
            for quantity in dict.fromkeys(told):
                if measure(quantity) not in known:
                    line = f"the words of `{rule.name}` name {quantity}, which neither the rule nor its evidence states"
                    yield Diagnostic(rule.place, "number-in-words", line, _HINT)


def _texts(rule: Rule) -> tuple[str, ...]:
    return rule.words.says, rule.words.effect, rule.words.management
