"""rules/drugs/<drug>/ -> Drug."""

from fractions import Fraction
from math import gcd, lcm
from pathlib import Path

from posology.errors import Place
from posology.language.condition import CONCLUDED, tests_of
from posology.language.drug import Drug, Form, Product
from posology.language.quantity import QuantityError, parse_quantity
from posology.language.rule import Family, Rule
from posology.language.units import unit
from posology.language.vocabulary import Vocabulary
from posology.reading.amounts import amount_in
from posology.reading.condition_schema import condition_schema
from posology.reading.conditions import Names
from posology.reading.evidence import compile_sources
from posology.reading.fingerprint import fingerprint
from posology.reading.folder import DRUG_FILES, named_from, read_file
from posology.reading.problems import Problems
from posology.reading.rules import compile_rules, content_of
from posology.reading.schema import load_schema, validate, validator
from posology.reading.strict_yaml import Document, Mapping
from posology.reading.suggest import did_you_mean

RULE_LISTS = (
    ("drug", "products", Family.PRODUCT),
    ("limits", "limits", Family.LIMITS),
    ("titration", "titration", Family.TITRATION),
    ("titration", "tapers", Family.TAPER),
    ("populations", "populations", Family.POPULATION),
    ("interactions", "interactions", Family.INTERACTION),
    ("guidance", "guidance", Family.GUIDANCE),
)
"""The lists of rules: the kind of file, the key of the list, the family of its rules; regimens before titrations."""

_MOST_MEASURES = 10**4


def read_drug(rules: Path, drug: str, vocabulary: Vocabulary) -> Drug:
    """The drug in `rules`/drugs/`drug`. Raises `InputError` with every problem of every file of it."""
    problems = Problems()
    documents = _read_documents(rules, drug, vocabulary, problems)
    about = documents["drug"].content if "drug" in documents else Mapping(Place(f"rules/drugs/{drug}/drug.yaml", 1, 1))
    sources = compile_sources(documents["evidence"].content["sources"]) if "evidence" in documents else None
    names = Names(vocabulary, frozenset(about["conclusions"]) if about.get("conclusions") else frozenset())
    compiled: list[Rule] = []
    for kind, key, family in RULE_LISTS:
        if kind in documents:
            written = content_of(documents[kind], key)
            regimens = [rule for rule in compiled if rule.family is Family.LIMITS]
            compiled += compile_rules(drug, family, written, names, sources, regimens, problems)
    if len(documents) == len(DRUG_FILES):  # what is wrong with the whole shows only where every file could be read
        _check_conclusions(compiled, names, about, problems)
    products = tuple(compile_product(entry, vocabulary, problems) for entry in about.get("products", ()))
    problems.stop_if_any()
    assert sources is not None
    return Drug(
        id=drug,
        name=about["name"],
        route=about["route"],
        codes=tuple(sorted(about["codes"].items())),
        products=tuple(sorted(products, key=lambda product: product.id)),
        conclusions=tuple(sorted(about.get("conclusions", {}).items())),
        rules=tuple(sorted(compiled, key=lambda rule: rule.id)),
        sources=sources,
        fingerprint=fingerprint({kind: document.content for kind, document in documents.items()}),
    )


def _read_documents(rules: Path, drug: str, vocabulary: Vocabulary, problems: Problems) -> dict[str, Document]:
    condition = condition_schema(vocabulary.facts)
    documents: dict[str, Document] = {}
    for kind in DRUG_FILES:
        path = rules / "drugs" / drug / f"{kind}.yaml"
        with problems.gathered():
            document = read_file(path, named_from(rules, path))
            if validate(document, validator(load_schema(kind), condition), problems):
                documents[kind] = document
                if document.content["drug"] != drug:
                    at = document.content.values_at["drug"]
                    problems.add(
                        at,
                        "drug-name",
                        f"`{document.content['drug']}` in the folder of {drug}",
                        f"write `drug: {drug}`, or move the file",
                    )
    return documents


def _check_conclusions(rules: list[Rule], names: Names, about: Mapping, problems: Problems) -> None:
    """Each conclusion is drawn by a rule, and none by way of itself."""
    drawn = {name: [rule for rule in rules if name in rule.concludes] for name in names.conclusions}
    for name, by in sorted(drawn.items()):
        if not by:
            at = about["conclusions"].keys_at[name]
            problems.add(
                at, "conclusion-never-drawn", f"no rule concludes `{name}`", "add `concludes` to one, or take it out"
            )
        elif name in _rests_on(name, drawn, set()):
            problems.add(
                by[0].place,
                "conclusion-circle",
                f"`{name}` is concluded by way of itself",
                "take one of the rules out of the circle",
            )


def _rests_on(name: str, drawn: dict[str, list[Rule]], seen: set[str]) -> set[str]:
    for rule in drawn.get(name, ()):
        for test in tests_of(rule.when):
            if test.fact == CONCLUDED:
                for other in getattr(test, "names", ()):
                    if other not in seen:
                        seen.add(other)
                        _rests_on(other, drawn, seen)
    return seen


def compile_product(entry: Mapping, vocabulary: Vocabulary, problems: Problems) -> Product:
    """One product of drug.yaml. What is wrong with it is noted in `problems`."""
    form = Form(entry["form"])
    known = vocabulary.facts["jurisdiction"].names
    for index, name in enumerate(entry["jurisdictions"]):
        if name not in known:
            at = entry["jurisdictions"].items_at[index]
            problems.add(at, "unknown-name", f"`{name}` is no jurisdiction", did_you_mean(name, known))
    strengths: list[Fraction] = []
    if form is Form.LIQUID:
        _needs(entry, ("concentration", "measured_in"), problems)
        if "concentration" in entry:
            strengths += _concentration(entry["concentration"], entry.values_at["concentration"], problems)
    else:
        _needs(entry, ("strengths",), problems)
        for index, written in enumerate(entry.get("strengths", ())):
            with problems.quantity_at(entry["strengths"].items_at[index]):
                strengths.append(amount_in("mg", parse_quantity(written), written))
        _check_strengths(strengths, entry, problems)
    measured_in = None
    if "measured_in" in entry:
        with problems.quantity_at(entry.values_at["measured_in"]):
            measured_in = _above_zero(entry["measured_in"], "mL")
    return Product(
        id=entry["id"],
        name=entry["name"],
        form=form,
        jurisdictions=tuple(sorted(entry["jurisdictions"])),
        strengths=tuple(sorted(strengths)),
        parts=entry.get("parts", 1),
        measured_in=measured_in,
        concentration=entry.get("concentration", ""),
        release=entry.get("release", "immediate"),
        interchangeable="interchangeable" not in entry,
    )


def _check_strengths(strengths: list[Fraction], entry: Mapping, problems: Problems) -> None:
    """Strengths that have a common measure so small that nobody would make doses of them are a slip of the pen."""
    units = lcm(*(strength.denominator for strength in strengths))
    whole = [int(strength * units) for strength in strengths]
    if whole and max(whole) // gcd(*whole) > _MOST_MEASURES:
        at = entry.values_at["strengths"]
        problems.add(at, "quantity", "strengths that hardly go together in one product", "check numbers and units")


def _needs(entry: Mapping, keys: tuple[str, ...], problems: Problems) -> None:
    for key in keys:
        if key not in entry:
            problems.add(entry.at, "missing-key", f"a {entry['form']} needs `{key}`", "add it")


def _concentration(written: str, at: Place, problems: Problems) -> list[Fraction]:
    mass, _, volume = written.partition("/")
    with problems.quantity_at(at):
        return [_above_zero(mass.strip(), "mg") / _above_zero(volume.strip(), "mL")]
    return []


def _above_zero(written: str, symbol: str) -> Fraction:
    value = parse_quantity(written).to(unit(symbol)).value
    if value <= 0:
        raise QuantityError(f"`{written}` is not above zero", f"such as 5 {symbol}")
    return value
