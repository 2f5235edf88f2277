"""evidence.yaml -> sources."""

from posology.language.evidence import Source, SourceKind, Statement
from posology.reading.strict_yaml import Mapping, Sequence

_NOT_FIGURES = {"says", "at"}


def compile_sources(written: Mapping) -> tuple[Source, ...]:
    """The sources of a drug, sorted by id, each with its statements sorted by name."""
    return tuple(_source(id, entry) for id, entry in sorted(written.items()))


def _source(id: str, entry: Mapping) -> Source:
    states = entry["states"]
    return Source(
        id=id,
        title=entry["title"],
        kind=SourceKind(entry["kind"]),
        jurisdiction=entry["jurisdiction"],
        dated=str(entry["dated"]),
        url=entry["url"],
        checked=entry.get("checked", ""),
        statements=tuple(
            Statement(
                name, states[name]["says"], states[name].get("at", ""), _figures(states[name]), states.keys_at[name]
            )
            for name in sorted(states)
        ),
        place=entry.at,
    )


def _figures(written: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple((key, _as_text(value)) for key, value in sorted(written.items()) if key not in _NOT_FIGURES)


def _as_text(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_as_text(part)}" for key, part in value.items())
    if isinstance(value, Sequence):
        return ", ".join(_as_text(part) for part in value)
    return str(value)
