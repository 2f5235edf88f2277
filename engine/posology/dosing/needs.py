"""What is not known and would matter."""

from typing import NamedTuple

from posology.dosing.plan import Plan
from posology.firing.judge import Judgement, Outcome
from posology.firing.wording import condition_in_words
from posology.language.rule import Family
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import Fact, Known, PatientFacts, Unknown


class Need(NamedTuple):
    """A fact that is not known, why, and the rules that cannot be decided, or rest on an assumption, without it."""

    fact: str
    why: str
    rules: tuple[str, ...]


def needs_of(
    judgements: tuple[Judgement, ...], doubted: tuple[Judgement, ...], facts: PatientFacts
) -> tuple[Need, ...]:
    """Each missing fact with the rules that wait for it; where a formula wants other facts, those as well.

    `doubted` is what became of the rules with every assumption dropped: what only then is undetermined rests on the
    fact that was assumed.
    """
    waiting: dict[str, set[str]] = {}
    for judgement in (*judgements, *doubted):
        if judgement.outcome is Outcome.UNDETERMINED:
            for fact in judgement.missing:
                for name in _with_what_it_wants(fact, facts):
                    waiting.setdefault(name, set()).add(judgement.rule.id)
    if "taking" in waiting:  # the list of medicines answers all three
        for name in ("starting", "stopping"):
            waiting["taking"] |= waiting.pop(name, set())
    needs = [
        Need(fact, _why(fact, facts), tuple(sorted(rules)))
        for fact, rules in waiting.items()
        if not (isinstance(found := facts.facts.get(fact), Known) or _only_doubted(found))
    ]
    return tuple(sorted(needs, key=lambda need: (-len(need.rules), need.fact)))


def _only_doubted(fact: Fact | None) -> bool:
    """Whether the fact has been computed, on an assumption: what is wanted is the fact that was assumed."""
    return isinstance(fact, Unknown) and fact.doubted


def _with_what_it_wants(fact: str, facts: PatientFacts) -> set[str]:
    names, waiting = set(), [fact]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            found = facts.facts.get(name)
            waiting += found.for_want_of if isinstance(found, Unknown) else ()
    return names


def _why(fact: str, facts: PatientFacts) -> str:
    found = facts.facts.get(fact)
    return found.why if isinstance(found, Unknown) else "not given"


def why_not_covered(plan: Plan, judgements: tuple[Judgement, ...], vocabulary: Vocabulary) -> str:
    """Why no regimen applies: the facts that would decide it, or what failed for each; empty where one applies."""
    if plan.regimen is not None:
        return ""
    regimens = [judgement for judgement in judgements if judgement.rule.family is Family.LIMITS]
    open_ones = [judgement for judgement in regimens if judgement.outcome is Outcome.UNDETERMINED]
    if open_ones:
        missing = sorted({fact for judgement in open_ones for fact in judgement.missing})
        names = ", ".join(judgement.rule.id for judgement in open_ones)
        return f"cannot be decided without {', '.join(missing)}: {names}"
    by_all = [test for test in regimens[0].failed if all(test in one.failed for one in regimens)] if regimens else []
    if len(regimens) > 1 and by_all:
        asked = " and ".join(condition_in_words(test, vocabulary.facts) for test in by_all)
        return f"no regimen applies: each of them asks for {asked}"
    failures = [f"{judgement.rule.id} asks for {_asked(judgement, vocabulary)}" for judgement in regimens]
    return "no regimen applies: " + "; ".join(failures) if failures else "there is no regimen"


def _asked(judgement: Judgement, vocabulary: Vocabulary) -> str:
    return " and ".join(condition_in_words(test, vocabulary.facts) for test in judgement.failed)
