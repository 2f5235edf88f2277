"""Ranges of numbers: what two have in common, and the plainest numbers that lie in one."""

from fractions import Fraction

from posology.language.fact import Range

MOST_PLACES = 9
"""How many decimals a number that is shown may have."""


def common(one: Range, other: Range) -> Range:
    """What lies in both; see `is_empty`."""
    lows = [(bounds.low, not bounds.low_included) for bounds in (one, other) if bounds.low is not None]
    highs = [(bounds.high, bounds.high_included) for bounds in (one, other) if bounds.high is not None]
    low, low_open = max(lows) if lows else (None, False)
    high, high_included = min(highs) if highs else (None, True)
    return Range(low, not low_open, high, high_included)


def is_empty(bounds: Range) -> bool:
    """Whether no number lies between the bounds."""
    if bounds.low is None or bounds.high is None:
        return False
    shut = bounds.low_included and bounds.high_included
    return bounds.low > bounds.high or (bounds.low == bounds.high and not shut)


def plainest(bounds: Range, near: Fraction, step_of: int | None = None) -> Fraction | None:
    """The number in the range with the fewest decimals, of several the nearest to `near`, a bound or a number in it.

    None where no number of a few decimals lies there, or no multiple of `step_of` where it must be one.
    """
    steps = [Fraction(step_of)] if step_of else [Fraction(1, 10**places) for places in range(MOST_PLACES + 1)]
    for step in steps:
        below = near // step * step
        found = [number for number in (below - step, below, below + step) if number in bounds]
        if found:
            return min(found, key=lambda number: (abs(number - near), number))
    return None


def middle(bounds: Range) -> Fraction:
    """Half way between the bounds; the bound itself where there is only one."""
    ends = [end for end in (bounds.low, bounds.high) if end is not None]
    return sum(ends, Fraction(0)) / len(ends) if ends else Fraction(0)
