"""Amounts and times of rules, within what can be calculated with and printed."""

from fractions import Fraction

from posology.language.quantity import Quantity, QuantityError, is_exact, parse_quantity
from posology.language.units import unit

LARGEST_AMOUNT = 10**6
"""In mg, or in mg/kg."""

MOST_DECIMALS = 6
LONGEST_DAYS = 3650


def amount_in(symbol: str, quantity: Quantity, written: str) -> Fraction:
    """The amount in mg or mg/kg. Raises `QuantityError` where it is none that could be given."""
    value = quantity.to(unit(symbol)).value
    if value <= 0:
        raise QuantityError(f"`{written}` is not above zero", "give the amount that may be given")
    if value > LARGEST_AMOUNT:
        raise QuantityError(f"`{written}` is more than {LARGEST_AMOUNT:,} {symbol}", "check number and unit")
    if not is_exact(value, MOST_DECIMALS):
        message = f"`{written}` has more than {MOST_DECIMALS} decimals in {symbol}"
        raise QuantityError(message, f"write at most {MOST_DECIMALS}, as much as the source states")
    return value


def time_in(symbol: str, written: str) -> Fraction:
    """The length of time in days or hours. Raises `QuantityError` where it is none, or longer than ten years."""
    time = parse_quantity(written)
    value = time.to(unit(symbol)).value
    if value <= 0:
        raise QuantityError(f"`{written}` is not above zero", "such as 3 days")
    if time.to(unit("days")).value > LONGEST_DAYS:
        raise QuantityError(f"`{written}` is more than {LONGEST_DAYS:,} days", "check number and unit")
    return value
