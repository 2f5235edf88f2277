"""A statement in evidence.yaml that no rule cites. Either a rule rests on it and does not say so, or what the source
states was read and then forgotten: a warning, a bound, a figure that differs.

To mend it, cite it where it speaks to a rule, also where it disagrees; or take it out.
"""

from collections.abc import Iterator

from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary


def find_uncited_evidence(drug: Drug, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Each statement that nobody cites."""
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
