"""A figure looser than all that the cited sources give for it: a larger maximum, a shorter time between steps.

A rule may be stricter than its sources, and of sources that disagree it may follow one. Looser than each of them it is
a slip, of the pen or of the figure's place, or the statement that bears it is not cited.

Numbers in mg and times are compared, of each kind of figure that every cited statement gives as a plain number. A
maximum is held against the maintenance range and the start of a source as well, and that of a single dose against the
daily total taken as seldom as the regimen allows. To mend it, correct the figure, or cite the statement that gives it.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from posology.checking.stated_figures import Stated, figures_in
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.effect import Bound, Direction, Fixed, Slot, TimesADay
from posology.language.evidence import Citation
from posology.language.quantity import plain_number
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary

_ALSO = {
    Slot.MAX_DAILY: (Slot.USUAL_TO, Slot.START_DAILY),
    Slot.USUAL_TO: (Slot.MAX_DAILY,),
    Slot.USUAL_FROM: (Slot.USUAL_TO, Slot.MAX_DAILY),
    Slot.MAX_DOSE: (Slot.START_DOSE,),
}
"""What else of a source speaks for so much of a figure."""

Cited = Mapping[Citation, Stated]

_DAILY = (Slot.MAX_DAILY, Slot.USUAL_TO, Slot.START_DAILY)
_HINT = "correct the figure, or cite the statement that gives it"


def find_figures_looser_than_sources(drug: Drug, _: Vocabulary) -> Iterator[Diagnostic]:
    """Each figure that is looser than that of every statement which its rule cites for it."""
    stated = {
        Citation(source.id, statement.name): figures_in(statement)
        for source in drug.sources
        for statement in source.statements
    }
    for rule in drug.rules:
        cited = {citation: stated[citation] for citation in rule.evidence if citation in stated}
        for effect in rule.effects:
            if isinstance(effect, Bound) and isinstance(effect.amount, Fixed):
                slot, value = effect.slot, effect.amount.value
                is_given = any(slot in figures for figures in cited.values())
                numbers = [*_speaking_for(slot, rule, cited)]
                known = [(number, citation) for number, citation in numbers if number is not None]
                if is_given and len(known) == len(numbers) and all(_is_looser(slot, value, one) for one, _ in known):
                    loosest, citation = (min if slot.direction is Direction.UP else max)(known, key=lambda one: one[0])
                    figures = f"{_written(value, slot)}, is looser than any cited statement has it"
                    line = f"{slot.label} of `{rule.name}`, {figures}: {_written(loosest, slot)} by {citation}"
                    yield Diagnostic(rule.place, "looser-than-sources", line, _HINT)


def _speaking_for(slot: Slot, rule: Rule, cited: Cited) -> Iterator[tuple[Fraction | None, Citation]]:
    """The numbers that speak for the figure, each by its statement; None for one that cannot be compared."""
    seldom = next((effect.at_least for effect in rule.effects if isinstance(effect, TimesADay)), 1)
    for citation, figures in cited.items():
        yield from ((figures[other], citation) for other in (slot, *_ALSO.get(slot, ())) if other in figures)
        if slot is Slot.MAX_DOSE:
            daily = (figures[other] for other in _DAILY if other in figures)
            yield from ((None if total is None else total / seldom, citation) for total in daily)


def _is_looser(slot: Slot, value: Fraction, number: Fraction) -> bool:
    return value > number if slot.direction is Direction.DOWN else value < number


def _written(value: Fraction, slot: Slot) -> str:
    return f"{plain_number(value)} {slot.unit}"
