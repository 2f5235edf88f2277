"""An explanation as a tree: each part of the condition, whether it holds, and the fact behind it."""

from collections.abc import Iterator

from posology.explaining.rule import Explanation, Missing, Part
from posology.firing.judge import Outcome
from posology.firing.wording import Facts, condition_in_words, effect_in_words, value_in_words
from posology.language.condition import All, AtLeast, NoneOf
from posology.language.fact import MEDICINE_SETS
from posology.patient.facts import Fact, Known, PatientFacts
from posology_cli.layout import PLACES, wrapped

_OF_A_RULE = {
    Outcome.FIRED: "FIRED",
    Outcome.NOT_FIRED: "DID NOT FIRE",
    Outcome.UNDETERMINED: "COULD NOT BE DECIDED",
}
_OF_A_PART = {Outcome.FIRED: "yes", Outcome.NOT_FIRED: "no", Outcome.UNDETERMINED: "not known"}
_MARKS = {Outcome.FIRED: "+", Outcome.NOT_FIRED: "-", Outcome.UNDETERMINED: "?"}


def explanation_text(explanation: Explanation, facts: PatientFacts, defined: Facts, width: int) -> str:
    """The explanation in lines of `width`."""
    return "\n".join(_Report(facts, defined, width).lines(explanation)) + "\n"


class _Report:
    def __init__(self, facts: PatientFacts, defined: Facts, width: int) -> None:
        self._facts = facts
        self._defined = defined
        self._width = width

    def lines(self, explanation: Explanation) -> Iterator[str]:
        rule, outcome = explanation.rule, explanation.judgement.outcome
        yield from wrapped(f"{rule.id}: {_OF_A_RULE[outcome]}", self._width, "", "  ")
        yield from self._at(f"at {rule.place.file}:{rule.place.line}", 1)
        does = "; ".join(effect_in_words(effect, self._defined) for effect in rule.effects)
        for text in (rule.words.says, rule.words.effect, rule.words.management):
            if text:
                yield from self._at(text, 1)
        if does:
            yield from self._at(f"{'does' if outcome is Outcome.FIRED else 'would do'}: {does}", 1)
        yield ""
        yield "WHY NOT" if outcome is Outcome.NOT_FIRED else "WHY"
        yield from self._part(explanation.tree, 1)
        yield from self._ending(explanation)

    def _ending(self, explanation: Explanation) -> Iterator[str]:
        if explanation.judgement.failed:
            yield from ["", "WHAT KEEPS IT FROM FIRING"]
            for condition in explanation.judgement.failed:
                yield from self._at(f"- {condition_in_words(condition, self._defined)}", 1)
        if explanation.missing:
            yield from ["", "WHAT WOULD DECIDE IT"]
            for one in explanation.missing:
                figures = "; its figures rest on it" if one.fact in explanation.rule.needed_by_effects else ""
                yield from self._missing(one, 1, figures)

    def _missing(self, missing: Missing, depth: int, more: str = "") -> Iterator[str]:
        yield from self._at(f"- {missing.fact}: {missing.why}{more}", depth)
        for other in missing.supplied_by:
            yield from self._missing(other, depth + 1)

    def _part(self, part: Part, depth: int) -> Iterator[str]:
        yield from self._at(f"{_MARKS[part.outcome]} {self._heading(part)}: {_OF_A_PART[part.outcome]}", depth)
        if part.fact is not None and not isinstance(part.condition, All | AtLeast | NoneOf):
            yield from self._at(self._fact(part.condition.fact, part.fact, part.matches), depth + 2)
        for drawn in part.drawn_by:
            text = f"{drawn.rule.within_drug}, which concludes it: {_OF_A_RULE[drawn.judgement.outcome].lower()}"
            yield from self._at(text, depth + 1)
            yield from self._part(drawn.tree, depth + 2)
        for below in part.parts:
            yield from self._part(below, depth + 1)

    def _heading(self, part: Part) -> str:
        match part.condition:
            case All(()):
                return "always"
            case All():
                return "all of"
            case NoneOf():
                return "none of"
            case AtLeast(1):
                return "any of"
            case AtLeast(count):
                return f"at least {count} of"
            case test:
                return condition_in_words(test, self._defined)

    def _fact(self, name: str, fact: Fact, matches: tuple[str, ...]) -> str:
        if not isinstance(fact, Known):
            return f"{name} is not known: {fact.why}"
        if name in MEDICINE_SETS:
            text = f"among the medicines: {', '.join(matches) or 'none of these'}"
            unread = self._facts.not_checked
            return text if matches or not unread else f"{text}; not checked: {', '.join(unread)}"
        return f"{name} is {self._value(name, fact)}: {self._origin(fact)}"

    def _origin(self, fact: Known) -> str:
        if fact.given:
            return f"given, of {fact.on}" if fact.on is not None else "given"
        read = ", ".join(self._with_value(name) for name in fact.rests_on)
        assumed = f", taking {' and '.join(fact.assumes)} for none" if fact.assumes else ""
        return f"computed by {fact.computed_by.replace('_', ' ')} from {read or 'what is stated'}{assumed}"

    def _with_value(self, name: str) -> str:
        fact = self._facts.facts.get(name)
        return f"{name} {self._value(name, fact)}" if isinstance(fact, Known) else name

    def _value(self, name: str, fact: Known) -> str:
        return value_in_words(fact.value, self._defined[name], PLACES)

    def _at(self, text: str, depth: int) -> list[str]:
        margin = "  " * depth
        return wrapped(text, self._width, margin, margin + "  ")
