"""Which case of a drug would notice an edit of its rules.

Only the judge is asked: the rule engine agrees with it on every rule, or there is no answer to compare with. The cases
must pass as the rules stand, for one that fails can notice nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from posology.cases.comparing import Answer, differs
from posology.cases.mutants import IN_THE_CONDITION, Kind, Mutant
from posology.cases.reading import Case
from posology.cases.running import as_answer, names_of_products, profiles_of
from posology.errors import PosologyError
from posology.evaluate import Compiled, evaluate_known
from posology.firing.judge import Judge, Judgement, Outcome
from posology.firing.rule_texts import RuleTexts
from posology.language.condition import CONCLUDED, facts_of
from posology.language.drug import Drug
from posology.language.effect import TimesADay
from posology.language.fact import Value
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import PatientFacts, know
from posology.patient.profile import Profile

_IN_THE_FIGURES = (Kind.FIGURE, Kind.PACE, Kind.SOFTENED)

_NOT_COMPARED = ("why_not_covered", "monitor", "guidance")

Values = Mapping[str, Value]


class Noticed(NamedTuple):
    """A mutant, and the case that notices it; None where it would go unseen.

    `changes` is then a case whose answer it changes in a part that the case does not expect (`parts`), if there is any.
    """

    mutant: Mutant
    by: Case | None
    changes: Case | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A case, what is known of its patient, and what becomes of every rule, with assumptions and without them."""

    case: Case
    profile: Profile
    facts: PatientFacts
    values: tuple[Values, ...]
    became: tuple[dict[str, Judgement], ...]
    names: frozenset[str]


class _Settled(Judge):
    """What becomes of every rule of one patient, known before: an edit of a figure changes no outcome."""

    def __init__(self, known: _Known, instead: Iterable[Rule]) -> None:
        super().__init__(())
        self._known = known
        self._instead = {rule.id: rule for rule in instead}

    def judge(self, values: Mapping[str, Value]) -> tuple[Judgement, ...]:
        """The same as ever, with the edited rules in their places."""
        became = next(one for one, of in zip(self._known.became, self._known.values, strict=True) if of == values)
        edited = {id: became[id]._replace(rule=rule) for id, rule in self._instead.items()}
        return tuple((became | edited).values())


class Watch:
    """The cases of one drug, ready to be held against any number of mutants."""

    def __init__(self, drug: Drug, vocabulary: Vocabulary, cases: tuple[Case, ...]) -> None:
        self._drug = drug
        self._vocabulary = vocabulary
        self._rules = {rule.id: rule for rule in drug.rules}
        self._compiled = Compiled(drug, Judge(drug.rules), None, RuleTexts(drug, vocabulary.facts))
        self._answers: dict[str, Answer] = {}
        known = [
            _known(case, profile.about(drug.id), self._compiled.judge, drug, vocabulary)
            for case, profile in zip(cases, profiles_of(cases, vocabulary), strict=True)
        ]
        self._known = tuple(sorted(known, key=lambda one: -len(one.names)))  # who expects the most notices the soonest

    def notice(self, mutants: Iterable[Mutant]) -> Iterator[Noticed]:
        """Each mutant with a case that differs with it."""
        for mutant in mutants:
            yield self._noticed(mutant)

    def _noticed(self, mutant: Mutant) -> Noticed:
        drug = _edited(self._drug, mutant)
        compiled = Compiled(drug, Judge(drug.rules), None, self._compiled.texts)
        unseen = Noticed(mutant, None)
        for known in self._able_to_notice(mutant, compiled.judge):
            if mutant.kind in _IN_THE_FIGURES:
                compiled = compiled._replace(judge=_Settled(known, mutant.rules))
            try:
                answer = self._answer(known, compiled)
            except PosologyError:
                return Noticed(mutant, known.case)
            if differs(known.case.expect, answer, names_of_products(drug), self._vocabulary.facts):
                return Noticed(mutant, known.case)
            if unseen.changes is None and mutant.kind is not Kind.DROPPED:
                unseen = self._unexpected(mutant, known, answer)
        return unseen

    def _answer(self, known: _Known, compiled: Compiled) -> Answer:
        same_products = len(compiled.drug.products) == len(self._drug.products)
        facts = known.facts if same_products else know(known.profile, self._vocabulary, compiled.drug)
        return as_answer(evaluate_known(facts, known.profile, compiled, self._vocabulary), self._vocabulary)

    def _unexpected(self, mutant: Mutant, known: _Known, answer: Answer) -> Noticed:
        name = known.case.name
        if name not in self._answers:
            self._answers[name] = _comparable(self._answer(known, self._compiled))
        before, after = self._answers[name], _comparable(answer)
        parts = tuple(sorted(key for key in {*before, *after} if before.get(key) != after.get(key)))
        return Noticed(mutant, None, known.case if parts else None, parts)

    def _able_to_notice(self, mutant: Mutant, judge: Judge) -> Iterator[_Known]:
        """The cases whose answer may change: for a figure those in which its rule fired or may yet fire."""
        if self._rules[mutant.rule].family is Family.PRODUCT and mutant.kind not in IN_THE_CONDITION:
            return iter(self._known)
        name = self._rules[mutant.rule].within_drug
        if mutant.kind is Kind.DROPPED:
            return (known for known in self._known if name in known.names or _may_fire(mutant.rule, known))
        if mutant.kind not in IN_THE_CONDITION:
            told = any(rule.severity is not self._rules[rule.id].severity for rule in mutant.rules)
            return (
                known for known in self._known if _may_fire(mutant.rule, known) and (not told or name in known.names)
            )
        return self._with_another_outcome(mutant, judge)

    def _with_another_outcome(self, mutant: Mutant, judge: Judge) -> Iterator[_Known]:
        rules = [self._rules[rule.id] for rule in mutant.rules]
        if any(rule.concludes or CONCLUDED in facts_of(rule.when) for rule in rules):
            edited, ids = judge, tuple(self._rules)
        else:
            edited, ids = Judge(mutant.rules), tuple(rule.id for rule in rules)
        weighs = any(isinstance(effect, TimesADay) for rule in rules for effect in rule.effects)
        for known in self._known:
            may_fire = weighs and any(_may_fire(id, known) for id in ids)  # `at_worst` compares its condition as such
            if may_fire or any(
                _differs(edited.judge(values), became, ids)
                for values, became in zip(known.values, known.became, strict=True)
            ):
                yield known


def _known(case: Case, profile: Profile, judge: Judge, drug: Drug, vocabulary: Vocabulary) -> _Known:
    facts = know(profile, vocabulary, drug)
    surely = facts.without_assumptions()
    values = (facts.values(),) if surely is facts else (facts.values(), surely.values())
    became = tuple({one.rule.id: one for one in judge.judge(one_set)} for one_set in values)
    return _Known(case, profile, facts, values, became, frozenset(_texts_in(case.expect)))


def _comparable(answer: Answer) -> Answer:
    """The answer as far as a case can expect anything of it, under the keys of a case where they are others."""
    made = {key: value for key, value in answer.items() if key not in _NOT_COMPARED}
    made["fired"] = made.pop("trace")
    made["set_by"] = {name: [one["rule"] for one in those if one["wins"]] for name, those in answer["set_by"].items()}
    return made


def _texts_in(expected: object) -> Iterator[str]:
    """Every text of what is expected: the names of rules are among them."""
    if isinstance(expected, dict):
        for value in expected.values():
            yield from _texts_in(value)
    elif isinstance(expected, list):
        for value in expected:
            yield from _texts_in(value)
    elif isinstance(expected, str):
        yield expected


def _edited(drug: Drug, mutant: Mutant) -> Drug:
    instead = {product.id: product for product in mutant.products}
    rules = mutant.of(drug)
    left = {rule.name for rule in rules if rule.family is Family.PRODUCT}
    return Drug(
        id=drug.id,
        name=drug.name,
        route=drug.route,
        codes=drug.codes,
        products=tuple(instead.get(product.id, product) for product in drug.products if product.id in left),
        conclusions=drug.conclusions,
        rules=rules,
        sources=drug.sources,
        fingerprint="",
    )


def _may_fire(id: str, known: _Known) -> bool:
    return any(became[id].outcome is not Outcome.NOT_FIRED for became in known.became)


def _differs(judged: Iterable[Judgement], became: dict[str, Judgement], ids: tuple[str, ...]) -> bool:
    return any(
        one.outcome is not became[one.rule.id].outcome or one.missing != became[one.rule.id].missing
        for one in judged
        if one.rule.id in ids
    )
