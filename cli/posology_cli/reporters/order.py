"""An order and what was found of it."""

from collections.abc import Iterator

from posology.dosing.order import Finding, OrderResult
from posology.language.vocabulary import Vocabulary
from posology_cli.layout import shown, wrapped

ORDER_VERDICTS = {
    "exceeds": "EXCEEDS what is safe for this patient",
    "unsuitable": "UNSUITABLE as written",
    "may_exceed": "within what is known and was checked, but MAY EXCEED what is missing or unchecked would allow",
    "differs": "within bounds, but differs from what is usual",
    "within": "within every bound",
    "not_checked": "NOT CHECKED: no rule covers this patient",
}


def order_lines(order: OrderResult, vocabulary: Vocabulary, width: int) -> Iterator[str]:
    """The order, its verdict, each finding with the limit and the rule behind it, and what could not be checked."""
    ordered = order.order.ordered
    what = (
        "stop"
        if ordered is None
        else f"{shown(ordered.dose)} mg x {ordered.times_a_day} ({shown(ordered.daily)} mg a day)"
    )
    product = f" {order.order.product}" if order.order.product else ""
    yield from wrapped(f"{what}{product}: {ORDER_VERDICTS[order.verdict]}", width, "  ", "    ")
    for finding in order.findings:
        yield from wrapped(_finding(finding, vocabulary), width, "  - ", "    ")
    for one in order.undecided:
        title = vocabulary.checks[one.check.value].title
        yield from wrapped(f"{title}: not checked, needs {', '.join(one.needs)}", width, "  - ", "    ")


def _finding(finding: Finding, vocabulary: Vocabulary) -> str:
    check = vocabulary.checks[finding.check.value]
    text = f"{check.title}: {check.says}"
    if finding.limit is not None:
        text += f" Limit {shown(finding.limit)} {finding.unit}"
        if finding.ordered is not None:
            text += f", ordered {shown(finding.ordered)} {finding.unit}"
        text += f" {finding.detail}." if finding.detail else "."
    elif finding.detail:
        text += f" ({finding.detail})"
    rules = ", ".join(rule.within_drug for rule in finding.rules)
    return f"{text} [{rules}]" if rules else text
