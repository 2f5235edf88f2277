"""A figure for which no cited statement gives one: a rule that limits a dose, on evidence that names no number for it.

Nothing stands here without evidence, and a citation that only says that care is needed is none for a figure. Numbers
count that a cited statement gives as a figure, or names in its words as the rule has them. Shares are left out, which
words may give as well.

To mend it, cite the statement that gives the number, or take the figure out and let the words stand.
"""

from collections.abc import Iterator

from posology.checking.measures import of_effects, of_statements
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Bound
from posology.language.evidence import Citation
from posology.language.vocabulary import Vocabulary

_NO_DOSES = {"strengths", "half_life"}
_HINT = "cite the statement that gives the number, or take the figure out"


def find_figures_without_source(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each rule with a figure of which no cited statement gives any figure at all, and none names the same number."""
    statements = {
        Citation(source.id, statement.name): statement for source in drug.sources for statement in source.statements
    }
    for rule in drug.rules:
        cited = [statements[citation] for citation in rule.evidence if citation in statements]
        bounds = [effect for effect in rule.effects if isinstance(effect, Bound)]
        own = {*of_effects(bounds, vocabulary)}
        given = {key for statement in cited for key, _ in statement.figures} - _NO_DOSES
        if own and cited and not given and own.isdisjoint(of_statements(cited)):
            labels = ", ".join(dict.fromkeys(effect.slot.label for effect in bounds))
            line = f"no statement that `{rule.name}` cites gives a figure, and it sets {labels}"
            yield Diagnostic(rule.place, "figure-without-source", line, _HINT)
