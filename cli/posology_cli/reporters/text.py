"""The report that a pharmacist reads in a minute: the verdict first, then the plan and what set it."""

from collections.abc import Iterable, Iterator

from posology import Evaluation, Result
from posology.dosing.rows import Row
from posology.firing.judge import Outcome
from posology.firing.wording import value_in_words
from posology.language.effect import Slot
from posology.language.rule import Rule
from posology.language.scales import Action, Verdict
from posology.patient.facts import Known, Unknown
from posology_cli.layout import PLACES, labelled, section, shown, wrapped
from posology_cli.reporters.doses import dose_in_words
from posology_cli.reporters.order import ORDER_VERDICTS, order_lines
from posology_cli.reporters.plan import names, plan_lines
from posology_cli.reporters.trace import trace_lines

_SHOWN_FACTS = (
    "intent",
    "age",
    "sex",
    "weight",
    "height",
    "release",
    "serum_creatinine",
    "crcl",
    "egfr",
    "dialysis",
    "hepatic_impairment",
    "pregnant",
    "breastfeeding",
    "alcohol",
    "conditions",
    "indication",
    "response",
    "adverse_effects",
    "time_off",
    "stopped_for",
)


def report_text(result: Result, width: int, explain: bool) -> str:
    """The result in lines of `width`; `explain` adds the trace of every rule."""
    blocks = [
        "\n".join([*_heading(result, one, width), *_body(result, one, width), *_ending(result, one, width, explain)])
        for one in result.evaluations
    ]
    between = "\n".join(_between_lines(result, width))
    return "\n\n".join([between, *blocks] if between else blocks) + "\n"


def _between_lines(result: Result, width: int) -> Iterator[str]:
    """What holds between medicines that are all answered about; the parts about each of them do not repeat it."""
    if not result.between:
        return
    whose = f"{result.profile.id}: " if result.profile.id else ""
    yield from wrapped(f"{whose}BETWEEN THE MEDICINES answered about, told here once", width)
    for pair in result.between:
        text = f"{' and '.join(pair.drugs)}: {pair.verdict.value.upper()}, {pair.severity.value}"
        yield from wrapped(text, width, "  ", "    ")
        for alert in pair.alerts:
            words = alert.rule.words
            told = " ".join(text for text in (words.says, words.effect, words.management) if text)
            yield from wrapped(f"- {told} [{alert.rule.id}; {sources(alert.rule)}]", width, "    ", "      ")


def _heading(result: Result, one: Evaluation, width: int) -> list[str]:
    profile = result.profile
    about = f"{one.drug.name}, {one.drug.route}; jurisdiction {profile.jurisdiction}, as of {profile.as_of}"
    lines = [
        *wrapped(f"{profile.id}: {about}" if profile.id else about, width),
        "",
        *wrapped(f"VERDICT: {_verdict(one)}", width, "", "  "),
    ]
    if one.plan.verdict_by:
        lines += wrapped(f"because of {names(one.plan.verdict_by)}", width, "  ", "  ")
    if one.at_worst.verdict > one.plan.verdict:
        text = f"at worst {one.at_worst.verdict.value.upper()}: depends on what is not known, see MISSING"
        lines += wrapped(text, width, "  ", "  ")
    if one.order is not None and one.order.verdict not in ("within", "differs"):
        lines += wrapped(f"THE ORDER: {ORDER_VERDICTS[one.order.verdict]}", width, "  ", "  ")
    if one.plan.regimen is None:
        lines += _why_not_covered(one, width)
    if one.facts.not_checked:
        lines += wrapped(f"NOT CHECKED: {'; '.join(one.facts.not_checked)}", width, "  ", "  ")
    return lines


def _why_not_covered(one: Evaluation, width: int) -> list[str]:
    """The reason in a line, and a line for each regimen that does not hold."""
    reason, _, each = one.why_not_covered.partition(": ")
    listed = [line for part in each.split("; ") if part for line in wrapped(part, width, "    - ", "      ")]
    return [*wrapped(f"NOT COVERED: {reason}{':' if listed else ''}", width, "  ", "  "), *listed]


def _verdict(one: Evaluation) -> str:
    """The verdict, and right beside it what keeps it from being the whole answer."""
    verdict = one.plan.verdict.value.upper()
    if one.plan.regimen is None:
        return f"NOT COVERED (what could be judged: {verdict})"
    return f"{verdict}, as far as it could be checked" if one.facts.not_checked else verdict


def _body(result: Result, one: Evaluation, width: int) -> list[str]:
    made_of = f"in {one.product}" if one.product else "no product known here: in multiples of the starting dose"
    blocks: tuple[tuple[str, Iterable[str]], ...] = (
        ("NEXT", _next_lines(one, width)),
        ("ORDER", order_lines(one.order, result.vocabulary, width) if one.order is not None else ()),
        (_plan_title(one), plan_lines(one, width)),
        ("ALERTS", (*_alert_lines(one, width), *_told_above(result, one, width))),
        ("MISSING", _need_lines(one, width)),
        (f"SCHEDULE, as far as it is needed, {made_of}", _row_lines(one.schedule, width, one.plan.as_needed)),
        (f"COMING DOWN, when the drug is stopped, {made_of}", _taper_lines(one, width)),
        ("WATCH", _watch_lines(one, width)),
        ("TELL AND DO", (line for rule in one.guidance for line in _bullet(rule.words.says, rule, width))),
        ("PATIENT", _patient_lines(result, one, width)),
    )
    return [line for title, lines in blocks for line in section(title, lines, width)]


def _ending(result: Result, one: Evaluation, width: int, explain: bool) -> list[str]:
    counts = {outcome: len(one.firings.of(outcome)) for outcome in Outcome}
    assumed = sorted({name for fact in one.facts.facts.values() if isinstance(fact, Known) for name in fact.assumes})
    resting = {rule for need in one.needs if need.fact in assumed for rule in need.rules}
    text = (
        f"{counts[Outcome.FIRED]} rules fired, {counts[Outcome.NOT_FIRED]} did not, "
        f"{counts[Outcome.UNDETERMINED]} could not be decided"
        f"{f', {len(resting)} rest on what is assumed' if resting else ''}; "
        f"channels {' and '.join(one.firings.channels)}; "
        f"knowledge {result.fingerprint[:19]}"
    )
    trace = section("TRACE", trace_lines(one, result.vocabulary, width), width) if explain else []
    support = "This supports a professional's decision and never replaces it."
    return [*trace, "", *wrapped(text, width), *wrapped(support, width)]


def _next_lines(one: Evaluation, width: int) -> list[str]:
    action = one.next
    text = action.action.value
    if action.to is not None:
        word = "at" if action.action in (Action.START, Action.CONTINUE) else "to"
        text += f" {word} {dose_in_words(action.to, one.plan.as_needed)}"
    if action.not_before is not None:
        text += f", not before {action.not_before}"
    text += f": {action.why}"
    lines = wrapped(f"{text} [{names(action.rules)}]" if action.rules else text, width, "  ", "    ")
    if action.but_first:
        lines += wrapped(f"BUT FIRST find out {', '.join(action.but_first)}: see MISSING", width, "  ", "    ")
    return lines


def _plan_title(one: Evaluation) -> str:
    return f"PLAN, regimen {one.plan.regimen.within_drug}" if one.plan.regimen is not None else "PLAN"


def _alert_lines(one: Evaluation, width: int) -> Iterator[str]:
    for alert in one.alerts:
        words = alert.rule.words
        weight = (alert.verdict or Verdict.OK).value.upper() if alert.verdict else "NOTE"
        severity = f", {alert.rule.severity.value}" if alert.rule.severity else ""
        partners = f" with {', '.join(alert.partners)}" if alert.partners else ""
        yield from wrapped(f"{weight}{severity}: {alert.rule.within_drug}{partners}", width, "  ", "    ")
        for text in (words.says, words.effect, words.management):
            if text:
                yield from wrapped(text, width, "    ", "    ")
        yield from wrapped(f"[{sources(alert.rule)}]", width, "    ", "    ")


def _told_above(result: Result, one: Evaluation, width: int) -> Iterator[str]:
    pairs = [pair.drugs for pair in result.between if one.drug.id in pair.drugs]
    others = [drug for drugs in pairs for drug in drugs if drug != one.drug.id]
    if others:
        yield from wrapped(f"With {', '.join(others)}: see BETWEEN THE MEDICINES, above.", width, "  ", "    ")


def _need_lines(one: Evaluation, width: int) -> Iterator[str]:
    for need in one.needs:
        rules = [rule.partition("/")[2] for rule in need.rules]
        shown = ", ".join(rules[:4]) + (f" and {len(rules) - 4} more" if len(rules) > 4 else "")
        yield from labelled(need.fact, f"{need.why}; decides {shown}", width, 22)


def _row_lines(rows: tuple[Row, ...], width: int, as_needed: bool = False) -> Iterator[str]:
    for row in rows:
        days = f"day {row.from_day}" if row.to_day == row.from_day else f"day {row.from_day} to {row.to_day}"
        days = f"day {row.from_day} onwards" if row.to_day is None else days
        made = f", each {row.made_of}" if row.made_of else ""
        yield from labelled(days, f"{dose_in_words(row.taken, as_needed)}{made}", width)


def _taper_lines(one: Evaluation, width: int) -> Iterator[str]:
    figure = one.plan.figures.get(Slot.TAPER_STEP)
    if not one.taper and figure is not None and one.facts.value("current_dose"):
        text = f"no equal doses that can be made come down by at most {shown(figure.value)} mg a day: plan it by hand"
        yield from wrapped(text, width, "  ", "  ")
    yield from _row_lines(one.taper, width)


def _watch_lines(one: Evaluation, width: int) -> Iterator[str]:
    asked_by: dict[str, list[Rule]] = {}
    for what, rule in one.plan.monitor:
        asked_by.setdefault(what, []).append(rule)
    for what, rules in sorted(asked_by.items(), key=lambda item: (-len(item[1]), item[0])):
        yield from wrapped(f"{what} [{names(tuple(rules))}]", width, "  - ", "    ")


def _bullet(text: str, rule: Rule, width: int) -> list[str]:
    return wrapped(f"{text} [{rule.within_drug}]", width, "  - ", "    ")


def _patient_lines(result: Result, one: Evaluation, width: int) -> Iterator[str]:
    profile = result.profile.about(one.drug.id)
    for name in _SHOWN_FACTS:
        fact = one.facts.facts.get(name)
        if name == "time_off" and profile.last_taken is None:
            continue
        if isinstance(fact, Known):
            text = value_in_words(fact.value, result.vocabulary.facts[name], PLACES)
            if not fact.given and fact.rests_on:
                text += f" (computed: {fact.computed_by} from {', '.join(fact.rests_on)})"
            if fact.assumes:
                text += f", assumed without {' and '.join(fact.assumes)}"
            yield from labelled(name, text, width, 22)
        elif isinstance(fact, Unknown) and fact.why.startswith("expired"):
            yield from labelled(name, f"not used: {fact.why}", width, 22)
    if profile.current is not None:
        since = f", since {profile.current.since}" if profile.current.since is not None else ""
        of = f", {profile.current.product}" if profile.current.product is not None else ""
        taken = dose_in_words(profile.current.taken, profile.current.as_needed)
        yield from labelled("former dose" if profile.begins_again else "current dose", f"{taken}{of}{since}", width, 22)
    if profile.started is not None:
        yield from labelled("therapy started", str(profile.started), width, 22)
    partners = ", ".join(partner.label for partner in one.facts.partners)
    if isinstance(one.facts.facts.get("taking"), Known):
        yield from labelled("medications", partners or "none", width, 22)


def sources(rule: Rule) -> str:
    """What the rule cites."""
    return ", ".join(str(citation) for citation in rule.evidence)
