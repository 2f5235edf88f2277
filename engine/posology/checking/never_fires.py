"""A rule that can never fire: its condition asks for what no patient can be.

Such a rule looks as if it protected somebody, and protects nobody. Most often two tests contradict each other (an age
below 12 years and from 18 years on), a test leaves nothing of what is plausible, a medicine is asked for and its class
ruled out, or a conclusion is tested that is only drawn where the rest of the condition cannot hold.

The finding names the fewest tests that cannot hold together. Mend the one that is wrong, or take the rule out.
"""

from collections.abc import Iterator

from posology.checking.logic import Logic
from posology.errors import Diagnostic
from posology.firing.wording import condition_in_words
from posology.language.condition import All, Condition
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary

_HINT = "mend the test that is wrong, or take the rule out"


def find_rules_that_never_fire(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each rule that no patient at all makes fire, with the tests that cannot hold together."""
    logic = Logic(drug, vocabulary)
    for rule in drug.rules:
        if logic.is_impossible(logic.fires(rule).holds):
            parts = _contradiction(rule, logic)
            asked = " and ".join(f"`{condition_in_words(part, vocabulary.facts)}`" for part in parts)
            line = f"`{rule.name}` can never fire: no patient meets {asked}"
            yield Diagnostic(rule.place, "never-fires", line, _HINT)


def _contradiction(rule: Rule, logic: Logic) -> list[Condition]:
    """The parts of the condition that cannot hold together, of which none can be spared."""
    left = [*parts_of(rule.when)]
    for part in tuple(left):
        rest = [other for other in left if other is not part]
        if logic.is_impossible(*(logic.of(other).holds for other in rest)):
            left = rest
    return left


def parts_of(condition: Condition) -> Iterator[Condition]:
    """What must hold, piece by piece."""
    if isinstance(condition, All):
        for part in condition.of:
            yield from parts_of(part)
    else:
        yield condition
