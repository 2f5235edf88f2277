"""A drug's rules as sections of a monograph, each figure with the sources that state it and those that differ."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from posology.firing.wording import condition_in_words, effect_in_words
from posology.language.condition import ALWAYS
from posology.language.drug import Drug, Product
from posology.language.effect import AskFor, Conclude, Monitor, RaiseVerdict
from posology.language.evidence import Citation, Source, Statement
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary
from posology.monograph.figures import Figure, figures_of
from posology.monograph.statements import Stated

EVERYONE = "every patient"

_TITLES = {
    Family.PRODUCT: "Products",
    Family.LIMITS: "Regimens",
    Family.TITRATION: "Going up",
    Family.TAPER: "Coming down",
    Family.POPULATION: "Populations",
}
"""The sections in their order; those of interactions and guidance follow."""


class Different(NamedTuple):
    """A cited statement that gives another figure, and that figure in words."""

    citation: Citation
    words: str


class Told(NamedTuple):
    """A figure of a rule, the statements cited for it that give the same, and those that give another."""

    figure: Figure
    stated_by: tuple[Citation, ...]
    differing: tuple[Different, ...]


class Entry(NamedTuple):
    """One rule: for whom, its figures, and what else it does, in words. `product` is set where it is one."""

    rule: Rule
    who: str
    figures: tuple[Told, ...]
    does: tuple[str, ...]
    monitor: tuple[str, ...]
    product: Product | None = None


class Section(NamedTuple):
    """A part of the monograph."""

    title: str
    entries: tuple[Entry, ...]


class Cited(NamedTuple):
    """A statement with its source, and the figures that it gives in words."""

    citation: Citation
    source: Source
    statement: Statement
    figures: tuple[Figure, ...]


class Monograph(NamedTuple):
    """All of it. `cited` holds every statement of every source, in the order of their names."""

    drug: Drug
    sections: tuple[Section, ...]
    cited: tuple[Cited, ...]


def make_monograph(drug: Drug, stated: Stated, vocabulary: Vocabulary) -> Monograph:
    """The monograph of all the drug's rules."""
    figures = {citation: figures_of(effects, vocabulary.facts) for citation, effects in stated.items()}
    products = {product.id: product for product in drug.products}

    sections = [
        Section(title, tuple(_entry(rule, figures, vocabulary, products) for rule in rules))
        for (_, _, title), rules in groupby(sorted(drug.rules, key=_section_of), key=_section_of)
    ]
    return Monograph(drug, tuple(sections), tuple(_cited(drug, figures)))


def _entry(
    rule: Rule, stated: dict[Citation, tuple[Figure, ...]], vocabulary: Vocabulary, products: dict[str, Product]
) -> Entry:
    """One rule, each of its figures beside what is stated of it."""
    facts = vocabulary.facts
    told = tuple(_told(figure, rule, stated) for figure in figures_of(rule.effects, facts))
    does = tuple(
        effect_in_words(effect, facts)
        for effect in rule.effects
        if isinstance(effect, RaiseVerdict | AskFor | Conclude)
    )
    monitor = tuple(effect.what for effect in rule.effects if isinstance(effect, Monitor))
    who = EVERYONE if rule.when == ALWAYS else condition_in_words(rule.when, facts)
    product = products.get(rule.name) if rule.family is Family.PRODUCT else None
    return Entry(rule, who, told, does, monitor, product)


def _told(figure: Figure, rule: Rule, stated: dict[Citation, tuple[Figure, ...]]) -> Told:
    same: list[Citation] = []
    differing: list[Different] = []
    for citation in rule.evidence:
        others = [other for other in stated.get(citation, ()) if other.key == figure.key]
        if any(_agree(figure, other) for other in others):
            same.append(citation)
        elif others:
            differing.append(Different(citation, others[0].words))
    return Told(figure, tuple(same), tuple(differing))


def _agree(one: Figure, other: Figure) -> bool:
    """Whether the parts that both give are the same; of a range, a source may give one end."""
    shared = one.parts.keys() & other.parts.keys()
    return all(one.parts[part] == other.parts[part] for part in shared)


def _section_of(rule: Rule) -> tuple[int, str | int, str]:
    """Which section the rule belongs to, as what sections are sorted by, and its title."""
    match rule.family:
        case Family.INTERACTION:
            assert rule.severity is not None
            return len(_TITLES), -rule.severity.rank, f"Interactions, {rule.severity.value}"
        case Family.GUIDANCE:
            return len(_TITLES) + 1, rule.words.about, f"Guidance: {rule.words.about.replace('_', ' ')}"
        case family:
            return list(_TITLES).index(family), 0, _TITLES[family]


def _cited(drug: Drug, figures: dict[Citation, tuple[Figure, ...]]) -> Iterator[Cited]:
    for source in drug.sources:
        for statement in source.statements:
            citation = Citation(source.id, statement.name)
            yield Cited(citation, source, statement, figures.get(citation, ()))
