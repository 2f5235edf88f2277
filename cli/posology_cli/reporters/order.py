"""An order and what was found of it."""

from collections.abc import Iterator

from posology.dosing.order.check import OrderResult
from posology.dosing.order.finding import Finding
from posology.language.vocabulary import Vocabulary
from posology_cli.layout import shown, wrapped
from posology_cli.reporters.doses import dose_in_words

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
    what = "stop" if ordered is None else dose_in_words(ordered, order.order.as_needed)
    if order.order.as_needed and order.order.apart is not None:
        what += f", at least {shown(order.order.apart)} hours apart"
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
    if finding.limit is not None and finding.ordered is not None and finding.unit == "times a day":
        text += f" {finding.detail.capitalize()} {shown(finding.limit)} a day, ordered {shown(finding.ordered)}."
    elif finding.limit is not None:
        text += f" Limit {shown(finding.limit)} {finding.unit}"
        if finding.ordered is not None:
            text += f", ordered {shown(finding.ordered)} {finding.unit}"
        text += f" {finding.detail}." if finding.detail else "."
    elif finding.detail:
        text += f" ({finding.detail})"
    rules = ", ".join(rule.within_drug for rule in finding.rules)
    return f"{text} [{rules}]" if rules else text
