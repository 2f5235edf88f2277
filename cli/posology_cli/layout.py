"""Lines that fit the terminal."""

import textwrap
from collections.abc import Iterable
from fractions import Fraction

from posology.language.quantity import plain_number

NARROWEST, WIDEST = 40, 100
PLACES = 2


def shown(value: Fraction) -> str:
    """The number as a reader needs it: cut off after two decimals, never rounded up."""
    return plain_number(value, PLACES)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of at most `width`, the first led in by `first`, the others by `rest`."""
    return textwrap.wrap(
        text,
        width=max(width, NARROWEST),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [first.rstrip()]


def labelled(label: str, text: str, width: int, column: int = 18) -> list[str]:
    """A label, and its text beside it in a column of its own."""
    if width < 60 or len(label) > column - 3:
        return [f"  {label}", *wrapped(text, width, "    ", "    ")]
    return wrapped(text, width, f"  {label:<{column - 2}}", " " * column)


def section(title: str, lines: Iterable[str], width: int) -> list[str]:
    """A titled block with an empty line before it; nothing where there are no lines."""
    body = list(lines)
    return ["", *wrapped(title, width), *body] if body else []
