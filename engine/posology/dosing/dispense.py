"""What a product can make: the largest dose within a bound, and how it is counted out. Never rounded up."""

from fractions import Fraction
from functools import lru_cache
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
        return _largest_of_pieces(self.product.strengths, self.product.parts, bound)

    def smallest_from(self, bound: Fraction) -> Fraction:
        """The smallest dose (mg) that is no less than `bound` and can be made; zero where none can."""
        if self.product is None:
            return -(-bound // self.unit) * self.unit if self.unit else bound
        if self.product.form is Form.LIQUID:
            unit = _liquid_unit(self.product)
            return -(-bound // unit) * unit
        return _smallest_of_pieces(self.product.strengths, self.product.parts, bound)

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
        if self.product is None or not self.makes(dose):
            return ""
        if self.product.form is Form.LIQUID:
            volume = plain_number(dose / self.product.strengths[0])
            return f"{volume} mL of {self.product.concentration}"
        return _counted_out(self.product.strengths, self.product.parts, dose)


class _Pieces(NamedTuple):
    """The pieces that a product comes apart into and a dose, as whole numbers of a common unit of `each` mg."""

    sizes: tuple[int, ...]
    dose: int
    each: Fraction


def _pieces(strengths: tuple[Fraction, ...], parts: int, dose: Fraction) -> _Pieces:
    pieces = [strength / parts for strength in strengths]
    units = lcm(*(piece.denominator for piece in pieces))
    whole = [int(piece * units) for piece in pieces]
    step = gcd(*whole)
    sizes = tuple(size // step for size in whole)
    return _Pieces(sizes, min(int(dose * units // step), max(sizes) * _MOST_PIECES), Fraction(step, units))


@lru_cache(maxsize=4096)
def _largest_of_pieces(strengths: tuple[Fraction, ...], parts: int, bound: Fraction) -> Fraction:
    if bound <= 0:
        return Fraction(0)
    pieces = _pieces(strengths, parts, bound)
    return max(_reachable(pieces.sizes, pieces.dose)) * pieces.each


@lru_cache(maxsize=4096)
def _smallest_of_pieces(strengths: tuple[Fraction, ...], parts: int, bound: Fraction) -> Fraction:
    pieces = _pieces(strengths, parts, bound + max(strengths))
    made = (total * pieces.each for total in _reachable(pieces.sizes, pieces.dose))
    return min((dose for dose in made if dose >= bound), default=Fraction(0))


def _reachable(sizes: tuple[int, ...], most: int) -> list[int]:
    reachable = [True]
    for total in range(1, most + 1):
        reachable.append(any(size <= total and reachable[total - size] for size in sizes))
    return [total for total, reached in enumerate(reachable) if reached]


@lru_cache(maxsize=4096)
def _counted_out(strengths: tuple[Fraction, ...], parts: int, dose: Fraction) -> str:
    """The fewest whole ones that make the dose, or where none do the fewest pieces; the largest first."""
    if parts > 1 and _largest_of_pieces(strengths, 1, dose) == dose:
        return _counted_out(strengths, 1, dose)
    pieces = _pieces(strengths, parts, dose)
    fewest: dict[int, tuple[int, ...]] = {0: ()}
    for total in range(1, pieces.dose + 1):
        ways = [(size, *fewest[total - size]) for size in pieces.sizes if total - size in fewest]
        if ways:
            fewest[total] = min(ways, key=lambda way: (len(way), [-size for size in way]))
    way = fewest.get(pieces.dose, ())
    named = dict(zip(pieces.sizes, strengths, strict=True))
    return " + ".join(
        f"{_part(way.count(size), parts)} x {plain_number(named[size])} mg" for size in sorted(set(way), reverse=True)
    )


def in_order_of_use(products: tuple[Product, ...]) -> tuple[Product, ...]:
    """Tablets first, liquids last; of solid ones the stronger first, of liquids the weaker; then the plainer name."""
    return tuple(sorted(products, key=_use))


def _use(product: Product) -> tuple[int, Fraction, int, str]:
    strength = product.strengths[-1] if product.form is Form.LIQUID else -product.strengths[-1]
    return _FORM_ORDER.index(product.form), strength, len(product.id), product.id


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
