"""Errors that a person can mend, each with its place, and those that stop an evaluation."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where something was written: a file as the reader named it, line and column counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One problem in something that was read: its place, what is wrong, what would be right."""

    place: Place
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f"  ({self.hint})" if self.hint else ""
        return f"{self.place}  {self.code}  {self.message}{hint}"


class PosologyError(Exception):
    """The base of every error that this library raises on purpose."""


class InputError(PosologyError):
    """Files or profiles that cannot be used. Holds every problem found, in the order of their places."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(set(diagnostics)))
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class KnowledgeConflict(PosologyError):
    """Rules that contradict each other for one patient, so that no answer may be given."""

    def __init__(self, what: str, rules: tuple[tuple[str, Place], ...], hint: str) -> None:
        self.rules = rules
        self.diagnostics = tuple(
            Diagnostic(place, "knowledge-conflict", f"{what}: {rule}", hint) for rule, place in rules
        )
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class EngineError(PosologyError):
    """Something failed inside an evaluation: there is no recommendation."""


class EngineDisagreement(EngineError):
    """The chain and the judge did not fire the same rules."""

    def __init__(self, drug: str, only_chain: tuple[str, ...], only_judge: tuple[str, ...]) -> None:
        self.only_chain = only_chain
        self.only_judge = only_judge
        parts = [
            f"fired by the {channel} alone: {', '.join(rules)}"
            for channel, rules in (("chain", only_chain), ("judge", only_judge))
            if rules
        ]
        super().__init__(
            f"the two channels disagree on {drug} ({'; '.join(parts)}): no recommendation is given. "
            "Please report this with the profile."
        )


class EngineLimit(EngineError):
    """The rules or the facts of one drug pass a limit within which the rule engine can be trusted.

    `rule` is the id of the rule that does; None where it is all of them together, or a fact.
    """

    def __init__(self, message: str, rule: str | None = None) -> None:
        self.rule = rule
        super().__init__(message if rule is None else f"{rule}: {message}")


class EngineFailure(EngineError):
    """The rule engine failed while it fired."""
