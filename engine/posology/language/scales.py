"""The ordered words of the language: each scale from its mildest to its strictest step."""

from enum import StrEnum


class _Ordered(StrEnum):
    """Words ordered as they are declared. All four comparisons are ours: those of text are alphabetical."""

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__)
        """The place on the scale, from 0 for the mildest."""

    def __lt__(self, other: str) -> bool:
        return self.rank < type(self)(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= type(self)(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > type(self)(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= type(self)(other).rank


class Verdict(_Ordered):
    """Whether the drug may be used at all."""

    OK = "ok"
    CAUTION = "caution"
    AVOID = "avoid"
    CONTRAINDICATED = "contraindicated"


class Severity(_Ordered):
    """How bad an interaction is."""

    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"
    CONTRAINDICATED = "contraindicated"


class Action(_Ordered):
    """What to do next, from going on up to ending therapy."""

    START = "start"
    INCREASE = "increase"
    CONTINUE = "continue"
    REVIEW = "review"
    HOLD = "hold"
    REDUCE = "reduce"
    TAPER = "taper"
    STOP = "stop"
