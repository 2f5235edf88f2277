"""rules/vocabulary/ -> Vocabulary."""

from fractions import Fraction
from pathlib import Path

from posology.errors import Place
from posology.language.fact import METHODS, REQUIRED_FACTS, FactDefinition, Kind, Range
from posology.language.quantity import parse_number, parse_quantity
from posology.language.units import Unit, find_unit
from posology.language.vocabulary import Check, Medication, MedicationClass, Name, OrderCheck, Vocabulary
from posology.reading.fingerprint import fingerprint
from posology.reading.folder import VOCABULARY_FILES, named_from, read_file
from posology.reading.problems import Problems
from posology.reading.schema import load_schema, validate, validator
from posology.reading.strict_yaml import Document, Mapping
from posology.reading.suggest import did_you_mean, spelt


def read_vocabulary(rules: Path) -> Vocabulary:
    """The names that rules and profiles may use. Raises `InputError` with every problem of every file."""
    problems = Problems()
    documents: dict[str, Document] = {}
    for kind in VOCABULARY_FILES:
        path = rules / "vocabulary" / f"{kind}.yaml"
        with problems.gathered():
            document = read_file(path, named_from(rules, path))
            if validate(document, validator(load_schema(kind)), problems):
                documents[kind] = document
    problems.stop_if_any()
    tables: dict[str, Mapping] = {kind: documents[kind].content[kind] for kind in VOCABULARY_FILES}
    vocabulary = Vocabulary(
        facts={name: _fact(name, tables["facts"], problems) for name in sorted(tables["facts"])},
        medications={id: _medication(id, entry) for id, entry in sorted(tables["medications"].items())},
        classes={id: _medication_class(id, entry) for id, entry in sorted(tables["classes"].items())},
        conditions=_names(tables["conditions"]),
        adverse_effects=_names(tables["adverse_effects"]),
        checks={
            id: OrderCheck(id, entry["title"], entry["weighs"], entry["says"])
            for id, entry in sorted(tables["checks"].items())
        },
        fingerprint=fingerprint({kind: document.content for kind, document in documents.items()}),
    )
    _check_required_facts(documents["facts"], problems)
    _check_order_checks(documents["checks"], problems)
    _check_references(tables, problems)
    _check_unique_names(tables, problems)
    problems.stop_if_any()
    return vocabulary


def _names(table: Mapping) -> dict[str, Name]:
    return {
        id: Name(
            id, entry["title"], tuple(spelt(name) for name in entry.get("also", ())), tuple(entry.get("kind_of", ()))
        )
        for id, entry in sorted(table.items())
    }


def _medication(id: str, entry: Mapping) -> Medication:
    return Medication(
        id,
        tuple(entry["atc"]),
        entry.get("rxnorm", ""),
        tuple(spelt(name) for name in entry.get("also", ())),
        tuple(entry.get("contains", ())),
    )


def _medication_class(id: str, entry: Mapping) -> MedicationClass:
    return MedicationClass(
        id,
        entry["title"],
        *(tuple(entry.get(key, ())) for key in ("atc", "except_atc", "members", "includes")),
    )


def _fact(name: str, table: Mapping, problems: Problems) -> FactDefinition:
    entry = table[name]
    kind = Kind(entry["kind"])
    unit = _unit(entry, kind, table.values_at[name], problems)
    for index, method in enumerate(entry.get("computed_by", ())):
        if method not in METHODS:
            at = entry["computed_by"].items_at[index]
            problems.add(at, "unknown-name", f"`{method}` is no way to compute a fact", did_you_mean(method, METHODS))
    fresh_days = None
    if "fresh_for" in entry:
        with problems.quantity_at(entry.values_at["fresh_for"]):
            fresh_days = int(parse_quantity(entry["fresh_for"]).to(_days()).value)
    return FactDefinition(
        name=name,
        kind=kind,
        says=entry["says"],
        section=entry.get("section"),
        unit=unit,
        plausible=_plausible(entry, unit, problems),
        names=tuple(entry.get("names", ())),
        names_from=entry.get("names_from"),
        converts=_converts(entry, problems),
        fresh_days=fresh_days,
        computed_by=tuple(entry.get("computed_by", ())),
    )


def _days() -> Unit:
    days = find_unit("days")
    assert days is not None
    return days


def _unit(entry: Mapping, kind: Kind, at: Place, problems: Problems) -> Unit | None:
    if kind is not Kind.QUANTITY:
        return None
    unit = find_unit(entry.get("unit", ""))
    if unit is None:
        problems.add(entry.values_at.get("unit", at), "unit", "a quantity needs a known unit", "such as unit: mg")
    return unit


def _plausible(entry: Mapping, unit: Unit | None, problems: Problems) -> Range | None:
    if "plausible" not in entry:
        return None
    bounds: list[Fraction] = []
    for word in ("at_least", "at_most"):
        written = entry["plausible"][word]
        with problems.quantity_at(entry["plausible"].values_at[word]):
            bounds.append(parse_number(str(written)) if unit is None else parse_quantity(str(written)).to(unit).value)
    return Range(low=bounds[0], high=bounds[1]) if len(bounds) == 2 else None


def _converts(entry: Mapping, problems: Problems) -> tuple[tuple[Unit, Fraction], ...]:
    converts: list[tuple[Unit, Fraction]] = []
    for symbol, factor in entry.get("converts", {}).items():
        unit = find_unit(symbol)
        if unit is None:
            problems.add(entry["converts"].keys_at[symbol], "unit", f"`{symbol}` is not a known unit")
        else:
            converts.append((unit, Fraction(factor)))
    return tuple(converts)


def _check_required_facts(document: Document, problems: Problems) -> None:
    """Each fact that posology itself works with is there, of the kind, in the unit and with the names it relies on."""
    table = document.content["facts"]
    for fact in REQUIRED_FACTS:
        if fact.name not in table:
            hint = f"add it, with kind: {fact.kind}; posology itself works with it"
            problems.add(document.at, "missing-key", f"the fact `{fact.name}` is missing", hint)
            continue
        entry, at = table[fact.name], table.values_at[fact.name]
        for key, wanted in (("kind", fact.kind.value), ("unit", fact.unit), ("names_from", fact.names_from)):
            if wanted is not None and entry.get(key) != wanted:
                problems.add(
                    entry.values_at.get(key, at),
                    "value",
                    f"posology itself works with `{fact.name}`, and relies on its {key}",
                    f"write {key}: {wanted}",
                )
        for name in fact.names:
            if name not in entry.get("names", ()):
                problems.add(
                    entry.values_at.get("names", at),
                    "missing-key",
                    f"`{fact.name}` cannot be `{name}`, which posology itself relies on",
                    f"add {name} to its names",
                )


def _check_order_checks(document: Document, problems: Problems) -> None:
    table = document.content["checks"]
    known = {check.value for check in Check}
    for id, at in table.keys_at.items():
        if id not in known:
            problems.add(at, "unknown-name", f"`{id}` is no check that posology makes", did_you_mean(id, known))
    for id in sorted(known - set(table)):
        problems.add(document.at, "missing-key", f"the check `{id}` is missing", "add its title, weighs and says")


def _check_references(tables: dict[str, Mapping], problems: Problems) -> None:
    for table, key, known in (
        ("classes", "members", tables["medications"]),
        ("classes", "includes", tables["classes"]),
        ("medications", "contains", tables["medications"]),
        ("conditions", "kind_of", tables["conditions"]),
        ("adverse_effects", "kind_of", tables["adverse_effects"]),
    ):
        for entry in tables[table].values():
            for index, name in enumerate(entry.get(key, ())):
                if name not in known:
                    at = entry[key].items_at[index]
                    problems.add(at, "unknown-name", f"`{name}` is not known here", did_you_mean(name, known))


def _check_unique_names(tables: dict[str, Mapping], problems: Problems) -> None:
    for table in ("medications", "conditions", "adverse_effects"):
        seen = {spelt(id): at for id, at in tables[table].keys_at.items()}
        for entry in tables[table].values():
            for index, name in enumerate(entry.get("also", ())):
                at = entry["also"].items_at[index]
                if spelt(name) in seen:
                    hint = f"see line {seen[spelt(name)].line}"
                    problems.add(at, "duplicate-name", f"`{name}` is already a name", hint)
                seen[spelt(name)] = at
