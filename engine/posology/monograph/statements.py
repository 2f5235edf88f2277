"""evidence.yaml -> the figures that each statement gives, in the form of a rule's own effects."""

from fractions import Fraction
from pathlib import Path

from posology.language.drug import Drug
from posology.language.effect import Bound, Effect, Fixed, Slot
from posology.language.evidence import Citation
from posology.language.vocabulary import Vocabulary
from posology.reading.conditions import Names
from posology.reading.effects import bounds, modifiers
from posology.reading.figures import bound_or_range, time
from posology.reading.folder import named_from, read_file
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping

Stated = dict[Citation, tuple[Effect, ...]]


def read_statements(rules: Path, drug: Drug, vocabulary: Vocabulary) -> Stated:
    """What each statement of the drug's sources gives in figures. Raises `InputError` with every one that is none."""
    path = rules / "drugs" / drug.id / "evidence.yaml"
    document = read_file(path, named_from(rules, path))
    problems = Problems()
    names = Names(vocabulary, frozenset())
    stated = {
        Citation(source, name): tuple(_effects(statement, names, problems))
        for source, entry in document.content["sources"].items()
        for name, statement in entry["states"].items()
    }
    problems.stop_if_any()
    return stated


def _effects(written: Mapping, names: Names, problems: Problems) -> list[Effect]:
    facts = names.vocabulary.facts
    effects = [other for effect in bounds(written, facts, problems) for other in _step(effect, written)]
    effects += modifiers(written, names, problems)
    for end, slot in (("from", Slot.TAPER_FROM), ("to", Slot.TAPER_TO)):
        taper = written.get("taper", {})
        if end in taper:
            effects += time(slot, taper[end], taper.values_at[end], problems)
    if "taper_step" in written:
        at = written.values_at["taper_step"]
        effects += bound_or_range(Slot.TAPER_STEP, written["taper_step"], at, facts, problems)
    if "taper_share" in written:
        effects.append(Bound(Slot.TAPER_SHARE, Fixed(Fraction(written["taper_share"]))))
    if "taper_every" in written:
        effects += time(Slot.TAPER_EVERY, written["taper_every"], written.values_at["taper_every"], problems)
    return effects


def _step(effect: Effect, written: Mapping) -> list[Effect]:
    """The effect; a step as that of the day where the source means it so, and as either where it does not say."""
    if not isinstance(effect, Bound) or effect.slot is not Slot.STEP_DOSE:
        return [effect]
    each: dict[str, Effect] = {"dose": effect, "day": Bound(Slot.STEP_DAILY, effect.amount)}
    return [each[written["step_each"]]] if "step_each" in written else list(each.values())
