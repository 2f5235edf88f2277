"""The trace as a tree: what became of every rule, what it read, and on what evidence."""

from collections.abc import Iterator

from posology import Evaluation
from posology.firing.judge import Judgement, Outcome
from posology.firing.wording import condition_in_words, effect_in_words
from posology.language.vocabulary import Vocabulary
from posology_cli.layout import wrapped

_TITLES = {
    Outcome.FIRED: "fired",
    Outcome.UNDETERMINED: "could not be decided",
    Outcome.NOT_FIRED: "did not fire",
}


def trace_lines(one: Evaluation, vocabulary: Vocabulary, width: int) -> Iterator[str]:
    """Every rule under what became of it."""
    for outcome, title in _TITLES.items():
        judgements = [judgement for judgement in one.firings.judgements if judgement.outcome is outcome]
        yield f"  {title} ({len(judgements)})"
        for number, judgement in enumerate(judgements, start=1):
            last = number == len(judgements)
            yield from _rule_lines(judgement, vocabulary, width, last)


def _rule_lines(judgement: Judgement, vocabulary: Vocabulary, width: int, last: bool) -> Iterator[str]:
    rule = judgement.rule
    branch, below = ("`- ", "   ") if last else ("|- ", "|  ")
    yield from wrapped(f"{rule.id} ({rule.place.file}:{rule.place.line})", width, f"  {branch}", f"  {below}")
    for label, text in _told(judgement, vocabulary):
        yield from wrapped(f"{label}: {text}", width, f"  {below}", f"  {below}  ")


def _told(judgement: Judgement, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    rule, facts = judgement.rule, vocabulary.facts
    match judgement.outcome:
        case Outcome.FIRED:
            yield "because", condition_in_words(rule.when, facts)
            if rule.effects:
                yield "does", "; ".join(effect_in_words(effect, facts) for effect in rule.effects)
            yield "evidence", ", ".join(str(citation) for citation in rule.evidence)
        case Outcome.NOT_FIRED:
            yield "failed", "; ".join(condition_in_words(test, facts) for test in judgement.failed)
        case Outcome.UNDETERMINED:
            yield "needs", ", ".join(judgement.missing)
            yield "asks", condition_in_words(rule.when, facts)
            if rule.effects:
                yield "would", "; ".join(effect_in_words(effect, facts) for effect in rule.effects)
