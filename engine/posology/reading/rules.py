"""The rule files of a drug -> rules."""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from posology.errors import Place
from posology.language.condition import ALWAYS, All, Condition, Has, InRange
from posology.language.effect import Effect
from posology.language.evidence import Citation, Source
from posology.language.fact import Range
from posology.language.rule import Family, Rule, Words
from posology.language.scales import Severity
from posology.reading import effects, steps
from posology.reading.conditions import Names, compile_condition, compile_partners
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Document, Mapping, Sequence
from posology.reading.suggest import did_you_mean

Effects = Callable[[Mapping], list[Effect]]


def compile_rules(
    drug: str,
    family: Family,
    written: Sequence,
    names: Names,
    sources: tuple[Source, ...] | None,
    regimens: Iterable[Rule],
    problems: Problems,
) -> list[Rule]:
    """The rules of one list of a rule file. What is wrong with them is noted in `problems`.

    `sources` is None where evidence.yaml itself could not be read: what cites it cannot be judged then. A titration
    without a condition of its own holds for whom the one of `regimens` holds that has its name.
    """
    conditions = {rule.name: rule.when for rule in regimens} if family is Family.TITRATION else {}
    make: dict[Family, Effects] = {
        Family.PRODUCT: lambda _: [],
        Family.LIMITS: lambda entry: effects.regimen(entry, names, problems),
        Family.TITRATION: lambda entry: steps.titration(entry, names.vocabulary.facts, problems),
        Family.TAPER: lambda entry: steps.taper(entry, names.vocabulary.facts, problems),
    }
    made: Effects = make.get(family, lambda entry: effects.modifiers(entry, names, problems))
    stated = None
    if sources is not None:
        stated = {(source.id, statement.name) for source in sources for statement in source.statements}
    rules: list[Rule] = []
    seen: dict[str, Place] = {}
    for entry in written:
        at = entry.values_at["id"]
        if entry["id"] in seen:
            problems.add(
                at,
                "duplicate-id",
                f"`{entry['id']}` stands here a second time",
                f"it was first given on line {seen[entry['id']].line}: name one of them otherwise",
            )
        seen[entry["id"]] = at
        rules.append(
            Rule(
                id=f"{drug}/{family.value}/{entry['id']}",
                family=family,
                when=_when(entry, conditions.get(entry["id"]), names, problems),
                effects=tuple(made(entry)),
                words=Words(
                    says=entry.get("says", ""),
                    effect=entry.get("effect", ""),
                    mechanism=entry.get("mechanism", ""),
                    management=entry.get("management", ""),
                    about=entry.get("about", ""),
                    note=entry.get("note", ""),
                ),
                evidence=_citations(entry, stated, problems),
                place=entry.at,
                severity=Severity(entry["severity"]) if "severity" in entry else None,
            )
        )
    return rules


def _when(entry: Mapping, of_regimen: Condition | None, names: Names, problems: Problems) -> Condition:
    parts: list[Condition] = [
        compile_condition(entry[key], names, problems) for key in ("when", "suits") if key in entry
    ]
    if of_regimen is not None and "when" not in entry:
        parts.append(of_regimen)
    if "with" in entry:
        parts += _partner(entry["with"], names, problems)
    holds = _dates(entry, problems)
    if holds is not None:
        parts.append(InRange("as_of", holds))
    return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else ALWAYS


def _partner(written: Mapping, names: Names, problems: Problems) -> list[Condition]:
    parts: list[Condition] = []
    if "facts" in written:
        parts.append(compile_condition(written["facts"], names, problems))
    partners = compile_partners(written, names, problems)
    if partners:
        parts.append(Has("taking", partners))
    return parts


def _dates(entry: Mapping, problems: Problems) -> Range | None:
    days: dict[str, Fraction] = {}
    for key in ("from", "until"):
        if key in entry:
            try:
                days[key] = Fraction(date.fromisoformat(entry[key]).toordinal())
            except ValueError:
                problems.add(
                    entry.values_at[key],
                    "date",
                    f"`{entry[key]}` is no day of the calendar",
                    "write the year, month and day of a day that exists, such as 2026-11-22",
                )
    if len(days) == 2 and days["from"] > days["until"]:
        problems.add(entry.values_at["until"], "range", "the rule ends before it begins", "mend the dates")
    return Range(low=days.get("from"), high=days.get("until")) if days else None


def _citations(entry: Mapping, stated: set[tuple[str, str]] | None, problems: Problems) -> tuple[Citation, ...]:
    citations: list[Citation] = []
    for index, written in enumerate(entry["evidence"]):
        source, _, statement = written.partition("#")
        citations.append(Citation(source, statement))
        if stated is not None and (source, statement) not in stated:
            hint = did_you_mean(written, [f"{one}#{two}" for one, two in stated])
            problems.add(
                entry["evidence"].items_at[index],
                "unknown-evidence",
                f"no source states `{written}`",
                hint or "add it to evidence.yaml",
            )
    return tuple(sorted(citations, key=str))


def content_of(document: Document, key: str) -> Any:
    """The list of rules under `key` of a rule file; empty where the file has none."""
    return document.content.get(key, Sequence(document.at))
