"""One JSON object a patient, as schemas/result.schema.json describes it."""

import json
from decimal import Decimal

from posology import Result, as_document


def report_json(result: Result, width: int, explain: bool) -> str:
    """The result on one line. The trace is always in it; width and `explain` change nothing."""
    return json.dumps(as_document(result), ensure_ascii=False, default=exact_number)


def exact_number(value: object) -> float:
    """A Decimal of at most 15 digits, whose shortest float repr is the same digits."""
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= 15:
        return float(value)
    raise TypeError(f"{value!r} has no exact place in JSON")
