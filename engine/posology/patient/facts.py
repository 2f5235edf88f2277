"""What is known of a patient: given facts first, then computed ones, each with what it rests on."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from posology.language.drug import Drug
from posology.language.fact import MEDICINE_SETS, FactDefinition, Value
from posology.language.vocabulary import Vocabulary
from posology.patient.computing import COMPUTE, Cannot, Computed, Subject
from posology.patient.medicines import Medicines, Partner
from posology.patient.profile import Given, Profile


class Known(NamedTuple):
    """A fact with its value: given, or computed by a method from other facts.

    `assumes` names facts that are unknown and were taken for the normal case in computing it.
    """

    value: Value
    given: bool
    on: date | None = None
    computed_by: str = ""
    rests_on: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()


class Unknown(NamedTuple):
    """A fact that is not known, and why. `for_want_of` names the facts that would supply it.

    `doubted`: it was computed, but on an assumption that has been dropped.
    """

    why: str
    for_want_of: tuple[str, ...] = ()
    doubted: bool = False


Fact = Known | Unknown


class PatientFacts(NamedTuple):
    """Every fact of the vocabulary, known or not, and the medicines that interactions are sought with."""

    facts: dict[str, Fact]
    partners: tuple[Partner, ...]
    not_checked: tuple[str, ...]

    def values(self) -> dict[str, Value]:
        """The value of every known fact."""
        return {name: fact.value for name, fact in self.facts.items() if isinstance(fact, Known)}

    def value(self, fact: str) -> Value | None:
        """The value of the fact, or None where it is unknown."""
        found = self.facts.get(fact)
        return found.value if isinstance(found, Known) else None

    def without_assumptions(self) -> "PatientFacts":
        """The same, with every fact unknown that was computed on an assumption."""
        assumed = {name: fact for name, fact in self.facts.items() if isinstance(fact, Known) and fact.assumes}
        if not assumed:
            return self
        unknown = {
            name: Unknown(f"assumes {', '.join(fact.assumes)}", fact.assumes, doubted=True)
            for name, fact in assumed.items()
        }
        return self._replace(facts={**self.facts, **unknown})


def know(profile: Profile, vocabulary: Vocabulary, drug: Drug) -> PatientFacts:
    """All that is known of the patient, as far as `drug` goes: its own entry among the medicines is left out.

    `profile` is the one about that drug.
    """
    medicines = profile.medicines or Medicines((), ())
    others = tuple(partner for partner in medicines.partners if partner.id != drug.id)
    facts: dict[str, Fact] = {
        "jurisdiction": Known(profile.jurisdiction, given=True),
        "as_of": Known(Fraction(profile.as_of.toordinal()), given=True),
    }
    if profile.medicines is not None:
        for name in MEDICINE_SETS:
            facts[name] = _matched_by(tuple(partner for partner in others if partner.counts_for(name)))
    else:
        facts |= {name: Unknown("not given", ("taking",)) for name in MEDICINE_SETS if name != "taking"}
    given = {**profile.given, **profile.therapy.given}
    for name, definition in vocabulary.facts.items():
        if name not in facts and name in given:
            facts[name] = _given(given[name], definition, profile.as_of)
    done: set[str] = set()
    for name in vocabulary.facts:
        _compute(name, facts, Subject(profile, drug), vocabulary, done)
    ordered = {name: facts[name] for name in sorted(facts)}
    therapy = profile.therapy
    not_checked = {*medicines.not_checked, *profile.unknown_names, *therapy.unknown_names, *therapy.unknown_effects}
    return PatientFacts(ordered, others, tuple(sorted(not_checked)))


def _matched_by(partners: tuple[Partner, ...]) -> Known:
    """All that rules may match these medicines by."""
    return Known(frozenset(token for partner in partners for token in partner.tokens), given=True)


def _given(stated: Given, definition: FactDefinition, as_of: date) -> Fact:
    if stated.on is not None and definition.fresh_days is not None:
        age = (as_of - stated.on).days
        if age > definition.fresh_days:
            return Unknown(f"expired: of {stated.on}, {age} days old, fresh for {definition.fresh_days}")
    return Known(stated.value, given=True, on=stated.on)


def _compute(name: str, facts: dict[str, Fact], subject: Subject, vocabulary: Vocabulary, done: set[str]) -> None:
    """Adds `name` to `facts` where it is not given, after the facts that it is computed from; each is done once."""
    present = facts.get(name)
    if isinstance(present, Known) or name in done or name not in vocabulary.facts:
        return
    done.add(name)
    reasons = [present.why] if present is not None else []
    missing = list(present.for_want_of) if present is not None else []
    for method in vocabulary.facts[name].computed_by:
        formula = COMPUTE.get(method)
        if formula is None:
            continue
        for other in formula.reads:
            _compute(other, facts, subject, vocabulary, done)
        values = {other: fact.value for other in formula.reads if isinstance(fact := facts.get(other), Known)}
        match formula.compute(subject, values):
            case Computed(value, rests_on, assumes):
                facts[name] = Known(value, given=False, computed_by=method, rests_on=rests_on, assumes=assumes)
                return
            case Cannot(why, for_want_of):
                reasons.append(why)
                missing += for_want_of
    facts[name] = Unknown("; ".join(reasons) or "not given", tuple(dict.fromkeys(missing)))
