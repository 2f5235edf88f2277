"""One rule and one patient -> the rule's condition as a tree, each part with what became of it and what it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from posology.firing.judge import Judgement, Outcome, judge
from posology.language.condition import CONCLUDED, Condition, Has, InRange, OneOf, Test
from posology.language.drug import Drug
from posology.language.fact import MEDICINE_SETS, Value
from posology.language.rule import Rule
from posology.patient.facts import Fact, PatientFacts, Unknown
from posology.result import Evaluation


class Part(NamedTuple):
    """A part of a condition: what became of it, and its own parts, if it joins some.

    A single test has its fact, as far as that is known; one of medicines the patient's that it matches; one of
    conclusions the rules that draw them.
    """

    condition: Condition
    outcome: Outcome
    parts: tuple["Part", ...] = ()
    fact: Fact | None = None
    matches: tuple[str, ...] = ()
    drawn_by: tuple["Explanation", ...] = ()


class Missing(NamedTuple):
    """A fact that would decide, why it is not known, and those that would supply it."""

    fact: str
    why: str
    supplied_by: tuple["Missing", ...] = ()


class Explanation(NamedTuple):
    """What became of a rule, its condition part by part, and what would decide it where it is undetermined."""

    judgement: Judgement
    tree: Part
    missing: tuple[Missing, ...]

    @property
    def rule(self) -> Rule:
        """The rule that is explained."""
        return self.judgement.rule


def explain(rule: Rule, evaluation: Evaluation) -> Explanation:
    """Why the rule, one of the evaluation's drug, came out as it did."""
    facts, drug = evaluation.facts, evaluation.drug
    judgements = {judgement.rule.id: judgement for judgement in evaluation.firings.judgements}
    return _Explainer(drug, facts, judgements).explain(rule)


class _Explainer:
    def __init__(self, drug: Drug, facts: PatientFacts, judgements: Mapping[str, Judgement]) -> None:
        self._drug = drug
        self._facts = facts
        self._judgements = judgements
        self._values = facts.values()

    def explain(self, rule: Rule) -> Explanation:
        judgement = self._judgements[rule.id]
        outcomes = self._outcomes(rule, self._values)
        return Explanation(
            judgement, self._part(rule.when, outcomes), tuple(missing(fact, self._facts) for fact in judgement.missing)
        )

    def _outcomes(self, rule: Rule, values: Mapping[str, Value]) -> dict[Condition, Outcome]:
        """What becomes of each part of the condition: each is judged as the condition of a rule of its own."""
        parts = dict.fromkeys(_parts_of(rule.when))
        probes = {f"{rule.id}#{number}": part for number, part in enumerate(parts)}
        asked = [replace(rule, id=id, when=part, effects=()) for id, part in probes.items()]
        judged = judge((*self._drug.rules, *asked), values)
        return {probes[one.rule.id]: one.outcome for one in judged if one.rule.id in probes}

    def _part(self, condition: Condition, outcomes: dict[Condition, Outcome]) -> Part:
        if isinstance(condition, InRange | OneOf | Has):
            return self._test(condition, outcomes[condition])
        return Part(condition, outcomes[condition], tuple(self._part(part, outcomes) for part in condition.of))

    def _test(self, test: Test, outcome: Outcome) -> Part:
        if test.fact == CONCLUDED and isinstance(test, Has):
            drawing = [rule for rule in self._drug.rules if set(rule.concludes) & set(test.names)]
            return Part(test, outcome, drawn_by=tuple(map(self.explain, drawing)))
        part = Part(test, outcome, fact=self._facts.facts.get(test.fact, Unknown("not given")))
        if test.fact in MEDICINE_SETS and isinstance(test, Has):
            return part._replace(matches=tuple(self._matching(test)))
        return part

    def _matching(self, test: Has) -> Iterator[str]:
        for partner in self._facts.partners:
            if partner.counts_for(test.fact) and not partner.tokens.isdisjoint(test.names):
                yield partner.label


def missing(name: str, facts: PatientFacts, above: tuple[str, ...] = ()) -> Missing:
    """Why the fact is not known, and the like of each unknown fact that it would follow from."""
    fact = facts.facts.get(name)
    if not isinstance(fact, Unknown):
        return Missing(name, "not given")
    below = (other for other in fact.for_want_of if other not in (*above, name) and facts.value(other) is None)
    return Missing(name, fact.why, tuple(missing(other, facts, (*above, name)) for other in below))


def _parts_of(condition: Condition) -> Iterator[Condition]:
    yield condition
    if not isinstance(condition, InRange | OneOf | Has):
        for part in condition.of:
            yield from _parts_of(part)
