"""The rule that somebody means by what they typed."""

from collections.abc import Sequence

from posology.errors import Diagnostic, InputError, Place
from posology.language.drug import Drug
from posology.language.rule import Rule
from posology.reading.suggest import closest

_AT = Place("--rule", 1, 1)


def rule_named(id: str, drugs: Sequence[Drug]) -> Rule:
    """The rule with that id, given whole (`drug/limits/adult`), without the drug, or by its last part alone.

    Raises `InputError` where there is none, or more than one.
    """
    rules = [rule for drug in drugs for rule in drug.rules]
    for place in range(3):
        found = [rule for rule in rules if _names(rule)[place] == id]
        if len(found) == 1:
            return found[0]
        if found:
            hint = f"one of {', '.join(rule.id for rule in found)}"
            raise InputError([Diagnostic(_AT, "rule-open", f"`{id}` is the name of {len(found)} rules", hint)])
    known = [name for rule in rules for name in _names(rule)]
    of = " and ".join(drug.id for drug in drugs)
    meant = closest(id, known)
    hint = f"did you mean `{meant}`?" if meant is not None else f"posology show {drugs[0].id} shows every rule"
    raise InputError([Diagnostic(_AT, "unknown-rule", f"{of} has no rule `{id}`", hint)])


def _names(rule: Rule) -> tuple[str, str, str]:
    """What a rule may be called, the longest first."""
    return rule.id, rule.within_drug, rule.name
