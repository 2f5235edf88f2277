"""Collects every problem of what is read, so that all are told in one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from posology.errors import Diagnostic, InputError, Place
from posology.language.quantity import QuantityError


@dataclass(slots=True)
class Problems:
    """The diagnostics found so far."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, at: Place, code: str, message: str, hint: str = "") -> None:
        """Notes one problem."""
        self.found.append(Diagnostic(at, code, message, hint))

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
