"""A script that any interpreter runs: rules are fired, conclude and fire further, and the judge says the same.

Prints the interpreter's version and how many pairs agreed, as one line of JSON. Stands alone, without
pytest and without the other tests, so that it needs nothing but posology itself.
"""

import json
import sys
from fractions import Fraction

from posology.errors import EngineFailure, Place
from posology.firing.chain import Network, Recorder
from posology.firing.judge import Outcome, judge
from posology.language.condition import All, AtLeast, Condition, Has, InRange, NoneOf, OneOf
from posology.language.effect import Bound, Conclude, Effect, PerWeight, Slot
from posology.language.fact import Range, Value
from posology.language.rule import Family, Rule, Words


def rule(id: str, when: Condition, *effects: Effect) -> Rule:
    """A population rule that does no more than it must."""
    place = Place("engine_boundary.py", 1, 1)
    return Rule(f"drug/populations/{id}", Family.POPULATION, when, effects, Words(), (), place)


ADULT = InRange("age", Range(low=Fraction(18)))
RULES = (
    rule("adult", ADULT, Conclude("adult")),
    rule("small", InRange("weight", Range(high=Fraction(100, 3), high_included=False)), Conclude("small")),
    rule("small-adult", All((Has("concluded", ("adult",)), Has("concluded", ("small",)))), Conclude("fragile")),
    rule("fragile", Has("concluded", ("fragile",)), Conclude("watched")),
    rule("watched", AtLeast(1, (Has("concluded", ("watched",)), OneOf("sex", ("female",))))),
    rule("no-child", NoneOf((ADULT, Has("conditions", tuple(f"condition-{number}" for number in range(40)))))),
    rule("by-weight", ADULT, Bound(Slot.MAX_DAILY, PerWeight(Fraction(1, 3)))),
    rule("counted", AtLeast(2, (ADULT, OneOf("sex", ("male",)), Has("conditions", ("condition-1",))))),
    *(rule(f"at-{number}", InRange("age", Range(low=Fraction(number, 7)))) for number in range(150)),
)


def patients() -> list[dict[str, Value]]:
    """Every combination of a few values, known or not."""
    ages = (None, Fraction(0), Fraction(126, 7), Fraction(17999999, 10**6), Fraction(90))
    weights = (None, Fraction(100, 3), Fraction(33333, 1000))
    sexes = (None, "female", "male")
    sets = (None, frozenset[str](), frozenset({"condition-1"}))
    made: list[dict[str, Value]] = []
    for age in ages:
        for weight in weights:
            for sex in sexes:
                for conditions in sets:
                    values = {"age": age, "weight": weight, "sex": sex, "conditions": conditions}
                    made.append({fact: value for fact, value in values.items() if value is not None})
    return made


class Failing(Recorder):
    """A recorder with a bug."""

    def note(self, rule: Rule) -> None:
        """Fails."""
        raise ZeroDivisionError(rule.id)


def main() -> None:
    """Runs it. Any disagreement ends the script with a traceback."""
    network = Network(RULES)
    agreed = deepest = 0
    for _ in range(3):
        for values in patients():
            judged = {one.rule.id for one in judge(RULES, values) if one.outcome is Outcome.FIRED}
            fired = network.fire(values)
            assert fired == judged, (values, fired ^ judged)
            agreed += 1
            deepest += "drug/populations/fragile" in fired
    assert deepest, "no chain was fired to its end"
    try:
        Network(RULES, Failing).fire({"age": Fraction(20)})
    except EngineFailure as error:
        failed = isinstance(error.__cause__, ZeroDivisionError)
    assert failed, "an action that raised was lost"
    print(json.dumps({"python": list(sys.version_info[:2]), "agreed": agreed}))


if __name__ == "__main__":
    main()
