"""The facts that a profile states by its days, doses and products: since when, how much, of what."""

from datetime import timedelta
from fractions import Fraction

from posology.checking.chosen import CannotBeStated, Chosen, Section, day_of, exactly
from posology.language.drug import Product
from posology.language.fact import Range

STATED_BY_THERAPY = ("therapy_days", "days_at_dose", "current_dose", "current_daily", "time_off", "release")

HOURS = 24
_MOST_TIMES = 24
_ONE_DOSE = {"dose": "1 mg", "times_a_day": "1"}


def therapy_of(chosen: Chosen, product: Product | None) -> Section:
    """What is taken and since when; empty for a patient who is not on the drug. Raises `CannotBeStated`."""
    days, since = chosen.get("therapy_days"), chosen.get("days_at_dose")
    if days is not None and since is not None and since > days:
        raise CannotBeStated("longer at this dose than on the drug")
    therapy: Section = {}
    current = _current(chosen)
    if days or (days is not None and current):
        therapy["started"] = _before(chosen, days)
    if current:
        since_then = {} if since is None else {"since": _before(chosen, since)}
        of_product = {} if product is None else {"product": product.id}
        therapy["current"] = current | since_then | of_product
    if chosen.get("time_off"):
        therapy["last_taken"] = _before(chosen, chosen["time_off"] / HOURS - 1)
    return therapy


def totals_of(doses: list[Fraction], bounds: Range) -> list[Fraction]:
    """The daily totals within bounds that some number of one of these doses makes."""
    totals = (dose * times for dose in doses for times in range(1, _MOST_TIMES + 1))
    return [*dict.fromkeys(total for total in totals if total in bounds)]


def order_of(product: Product) -> Section:
    """The least that an order of the product must say."""
    return {"product": product.id, **_ONE_DOSE}


def _before(chosen: Chosen, days: Fraction) -> str:
    try:
        return (day_of(chosen) - timedelta(days=int(days))).isoformat()
    except OverflowError:
        raise CannotBeStated(f"{days} days ago") from None


def _current(chosen: Chosen) -> Section:
    stated = [chosen[name] for name in ("current_dose", "current_daily") if name in chosen]
    if not stated:
        return dict(_ONE_DOSE) if chosen.get("days_at_dose") else {}
    single, total = stated[0], stated[-1]
    if single == total == 0:
        return {}
    times = total / single if single else Fraction(0)
    if times.denominator != 1 or not 1 <= times <= _MOST_TIMES:
        raise CannotBeStated("no number of doses makes this daily total")
    return {"dose": f"{exactly(single, None)} mg", "times_a_day": str(times)}
