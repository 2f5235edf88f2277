"""Times of several sides in one run, taken in turn, and the ratio of any two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """What one turn of a side took: seconds on the clock, seconds of processor, and bytes at its largest."""

    wall: float
    cpu: float
    peak_bytes: int = 0


Turns = Mapping[str, list[Cost]]


def in_turn(sides: Mapping[str, Callable[[], Cost]], rounds: int) -> Turns:
    """The costs of each side over `rounds`, after one round that warms all of them and is not counted.

    The sides take turns, and every other round goes through them backwards: A B B A. What comes right after a longer
    side costs a little more, and so falls on each of them alike.
    """
    for side in sides.values():
        side()
    turns: dict[str, list[Cost]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in sides if number % 2 == 0 else reversed(list(sides)):
            turns[name].append(sides[name]())
    return turns


def ratio(turns: Turns, one: str, other: str, of: Callable[[Cost], float]) -> float:
    """The median, over the rounds, of how many times as much `one` took as `other` beside it."""
    return median(of(a) / of(b) for a, b in zip(turns[one], turns[other], strict=True))


def typical(costs: list[Cost], of: Callable[[Cost], float]) -> float:
    """The median."""
    return median(of(cost) for cost in costs)


def wall(cost: Cost) -> float:
    """Seconds on the clock."""
    return cost.wall


def cpu(cost: Cost) -> float:
    """Seconds of processor."""
    return cost.cpu
