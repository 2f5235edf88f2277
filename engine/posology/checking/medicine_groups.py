"""The medicines that a patient may take, grouped by what rules can tell of them."""

from collections.abc import Iterator

from posology.language.vocabulary import Vocabulary
from posology.patient.medicines import Listed, Partner, Pharmacy

_NO_REAL_CODE = "Z99ZZ99"


def groups_of(tested: frozenset[str], vocabulary: Vocabulary, drug: str) -> list[frozenset[str]]:
    """What each medicine beside the drug can be matched by, of the names that are tested; each set of names once.

    A medicine that the vocabulary knows by its ATC code alone is one of them.
    """
    pharmacy = Pharmacy(vocabulary)
    named = [Listed("name", name) for name in vocabulary.medications]
    coded = [Listed("atc", code) for code in _codes(tested, vocabulary)]
    partners = pharmacy.look_up([*named, *coded]).partners
    groups = {one.tokens & tested for one in partners if one.id != drug}
    groups |= _as_named(partners, tested)
    return sorted((group for group in groups if group), key=sorted)


def _as_named(partners: tuple[Partner, ...], tested: frozenset[str]) -> set[frozenset[str]]:
    """For names that no medicine of the vocabulary has: a group each, since a profile may state what we do not know."""
    known = frozenset[str]().union(*(one.tokens for one in partners))
    return {frozenset({token}) for token in tested - known if not token.startswith(("medication:", "class:", "atc:"))}


def _codes(tested: frozenset[str], vocabulary: Vocabulary) -> Iterator[str]:
    """A whole ATC code under each prefix that a class or a rule names, and under no longer one."""
    prefixes = {prefix for entry in vocabulary.classes.values() for prefix in (*entry.atc, *entry.except_atc)}
    prefixes |= {token.removeprefix("atc:") for token in tested if token.startswith("atc:")}
    for prefix in sorted(prefixes):
        yield prefix + _NO_REAL_CODE[len(prefix) :]
