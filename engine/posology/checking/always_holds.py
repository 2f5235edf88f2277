"""A condition that always holds: a rule that looks as if it were for some patients is for all of them.

A test that leaves out nobody is a slip as a rule: `therapy_days: {at_least: 0}`, a list of all names that a fact can
have, one bound written twice the wrong way round under `any`. The rule still waits for the facts that it tests, and is
undetermined for a patient of whom they are not known.

Take the condition out where all patients are meant; else mend the test that was to tell them apart.
"""

from collections.abc import Iterator

from posology.checking.logic import Logic
from posology.errors import Diagnostic
from posology.firing.wording import condition_in_words
from posology.language.condition import tests_of
from posology.language.drug import Drug
from posology.language.rule import Family
from posology.language.vocabulary import Vocabulary

_HINT = "take the condition out where all patients are meant, or mend it"


def find_conditions_that_always_hold(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each rule with a condition that no patient fails. Where products are sold is no condition that was written."""
    logic = Logic(drug, vocabulary)
    for rule in drug.rules:
        written = rule.family is not Family.PRODUCT and any(tests_of(rule.when))
        if written and logic.is_impossible(logic.of(rule.when).fails):
            asked = condition_in_words(rule.when, vocabulary.facts)
            yield Diagnostic(rule.place, "always-holds", f"nobody fails the condition of `{rule.name}`: {asked}", _HINT)
