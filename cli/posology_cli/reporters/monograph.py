"""A monograph as text for a terminal, or as Markdown."""

from collections.abc import Callable, Iterable, Iterator

from posology.language.drug import Drug, Product
from posology.monograph.page import Cited, Entry, Monograph, Told
from posology_cli.layout import labelled, shown, wrapped

_NOTHING = "No source has been read yet, and there is no rule."
_PARTS_OF_A_TABLET = {1: "not divided", 2: "in halves", 3: "in thirds", 4: "in quarters"}


def monograph_text(page: Monograph, width: int) -> str:
    """The whole monograph in lines of `width`."""
    lines = wrapped(_heading(page.drug), width)
    for label, text in _codes(page.drug):
        lines += labelled(label, text, width, 22)
    for section in page.sections:
        lines += ["", *wrapped(section.title.upper(), width)]
        for entry in section.entries:
            lines += ["", *_entry_text(entry, width)]
    lines += ["", "SOURCES" if page.cited else _NOTHING]
    for cited in _one_a_source(page.cited):
        lines += ["", *wrapped(f"{cited[0].source.id}: {_source(cited[0])}", width, "  ", "    ")]
        for one in cited:
            lines += wrapped(f"#{one.citation.statement}{_where(one)}", width, "    ", "      ")
    return "\n".join(lines) + "\n"


def monograph_markdown(page: Monograph, width: int) -> str:
    """The whole monograph in Markdown, in lines of `width`."""
    lines = [f"# {_heading(page.drug)}", *_points(_codes(page.drug), width)]
    for section in page.sections:
        lines += ["", f"## {section.title}"]
        for entry in section.entries:
            lines += ["", *_entry_markdown(entry, width)]
    lines += ["", "## Sources" if page.cited else _NOTHING]
    for cited in _one_a_source(page.cited):
        lines += ["", f"### {cited[0].source.id}", "", *wrapped(_source(cited[0]), width), ""]
        lines += _points(((f"#{one.citation.statement}", _where(one)[2:] or "no place given") for one in cited), width)
    return "\n".join(lines) + "\n"


def rule_text(page: Monograph, entry: Entry, width: int) -> str:
    """One rule in full, with every statement that it cites."""
    lines = _entry_text(entry, width)
    lines += [part for label, text in _in_full(entry) for part in labelled(label, text, width, 22)]
    lines += ["", "EVIDENCE"]
    for one in _cited_by(page, entry):
        lines += ["", *wrapped(f"{one.citation}: {_source(one)}", width, "  ", "    ")]
        for label, text in _statement(one):
            lines += wrapped(f"{label}: {text}", width, "    ", "      ")
    return "\n".join(lines) + "\n"


def rule_markdown(page: Monograph, entry: Entry, width: int) -> str:
    """One rule in full in Markdown, with every statement that it cites."""
    lines = _entry_markdown(entry, width)
    lines += _points(_in_full(entry), width)
    for one in _cited_by(page, entry):
        lines += ["", f"#### {one.citation}", "", *wrapped(_source(one), width), "", *_points(_statement(one), width)]
    return "\n".join(lines) + "\n"


MONOGRAPHS: dict[str, Callable[[Monograph, int], str]] = {"text": monograph_text, "markdown": monograph_markdown}
RULES: dict[str, Callable[[Monograph, Entry, int], str]] = {"text": rule_text, "markdown": rule_markdown}


def _entry_text(entry: Entry, width: int) -> list[str]:
    lines = wrapped(f"{entry.rule.within_drug}: {entry.who}", width, "", "    ")
    for label, text in _rows(entry):
        lines += labelled(label, text, width, 22)
    return lines


def _entry_markdown(entry: Entry, width: int) -> list[str]:
    return [
        f"### {entry.rule.within_drug}",
        "",
        *wrapped(f"For: {entry.who}", width),
        "",
        *_points(_rows(entry), width),
    ]


def _points(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    return [line for label, text in rows for line in wrapped(f"**{label}**: {text}", width, "- ", "  ")]


def _rows(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is told of a rule, line by line, each with its label."""
    words = entry.rule.words
    if entry.product is not None:
        yield from _product_rows(entry.product)
    for told in entry.figures:
        yield told.figure.label, _figure(told)
    if entry.does:
        yield "does", "; ".join(entry.does)
    for label, text in (
        ("says", words.says),
        ("effect", words.effect),
        ("mechanism", words.mechanism),
        ("management", words.management),
        ("watch", "; ".join(entry.monitor)),
    ):
        if text:
            yield label, text
    yield "evidence", ", ".join(str(citation) for citation in entry.rule.evidence)


def _figure(told: Told) -> str:
    """The figure, who states it, and who states another: `80 mg [label#most]; formulary#most states 100 mg`."""
    text = told.figure.words
    if told.stated_by:
        text += f" [{', '.join(str(citation) for citation in told.stated_by)}]"
    differing = "".join(f"; {one.citation} states {one.words}" for one in told.differing)
    return text + differing


def _product_rows(product: Product) -> Iterator[tuple[str, str]]:
    yield "name", product.name
    made = f"{product.form.value}, {product.release} release"
    yield "form", made if product.interchangeable else f"{made}; not to be swapped for another product"
    yield "on the market in", ", ".join(product.jurisdictions)
    if product.concentration:
        measured = f", measured in {shown(product.measured_in)} mL" if product.measured_in is not None else ""
        yield "strength", f"{product.concentration}{measured}"
    else:
        strengths = ", ".join(shown(strength) for strength in product.strengths)
        yield "strengths", f"{strengths} mg; {_PARTS_OF_A_TABLET.get(product.parts, f'in {product.parts} parts')}"


def _in_full(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.rule.words.note:
        yield "note", entry.rule.words.note
    yield "written at", f"{entry.rule.place.file}:{entry.rule.place.line}"


def _statement(one: Cited) -> Iterator[tuple[str, str]]:
    yield "states", one.statement.says
    if one.statement.at:
        yield "where", one.statement.at
    if one.statement.figures:
        yield "figures", "; ".join(f"{name.replace('_', ' ')} {text}" for name, text in one.statement.figures)
    yield "read at", one.source.url


def _source(one: Cited) -> str:
    source = one.source
    checked = (
        f"held against the original on {source.checked}" if source.checked else "not held against the original yet"
    )
    return f"{source.title} ({source.kind.value}, {source.jurisdiction}, {source.dated}; {checked})"


def _where(one: Cited) -> str:
    return f", {one.statement.at}" if one.statement.at else ""


def _one_a_source(cited: tuple[Cited, ...]) -> Iterator[list[Cited]]:
    by_source: dict[str, list[Cited]] = {}
    for one in cited:
        by_source.setdefault(one.source.id, []).append(one)
    yield from by_source.values()


def _cited_by(page: Monograph, entry: Entry) -> Iterator[Cited]:
    return (one for one in page.cited if one.citation in entry.rule.evidence)


def _heading(drug: Drug) -> str:
    return f"{drug.name}, {drug.route}"


def _codes(drug: Drug) -> Iterator[tuple[str, str]]:
    yield from drug.codes
    for name, meaning in drug.conclusions:
        yield f"concludes {name}", meaning
