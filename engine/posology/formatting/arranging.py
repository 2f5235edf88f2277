"""A text with the keys of its mappings put in order; comments, quotes and empty lines go where their entry goes."""

import re

from posology.formatting.key_order import below_item, below_key, keys_of
from posology.formatting.spans import Entry, ListSpan, MappingSpan, Span
from posology.reading.schema import Schema

WIDTH = 120

_COMMENT = re.compile(r"(?:^|\s)#")


def arranged(text: str, document: Span, schema: Schema) -> str:
    """The whole text, the document of it in the order of the schema."""
    arranger = _Arranger(text)
    return text[: document.start] + arranger.value(document, schema) + text[document.end :]


class _Arranger:
    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, span: Span, schema: Schema) -> str:
        """The text of the value, in order."""
        if isinstance(span, ListSpan):
            below = below_item(schema)
            return self._filled(span, [(item.start, item.end, self.value(item, below)) for item in span.items])
        if not isinstance(span, MappingSpan) or not span.entries:
            return self._text[span.start : span.end]
        order = {key: place for place, key in enumerate(keys_of(schema))}
        wanted = sorted(span.entries, key=lambda entry: order.get(entry.name, -1)) if order else span.entries
        if [entry.name for entry in wanted] == [entry.name for entry in span.entries]:
            return self._in_place(span, schema)
        return self._flow(span, wanted, schema) if span.flow else self._block(span, wanted, schema)

    def _in_place(self, span: MappingSpan, schema: Schema) -> str:
        values = [
            (entry.value.start, entry.value.end, self.value(entry.value, below_key(schema, entry.name)))
            for entry in span.entries
        ]
        return self._filled(span, values)

    def _filled(self, span: Span, parts: list[tuple[int, int, str]]) -> str:
        """The text of the span with each stretch of it replaced."""
        made, at = [], span.start
        for start, end, text in parts:
            made += [self._text[at:start], text]
            at = end
        return "".join([*made, self._text[at : span.end]])

    def _entry(self, entry: Entry, schema: Schema) -> str:
        value = self.value(entry.value, below_key(schema, entry.name))
        return self._text[entry.key.start : entry.value.start] + value

    def _flow(self, span: MappingSpan, wanted: list[Entry], schema: Schema) -> str:
        """A mapping in braces: what stands between the entries stays where it is."""
        first, last = span.entries[0], span.entries[-1]
        before, after = self._text[span.start : first.key.start], self._text[last.end : span.end]
        between = [
            self._text[one.end : two.key.start] for one, two in zip(span.entries, span.entries[1:], strict=False)
        ]
        if any(part.strip() != "," for part in between) or _COMMENT.search(before) or _COMMENT.search(after):
            return self._in_place(span, schema)  # a comment speaks of what it stands beside
        made = [self._entry(entry, schema) for entry in wanted]
        if any("\n" in part for part in between):
            return self._refilled(span, before, made, after)
        return "".join(
            [before, made[0], *(part for pair in zip(between, made[1:], strict=True) for part in pair), after]
        )

    def _refilled(self, span: MappingSpan, before: str, entries: list[str], after: str) -> str:
        """The entries on lines as full as they may be, the later ones under the first."""
        begins = self._text.rfind("\n", 0, span.start) + 1
        at_first = span.start - begins + len(before)
        if "\n" in before:
            at_first = len(before) - before.rfind("\n") - 1
        newline = "\r\n" if "\r\n" in self._text else "\n"
        made, column = before + entries[0], _column_after(entries[0], at_first)
        for number, entry in enumerate(entries[1:], start=2):
            closing = len(after) if number == len(entries) else 1
            if column + len(", ") + len(entry) + closing > WIDTH:
                made, column = f"{made},{newline}{' ' * at_first}{entry}", _column_after(entry, at_first)
            else:
                made, column = f"{made}, {entry}", _column_after(entry, column + len(", "))
        return made + after

    def _block(self, span: MappingSpan, wanted: list[Entry], schema: Schema) -> str:
        """A mapping of lines: each entry takes along the comments and empty lines before it, and those inside it."""
        chunks = self._chunks(span, schema)
        if chunks is None:
            return self._in_place(span, schema)
        margin = " " * (span.entries[0].key.start - self._line_start(span.entries[0].key.start))
        newline = "\r\n" if "\r\n" in self._text else "\n"
        held, first = chunks[wanted[0].name]  # nothing can stand before the first: what led to it stands after it
        lines = [first]
        for entry in wanted[1:]:
            leading, body = chunks[entry.name]
            lines.append(leading + held + margin + body)
            held = ""
        return newline.join(lines)

    def _chunks(self, span: MappingSpan, schema: Schema) -> dict[str, tuple[str, str]] | None:
        """For each key the lines that lead to it, and its own text; None where the entries are not lines."""
        chunks: dict[str, tuple[str, str]] = {}
        last = span.entries[-1]
        for number, entry in enumerate(span.entries):
            following = span.entries[number + 1] if entry is not last else None
            leading = ""
            if number > 0:
                line = self._line_start(entry.key.start)
                if self._text[line : entry.key.start].strip(" "):
                    return None
                leading = self._text[self._belongs_until(span.entries[number - 1], entry) : line]
            ends = span.end if following is None else self._belongs_until(entry, following)
            trailing = self._text[entry.end : ends]
            if following is not None:
                trailing = trailing.removesuffix("\n").removesuffix("\r")
            chunks[entry.name] = (leading, self._entry(entry, schema) + trailing)
        return chunks

    def _belongs_until(self, entry: Entry, following: Entry) -> int:
        """Where the lines of `entry` end: after its own last line, and after comments that stand further in than it."""
        column = following.key.start - self._line_start(following.key.start)
        at = self._text.index("\n", entry.end) + 1
        end = at
        while at < self._line_start(following.key.start):
            next_line = self._text.index("\n", at) + 1
            line = self._text[at:next_line]
            if line.strip():
                if len(line) - len(line.lstrip(" ")) <= column:
                    break
                end = next_line
            at = next_line
        return end

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1


def _column_after(text: str, begins: int) -> int:
    """The column in which the text ends that begins in column `begins`."""
    _, newline, last = text.rpartition("\n")
    return len(last) if newline else begins + len(text)
