"""Formulas, each with its equation, units, population and source. Exact where the equation is rational.

Ages are completed years, as laboratories and the published calculators use them. None of the kidney formulas means
anything for a patient on dialysis, whose creatinine is not in a steady state.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

_WIDE = Context(prec=50, rounding=ROUND_HALF_EVEN)
_KEPT = Decimal(1).scaleb(-12)


def cockcroft_gault(age: int, weight: Fraction, serum_creatinine: Fraction, female: bool) -> Fraction:
    """Creatinine clearance in mL/min: (140 - age) x weight / (72 x Scr), x 0.85 for women. Exact.

    Age in years, actual body weight in kg, serum creatinine in mg/dL. Adults of 18 years and over, not on dialysis.
    Source: Cockcroft and Gault, Nephron 1976;16:31-41.
    """
    clearance = max(0, 140 - age) * weight / (72 * serum_creatinine)
    return clearance * Fraction(85, 100) if female else clearance


def ckd_epi_2021(age: int, serum_creatinine: Fraction, female: bool) -> Fraction:
    """Estimated GFR in mL/min/1.73 m2, to twelve decimals.

    142 x min(Scr/k, 1)^a x max(Scr/k, 1)^-1.200 x 0.9938^age x 1.012 for women, with k 0.7 and a -0.241 for women,
    k 0.9 and a -0.302 for men. Age in years, serum creatinine in mg/dL. Adults of 18 years and over, not on dialysis.
    Source: CKD-EPI creatinine equation 2021, Inker et al., N Engl J Med 2021;385:1737-49; kidney.org.
    """
    ratio = _WIDE.divide(_decimal(serum_creatinine), Decimal("0.7") if female else Decimal("0.9"))
    below = _power(min(ratio, Decimal(1)), Decimal("-0.241") if female else Decimal("-0.302"))
    above = _power(max(ratio, Decimal(1)), Decimal("-1.200"))
    ageing = _power(Decimal("0.9938"), Decimal(age))
    product = _WIDE.multiply(_WIDE.multiply(_WIDE.multiply(Decimal(142), below), above), ageing)
    return _kept(_WIDE.multiply(product, Decimal("1.012")) if female else product)


def bedside_schwartz(height: Fraction, serum_creatinine: Fraction) -> Fraction:
    """Estimated GFR in mL/min/1.73 m2: 0.413 x height / Scr. Exact.

    Height in cm, serum creatinine in mg/dL. Children from 1 year to under 18 years, not on dialysis.
    Source: Schwartz et al., J Am Soc Nephrol 2009;20:629-37.
    """
    return Fraction(413, 1000) * height / serum_creatinine


def mosteller(weight: Fraction, height: Fraction) -> Fraction:
    """Body surface area in m2, to twelve decimals: the root of height x weight / 3600.

    Weight in kg, height in cm. Source: Mosteller, N Engl J Med 1987;317:1098.
    """
    return _kept(_WIDE.sqrt(_decimal(height * weight / 3600)))


def body_mass_index(weight: Fraction, height: Fraction) -> Fraction:
    """Weight in kg over the square of height in metres, kg/m2. Exact."""
    return weight / (height / 100) ** 2


def _decimal(value: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    """By logarithm and exponential, which the decimal module rounds correctly on every machine; powers it may not."""
    return _WIDE.exp(_WIDE.multiply(exponent, _WIDE.ln(base)))


def _kept(value: Decimal) -> Fraction:
    return Fraction(value.quantize(_KEPT, context=_WIDE))
