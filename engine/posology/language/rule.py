"""A rule: when it applies, what it does, in whose words, on what evidence."""

from dataclasses import dataclass
from enum import StrEnum

from posology.errors import Place
from posology.language.condition import Condition, facts_of
from posology.language.effect import Bound, Conclude, Effect, Fixed, Slot, facts_of_effect
from posology.language.evidence import Citation
from posology.language.scales import Severity


class Family(StrEnum):
    """What sort of rule it is; the second part of its id."""

    PRODUCT = "products"
    LIMITS = "limits"
    TITRATION = "titration"
    TAPER = "tapers"
    POPULATION = "populations"
    INTERACTION = "interactions"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule tells its reader. `note` is for who edits and reviews: why this figure, which side of an edge."""

    says: str = ""
    effect: str = ""
    mechanism: str = ""
    management: str = ""
    about: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule. `id` is unique in the whole knowledge base; `place` is where it was written."""

    id: str
    family: Family
    when: Condition
    effects: tuple[Effect, ...]
    words: Words
    evidence: tuple[Citation, ...]
    place: Place
    severity: Severity | None = None

    @property
    def name(self) -> str:
        """The last part of its id, as it stands in the rule file."""
        return self.id.rpartition("/")[2]

    @property
    def within_drug(self) -> str:
        """Its id without the drug: `limits/adult-us`."""
        return self.id.partition("/")[2]

    @property
    def is_fixed_dose(self) -> bool:
        """Whether it is a regimen that starts with the most it allows, so that nothing is titrated."""
        own = {effect.slot: effect.amount for effect in self.effects if isinstance(effect, Bound)}
        start = own.get(Slot.START_DAILY)
        return isinstance(start, Fixed) and start == own.get(Slot.MAX_DAILY)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that its condition or its figures rest on, sorted."""
        of_effects = {fact for effect in self.effects for fact in facts_of_effect(effect)}
        return tuple(sorted({*facts_of(self.when), *of_effects}))

    @property
    def needed_by_effects(self) -> tuple[str, ...]:
        """The facts that its figures rest on, sorted: without them it cannot be decided."""
        return tuple(sorted({fact for effect in self.effects for fact in facts_of_effect(effect)}))

    @property
    def concludes(self) -> tuple[str, ...]:
        """The conclusions that it derives."""
        return tuple(effect.name for effect in self.effects if isinstance(effect, Conclude))
