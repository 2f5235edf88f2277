"""The product ordered: is it known here, does it suit, does it make the dose, may it take the place of the other?"""

from collections.abc import Iterator

from posology.dosing.dispense import Dispenser
from posology.dosing.order.context import OrderContext
from posology.dosing.order.finding import Finding, Undecided
from posology.firing.judge import Outcome
from posology.language.vocabulary import Check
from posology.patient.products import matching, sold_in
from posology.patient.profile import Dose, Order


def products(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    """What is wrong with the product that the order names, or with any that is sold where it names none."""
    yield from _made_of(order, ordered, context)
    yield from _swap(order, context)


def _made_of(order: Order, ordered: Dose, context: OrderContext) -> Iterator[Finding | Undecided]:
    """Whether the product is known and suits, and whether it makes the dose."""
    sold = sold_in(context.drug, context.jurisdiction)
    named = matching(order.product, sold)
    if order.product is not None and not named:
        known = ", ".join(product.id for product in sold)
        yield Finding(Check.PRODUCT_UNKNOWN, detail=f"{order.product}; known here: {known or 'none'}")
        return
    judged = {product.id: context.suitability[product.id] for product in named}
    suitable = tuple(product for product in named if judged[product.id].outcome is not Outcome.NOT_FIRED)
    if named and not suitable:
        yield Finding(Check.PRODUCT_UNSUITABLE, tuple(one.rule for one in judged.values()))
    elif suitable and not any(judged[product.id].outcome is Outcome.FIRED for product in suitable):
        missing = {fact for product in suitable for fact in judged[product.id].missing}
        yield Undecided(Check.PRODUCT_UNSUITABLE, tuple(sorted(missing)))
    if order.product is not None and len({product.concentration for product in suitable}) > 1:
        which = " or ".join(product.id for product in suitable)
        yield Undecided(Check.NOT_DISPENSABLE, (f"order.product: {which}",))
    elif (suitable or named) and not any(Dispenser(product).makes(ordered.dose) for product in suitable or named):
        nearest = max(Dispenser(product).largest(ordered.dose) for product in suitable or named)
        yield Finding(Check.NOT_DISPENSABLE, limit=nearest, ordered=ordered.dose)


def _swap(order: Order, context: OrderContext) -> Iterator[Finding | Undecided]:
    """An order of another product than the one that is taken, where one of the two may not be swapped."""
    if order.product is None or context.current is None:
        return
    sold = sold_in(context.drug, context.jurisdiction)
    ordered = set(matching(order.product, sold))
    taken = set(matching(context.current.product, sold))
    if not taken or not ordered or all(product.interchangeable for product in taken | ordered):
        return
    if taken.isdisjoint(ordered):
        yield Finding(Check.NOT_INTERCHANGEABLE, detail=f"{order.product} for {context.current.product}")
    elif len(taken) > 1:
        yield Undecided(Check.NOT_INTERCHANGEABLE, ("therapy.current.product",))
    elif len(ordered) > 1:
        yield Undecided(Check.NOT_INTERCHANGEABLE, ("order.product",))
