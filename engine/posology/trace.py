"""What became of every rule, as the contract writes it."""

from posology.firing.judge import Judgement, Outcome
from posology.firing.rule_texts import RuleText
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import Known, PatientFacts
from posology.result import Evaluation
from posology.written_values import Document, fact_value


def trace_of(one: Evaluation, vocabulary: Vocabulary) -> Document:
    """A row for each rule, by what became of it."""
    made: Document = {outcome.value: [] for outcome in Outcome}
    shown = {
        name: fact_value(fact, vocabulary.facts[name])
        for name, fact in one.facts.facts.items()
        if isinstance(fact, Known) and not isinstance(fact.value, frozenset)
    }
    for judgement in one.firings.judgements:
        made[judgement.outcome.value].append(_trace_row(judgement, one, shown))
    return made


def _trace_row(judgement: Judgement, one: Evaluation, shown: Document) -> Document:
    text = one.texts.by_rule[judgement.rule.id]
    made: Document = {"rule": judgement.rule.id, "at": text.at, "read": _read(text, one.facts, shown)}
    match judgement.outcome:
        case Outcome.FIRED:
            made["did"] = list(text.does)
        case Outcome.NOT_FIRED:
            made["failed"] = [one.texts.condition(test) for test in judgement.failed]
        case Outcome.UNDETERMINED:
            made["missing"] = list(judgement.missing)
    made["evidence"] = list(text.evidence)
    return made


def _read(text: RuleText, facts: PatientFacts, shown: Document) -> Document:
    """The facts that a rule read; of a set, those of the names it seeks that the patient has; null for unknown."""
    read: Document = {}
    for name in text.reads:
        fact = facts.facts.get(name)
        if isinstance(fact, Known) and isinstance(fact.value, frozenset):
            read[name] = sorted(fact.value & text.seeks[name])
        else:
            read[name] = shown.get(name)
    return read
