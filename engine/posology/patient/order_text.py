"""An order on one line, as the command line takes it."""

import re

from posology.errors import Place
from posology.patient.doses import HowOften, dose_amount, how_often, stated
from posology.patient.profile import Order
from posology.reading.problems import Problems

_ORDER = re.compile(
    r"(?P<dose>[^x]+?)(\s*x\s*(?P<times>[0-9]+))?(\s+every\s+(?P<every>.+?))?(?P<needed>\s+as\s+needed)?"
)
_LONGEST = 200
_TIMES_A_DAY = {str(times) for times in range(1, 25)}
_HINT = (
    "write the dose, x, and how many times a day: 20 mg x 4; "
    "or 25 mg every 2 days, 4 mg every 8 hours, 2 mg x 3 as needed, stop"
)


def parse_order(text: str, drug: str | None, product: str | None, at: Place) -> Order:
    """The order that `20 mg x 4`, `25 mg every 2 days`, `2 mg x 3 as needed` or `stop` stands for.

    Raises `InputError`.
    """
    if text.strip().lower() == "stop":
        return Order(drug, product, None, at=at)
    problems = Problems()
    parts = _ORDER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    times = parts["times"] if parts is not None else None
    if parts is None or (times is None and parts["every"] is None) or times not in {None, *_TIMES_A_DAY}:
        problems.add(at, "order", f"`{text}` is not an order", _HINT)
        problems.stop_if_any()
    assert parts is not None
    count, as_needed = (int(times) if times is not None else None), parts["needed"] is not None
    amount = dose_amount(parts["dose"], at, problems)
    if parts["every"] is not None:
        often = how_often(parts["every"], at, count, as_needed, problems)
    else:
        often = HowOften(count) if count is not None else None
    problems.stop_if_any()
    assert amount is not None
    assert often is not None
    made = stated(amount, often, as_needed)
    return Order(drug, product, made.taken, made.as_needed, made.apart, at)
