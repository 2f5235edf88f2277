"""A figure that never counts: wherever its rule fires, another rule sets one that is as strict.

The strictest figure wins. A rule that halves the maximum for patients whose maximum another rule cuts to a third in any
case changes no answer: whoever reads it believes in a figure that nobody gets. Either the figure is written in the
wrong rule, or a bound between the two rules is, or the rule was left over when a stricter one was written.

What stands by itself (mg, mg/kg, in proportion to a fact) is held against all that others say; a share is taken of the
figure of each regimen that can apply. A figure that a regimen has, too, is a table told in full; one that is looser
than that of every regimen never counts. `start` and `usual_daily` are told where neither of their figures counts.

To mend it, take the figure out of the rule, whose words and verdict may stay, or mend the condition or the figure that
is wrong.
"""

from collections.abc import Iterable, Iterator, Sequence

import z3

from posology.checking.any_patient import either
from posology.checking.figure_terms import BASES, Said, all_that_is_said, at_least_as_strict, stricter
from posology.checking.logic import Logic
from posology.checking.trial import Trial
from posology.checking.who import someone_for
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Slot
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary

_WRITTEN = (
    ("start", (Slot.START_DOSE, Slot.START_DAILY)),
    ("usual_daily", (Slot.USUAL_FROM, Slot.USUAL_TO)),
    *((slot.label, (slot,)) for slot in (Slot.MAX_DOSE, Slot.MAX_DAILY)),
    ("step", (Slot.STEP_DOSE, Slot.STEP_DAILY)),
    *((slot.label, (slot,)) for slot in (Slot.STEP_INTERVAL, Slot.DOSE_INTERVAL, Slot.BEGIN_AGAIN)),
)
"""The figures as they are written, each with the slots that it sets; not of tapers, which hold without a regimen."""

_HINT = "take the figure out, or mend the condition or figure that is wrong"


def find_figures_that_never_count(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each figure of a rule that is no regimen and is never the strictest, with the rules that are as strict.

    Of two rules that make each other useless, the later is told.
    """
    trial = Trial(drug, vocabulary)
    figures = _Figures(drug, Logic(drug, vocabulary))
    for written, slots in _WRITTEN:
        for rule, others in figures.never_strictest(slots):
            named = " and ".join(f"`{other.name}` (line {other.place.line})" for other in others)
            verb = "sets" if len(others) == 1 else "set"
            who = someone_for((rule, *others[:1]), drug, vocabulary, trial)
            line = f"{written} of `{rule.name}` never counts: {named} {verb} one as strict{who}"
            yield Diagnostic(rule.place, "never-strictest", line, _HINT)


class _Figures:
    """What the rules of one drug say of its figures."""

    def __init__(self, drug: Drug, logic: Logic) -> None:
        self._drug = drug
        self._logic = logic
        regimens = (rule for rule in drug.rules if rule.family is Family.LIMITS)
        self._covered = either((logic.fires(rule).holds for rule in regimens), logic.context)

    def never_strictest(self, slots: Sequence[Slot]) -> Iterator[tuple[Rule, list[Rule]]]:
        """The rules, the last first, that never count in any of these slots, and those that make them useless."""
        said = [one for slot in slots for one in all_that_is_said(slot, self._drug.rules, self._logic)]
        setting = {one.rule.id: one.rule for one in said if one.rule.family not in BASES}
        for rule in sorted(setting.values(), key=lambda rule: (rule.place, rule.id), reverse=True):
            own = [one for one in said if one.rule is rule]
            others = [one for one in said if one.rule is not rule]
            if self._applies(own) and not self._can_count(own, others):
                yield rule, self._needed(own, others)
                said = others

    def _applies(self, own: Iterable[Said]) -> bool:
        return not self._logic.is_impossible(self._covered, either((one.when for one in own), self._logic.context))

    def _can_count(self, own: Iterable[Said], others: Iterable[Said]) -> bool:
        """Whether one of its own values may be stricter than all that others say of the slot."""
        compared = [*others]
        ways = (
            z3.And(one.when, *(z3.Not(_beats(other, one)) for other in compared if other.slot is one.slot))
            for one in own
        )
        return not self._logic.is_impossible(self._covered, either(ways, self._logic.context))

    def _needed(self, own: list[Said], others: list[Said]) -> list[Rule]:
        """The rules that make the figure useless together, of which none can be spared; no regimen where others do."""
        for rule in sorted({one.rule.id: one.rule for one in others}.values(), key=_regimens_first):
            fewer = [one for one in others if one.rule is not rule]
            if not self._can_count(own, fewer):
                others = fewer
        return [*{one.rule.id: one.rule for one in others}.values()]


def _beats(other: Said, one: Said) -> z3.BoolRef:
    compare = stricter if other.rule.family in BASES else at_least_as_strict
    return z3.And(other.when, compare(other, one))


def _regimens_first(rule: Rule) -> tuple[bool, str]:
    return rule.family not in BASES, rule.id
