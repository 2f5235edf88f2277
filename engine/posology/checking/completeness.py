"""What a drug's rules lack as a whole, beyond what is wrong with any one of them."""

from collections.abc import Iterator

from posology.errors import Diagnostic, Place
from posology.language.drug import Drug
from posology.language.rule import Family
from posology.language.vocabulary import Vocabulary


def find_gaps(drug: Drug) -> Iterator[Diagnostic]:
    """A titration without a regimen of the same id, a regimen without a titration, evidence that nobody cites.

    A regimen of a fixed dose needs no titration.
    """
    regimens = {rule.name: rule for rule in drug.rules if rule.family is Family.LIMITS}
    titrations = {rule.name: rule for rule in drug.rules if rule.family is Family.TITRATION}
    for id in sorted(titrations.keys() - regimens.keys()):
        yield Diagnostic(
            titrations[id].place,
            "titration-without-regimen",
            f"no regimen is called `{id}`",
            "give the titration the id of the regimen that it belongs to",
        )
    for id in sorted(regimens.keys() - titrations.keys()):
        if not regimens[id].is_fixed_dose:
            yield Diagnostic(
                regimens[id].place,
                "regimen-without-titration",
                f"no titration is called `{id}`",
                "add one to titration.yaml, or start with the maximum where the dose is fixed",
            )
    yield from _uncited(drug)


def find_unlisted(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """A drug with rules that no patient can name among the medicines."""
    if drug.rules and drug.id not in vocabulary.medications:
        yield Diagnostic(
            Place(f"rules/drugs/{drug.id}/drug.yaml", 1, 1),
            "drug-not-in-vocabulary",
            f"`{drug.id}` is no medicine of the vocabulary, so that no patient can take it",
            "add it to rules/vocabulary/medications.yaml",
        )


def _uncited(drug: Drug) -> Iterator[Diagnostic]:
    cited = {(citation.source, citation.statement) for rule in drug.rules for citation in rule.evidence}
    for source in drug.sources:
        for statement in source.statements:
            if (source.id, statement.name) not in cited:
                yield Diagnostic(
                    statement.place,
                    "uncited-evidence",
                    f"nobody cites `{source.id}#{statement.name}`",
                    "cite it where it speaks to a rule, or take it out",
                )
