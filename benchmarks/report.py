"""The table that the benchmarks print."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside its budget; `budget` is None for a figure that stands there for comparison only."""

    what: str
    value: float
    budget: float | None = None
    unit: str = "x"
    detail: str = ""

    @property
    def verdict(self) -> str:
        """Whether the budget holds."""
        if self.budget is None:
            return ""
        return "holds" if self.value <= self.budget else "MISSED"


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A figure that could not be taken, and why."""

    what: str
    why: str


_ROW = "{:<62} {:>12} {:>10}  {:<7} {}"


def table(figures: Iterable[Figure | NotMeasured]) -> list[str]:
    """The lines of the table."""
    lines = [_ROW.format("", "measured", "budget", "", "").rstrip()]
    for figure in figures:
        if isinstance(figure, NotMeasured):
            lines.append(_ROW.format(figure.what, "-", "", "", figure.why).rstrip())
            continue
        budget = "" if figure.budget is None else f"{figure.budget:g} {figure.unit}"
        value = f"{figure.value:.2f} {figure.unit}"
        lines.append(_ROW.format(figure.what, value, budget, figure.verdict, figure.detail).rstrip())
    return lines
