"""What is known of a patient: given facts first, then computed ones, each with what it rests on."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from posology.language.drug import Drug, Product
from posology.language.fact import MEDICINE_SETS, FactDefinition, Some, Value
from posology.language.vocabulary import Vocabulary
from posology.patient.computing import COMPUTE, Cannot, Computed, Subject
from posology.patient.medicines import Medicines, Partner
from posology.patient.products import matching, sold_in
from posology.patient.profile import Given, Profile
from posology.reading.suggest import closest, spelt


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

    `doubted`: it was computed, but on an assumption that has been dropped. `partly` is what a set has for certain.
    """

    why: str
    for_want_of: tuple[str, ...] = ()
    doubted: bool = False
    partly: Some = Some()


Fact = Known | Unknown


class PatientFacts(NamedTuple):
    """Every fact of the vocabulary, known or not, and the medicines that interactions are sought with."""

    facts: dict[str, Fact]
    partners: tuple[Partner, ...]
    not_checked: tuple[str, ...]

    def values(self) -> dict[str, Value]:
        """The value of every known fact, and what is known of a set in part."""
        return {
            name: fact.value if isinstance(fact, Known) else fact.partly
            for name, fact in self.facts.items()
            if isinstance(fact, Known) or fact.partly
        }

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
    listed = {partner.id for partner in medicines.partners}
    beside = (partner for partner in profile.beside if partner.id not in listed)
    others = tuple(
        sorted(
            (partner for partner in (*medicines.partners, *beside) if partner.id != drug.id),
            key=lambda partner: partner.label,
        )
    )
    facts: dict[str, Fact] = {
        "jurisdiction": Known(profile.jurisdiction, given=True),
        "as_of": Known(Fraction(profile.as_of.toordinal()), given=True),
    }
    if profile.medicines is not None:
        for name in MEDICINE_SETS:
            facts[name] = Known(_tokens(others, name), given=True)
    else:
        for name in MEDICINE_SETS:
            wants = () if name == "taking" else ("taking",)
            facts[name] = Unknown("not given", wants, partly=Some(_tokens(others, name)))
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
    if profile.current is not None and profile.current.product is not None:
        sold = sold_in(drug, profile.jurisdiction)
        if not matching(profile.current.product, sold):
            not_checked.add(_unknown_product(profile.current.product, sold))
    return PatientFacts(ordered, others, tuple(sorted(not_checked)))


def _unknown_product(named: str, sold: tuple[Product, ...]) -> str:
    like = closest(spelt(named), [product.id for product in sold])
    meant = f"did you mean `{like}`?" if like is not None else "no product known here"
    return f"therapy.current.product {named} ({meant})"


def _tokens(partners: tuple[Partner, ...], fact: str) -> frozenset[str]:
    """All that rules may match those of the medicines by that count for the fact."""
    return frozenset(token for partner in partners if partner.counts_for(fact) for token in partner.tokens)


def _given(stated: Given, definition: FactDefinition, as_of: date) -> Fact:
    if stated.on is not None and definition.fresh_days is not None:
        age = (as_of - stated.on).days
        if age > definition.fresh_days:
            return Unknown(f"expired: of {stated.on}, {age} days old, fresh for {definition.fresh_days}")
    return Known(stated.value, given=True, on=stated.on)


def _compute(name: str, facts: dict[str, Fact], subject: Subject, vocabulary: Vocabulary, done: set[str]) -> None:
    """Adds `name` to `facts` where it is not given, after the facts that it is computed from; each is done once."""
    present = facts.get(name)
    if isinstance(present, Known) or name in done or name not in vocabulary.facts or name in MEDICINE_SETS:
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
