"""Random facts, conditions, rules, drugs and patients, from a seed: what no author of a rule would think of.

Everything is drawn from a `random.Random`, so that a seed says all that is needed to see a failure again.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from posology.errors import EngineLimit, Place
from posology.firing.clauses import encode
from posology.language.condition import All, AtLeast, Condition, Has, InRange, NoneOf, OneOf, Test, tests_of
from posology.language.drug import Drug, Form, Product
from posology.language.effect import (
    Amount,
    AskFor,
    AsNeeded,
    Bound,
    Conclude,
    Course,
    Direction,
    Effect,
    Fixed,
    InProportion,
    Monitor,
    PerWeight,
    Planned,
    RaiseVerdict,
    Scaled,
    Schedule,
    Slot,
    StartOften,
    Step,
    Supplement,
    TimesADay,
)
from posology.language.fact import FactDefinition, Kind, Range, Some, Value
from posology.language.rule import Family, Rule, Words
from posology.language.scales import Action, Severity, Verdict

CONCLUDED = "concluded"
DENOMINATORS = (1, 1, 2, 3, 4, 7, 9, 10, 11, 30, 97, 100)
BASES = (Family.LIMITS, Family.TITRATION)
MODIFIERS = (Family.POPULATION, Family.INTERACTION)
_SET_NAMES = tuple(f"token:{number}" for number in range(30))

Values = dict[str, Value]


@dataclass(frozen=True)
class World:
    """The facts that rules may test, the names that each may have, and thresholds that lie near each other."""

    facts: dict[str, FactDefinition]
    names: dict[str, tuple[str, ...]]
    thresholds: dict[str, tuple[Fraction, ...]]

    @property
    def testable(self) -> tuple[str, ...]:
        return tuple(name for name in sorted(self.facts) if name != CONCLUDED)


def a_fraction(random: Random, low: int = 0, high: int = 100) -> Fraction:
    """A fraction whose denominator is as likely 97 as 10."""
    denominator = random.choice(DENOMINATORS)
    return Fraction(random.randint(low * denominator, high * denominator), denominator)


def a_world(random: Random, size: int = 8) -> World:
    """`size` facts of every kind, with a handful of thresholds or names each."""
    facts: dict[str, FactDefinition] = {}
    names: dict[str, tuple[str, ...]] = {}
    for number in range(size):
        kind = random.choice((Kind.QUANTITY, Kind.NUMBER, Kind.CHOICE, Kind.YES_NO, Kind.SET))
        name = f"{kind.value}-{number}"
        facts[name] = FactDefinition(name, kind, "a random fact")
        if kind is Kind.CHOICE:
            names[name] = tuple(f"name {letter}" for letter in range(random.randint(1, 6)))
        elif kind is Kind.YES_NO:
            names[name] = ("yes", "no")
        elif kind is Kind.SET:
            names[name] = tuple(random.sample(_SET_NAMES, random.randint(1, 20)))
    facts["weight"] = FactDefinition("weight", Kind.QUANTITY, "what doses by weight rest on")
    numeric = [name for name, fact in facts.items() if fact.kind in (Kind.QUANTITY, Kind.NUMBER)]
    thresholds = {
        name: tuple(sorted({a_fraction(random, -5, 100) for _ in range(random.randint(1, 6))})) for name in numeric
    }
    return World(facts, names, thresholds)


def world_of(facts: dict[str, FactDefinition], names: dict[str, tuple[str, ...]], random: Random) -> World:
    """The facts of a real vocabulary, with random thresholds inside what is plausible."""
    thresholds: dict[str, tuple[Fraction, ...]] = {}
    for name, fact in facts.items():
        if fact.kind in (Kind.QUANTITY, Kind.NUMBER) and fact.plausible is not None:
            low, high = fact.plausible.low or Fraction(0), fact.plausible.high or Fraction(1000)
            thresholds[name] = tuple(
                sorted({low + (high - low) * a_fraction(random, 0, 60) / 100 for _ in range(random.randint(2, 5))})
            )
    yes_no = ("yes", "no")
    known = {
        name: names.get(name) or (yes_no if fact.kind is Kind.YES_NO else fact.names) for name, fact in facts.items()
    }
    used = {name: fact for name, fact in facts.items() if name in thresholds or known[name]}
    return World(used, {name: chosen for name, chosen in known.items() if chosen}, thresholds)


def a_range(random: Random, thresholds: tuple[Fraction, ...]) -> Range:
    """Bounds on one or both sides, open or shut, with at least one value between them."""
    low, high = sorted((random.choice(thresholds), random.choice(thresholds)))
    shape = random.random()
    if shape < 0.35:
        return Range(low=low, low_included=random.random() < 0.5)
    if shape < 0.7:
        return Range(high=high, high_included=random.random() < 0.5)
    if low == high:
        return Range(low, True, high, True)
    return Range(low, random.random() < 0.5, high, random.random() < 0.5)


def a_test(random: Random, world: World) -> Test:
    """A test of one fact."""
    name = random.choice(world.testable)
    fact = world.facts[name]
    if name in world.thresholds:
        return InRange(name, a_range(random, world.thresholds[name]))
    names = world.names[name]
    chosen = tuple(sorted(random.sample(names, random.randint(1, min(len(names), random.choice((1, 2, 4)))))))
    return Has(name, chosen) if fact.kind is Kind.SET else OneOf(name, chosen)


def a_condition(random: Random, world: World, depth: int = 3, conclusions: tuple[str, ...] = ()) -> Condition:
    """A condition nested at most `depth` deep. Conclusions are tested where they hold, never under `none`."""
    if conclusions and random.random() < 0.4:
        return Has(CONCLUDED, tuple(sorted(random.sample(conclusions, random.randint(1, min(2, len(conclusions)))))))
    if depth == 0 or random.random() < 0.35:
        return a_test(random, world)
    kind = random.choice(("all", "all", "any", "none", "count"))
    inside = () if kind == "none" else conclusions
    parts = tuple(a_condition(random, world, depth - 1, inside) for _ in range(random.randint(1, 3)))
    match kind:
        case "all":
            return All(parts)
        case "any":
            return AtLeast(1, parts)
        case "none":
            return NoneOf(parts)
        case _:
            return AtLeast(random.randint(1, len(parts)), parts)


_BOUNDED_BY_MODIFIERS = (
    Slot.START_DOSE,
    Slot.START_DAILY,
    Slot.USUAL_FROM,
    Slot.USUAL_TO,
    Slot.MAX_DOSE,
    Slot.MAX_DAILY,
    Slot.STEP_DOSE,
    Slot.STEP_INTERVAL,
    Slot.DOSE_INTERVAL,
)
_SCALED = (
    Slot.START_DAILY,
    Slot.USUAL_FROM,
    Slot.USUAL_TO,
    Slot.MAX_DOSE,
    Slot.MAX_DAILY,
    Slot.STEP_DOSE,
    Slot.STEP_DAILY,
)


def _mg(random: Random) -> Amount:
    value = a_fraction(random, 1, 120)
    if random.random() < 0.2:
        return PerWeight(value / 50, random.choice((None, a_fraction(random, 1, 120))))
    return Fixed(value)


def a_bound(random: Random, world: World) -> Bound:
    """A bound as a population or an interaction may set one: absolute, by weight, a share, in proportion."""
    shape = random.random()
    if shape < 0.4:
        slot = random.choice(_BOUNDED_BY_MODIFIERS)
        absolute = _mg(random) if slot.direction is Direction.DOWN else Fixed(a_fraction(random, 1, 30))
        return Bound(slot, absolute)
    slot = random.choice(_SCALED)
    quantities = [name for name in world.thresholds if world.facts[name].kind is Kind.QUANTITY]
    if shape < 0.6 and quantities:
        of = random.choice((None, a_fraction(random, 1, 120)))
        return Bound(slot, InProportion(random.choice(quantities), a_fraction(random, 1, 120), of))
    denominator = random.randint(2, 97)
    return Bound(slot, Scaled(Fraction(random.randint(1, denominator - 1), denominator)))


def some_effects(random: Random, world: World, concludes: tuple[str, ...] = ()) -> tuple[Effect, ...]:
    """What a population, interaction or guidance rule may do."""
    effects: list[Effect] = [a_bound(random, world) for _ in range(random.choice((0, 0, 1, 2)))]
    if random.random() < 0.2:
        first, second = sorted((random.randint(1, 6), random.randint(1, 6)))
        effects.append(TimesADay(first, second))
    if random.random() < 0.4:
        effects.append(RaiseVerdict(random.choice(list(Verdict))))
    if random.random() < 0.2:
        effects.append(AskFor(random.choice(list(Action))))
    if random.random() < 0.2:
        effects.append(Monitor(f"Watch {random.randint(1, 5)}"))
    if random.random() < 0.1:
        effects.append(Supplement(Fraction(25), a_fraction(random, 25, 100), "haemodialysis", Fraction(4)))
    return (*effects, *(Conclude(name) for name in concludes))


def a_rule(
    random: Random, id: str, family: Family, when: Condition, effects: Iterable[Effect], drug: str = "drug"
) -> Rule:
    """A rule with words and a place, as if it had been read."""
    interaction = family is Family.INTERACTION
    told = {"effect": "It adds up.", "management": "Watch."} if interaction else {}
    return Rule(
        id=f"{drug}/{family.value}/{id}",
        family=family,
        when=when,
        effects=tuple(effects),
        words=Words(says=f"Rule {id}.", **told),
        evidence=(),
        place=Place(f"rules/drugs/{drug}/{family.value}.yaml", random.randint(1, 999), 3),
        severity=random.choice(list(Severity)) if interaction else None,
    )


def a_modifier(random: Random, world: World, id: str, conclusions: tuple[str, ...] = (), drug: str = "drug") -> Rule:
    """A population or interaction rule."""
    when = a_condition(random, world, random.randint(0, 3), conclusions)
    return a_rule(random, id, random.choice(MODIFIERS), when, some_effects(random, world), drug)


def fits(rule: Rule) -> bool:
    """Whether the rule by itself stays within what the engine takes."""
    try:
        encode([rule])
    except EngineLimit:
        return False
    return True


def a_modifier_that_fits(
    random: Random, world: World, id: str, conclusions: tuple[str, ...] = (), drug: str = "drug"
) -> Rule:
    """A population or interaction rule whose condition does not unfold too far."""
    while not fits(made := a_modifier(random, world, id, conclusions, drug)):
        continue
    return made


def a_regimen(random: Random, id: str, when: Condition, drug: str = "drug") -> Rule:
    """A regimen with every figure."""
    start, most = _mg(random), _mg(random)
    often = StartOften(random.randint(1, 4)) if random.random() < 0.8 else StartOften(1, random.randint(2, 3))
    low, high = sorted((a_fraction(random, 1, 100), a_fraction(random, 1, 100)))
    times = sorted((random.randint(1, 6), random.randint(1, 6)))
    effects: list[Effect] = [
        Bound(Slot.START_DOSE, start),
        Bound(Slot.START_DAILY, _times(start, Fraction(often.times_a_day, often.every))),
        often,
        Bound(Slot.USUAL_FROM, Fixed(low)),
        Bound(Slot.USUAL_TO, Fixed(high)),
        Bound(Slot.MAX_DAILY, most),
    ]
    if random.random() < 0.7:
        effects.append(Bound(Slot.MAX_DOSE, _mg(random)))
    if random.random() < 0.7:
        effects.append(TimesADay(times[0], times[1]))
    if random.random() < 0.3:
        effects.append(Bound(Slot.DOSE_INTERVAL, Fixed(Fraction(random.randint(2, 12)))))
    if random.random() < 0.2:
        effects.append(Planned(Slot.START_DAILY, Fixed(a_fraction(random, 1, 60))))
    if random.random() < 0.2:
        effects.append(AsNeeded())
    return a_rule(random, id, Family.LIMITS, when, effects, drug)


def _times(amount: Amount, factor: Fraction) -> Amount:
    if isinstance(amount, PerWeight):
        return PerWeight(amount.each_kg * factor, None if amount.at_most is None else amount.at_most * factor)
    assert isinstance(amount, Fixed)
    return Fixed(amount.value * factor)


def a_titration(random: Random, id: str, when: Condition, drug: str = "drug") -> Rule:
    """Steps up, each dose or each day."""
    slot = random.choice((Slot.STEP_DOSE, Slot.STEP_DAILY))
    effects: list[Effect] = [
        Bound(Slot.STEP_INTERVAL, Fixed(Fraction(random.randint(1, 14)))),
        Bound(slot, Fixed(a_fraction(random, 1, 20))),
    ]
    if random.random() < 0.3:
        effects.append(Planned(slot, Fixed(a_fraction(random, 1, 10))))
    if random.random() < 0.3:
        effects.append(Planned(Slot.STEP_INTERVAL, Fixed(Fraction(random.randint(1, 30)))))
    if random.random() < 0.3:
        effects.append(Bound(Slot.BEGIN_AGAIN, Fixed(a_fraction(random, 1, 100))))
    if random.random() < 0.7:
        rows = tuple(_a_row(random, number) for number in range(1, random.randint(2, 5)))
        effects.append(Schedule(rows) if random.random() < 0.5 else Course(rows))
    return a_rule(random, id, Family.TITRATION, when, effects, drug)


def _a_row(random: Random, number: int) -> Step:
    amount = (
        PerWeight(a_fraction(random, 0, 2) + Fraction(1, 20)) if random.random() < 0.2 else Fixed(Fraction(5 * number))
    )
    days, every = random.randint(1, 9), random.choice((1, 1, 1, 2))
    return Step(amount, 1 if every > 1 else random.randint(1, 4), days, days + random.randint(0, 5), every)


def a_taper(random: Random, id: str, when: Condition, drug: str = "drug") -> Rule:
    """How long coming down takes."""
    low, high = sorted((random.randint(1, 30), random.randint(1, 30)))
    over: list[Effect] = [Bound(Slot.TAPER_FROM, Fixed(Fraction(low))), Bound(Slot.TAPER_TO, Fixed(Fraction(high)))]
    cuts: list[Effect] = []
    if random.random() < 0.5:
        cuts.append(Bound(Slot.TAPER_STEP, Fixed(a_fraction(random, 1, 20))))
    if random.random() < 0.3:
        cuts.append(Bound(Slot.TAPER_SHARE, Fixed(Fraction(1, random.randint(2, 5)))))
    if cuts and random.random() < 0.5:
        cuts.append(Bound(Slot.TAPER_EVERY, Fixed(Fraction(random.randint(1, 10)))))
        over = over if random.random() < 0.5 else []
    effects = [*over, *cuts]
    return a_rule(random, id, Family.TAPER, when, effects, drug)


def split(random: Random, world: World) -> tuple[Condition, ...]:
    """Conditions of which exactly one holds for any value of some number: what regimens are told apart by."""
    fact = random.choice(sorted(world.thresholds))
    edges = sorted(random.sample(world.thresholds[fact], min(len(world.thresholds[fact]), random.randint(1, 2))))
    below = InRange(fact, Range(high=edges[0], high_included=False))
    between = [InRange(fact, Range(low, True, high, False)) for low, high in itertools.pairwise(edges)]
    return (below, *between, InRange(fact, Range(low=edges[-1])))


def a_chain(random: Random, world: World, deep: int, wide: int = 2) -> list[Rule]:
    """Rules that conclude, in `deep` layers of `wide`: a layer may rest on every conclusion of those before it."""
    rules: list[Rule] = []
    drawn: list[str] = []
    for layer in range(deep):
        made = [f"conclusion-{layer}-{number}" for number in range(wide)]
        for name in made:
            for number in range(random.randint(1, 2)):
                when = a_condition(random, world, 2, tuple(drawn[-2 * wide :]))
                if drawn and random.random() < 0.5:
                    when = AtLeast(1, (when, Has(CONCLUDED, (random.choice(drawn[-wide:]),))))
                effects = some_effects(random, world, (name,))
                rules.append(a_rule(random, f"{name}-{number}", random.choice(MODIFIERS), when, effects))
        drawn += made
    return rules


def some_rules(random: Random, world: World, count: int, deep: int | None = None) -> tuple[Rule, ...]:
    """`count` rules of all families, sorted by id, with conclusions chained up to four deep."""
    rules = a_chain(random, world, random.randint(0, 4) if deep is None else deep)[:count]
    drawn = tuple(sorted({name for rule in rules for name in rule.concludes}))
    makers = (a_regimen, a_titration, a_taper)
    while len(rules) < count:
        id = f"rule-{len(rules)}"
        if random.random() < 0.15:
            rules.append(random.choice(makers)(random, id, a_condition(random, world, 2, drawn)))
        elif random.random() < 0.15:
            effects = some_effects(random, world)
            rules.append(a_rule(random, id, Family.GUIDANCE, a_condition(random, world, 2, drawn), effects))
        else:
            rules.append(a_modifier(random, world, id, drawn))
    return tuple(sorted(rules, key=lambda rule: rule.id))


def a_drug(random: Random, world: World, modifiers: int, id: str = "drug") -> Drug:
    """A drug whose regimens and titrations exclude each other, so that every patient has an answer."""
    edges = split(random, world)
    covered = edges if random.random() < 0.7 else edges[:-1]
    rules = [a_regimen(random, f"regimen-{number}", when, id) for number, when in enumerate(covered)]
    rules += [a_titration(random, f"titration-{number}", when, id) for number, when in enumerate(covered)]
    rules.append(a_taper(random, "taper", a_condition(random, world, 1), id))
    chain = a_chain(random, world, random.randint(0, 4), wide=1)
    rules += [rule for rule in chain if fits(rule)]
    drawn = tuple(sorted({name for rule in rules for name in rule.concludes}))
    rules += [a_modifier_that_fits(random, world, f"modifier-{number}", drawn, id) for number in range(modifiers)]
    product = Product("tablet", "Tablets", Form.TABLET, ("us",), (Fraction(5), Fraction(10)), parts=2)
    suits = a_rule(random, "tablet", Family.PRODUCT, All(()), (), id)
    return Drug(
        id=id,
        name=id,
        route="oral",
        codes=(),
        products=(product,),
        conclusions=tuple((name, "a random conclusion") for name in drawn),
        rules=tuple(sorted([*rules, suits], key=lambda rule: rule.id)),
        sources=(),
        fingerprint="",
    )


def a_value(random: Random, world: World, fact: str) -> Value:
    """A value of the fact; a number lies exactly at, just above or just below a threshold, or anywhere."""
    if fact in world.thresholds:
        at = random.choice(world.thresholds[fact])
        hair = Fraction(1, random.choice((2, 3, 10**4, 10**6)))
        return random.choice((at, at + hair, at - hair, a_fraction(random, -5, 100)))
    names = world.names[fact]
    if world.facts[fact].kind is Kind.SET:
        return frozenset(name for name in names if random.random() < 0.25)
    return random.choice(names)


def a_patient(random: Random, world: World, known: float | None = None) -> Values:
    """The facts that are known of a patient: a share of them, from none to all."""
    share = random.choice((0.3, 0.7, 0.9, 1.0)) if known is None else known
    made = {fact: a_value(random, world, fact) for fact in world.testable if random.random() < share}
    return {
        fact: Some(value) if isinstance(value, frozenset) and share < 1 and random.random() < 0.2 else value
        for fact, value in made.items()
    }


def completions(world: World, values: Values, rules: Iterable[Rule], fact: str) -> list[Value]:
    """Values of an unknown fact of which one stands for each that the rules could tell apart."""
    stated = values.get(fact)
    if stated is not None and not isinstance(stated, Some):
        return [stated]
    if fact in world.thresholds:
        edges = sorted(
            {
                bound
                for rule in rules
                for test in tests_of(rule.when)
                if isinstance(test, InRange) and test.fact == fact
                for bound in (test.range.low, test.range.high)
                if bound is not None
            }
        )
        if not edges:
            return [Fraction(1)]
        between = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
        return [edges[0] - 1, *edges, *between, edges[-1] + 1]
    names = world.names[fact]
    if world.facts[fact].kind is not Kind.SET:
        return list(names)
    tested = sorted(
        {
            name
            for rule in rules
            for test in tests_of(rule.when)
            if isinstance(test, Has) and test.fact == fact
            for name in test.names
        }
    )
    sets: list[frozenset[str]] = [frozenset(stated) if isinstance(stated, Some) else frozenset()]
    for name in tested:
        sets += [one | {name} for one in sets if name not in one]
    return list(sets)
