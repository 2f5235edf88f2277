"""A YAML text as a tree of stretches: where each mapping, list and scalar of it begins and ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from posology.reading.strict_yaml import Parser

_EMPTY_LINES = re.compile(r"(\r?\n[ \t]*)+\Z")
_COMMENT_BESIDE = re.compile(r"[ \t]+#[^\r\n]*")


@dataclass(slots=True)
class Span:
    """One value: the text between the indices `start` and `end`, an anchor included."""

    start: int
    end: int = 0


@dataclass(slots=True)
class ListSpan(Span):
    """A list, block or flow."""

    items: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key of a mapping, and its value."""

    name: str
    key: Span
    value: Span

    @property
    def end(self) -> int:
        """Where the entry ends."""
        return max(self.key.end, self.value.end)


@dataclass(slots=True)
class MappingSpan(Span):
    """A mapping: `flow` where it stands in braces."""

    flow: bool = False
    entries: list[Entry] = field(default_factory=list)


class _Open:
    """A mapping or list that is still being read, and the key that waits for its value."""

    def __init__(self, span: ListSpan | MappingSpan, flow: bool) -> None:
        self.span = span
        self.flow = flow
        self.key: tuple[str, Span] | None = None

    def take(self, value: Span, text: str = "") -> None:
        if isinstance(self.span, ListSpan):
            self.span.items.append(value)
        elif self.key is None:
            self.key = (text, value)
        else:
            self.span.entries.append(Entry(*self.key, value))
            self.key = None

    def close(self, at: int, text: str) -> None:
        """Sets where it ends: a block with what stands last in it and a comment beside that."""
        span = self.span
        ends = [item.end for item in span.items] if isinstance(span, ListSpan) else [one.end for one in span.entries]
        if self.flow or not ends:
            span.end = at
        else:
            comment = _COMMENT_BESIDE.match(text, ends[-1])
            span.end = comment.end() if comment else ends[-1]


def spans_of(text: str) -> Span:
    """The one document of `text`, which must be YAML that can be read."""
    bottom = ListSpan(0)
    stack = [_Open(bottom, flow=False)]
    events: Iterator[Any] = yaml.parse(text, Loader=Parser)
    for event in events:
        start, end = _marks(event)
        match event:
            case yaml.ScalarEvent():
                stack[-1].take(Span(start, _end_of_scalar(event, text)), event.value)
            case yaml.AliasEvent():
                stack[-1].take(Span(start, end))
            case yaml.MappingStartEvent():
                stack.append(_Open(MappingSpan(start, flow=bool(event.flow_style)), bool(event.flow_style)))
            case yaml.SequenceStartEvent():
                stack.append(_Open(ListSpan(start), bool(event.flow_style)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = stack.pop()
                done.close(end, text)
                stack[-1].take(done.span)
    return bottom.items[0]


def _marks(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _end_of_scalar(event: yaml.ScalarEvent, text: str) -> int:
    """Where the text of a scalar ends; of a block scalar without the empty lines after it, unless it keeps them."""
    start, end = _marks(event)
    if event.style not in ("|", ">"):
        return end
    written = text[start:end]
    if "+" in written.split("\n", 1)[0].partition("#")[0]:
        return start + len(written.removesuffix("\n").removesuffix("\r"))
    return start + len(_EMPTY_LINES.sub("", written))
