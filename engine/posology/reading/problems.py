"""Collects every problem of what is read, so that all are told in one run."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from posology.errors import Diagnostic, InputError, Place
from posology.language.quantity import QuantityError

MOST_PROBLEMS = 100
"""How many problems of one document are shown."""

_LONG_QUOTE = re.compile(r"`([^`]{60})[^`]+`")
_PLAIN = "µμ"


@dataclass(slots=True)
class Problems:
    """The diagnostics found so far."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, at: Place, code: str, message: str, hint: str = "") -> None:
        """Notes one problem."""
        self.found.append(diagnostic(at, code, message, hint))

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Takes in the diagnostics of an `InputError` raised inside, and goes on."""
        try:
            yield
        except InputError as error:
            self.found.extend(error.diagnostics)

    @contextmanager
    def quantity_at(self, at: Place) -> Iterator[None]:
        """Notes a `QuantityError` raised inside as a problem at `at`, and goes on."""
        try:
            yield
        except QuantityError as error:
            self.add(at, "quantity", str(error), error.hint)

    def stop_if_any(self) -> None:
        """Raises `InputError` with all problems, if there are any."""
        if self.found:
            raise InputError(self.found)


def diagnostic(at: Place, code: str, message: str, hint: str = "") -> Diagnostic:
    """One problem on one line: what was quoted at length is cut, and a letter of another script is named."""
    shown = _LONG_QUOTE.sub(r"`\1...`", " ".join(message.split("\n")))
    return Diagnostic(at, code, shown, "; ".join(part for part in (hint, _other_script(shown)) if part))


def too_many(at: Place) -> Diagnostic:
    """What stands in the place of all further problems of a document."""
    return Diagnostic(at, "too-many-problems", f"more than {MOST_PROBLEMS} problems", "mend these first")


def _other_script(message: str) -> str:
    """Which character only looks like a plain letter or digit, or comes from a script that no name here is in."""
    for character in message:
        if not character.isascii() and character.isalnum() and character not in _PLAIN:
            name = unicodedata.name(character, "")
            if not name.startswith("LATIN") and unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo", "Lm", "Nd"):
                return f"`{character}` is {name}"
    return ""
