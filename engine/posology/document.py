"""A result as the plain values of the contract (schemas/result.schema.json): exact decimals, UCUM units."""

from fractions import Fraction

from posology.dosing.alerts import Alert
from posology.dosing.figures import Figures
from posology.dosing.order.check import OrderResult
from posology.dosing.order.finding import Finding
from posology.dosing.plan import Plan, Times
from posology.dosing.rows import Row
from posology.language.effect import Slot, StartOften, Supplement
from posology.language.fact import MEDICINE_SETS, FactDefinition
from posology.language.rule import Rule
from posology.language.vocabulary import Vocabulary
from posology.patient.facts import Fact, Known, PatientFacts
from posology.patient.profile import Dose
from posology.result import Between, Evaluation, Result
from posology.trace import trace_of
from posology.version import __version__
from posology.written_values import Document, fact_value, number, quantity


def as_document(result: Result) -> Document:
    """The result as nested dicts and lists of text, whole numbers, Decimals and booleans."""
    profile = result.profile
    document: Document = {
        "posology": __version__,
        "as_of": profile.as_of.isoformat(),
        "jurisdiction": profile.jurisdiction,
        "knowledge": {"fingerprint": result.fingerprint},
        "between": [_between(pair) for pair in result.between],
        "evaluations": [_evaluation(one, result.vocabulary) for one in result.evaluations],
    }
    return {"id": profile.id, **document} if profile.id else document


def _evaluation(one: Evaluation, vocabulary: Vocabulary) -> Document:
    return {**answer_without_trace(one, vocabulary), "trace": trace_of(one, vocabulary)}


def answer_without_trace(one: Evaluation, vocabulary: Vocabulary) -> Document:
    """The answer about one drug, but for what became of its rules."""
    plan = one.plan
    made: Document = {
        "facts": {
            name: _fact(fact, vocabulary.facts[name])
            for name, fact in _shown(one.facts).items()
            if isinstance(fact, Known)
        },
        "drug": one.drug.id,
        "channels": list(one.firings.channels),
        "covered": plan.regimen is not None,
    }
    if plan.regimen is None:
        made["why_not_covered"] = one.why_not_covered
    else:
        made["regimen"] = plan.regimen.id
    if plan.titration is not None:
        made["titration"] = plan.titration.id
    return made | {
        "verdict": plan.verdict.value,
        "verdict_by": [rule.id for rule in plan.verdict_by],
        "plan": _plan(plan.figures, plan.times_a_day, plan.start_often) | _how_taken(plan),
        "planned": _planned(plan),
        "set_by": _set_by(plan),
        "at_worst": {
            "verdict": one.at_worst.verdict.value,
            "plan": _plan(one.at_worst.figures, None, plan.start_often),
        },
        "needs": [{"fact": need.fact, "why": need.why, "rules": list(need.rules)} for need in one.needs],
        "alerts": [_alert(alert) for alert in one.alerts],
        "monitor": [{"what": what, "rule": rule.id} for what, rule in plan.monitor],
        "guidance": [
            {
                "rule": rule.id,
                "about": rule.words.about or rule.family.value,
                "says": rule.words.says,
                "evidence": [str(citation) for citation in rule.evidence],
            }
            for rule in one.guidance
        ],
        "next": _next(one),
        "product": one.product,
        "schedule": [_row(row) for row in one.schedule],
        "taper": [_row(row) for row in one.taper],
        **({"order": _order(one.order, vocabulary)} if one.order is not None else {}),
        "not_checked": list(one.facts.not_checked),
    }


def _fact(fact: Known, definition: FactDefinition) -> Document:
    made: Document = {"value": fact_value(fact, definition), "given": fact.given}
    if fact.on is not None:
        made["on"] = fact.on.isoformat()
    if not fact.given:
        made |= {"computed_by": fact.computed_by, "from": list(fact.rests_on)}
    if fact.assumes:
        made["assumes"] = list(fact.assumes)
    return made


def _how_taken(plan: Plan) -> Document:
    made: Document = {"as_needed": True} if plan.as_needed else {}
    if plan.supplements:
        made["supplements"] = [_supplement(supplement, rule) for supplement, rule in plan.supplements]
    return made


def _planned(plan: Plan) -> Document:
    """The cautious end of each figure that sources give as a range, where it is not the figure itself."""
    return {
        slot.label: quantity(planned, slot.unit)
        for slot, figure in plan.figures.items()
        if (planned := plan.planned_value(slot)) is not None and planned != figure.value
    }


def _supplement(supplement: Supplement, rule: Rule) -> Document:
    made: Document = {
        "from": quantity(supplement.at_least, "mg"),
        "to": quantity(supplement.at_most, "mg"),
        "after": supplement.after,
    }
    if supplement.for_each is not None:
        made["for_each"] = quantity(supplement.for_each, "hours")
    return {**made, "rule": rule.id}


def _plan(figures: Figures, times: Times | None, often: StartOften) -> Document:
    made: Document = {}

    def put(name: str, slot: Slot) -> None:
        if slot in figures:
            made[name] = quantity(figures[slot].value, slot.unit)

    if Slot.START_DOSE in figures and Slot.START_DAILY in figures:
        made["start"] = _start(figures[Slot.START_DOSE].value, figures[Slot.START_DAILY].value, often)
    if Slot.USUAL_FROM in figures and Slot.USUAL_TO in figures:
        ends = (figures[Slot.USUAL_FROM], figures[Slot.USUAL_TO])
        made["usual_daily"] = {key: quantity(end.value, "mg") for key, end in zip(("from", "to"), ends, strict=True)}
    put("max_dose", Slot.MAX_DOSE)
    put("max_daily", Slot.MAX_DAILY)
    if times is not None:
        made["times_a_day"] = {"from": times.at_least, "to": times.at_most}
        if times.conflict:
            made["times_a_day"]["conflict"] = True
    put("step", Slot.STEP_DOSE)
    put("step_daily", Slot.STEP_DAILY)
    put("step_interval", Slot.STEP_INTERVAL)
    put("dose_interval", Slot.DOSE_INTERVAL)
    put("begin_again_after", Slot.BEGIN_AGAIN)
    taper: Document = {
        key: quantity(figures[slot].value, slot.unit)
        for key, slot in (
            ("from", Slot.TAPER_FROM),
            ("to", Slot.TAPER_TO),
            ("step", Slot.TAPER_STEP),
            ("every", Slot.TAPER_EVERY),
        )
        if slot in figures
    }
    if Slot.TAPER_SHARE in figures:
        taper["share"] = str(figures[Slot.TAPER_SHARE].value)
    return made | ({"taper": taper} if taper else {})


def _start(dose: Fraction, daily: Fraction, often: StartOften) -> Document:
    times = int(daily * often.every // dose) if dose > 0 else 0
    return _how_much(dose, times, often.every, daily)


def _how_much(dose: Fraction, times: int, every: int, daily: Fraction) -> Document:
    """A dose; one that is not taken every day has `every`, and the average of a day."""
    made: Document = {"dose": quantity(dose, "mg"), "times_a_day": times}
    if every > 1:
        made["every"] = quantity(Fraction(every), "days")
    return {**made, "daily": quantity(daily, "mg")}


def _set_by(plan: Plan) -> Document:
    made: Document = {
        slot.label: [
            {
                "rule": one.rule.id,
                "value": quantity(one.value, slot.unit),
                "wins": one.value == figure.value,
                **({"by_way_of": one.by_way_of.label} if one.by_way_of is not None else {}),
            }
            for one in figure.contributions
        ]
        for slot, figure in plan.figures.items()
    }
    return made


def _between(pair: Between) -> Document:
    return {
        "drugs": list(pair.drugs),
        "severity": pair.severity.value,
        "verdict": pair.verdict.value,
        "alerts": [_alert(alert) for alert in pair.alerts],
    }


def _alert(alert: Alert) -> Document:
    rule, words = alert.rule, alert.rule.words
    made: Document = {"rule": rule.id, "family": _FAMILY_NAMES[rule.family.value]}
    if rule.severity is not None:
        made["severity"] = rule.severity.value
    if alert.verdict is not None:
        made["verdict"] = alert.verdict.value
    if alert.partners:
        made["with"] = list(alert.partners)
    made["says"] = words.says or f"{words.effect} {words.management}"
    if words.management:
        made |= {"effect": words.effect, "management": words.management}
    if words.mechanism:
        made["mechanism"] = words.mechanism
    return {**made, "evidence": [str(citation) for citation in rule.evidence]}


_FAMILY_NAMES = {"populations": "population", "interactions": "interaction", "guidance": "guidance"}


def _next(one: Evaluation) -> Document:
    action = one.next
    made: Document = {"action": action.action.value, "why": action.why}
    if action.to is not None:
        made["to"] = _dose(action.to)
    if action.not_before is not None:
        made["not_before"] = action.not_before.isoformat()
    if action.but_first:
        made["but_first"] = list(action.but_first)
    return {**made, "rules": [rule.id for rule in action.rules]}


def _dose(dose: Dose) -> Document:
    return _how_much(dose.dose, dose.times_a_day, dose.every, dose.daily)


def _row(row: Row) -> Document:
    made: Document = {"from_day": row.from_day, "to_day": row.to_day, **_dose(row.taken)}
    return {**made, "made_of": row.made_of} if row.made_of else made


def _order(result: OrderResult, vocabulary: Vocabulary) -> Document:
    order = result.order
    made: Document = {"ordered": _dose(order.ordered) if order.ordered is not None else "stop"}
    if order.as_needed:
        made["as_needed"] = True
    if order.apart is not None:
        made["apart"] = quantity(order.apart, "hours")
    return {
        **made,
        "verdict": result.verdict,
        "findings": [_finding(finding, vocabulary) for finding in result.findings],
        "undecided": [{"check": one.check.value, "needs": list(one.needs)} for one in result.undecided],
    }


def _finding(finding: Finding, vocabulary: Vocabulary) -> Document:
    made: Document = {"check": finding.check.value, "says": vocabulary.checks[finding.check.value].says}
    for key, value in (("limit", finding.limit), ("ordered", finding.ordered)):
        if value is not None:
            made[key] = quantity(value, finding.unit) if finding.unit != "times a day" else number(value)
    if finding.detail:
        made["detail"] = finding.detail
    rules = [rule.id for rule in finding.rules]
    return {**made, **({"rule": rules[0], "rules": rules} if rules else {})}


def _shown(facts: PatientFacts) -> dict[str, Fact]:
    """The facts as a reader knows them: the medicines by name, not by all that they may be matched by."""
    shown = dict(facts.facts)
    for name in MEDICINE_SETS:
        fact = facts.facts.get(name)
        if isinstance(fact, Known):
            labels = frozenset(partner.label for partner in facts.partners if partner.counts_for(name))
            shown[name] = fact._replace(value=labels)
    return shown
