"""What traces say of a drug's rules, put into words once and used for every patient."""

from functools import cached_property
from typing import NamedTuple

from posology.firing.wording import condition_in_words, effect_in_words
from posology.language.condition import CONCLUDED, Condition, Has, tests_of
from posology.language.drug import Drug
from posology.language.fact import FactDefinition
from posology.language.rule import Rule


class RuleText(NamedTuple):
    """A rule in words: its place, what it does, what it cites, the facts it reads and the names it seeks in sets."""

    at: str
    does: tuple[str, ...]
    evidence: tuple[str, ...]
    reads: tuple[str, ...]
    seeks: dict[str, frozenset[str]]


class RuleTexts:
    """The words for one drug's rules."""

    def __init__(self, drug: Drug, facts: dict[str, FactDefinition]) -> None:
        self._drug = drug
        self._facts = facts
        self._conditions: dict[int, str] = {}

    @cached_property
    def by_rule(self) -> dict[str, RuleText]:
        """Every rule of the drug in words, by its id."""
        return {rule.id: self._in_words(rule) for rule in self._drug.rules}

    def condition(self, condition: Condition) -> str:
        """The condition in words. It must be part of one of the drug's rules, which outlive this record."""
        text = self._conditions.get(id(condition))
        if text is None:
            text = self._conditions[id(condition)] = condition_in_words(condition, self._facts)
        return text

    def _in_words(self, rule: Rule) -> RuleText:
        seeks: dict[str, set[str]] = {}
        for test in tests_of(rule.when):
            if isinstance(test, Has):
                seeks.setdefault(test.fact, set()).update(test.names)
        return RuleText(
            at=f"{rule.place.file}:{rule.place.line}",
            does=tuple(effect_in_words(effect, self._facts) for effect in rule.effects),
            evidence=tuple(str(citation) for citation in rule.evidence),
            reads=tuple(fact for fact in rule.reads if fact != CONCLUDED),
            seeks={fact: frozenset(names) for fact, names in seeks.items()},
        )
