"""`when` -> Condition."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from posology.errors import Place
from posology.language.condition import CONCLUDED, All, AtLeast, Condition, Has, InRange, NoneOf, OneOf, tests_of
from posology.language.fact import MEDICINE_SETS, FactDefinition, Kind, Range
from posology.language.quantity import parse_quantity
from posology.language.vocabulary import Vocabulary
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Mapping, Sequence
from posology.reading.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Names:
    """The names that conditions of one drug may use."""

    vocabulary: Vocabulary
    conclusions: frozenset[str]
    tests: dict[Condition, Condition] = field(default_factory=dict)

    def same(self, test: Condition) -> Condition:
        """The test itself, or the equal one that another rule has already made: each is then judged once."""
        return self.tests.setdefault(test, test)


def compile_condition(written: Mapping, names: Names, problems: Problems) -> Condition:
    """The compiled condition. Names, units and bounds that are wrong are noted in `problems`."""
    parts: list[Condition] = []
    for key, value in sorted(written.items()):
        at = written.values_at[key]
        match key:
            case "all":
                parts.append(All(_each(value, names, problems)))
            case "any":
                parts.append(AtLeast(1, _each(value, names, problems)))
            case "none":
                parts.append(_none(value, names, problems))
            case "count":
                parts.append(_count(value, names, problems))
            case _ if key in MEDICINE_SETS:
                parts.append(names.same(Has(key, compile_partners(value, names, problems))))
            case _:
                parts.extend(_test(names.vocabulary.facts[key], value, at, names, problems))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def compile_partners(written: Mapping, names: Names, problems: Problems) -> tuple[str, ...]:
    """The tokens of medicines, of which a patient's medicines are looked up: `class:opioids`, `atc:N02A`."""
    vocabulary = names.vocabulary
    tables: dict[str, Iterable[str]] = {"class": vocabulary.classes, "medication": vocabulary.medications}
    tokens: list[str] = []
    for key, table in tables.items():
        for name, at in _listed(written, key):
            if name not in table:
                problems.add(at, "unknown-name", f"`{name}` is no {key} of the vocabulary", did_you_mean(name, table))
            tokens.append(f"{key}:{name}")
    tokens.extend(f"atc:{name}" for name, _ in _listed(written, "atc"))
    return tuple(sorted(tokens))


def _listed(written: Mapping, key: str) -> list[tuple[str, Place]]:
    value = written.get(key, ())
    if isinstance(value, Sequence):
        return list(zip(value, value.items_at, strict=True))
    return [(value, written.values_at[key])] if value else []


def _each(written: Sequence, names: Names, problems: Problems) -> tuple[Condition, ...]:
    return tuple(compile_condition(part, names, problems) for part in written)


def _none(written: Sequence, names: Names, problems: Problems) -> Condition:
    parts = NoneOf(_each(written, names, problems))
    if any(test.fact == CONCLUDED for test in tests_of(parts)):
        problems.add(
            written.at,
            "negated-conclusion",
            "a conclusion is tested under `none`",
            "test it where it holds: what has not been concluded may yet be",
        )
    return parts


def _count(written: Mapping, names: Names, problems: Problems) -> Condition:
    parts = _each(written["of"], names, problems)
    if written["at_least"] > len(parts):
        problems.add(
            written.values_at["at_least"],
            "count",
            f"at least {written['at_least']} of {len(parts)} can never hold",
            "count at most as many as are listed",
        )
    return AtLeast(written["at_least"], parts)


def _test(fact: FactDefinition, value: object, at: Place, names: Names, problems: Problems) -> list[Condition]:
    if isinstance(value, Mapping):
        made = _range(fact, value, problems)
        return [names.same(InRange(fact.name, made))] if made is not None else []
    chosen = list(zip(value, value.items_at, strict=True)) if isinstance(value, Sequence) else [(value, at)]
    known = _known_names(fact, names)
    for name, place in chosen:
        if known is not None and name not in known:
            hint = did_you_mean(str(name), known)
            problems.add(place, "unknown-name", f"`{name}` is not known for {fact.name}", hint)
    found = tuple(sorted({str(name) for name, _ in chosen}))
    return [names.same(Has(fact.name, found) if fact.kind is Kind.SET else OneOf(fact.name, found))]


def _known_names(fact: FactDefinition, names: Names) -> set[str] | None:
    if fact.name == CONCLUDED:
        return set(names.conclusions)
    if fact.names_from:
        return set(names.vocabulary.names(fact.names_from))
    return None


def _range(fact: FactDefinition, written: Mapping, problems: Problems) -> Range | None:
    values: dict[str, Fraction] = {}
    for word, bound in written.items():
        at = written.values_at[word]
        if fact.unit is None:
            values[word] = Fraction(bound)
        else:
            with problems.quantity_at(at):
                values[word] = parse_quantity(bound).to(fact.unit).value
    for one, other in (("at_least", "above"), ("at_most", "below")):
        if one in values and other in values:
            problems.add(written.values_at[other], "range", f"both {one} and {other}", "keep one of them")
    low = values.get("at_least", values.get("above"))
    high = values.get("at_most", values.get("below"))
    made = Range(low, "above" not in values, high, "below" not in values)
    shut = made.low_included and made.high_included
    if low is not None and high is not None and (low > high or (low == high and not shut)):
        problems.add(written.at, "range", "no value lies between these bounds", "swap or mend them")
        return None
    return made if values else None
