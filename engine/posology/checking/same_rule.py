"""Two rules that are the same: they hold for the same patients, and do the same.

One of the two is a copy that was forgotten, or a copy of which something was to be changed and was not. When a figure
is mended in one of them, the other keeps the old one, and the stricter of both goes on to count.

Two rules of a file are the same where their conditions hold for the same patients, however they are written, and their
figures, verdicts and severities are alike. Rules that set no figure and draw no conclusion must say the same words as
well, for two warnings may weigh alike.

To mend it, take one of the two out and let the other cite the evidence of both, or mend what was to differ.
"""

from collections.abc import Hashable, Iterator
from itertools import combinations

import z3

from posology.checking.logic import Logic
from posology.checking.trial import Trial
from posology.checking.who import someone_for
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import AskFor, Monitor, RaiseVerdict
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary

_APART = (Family.LIMITS, Family.TITRATION, Family.PRODUCT)
"""Of two regimens, or titrations, for one patient another check tells."""

_WEIGHS_ONLY = (RaiseVerdict, Monitor, AskFor)
_HINT = "take one of the two out and let the other cite the evidence of both, or mend what was to differ"


def find_same_rules(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each rule that is the same as one before it in its file, with a patient for whom both fire."""
    logic, trial = Logic(drug, vocabulary), Trial(drug, vocabulary)
    alike: dict[Hashable, list[Rule]] = {}
    for rule in sorted(drug.rules, key=lambda rule: (rule.place, rule.id)):
        if rule.family not in _APART:
            alike.setdefault((rule.family, *_what_it_does(rule)), []).append(rule)
    told: set[str] = set()
    for rules in alike.values():
        for first, second in combinations(rules, 2):
            if second.id not in told and _hold_together(first, second, logic):
                told.add(second.id)
                who = someone_for((first, second), drug, vocabulary, trial)
                line = f"`{second.name}` is the same rule as `{first.name}` (line {first.place.line}){who}"
                yield Diagnostic(second.place, "same-rule", line, _HINT)


def _what_it_does(rule: Rule) -> tuple[Hashable, ...]:
    only_weighs = all(isinstance(effect, _WEIGHS_ONLY) for effect in rule.effects)
    words = (rule.words.about, rule.words.says, rule.words.effect, rule.words.management) if only_weighs else ()
    return frozenset(rule.effects), rule.severity, words


def _hold_together(first: Rule, second: Rule, logic: Logic) -> bool:
    one, other = logic.fires(first).holds, logic.fires(second).holds
    return logic.is_impossible(z3.Xor(one, other)) and not logic.is_impossible(one)
