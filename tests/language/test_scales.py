"""Words on a scale are ordered as they are declared, whatever the alphabet says."""

from itertools import pairwise

import pytest

from posology.language.scales import Action, Severity, Verdict


@pytest.mark.parametrize("scale", [Verdict, Severity, Action])
def test_every_comparison_goes_by_rank(scale: type[Verdict] | type[Severity] | type[Action]) -> None:
    for milder, stricter in pairwise(scale):
        assert milder < stricter
        assert milder <= stricter
        assert stricter > milder
        assert stricter >= milder
        assert not stricter < milder
        assert not milder > stricter
        assert max(milder, stricter) is stricter
        assert min(stricter, milder) is milder
        assert milder <= milder
        assert milder >= milder


def test_the_strictest_of_all() -> None:
    assert max(Verdict) is Verdict.CONTRAINDICATED
    assert max(Action) is Action.STOP
