"""Which products of a drug are on the market somewhere, and which of them a profile names."""

from posology.language.drug import Drug, Product


def sold_in(drug: Drug, jurisdiction: str) -> tuple[Product, ...]:
    """The products of the drug that are on the market there."""
    return tuple(product for product in drug.products if jurisdiction in product.jurisdictions)


def matching(wanted: str | None, sold: tuple[Product, ...]) -> tuple[Product, ...]:
    """The products that are meant: all where none is named, else the one with that id, else those of that form."""
    if wanted is None:
        return sold
    spelt = wanted.strip().lower().replace(" ", "-")
    named = tuple(product for product in sold if product.id == spelt)
    return named or tuple(product for product in sold if product.form.value == spelt)
