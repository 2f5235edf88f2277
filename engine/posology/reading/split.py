"""One text that holds many documents -> each of them, with the line on which it begins."""

import re
from collections.abc import Iterator

_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_SAYS_SOMETHING = re.compile(r"^(?!%|\.\.\.[ \t\r]*$)[ \t\r]*[^#\s]", re.MULTILINE)
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"')


def split_documents(text: str) -> Iterator[tuple[str, int]]:
    """YAML between lines of `---`, and JSON one to a line or one alone; what says nothing is passed over."""
    for part, first_line in _between_separators(text):
        if not _is_one_to_a_line(part):
            yield part, first_line
            continue
        for number, line in enumerate(part.split("\n"), start=first_line):
            if _SAYS_SOMETHING.match(line):
                yield line, number


def _between_separators(text: str) -> Iterator[tuple[str, int]]:
    start, line = 0, 1
    ends = [found.start() for found in _SEPARATOR.finditer(text)]
    for end in [*ends, len(text)]:
        part = text[start:end]
        if part.startswith("---"):
            part = "   " + part[3:]
        if not part.isspace() and _SAYS_SOMETHING.search(part):
            yield part, line
        line += part.count("\n")
        start = end


def _is_one_to_a_line(part: str) -> bool:
    """Whether these are JSON lines: the first is closed, or, where that one may be broken, each begins an object."""
    if not part.lstrip().startswith("{"):
        return False
    lines = [line for line in part.split("\n") if _SAYS_SOMETHING.match(line)]
    if len(lines) == 1:
        return False
    bare = _STRING.sub("", lines[0])
    closed = bare.count("{") + bare.count("[") == bare.count("}") + bare.count("]")
    return closed or all(line.startswith("{") for line in lines)
