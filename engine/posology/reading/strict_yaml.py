"""Strict YAML with a place for every key and value.

YAML 1.2 scalars: `no`, `on`, `1:30`, `010` and dates stay the text that was written. Duplicate keys, tags, merge keys,
a comma after the last item and deep nesting are refused; aliases are allowed as far as what they stand for stays small.
JSON is read the same way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from posology.errors import Diagnostic, InputError, Place
from posology.reading.characters import hidden_character, json_as_yaml, refuse_characters
from posology.reading.problems import MOST_PROBLEMS, Problems, diagnostic, too_many
from posology.reading.scalars import plain_value
from posology.reading.yaml_errors import explained

Parser: Any = getattr(yaml, "CLoader", yaml.Loader)

MOST_BYTES = 2 * 1024 * 1024
MOST_NODES = 100_000
DEEPEST = 50

_COMMENT = re.compile(r"#[^\n]*")


class Mapping(dict[str, Any]):
    """A mapping as it was read, with the place of each key and of each value."""

    __slots__ = ("at", "keys_at", "values_at")

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}


class Sequence(list[Any]):
    """A list as it was read, with the place of each item."""

    __slots__ = ("at", "items_at")

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at
        self.items_at: list[Place] = []


@dataclass(frozen=True, slots=True)
class Document:
    """What one document holds, and where it begins."""

    content: Any
    at: Place


def read_document(text: str, file: str, first_line: int = 1) -> Document:
    """The one document in `text`, whose first line is line `first_line` of `file`.

    Raises `InputError` for anything that strict YAML refuses, for an empty document and for more than one.
    """
    if len(text) > MOST_BYTES:
        raise InputError(
            [
                Diagnostic(
                    Place(file, first_line, 1),
                    "yaml-too-large",
                    f"a document of {len(text):,} characters",
                    f"at most {MOST_BYTES:,} are read: split it, or check that it is the right file",
                )
            ]
        )
    if text.lstrip()[:1] in ("{", "["):
        text = json_as_yaml(text)
    refuse_characters(text, file, first_line)
    documents = _Builder(file, first_line, text).build()
    if not documents:
        raise InputError(
            [
                Diagnostic(
                    Place(file, first_line, 1),
                    "yaml-empty",
                    "there is nothing here",
                    "write a mapping, such as `patient:` and its facts",
                )
            ]
        )
    if len(documents) > 1:
        raise InputError(
            [
                Diagnostic(
                    documents[1].at,
                    "yaml-many-documents",
                    "a second document begins here",
                    "write one document in this file",
                )
            ]
        )
    return documents[0]


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being read."""

    container: Mapping | Sequence
    anchor: str | None
    key: str | None = None
    size: int = 1
    height: int = 1


class _Read(NamedTuple):
    """A value that has been read: how many values it holds, itself too, how many levels, and its text as a key."""

    value: Any
    size: int = 1
    height: int = 0
    text: str | None = None


class _Builder:
    """Builds documents from parser events, without recursion, within bounds."""

    def __init__(self, file: str, first_line: int, text: str) -> None:
        self._file = file
        self._first_line = first_line
        self._text = text
        self._problems = Problems()
        self._anchors: dict[str, _Read] = {}
        self._stack: list[_Open] = []
        self._nodes = 0
        self._documents: list[Document] = []

    def build(self) -> list[Document]:
        """The documents of the text. Raises `InputError` with all problems as far as it could be read."""
        end = 0
        try:
            events: Iterator[Any] = yaml.parse(self._text, Loader=Parser)
            for event in events:
                self._take(event, end)
                end = event.end_mark.index
        except yaml.MarkedYAMLError as error:
            end = len(self._text.rstrip())
            mark, message, hint = explained(error, end, self._first_line)
            at = self._place_at(min(mark.index, end) if mark is not None else 0)
            self._problems.add(at, "yaml-syntax", message, hint)
        except yaml.YAMLError as error:
            self._problems.add(Place(self._file, self._first_line, 1), "yaml-syntax", str(error))
        self._problems.stop_if_any()
        return self._documents

    def _place(self, mark: Any) -> Place:
        return Place(self._file, self._first_line + mark.line, mark.column + 1)

    def _place_at(self, index: int) -> Place:
        line, column = self._text.count("\n", 0, index), index - self._text.rfind("\n", 0, index)
        return Place(self._file, self._first_line + line, column)

    def _stop(self, at: Place, code: str, message: str, hint: str) -> InputError:
        return InputError([*self._problems.found, diagnostic(at, code, message, hint)])

    def _take(self, event: Any, end: int) -> None:
        if len(self._problems.found) >= MOST_PROBLEMS:
            raise InputError([*self._problems.found, too_many(self._place(event.start_mark))])
        match event:
            case yaml.ScalarEvent():
                at = self._place(event.start_mark)
                self._refuse_tag(event, at)
                self._refuse_hidden(event, at)
                value = event.value if event.style else plain_value(event.value)
                self._add(_Read(value, text=event.value), at, event.anchor)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                at = self._place(event.start_mark)
                self._refuse_tag(event, at)
                self._refuse_depth(1, at)
                made = Mapping(at) if isinstance(event, yaml.MappingStartEvent) else Sequence(at)
                self._stack.append(_Open(made, event.anchor))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._refuse_trailing_comma(event, end)
                done = self._stack.pop()
                self._add(_Read(done.container, done.size, done.height), done.container.at, done.anchor)
            case yaml.AliasEvent():
                at = self._place(event.start_mark)
                if event.anchor not in self._anchors:
                    raise self._stop(
                        at,
                        "yaml-alias",
                        f"`*{event.anchor}` stands for nothing finished before it",
                        "write the value itself",
                    )
                meant = self._anchors[event.anchor]
                self._nodes += meant.size
                self._refuse_depth(meant.height, at)
                self._add(meant, at)
            case yaml.DocumentStartEvent():
                self._anchors.clear()

    def _refuse_depth(self, more: int, at: Place) -> None:
        if len(self._stack) + more > DEEPEST:
            raise self._stop(at, "yaml-too-deep", f"nested more than {DEEPEST} deep", "write it in fewer levels")

    def _refuse_tag(self, event: Any, at: Place) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._problems.add(at, "yaml-tag", f"the tag `{tag}`", "write the value without a tag")

    def _refuse_hidden(self, event: Any, at: Place) -> None:
        hidden = hidden_character(event.value) if event.style == '"' else None
        if hidden is not None:
            self._problems.add(at, *hidden)

    def _refuse_trailing_comma(self, event: Any, end: int) -> None:
        """Between the last item and the bracket: `end` is where that item ended."""
        between = _COMMENT.sub(lambda comment: " " * len(comment[0]), self._text[end : event.start_mark.index])
        if "," in between:
            self._problems.add(
                self._place_at(end + between.index(",")),
                "yaml-trailing-comma",
                "a comma with nothing after it",
                "take it out, or write what is missing after it",
            )

    def _add(self, read: _Read, at: Place, anchor: str | None = None) -> None:
        if anchor is not None:
            self._anchors[anchor] = read
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._stop(
                at,
                "yaml-too-large",
                f"more than {MOST_NODES:,} values, aliases counted in full",
                "write less in one document, or use fewer aliases",
            )
        if not self._stack:
            self._documents.append(Document(read.value, at))
            return
        top = self._stack[-1]
        top.size += read.size
        top.height = max(top.height, read.height + 1)
        if isinstance(top.container, Sequence):
            top.container.append(read.value)
            top.container.items_at.append(at)
        elif top.key is None:
            self._begin_entry(top, read.text, at)
        else:
            top.container[top.key] = read.value
            top.container.values_at[top.key] = at
            top.key = None

    def _begin_entry(self, top: _Open, text: str | None, at: Place) -> None:
        assert isinstance(top.container, Mapping)
        if not text:
            raise self._stop(at, "yaml-key", "a key that is not a plain name", "write the key as a word")
        if text == "<<":
            self._problems.add(at, "yaml-merge-key", "a merge key", "write out the entries that it would bring in")
        if text in top.container.keys_at:
            first = top.container.keys_at[text]
            self._problems.add(
                at,
                "yaml-duplicate-key",
                f"`{text}` stands here a second time",
                f"it was first given on line {first.line}: keep one of them",
            )
        top.key = text
        top.container.keys_at[text] = at
