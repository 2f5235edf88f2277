"""Which products a plan is made with."""

from typing import NamedTuple

from posology.firing.judge import Judgement, Outcome
from posology.language.drug import Drug, Product
from posology.language.rule import Family
from posology.patient.products import matching, sold_in


class Choice(NamedTuple):
    """The products to plan with, and whether some are sold here of which none suits."""

    products: tuple[Product, ...]
    none_suits: bool


def products_for(
    named: str | None, drug: Drug, jurisdiction: str, judgements: tuple[Judgement, ...], release: str | None
) -> Choice:
    """The products to plan with: those named, as far as they are sold there and not known to be unsuitable.

    `release` is how the product that therapy is with gives the drug off; None where that is not known.
    """
    sold = tuple(product for product in sold_in(drug, jurisdiction) if release in (None, product.release))
    unsuitable = {
        judgement.rule.name
        for judgement in judgements
        if judgement.rule.family is Family.PRODUCT and judgement.outcome is Outcome.NOT_FIRED
    }
    suitable = tuple(product for product in sold if product.id not in unsuitable)
    return Choice(matching(named, suitable) or suitable, bool(sold) and not suitable)
