"""Which products a plan is made with, and which an order means."""

from typing import NamedTuple

from posology.firing.judge import Judgement, Outcome
from posology.language.drug import Drug, Product
from posology.language.rule import Family
from posology.patient.profile import Order


def sold_in(drug: Drug, jurisdiction: str) -> tuple[Product, ...]:
    """The products of the drug that are on the market there."""
    return tuple(product for product in drug.products if jurisdiction in product.jurisdictions)


def matching(wanted: str | None, sold: tuple[Product, ...]) -> tuple[Product, ...]:
    """The products that an order means: all where it names none, else by id or by form."""
    if wanted is None:
        return sold
    spelt = wanted.strip().lower().replace(" ", "-")
    return tuple(product for product in sold if spelt in (product.id, product.form.value))


class Choice(NamedTuple):
    """The products to plan with, and whether some are sold here of which none suits."""

    products: tuple[Product, ...]
    none_suits: bool


def products_for(order: Order | None, drug: Drug, jurisdiction: str, judgements: tuple[Judgement, ...]) -> Choice:
    """The products to plan with: those ordered, as far as they are sold there and not known to be unsuitable."""
    sold = sold_in(drug, jurisdiction)
    unsuitable = {
        judgement.rule.name
        for judgement in judgements
        if judgement.rule.family is Family.PRODUCT and judgement.outcome is Outcome.NOT_FIRED
    }
    suitable = tuple(product for product in sold if product.id not in unsuitable)
    ordered = matching(order.product, suitable) if order is not None else suitable
    return Choice(ordered or suitable, bool(sold) and not suitable)
