"""No way down cuts more at a time than its taper allows, and none ends in a leap."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from posology import Evaluation
from posology.language.scales import Action

from ..small_drug import answer, write_drug

TITRATION = """
titration:
  - id: adult
    course: [{dose: 25 mg, times_a_day: 1, for: 1 week}, {dose: 50 mg, times_a_day: 1}]
    evidence: [label#all]
tapers:
  - id: everywhere
    TAPER
    every: 1 day
    evidence: [label#all]
"""
TAKEN = "started: 2026-01-01, current: {TAKEN, since: 2026-02-01}, adverse_effects: []"


def answer_for(folder: Path, taper: str, taken: str, order: str = "") -> Evaluation:
    rules = write_drug(folder, titration=TITRATION.replace("TAPER", taper))
    return answer(rules, TAKEN.replace("TAKEN", taken), order)


def cuts(one: Evaluation, first: Fraction) -> list[Fraction]:
    totals = [first, *(row.taken.daily for row in one.schedule)]
    return [before - after for before, after in pairwise(totals)]


def test_where_no_equal_doses_make_the_cut_there_is_no_schedule(tmp_path: Path) -> None:
    one = answer_for(tmp_path, "step: 2 mg", "dose: 50 mg, times_a_day: 5")
    assert (one.next.action, one.schedule, one.taper) == (Action.REDUCE, (), ())
    assert "plan by hand" in one.next.why


def test_cuts_by_a_share_go_on_down_to_the_bound(tmp_path: Path) -> None:
    one = answer_for(tmp_path, "over: {from: 2 days}\n    share: 1/2", "dose: 400 mg, times_a_day: 4")
    assert one.next.action is Action.REDUCE
    total = Fraction(1600)
    for cut in cuts(one, total):
        assert cut <= total / 2
        total -= cut
    assert total == 200


def test_the_bound_ordered_at_once_is_a_cut_too_large(tmp_path: Path) -> None:
    """Though it is what is planned in the end, and no more than the last row of the course."""
    taper = "over: {from: 2 days}\n    share: 1/2"
    one = answer_for(tmp_path, taper, "dose: 400 mg, times_a_day: 4", "dose: 100 mg, times_a_day: 2")
    assert one.order is not None
    assert "abrupt_stop" in {finding.check.value for finding in one.order.findings}


def test_the_last_cut_is_no_larger_than_the_others_where_no_product_is_known(tmp_path: Path) -> None:
    products = "codes: {atc: N03AX99}\nproducts: []"
    rules = write_drug(
        tmp_path,
        titration=TITRATION.replace("TAPER", "step: 4 mg"),
        drug=f"drug: exemplin\nname: Exemplin\nroute: oral\n{products}\n",
        limits=LIMITS_ELSEWHERE,
    )
    one = answer(rules, TAKEN.replace("TAKEN", "dose: 6 mg, times_a_day: 1"))
    totals = [Fraction(6), *(row.taken.daily for row in one.taper), Fraction(0)]
    assert all(0 <= before - after <= 4 for before, after in pairwise(totals))


LIMITS_ELSEWHERE = """
limits:
  - id: adult
    when: {jurisdiction: uk}
    start: {dose: 25 mg, times_a_day: 1}
    times_a_day: {from: 1, to: 2}
    max_daily: 200 mg
    evidence: [label#all]
"""
