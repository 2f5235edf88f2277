"""Which name a slip is taken for."""

from posology.reading.suggest import closest, did_you_mean

KNOWN = ("tizanidine", "baclofen", "diazepam")


def test_a_slip_is_taken_for_the_nearest_name() -> None:
    assert closest("baclofn", KNOWN) == "baclofen"
    assert did_you_mean("baclofn", KNOWN) == "did you mean `baclofen`?"


def test_what_is_near_to_nothing_is_taken_for_nothing() -> None:
    assert closest("xqzzy", KNOWN) is None
    assert closest("baclofen", ()) is None
    assert closest("baclofen" * 10, KNOWN) is None
    assert did_you_mean("xqzzy", KNOWN) == "one of baclofen, diazepam, tizanidine"
