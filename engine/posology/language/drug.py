"""A drug: its names, its products, its rules and the evidence behind them."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from posology.language.evidence import Source
from posology.language.rule import Rule


class Form(StrEnum):
    """How a product is counted out."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    SACHET = "sachet"
    LIQUID = "liquid"


@dataclass(frozen=True, slots=True)
class Product:
    """Something that can be dispensed.

    `strengths` are mg in one tablet, capsule or sachet; `parts` is into how many equal parts one may be divided.
    For a liquid, `strengths` holds the mg in one mL and `measured_in` the smallest volume (mL) that is measured out.
    One that is not `interchangeable` may not be swapped for another product of the drug at the same dose.
    Whether it suits a patient is the rule `<drug>/products/<id>`.
    """

    id: str
    name: str
    form: Form
    jurisdictions: tuple[str, ...]
    strengths: tuple[Fraction, ...]
    parts: int = 1
    measured_in: Fraction | None = None
    concentration: str = ""
    release: str = "immediate"
    interchangeable: bool = True


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug with all its rules, sorted by id."""

    id: str
    name: str
    route: str
    codes: tuple[tuple[str, str], ...]
    products: tuple[Product, ...]
    conclusions: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    sources: tuple[Source, ...]
    fingerprint: str
