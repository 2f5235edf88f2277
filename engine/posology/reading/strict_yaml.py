"""Strict YAML with a place for every key and value.

YAML 1.2 scalars: `no`, `on`, `1:30`, `010` and dates stay the text that was written. Duplicate keys, tags, merge keys
and deep nesting are refused; aliases are allowed as far as what they stand for stays small. JSON is read the same way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from posology.errors import Diagnostic, InputError, Place

Parser: Any = getattr(yaml, "CLoader", yaml.Loader)

MOST_BYTES = 2 * 1024 * 1024
MOST_NODES = 100_000
DEEPEST = 50

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAB_INDENT = re.compile(r"^[ ]*\t", re.MULTILINE)


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


def decode(data: bytes, file: str) -> str:
    """The text of a file. Raises `InputError` with the place where it is not plain UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError([Diagnostic(
            Place(file, 1, 1), "text-byte-order-mark", "the file begins with a byte order mark",
            "save it as UTF-8 without one",
        )])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError([Diagnostic(
            Place(file, line, column), "text-not-utf-8", f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        )]) from None


def read_document(text: str, file: str, first_line: int = 1) -> Document:
    """The one document in `text`, whose first line is line `first_line` of `file`.

    Raises `InputError` for anything that strict YAML refuses, for an empty document and for more than one.
    """
    _refuse_characters(text, file, first_line)
    documents = _Builder(file, first_line).build(text)
    if not documents:
        raise InputError([Diagnostic(Place(file, first_line, 1), "yaml-empty", "there is nothing here",
                                     "write a mapping, such as `patient:` and its facts")])
    if len(documents) > 1:
        raise InputError([Diagnostic(documents[1].at, "yaml-many-documents", "a second document begins here",
                                     "write one document in this file")])
    return documents[0]


def _refuse_characters(text: str, file: str, first_line: int) -> None:
    if len(text) > MOST_BYTES:
        raise InputError([Diagnostic(
            Place(file, first_line, 1), "yaml-too-large", f"a document of {len(text):,} characters",
            f"at most {MOST_BYTES:,} are read: split it, or check that it is the right file",
        )])
    for pattern, code, message, hint in (
        (_UNPRINTABLE, "text-control-character", "a character that cannot be printed", "take it out"),
        (_TAB_INDENT, "yaml-tab", "a tab in the indentation", "indent with spaces"),
    ):
        found = pattern.search(text)
        if found:
            before = text[: found.end() - 1]
            line = before.count("\n")
            column = len(before) - (before.rfind("\n") + 1) + 1
            raise InputError([Diagnostic(Place(file, first_line + line, column), code, message, hint)])


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being read."""

    container: Mapping | Sequence
    anchor: str | None
    key: str | None = None
    size: int = 1


class _Builder:
    """Builds documents from parser events, without recursion, within bounds."""

    def __init__(self, file: str, first_line: int) -> None:
        self._file = file
        self._first_line = first_line
        self._problems: list[Diagnostic] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._stack: list[_Open] = []
        self._nodes = 0
        self._documents: list[Document] = []

    def build(self, text: str) -> list[Document]:
        try:
            for event in self._events(text):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = self._place(mark) if mark else Place(self._file, self._first_line, 1)
            self._problems.append(Diagnostic(at, "yaml-syntax", error.problem or "this is not YAML", _hint(error)))
        except yaml.YAMLError as error:
            self._problems.append(Diagnostic(Place(self._file, self._first_line, 1), "yaml-syntax", str(error)))
        if self._problems:
            raise InputError(self._problems)
        return self._documents

    def _events(self, text: str) -> Iterator[Any]:
        yield from yaml.parse(text, Loader=Parser)

    def _place(self, mark: Any) -> Place:
        return Place(self._file, self._first_line + mark.line, mark.column + 1)

    def _stop(self, at: Place, code: str, message: str, hint: str) -> InputError:
        return InputError([*self._problems, Diagnostic(at, code, message, hint)])

    def _take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                at = self._place(event.start_mark)
                self._refuse_tag(event, at)
                value = event.value if event.style else _plain(event.value)
                self._remember(event.anchor, value, 1)
                self._add(value, at, text=event.value)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                at = self._place(event.start_mark)
                self._refuse_tag(event, at)
                if len(self._stack) >= DEEPEST:
                    raise self._stop(at, "yaml-too-deep", f"nested more than {DEEPEST} deep", "flatten it")
                made = Mapping(at) if isinstance(event, yaml.MappingStartEvent) else Sequence(at)
                self._stack.append(_Open(made, event.anchor))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self._stack.pop()
                self._remember(done.anchor, done.container, done.size)
                self._add(done.container, done.container.at, size=done.size)
            case yaml.AliasEvent():
                at = self._place(event.start_mark)
                if event.anchor not in self._anchors:
                    raise self._stop(at, "yaml-alias", f"`*{event.anchor}` stands for nothing finished before it",
                                     "write the value itself")
                value, size = self._anchors[event.anchor]
                self._nodes += size
                self._add(value, at, size=size, text=value if isinstance(value, str) else None)
            case yaml.DocumentStartEvent():
                self._anchors.clear()

    def _remember(self, anchor: str | None, value: Any, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, size)

    def _refuse_tag(self, event: Any, at: Place) -> None:
        if event.tag is not None and event.tag != "!":
            self._problems.append(Diagnostic(at, "yaml-tag", f"the tag `{event.tag}`", "write the value without a tag"))

    def _add(self, value: Any, at: Place, size: int = 1, text: str | None = None) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._stop(at, "yaml-too-large", f"more than {MOST_NODES:,} values, aliases counted in full",
                             "write less in one document, or use fewer aliases")
        if not self._stack:
            self._documents.append(Document(value, at))
            return
        top = self._stack[-1]
        top.size += size
        if isinstance(top.container, Sequence):
            top.container.append(value)
            top.container.items_at.append(at)
        elif top.key is None:
            self._begin_entry(top, text, at)
        else:
            top.container[top.key] = value
            top.container.values_at[top.key] = at
            top.key = None

    def _begin_entry(self, top: _Open, text: str | None, at: Place) -> None:
        assert isinstance(top.container, Mapping)
        if text is None:
            raise self._stop(at, "yaml-key", "a key that is not a plain name", "write the key as a word")
        if text in top.container.keys_at:
            first = top.container.keys_at[text]
            self._problems.append(Diagnostic(at, "yaml-duplicate-key", f"`{text}` stands here a second time",
                                             f"it was first given on line {first.line}: keep one of them"))
        top.key = text
        top.container.keys_at[text] = at


def _plain(text: str) -> Any:
    """What an unquoted scalar means in YAML 1.2; whatever is no null, boolean or exact number stays text."""
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def _hint(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "\\t" in problem or "tab" in problem:
        return "indent with spaces, not with tabs"
    if "mapping values are not allowed" in problem:
        return "put text that contains a colon and a space into quotes"
    if "could not find expected ':'" in problem:
        return "write a colon and a space after the key"
    if "found unexpected end of stream" in problem:
        return "a quote or bracket is not closed"
    return "check brackets, quotes and indentation"
