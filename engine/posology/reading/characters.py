"""From bytes to text, which characters a document may hold, and the place of the first one that it may not."""

import re
import unicodedata

from posology.errors import Diagnostic, InputError, Place

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\r(?!\n)")
_INVISIBLE = re.compile(
    "[\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_TAB_INDENT = re.compile(r"^[ ]*\t", re.MULTILINE)
_STRING_OR_TAB = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|\t', re.DOTALL)
_ESCAPE = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\.", re.DOTALL)


def decode(data: bytes, file: str) -> str:
    """The text of a file. Raises `InputError` with the place where it is not plain UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError(
            [
                Diagnostic(
                    Place(file, 1, 1),
                    "text-byte-order-mark",
                    "the file begins with a byte order mark",
                    "save it as UTF-8 without one",
                )
            ]
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError(
            [
                Diagnostic(
                    Place(file, line, column),
                    "text-not-utf-8",
                    f"byte 0x{data[error.start]:02x} is not UTF-8",
                    "save the file as UTF-8",
                )
            ]
        ) from None


def refuse_characters(text: str, file: str, first_line: int) -> None:
    """Raises `InputError` with the place of the first character of a kind that no document may hold."""
    for pattern, explain in ((_UNPRINTABLE, _unprintable), (_INVISIBLE, _invisible), (_TAB_INDENT, _tab)):
        found = pattern.search(text)
        if found:
            last = found.end() - 1
            line, column = text.count("\n", 0, last), last - text.rfind("\n", 0, last)
            raise InputError([Diagnostic(Place(file, first_line + line, column), *explain(text[last]))])


def hidden_character(value: str) -> tuple[str, str, str] | None:
    """Code, message and hint for a character that an escape put into `value` and that nobody would see there."""
    for pattern, explain in ((_UNPRINTABLE, _unprintable), (_INVISIBLE, _invisible)):
        found = pattern.search(value)
        if found:
            return explain(found[0])
    return None


def json_as_yaml(text: str) -> str:
    """JSON as YAML reads it, every character that is left in its place.

    Tabs between tokens become spaces, and two escapes that stand for one character become that character; the room
    that this leaves is filled after the string.
    """
    return _STRING_OR_TAB.sub(lambda found: " " if found[0] == "\t" else _joined(found[0]), text)


def _joined(string: str) -> str:
    if "\\u" not in string:
        return string
    return _ESCAPE.sub(
        lambda pair: bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be") if pair[1] else pair[0], string
    ).ljust(len(string))


def _unprintable(character: str) -> tuple[str, str, str]:
    if character == "\r":
        return "text-control-character", "a line end of neither Unix nor Windows", "save the file with Unix line ends"
    return "text-control-character", f"a character that cannot be printed (U+{ord(character):04X})", "take it out"


def _invisible(character: str) -> tuple[str, str, str]:
    name = unicodedata.name(character, "unnamed")
    hint = "write a plain space" if unicodedata.category(character) == "Zs" else "take it out"
    return "text-invisible-character", f"a character that nobody sees (U+{ord(character):04X} {name})", hint


def _tab(_: str) -> tuple[str, str, str]:
    return "yaml-tab", "a tab in the indentation", "indent with spaces"
