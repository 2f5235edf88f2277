"""What a product can make: the largest dose within a bound, and how it is counted out. Never rounded up."""

from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from posology.language.drug import Form, Product
from posology.language.quantity import plain_number
from posology.patient.profile import Dose

_MOST_PIECES = 40
_FORM_ORDER = (Form.TABLET, Form.CAPSULE, Form.SACHET, Form.LIQUID)


class Dispenser(NamedTuple):
    """Makes doses of one product; where none is known, in multiples of `unit`, the dose (mg) to start with."""

    product: Product | None
    unit: Fraction | None = None

    def largest(self, bound: Fraction) -> Fraction:
        """The largest dose (mg) within `bound` that the product makes; zero where it makes none."""
        if self.product is None:
            whole = bound // self.unit * self.unit if self.unit else bound
            return max(whole, Fraction(0))
        if self.product.form is Form.LIQUID:
            unit = _liquid_unit(self.product)
            return max(Fraction(0), bound // unit * unit)
        return self._largest_of_pieces(bound)

    def smallest(self) -> Fraction | None:
        """The smallest dose (mg) above zero that can be made; None where any can be."""
        if self.product is None:
            return self.unit
        if self.product.form is Form.LIQUID:
            return _liquid_unit(self.product)
        return self.product.strengths[0] / self.product.parts

    def makes(self, dose: Fraction) -> bool:
        """Whether the product makes exactly this dose."""
        return self.largest(dose) == dose

    def within(self, dose: Fraction, daily: Fraction, times: int) -> Dose | None:
        """The dose nearest below both bounds, in `times` doses a day or, where none is small enough, in fewer."""
        for count in range(times, 0, -1):
            made = self.largest(min(dose, daily / count))
            if made > 0:
                return Dose(made, count)
        return None

    def count_out(self, dose: Fraction) -> str:
        """How a dose is made: `2 x 10 mg + 1 x 5 mg`, or the millilitres; empty without a product."""
        if self.product is None:
            return ""
        if self.product.form is Form.LIQUID:
            volume = plain_number(dose / self.product.strengths[0])
            return f"{volume} mL of {self.product.concentration}"
        return self._pieces(dose)

    def _scaled(self, bound: Fraction) -> tuple[list[int], int, int]:
        """The pieces and the bound as whole numbers of a common unit, and how many units make one mg."""
        assert self.product is not None
        pieces = [strength / self.product.parts for strength in self.product.strengths]
        units = lcm(*(piece.denominator for piece in pieces))
        whole = [int(piece * units) for piece in pieces]
        limit = min(int(bound * units // 1), max(whole) * _MOST_PIECES)
        return whole, limit, units

    def _largest_of_pieces(self, bound: Fraction) -> Fraction:
        if bound <= 0:
            return Fraction(0)
        whole, limit, units = self._scaled(bound)
        step = gcd(*whole)
        reachable = [True] + [False] * (limit // step)
        for total in range(1, len(reachable)):
            reachable[total] = any(piece // step <= total and reachable[total - piece // step] for piece in whole)
        best = max(total for total, reached in enumerate(reachable) if reached)
        return Fraction(best * step, units)

    def _pieces(self, dose: Fraction) -> str:
        """The fewest pieces that make the dose, the largest first."""
        assert self.product is not None
        whole, limit, units = self._scaled(dose)
        fewest: dict[int, tuple[int, ...]] = {0: ()}
        for total in range(1, limit + 1):
            ways = [(piece, *fewest[total - piece]) for piece in whole if total - piece in fewest]
            if ways:
                fewest[total] = min(ways, key=lambda way: (len(way), [-piece for piece in way]))
        way = fewest.get(int(dose * units), ())
        named = {int(strength * units / self.product.parts): strength for strength in self.product.strengths}
        return " + ".join(
            f"{_part(way.count(piece), self.product.parts)} x {plain_number(named[piece])} mg"
            for piece in sorted(set(way), reverse=True)
        )


def in_order_of_use(products: tuple[Product, ...]) -> tuple[Product, ...]:
    """Tablets first, liquids last, the weaker before the stronger, then by id."""
    return tuple(sorted(products, key=lambda product: (_FORM_ORDER.index(product.form), product.strengths, product.id)))


def choose(products: tuple[Product, ...], wanted: Fraction) -> Dispenser:
    """The first product that makes the wanted dose, else the one that comes nearest below it."""
    if not products:
        return Dispenser(None, wanted or None)
    dispensers = [Dispenser(product) for product in in_order_of_use(products)]
    return max(dispensers, key=lambda dispenser: dispenser.largest(wanted))


def _liquid_unit(product: Product) -> Fraction:
    assert product.measured_in is not None
    return product.strengths[0] * product.measured_in


def _part(count: int, parts: int) -> str:
    wholes, rest = divmod(count, parts)
    if not rest:
        return str(wholes)
    return f"{wholes} {rest}/{parts}" if wholes else f"{rest}/{parts}"
