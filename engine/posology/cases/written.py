"""The rules of a drug as they stand in its files, each of which can be compiled again with something changed."""

from collections.abc import Mapping as Mapped
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema

from posology.language.drug import Drug, Product
from posology.language.rule import Family, Rule
from posology.language.vocabulary import Vocabulary
from posology.reading.condition_schema import condition_schema
from posology.reading.conditions import Names
from posology.reading.drug import RULE_LISTS, compile_product
from posology.reading.folder import named_from, read_file
from posology.reading.problems import Problems
from posology.reading.rules import compile_rules, content_of
from posology.reading.schema import load_schema, validator
from posology.reading.strict_yaml import Mapping, Sequence

Steps = tuple[str | int, ...]


class WrittenRule(NamedTuple):
    """One entry of a rule file: the rule that it was compiled to, and what may stand in its place."""

    rule: Rule
    entry: Mapping
    form: jsonschema.Draft7Validator


class WrittenDrug(NamedTuple):
    """A drug with the entries of its rules by their ids."""

    drug: Drug
    vocabulary: Vocabulary
    rules: Mapped[str, WrittenRule]


def read_written(rules: Path, drug: Drug, vocabulary: Vocabulary) -> WrittenDrug:
    """The entries of the drug's files, which have been read before and found right."""
    condition = condition_schema(vocabulary.facts)
    by_id = {rule.id: rule for rule in drug.rules}
    found: dict[str, WrittenRule] = {}
    for kind, key, family in RULE_LISTS:
        path = rules / "drugs" / drug.id / f"{kind}.yaml"
        document = read_file(path, named_from(rules, path))
        form = validator(load_schema(kind)["properties"][key]["items"], condition)
        for entry in content_of(document, key):
            id = f"{drug.id}/{family.value}/{entry['id']}"
            found[id] = WrittenRule(by_id[id], entry, form)
    return WrittenDrug(drug, vocabulary, found)


def compiled_with(written: WrittenDrug, id: str, entry: Mapping) -> tuple[Rule, ...] | None:
    """The rule that `entry` makes in the place of the rule `id`, and those that take their condition from it.

    None where the entry would be refused.
    """
    if not written.rules[id].form.is_valid(entry):
        return None
    rule = written.rules[id].rule
    made = _compiled(written, rule.family, entry, ())
    if made is None or rule.family is not Family.LIMITS:
        return None if made is None else (made,)
    titration = written.rules.get(f"{written.drug.id}/{Family.TITRATION.value}/{rule.name}")
    if titration is None or "when" in titration.entry:
        return (made,)
    follows = _compiled(written, Family.TITRATION, titration.entry, (made,))
    return None if follows is None else (made, follows)


def product_with(written: WrittenDrug, entry: Mapping, id: str) -> Product | None:
    """The product that `entry` makes, in the place of the one that `id` is the rule of; None where it is refused."""
    if not written.rules[id].form.is_valid(entry):
        return None
    problems = Problems()
    product = compile_product(entry, written.vocabulary, problems)
    return None if problems.found else product


def changed(node: Any, path: Steps, value: Any, key: str | None = None) -> Any:
    """A copy of a mapping or list with another value at `path`, under another key where one is given."""
    first, *rest = path
    below = changed(node[first], tuple(rest), value, key) if rest else value
    if isinstance(node, Sequence):
        items = Sequence(node.at)
        items.items_at = node.items_at
        items += [below if index == first else item for index, item in enumerate(node)]
        return items
    made = Mapping(node.at)
    for name, item in node.items():
        new = key if key is not None and not rest and name == first else name
        made[new] = below if name == first else item
        made.keys_at[new], made.values_at[new] = node.keys_at[name], node.values_at[name]
    return made


def _compiled(written: WrittenDrug, family: Family, entry: Mapping, regimens: tuple[Rule, ...]) -> Rule | None:
    problems = Problems()
    one = Sequence(entry.at)
    one.append(entry)
    one.items_at.append(entry.at)
    if family is Family.TITRATION and not regimens:
        regimens = tuple(rule for rule in written.drug.rules if rule.family is Family.LIMITS)
    names = Names(written.vocabulary, frozenset(name for name, _ in written.drug.conclusions))
    [rule] = compile_rules(written.drug.id, family, one, names, None, regimens, problems)
    return None if problems.found else rule
