"""Rules that split up one measure: bands, those that belong together, and the values that they leave out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from posology.checking.ranges import MOST_PLACES, common, is_empty
from posology.language.condition import All, Condition, InRange, tests_of
from posology.language.effect import Bound, Conclude, Effect, Monitor, Planned
from posology.language.fact import FactDefinition, Kind, Range
from posology.language.quantity import is_exact
from posology.language.rule import Family, Rule

FAMILIES = (Family.LIMITS, Family.TITRATION, Family.POPULATION)


@dataclass(frozen=True, slots=True)
class Band:
    """A rule that asks for a number in `range`, and otherwise for all of `rest`."""

    rule: Rule
    fact: str
    range: Range
    rest: frozenset[Condition]


@dataclass(frozen=True, slots=True)
class Hole:
    """Numbers between two bands that lie in no band of their group; what the group sets is `sets`."""

    below: Band
    above: Band
    range: Range
    sets: str


def holes_of(rules: Iterable[Rule], facts: dict[str, FactDefinition]) -> Iterator[Hole]:
    """What the bands among the rules leave out.

    Bands belong together where they ask for the same besides the number, and set the same. A broad middle between
    two ends of populations, with no band in between, is no hole: what is usual needs no rule.
    """
    groups: dict[tuple[Family, str, frozenset[Condition], str], list[Band]] = {}
    for rule in rules:
        if rule.family in FAMILIES:
            for band in _bands_of(rule, facts):
                for what in what_it_sets(rule):
                    groups.setdefault((rule.family, band.fact, band.rest, what), []).append(band)
    for (family, fact, _, what), bands in groups.items():
        holes = [*_between(bands, facts[fact], what)]
        usual = family is Family.POPULATION and not any(_has_two_ends(band.range) for band in bands)
        yield from (hole for hole in holes if not usual or _is_narrow(hole.range))


def what_it_sets(rule: Rule) -> tuple[str, ...]:
    """The figures that the rule bounds and what else it decides; for a regimen or a titration, that it is one."""
    if rule.family in (Family.LIMITS, Family.TITRATION):
        return (rule.family.value,)
    set_by_it = [_name_of(effect) for effect in rule.effects if not isinstance(effect, Conclude | Monitor | Planned)]
    return tuple(dict.fromkeys(set_by_it))


def _name_of(effect: Effect) -> str:
    return effect.slot.label if isinstance(effect, Bound) else type(effect).__name__


def _bands_of(rule: Rule, facts: dict[str, FactDefinition]) -> Iterator[Band]:
    parts = [*_parts(rule.when)]
    for part in parts:
        if isinstance(part, InRange) and facts[part.fact].kind in (Kind.QUANTITY, Kind.NUMBER):
            rest = frozenset(parts) - {part}
            if not any(test.fact == part.fact for other in rest for test in tests_of(other)):
                yield Band(rule, part.fact, part.range, rest)


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All):
        for part in condition.of:
            yield from _parts(part)
    else:
        yield condition


def _between(bands: list[Band], fact: FactDefinition, what: str) -> Iterator[Hole]:
    bounded = sorted(bands, key=lambda band: (*_start(band.range), band.rule.id))
    reaching: Band | None = None
    for one, following in pairwise(bounded):
        reaching = one if reaching is None or _end(one.range) > _end(reaching.range) else reaching
        low, high = reaching.range.high, following.range.low
        if low is not None and high is not None:
            left_out = Range(low, not reaching.range.high_included, high, not following.range.low_included)
            hole = common(left_out, fact.plausible or Range())
            if not is_empty(left_out) and not is_empty(hole):
                yield Hole(reaching, following, hole, what)


def _start(bounds: Range) -> tuple[bool, Fraction, bool]:
    return (bounds.low is not None, bounds.low or Fraction(0), not bounds.low_included)


def _end(bounds: Range) -> tuple[bool, Fraction, bool]:
    return (bounds.high is None, bounds.high or Fraction(0), bounds.high_included)


def _has_two_ends(bounds: Range) -> bool:
    return bounds.low is not None and bounds.high is not None


def _is_narrow(hole: Range) -> bool:
    """Whether the two bounds are neighbours as they are printed, such as 29 and 30, or 1.9 and 2."""
    ends = [end for end in (hole.low, hole.high) if end is not None]
    places = next((count for count in range(MOST_PLACES) if all(is_exact(end, count) for end in ends)), MOST_PLACES)
    return max(ends) - min(ends) <= Fraction(1, 10**places)
