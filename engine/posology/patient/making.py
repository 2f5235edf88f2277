"""A document of the right shape -> one profile, with every fact in its own unit."""

from datetime import date
from fractions import Fraction

from posology.language.vocabulary import Vocabulary
from posology.patient.calendar import age_in_years
from posology.patient.days import PastDays
from posology.patient.medicines import Change, Listed, Medicines, Pharmacy
from posology.patient.profile import Given, Profile
from posology.patient.stating import FactReader
from posology.patient.therapies import TherapyReader, drugs_named
from posology.reading.problems import Problems
from posology.reading.strict_yaml import Document, Mapping


class ProfileMaker:
    """Makes one profile out of a document of the right shape."""

    def __init__(
        self, vocabulary: Vocabulary, pharmacy: Pharmacy, document: Document, days: PastDays, problems: Problems
    ) -> None:
        self._vocabulary = vocabulary
        self._pharmacy = pharmacy
        self._document = document
        self._days = days
        self._problems = problems
        self._facts = FactReader(vocabulary, days, problems)

    def make(self, as_of: date, jurisdiction: str) -> Profile:
        """The profile, for that day and jurisdiction. What is wrong with what it states is noted."""
        content = self._document.content
        patient = content.get("patient") or Mapping(self._document.at)
        birth = self._days.read_birth(patient)
        of_patient, of_profile = self._facts.read("patient", patient), self._facts.read("profile", content)
        self._check_age(patient, birth, of_patient.given.get("age"))
        therapies = TherapyReader(self._facts, self._pharmacy, self._days, self._problems).read(content)
        return Profile(
            as_of=as_of,
            jurisdiction=jurisdiction,
            place=self._document.at,
            id=str(content.get("id", "")),
            given={**of_patient.given, **of_profile.given},
            unknown_names=of_patient.unknown_in(*sorted(of_patient.unknown)),
            birth_date=birth,
            medicines=self._medicines(content),
            beside=self._pharmacy.look_up(drugs_named(therapies, of_profile.given.get("intent"))).partners,
            therapy=therapies.therapy,
            order=therapies.order,
            therapies=therapies.therapies,
            orders=therapies.orders,
        )

    def _check_age(self, patient: Mapping, birth: date | None, stated: Given | None) -> None:
        as_of = self._days.as_of
        if birth is None or as_of is None or birth > as_of:
            return
        fact, age = self._vocabulary.facts["age"], age_in_years(birth, as_of)
        at = patient.values_at["birth_date"]
        makes = f"a birth on {birth} makes {int(age)} years on {as_of}"
        if fact.plausible is not None and age not in fact.plausible:
            self._problems.add(at, "quantity", makes, "check the year")
        elif stated is not None and isinstance(stated.value, Fraction) and abs(stated.value - age) > 1:
            self._problems.add(at, "age", f"{makes}, not the age that is given", "mend or leave out one of them")

    def _medicines(self, content: Mapping) -> Medicines | None:
        listed = content.get("medications")
        return None if listed is None else self._pharmacy.look_up(_entry(entry) for entry in listed)


def _entry(written: Mapping | str) -> Listed:
    if not isinstance(written, Mapping):
        return Listed("name", written)
    change = Change(written["change"]) if "change" in written else None
    by = next(key for key in ("name", "atc", "rxnorm") if key in written)
    return Listed(by, written[by], change)
