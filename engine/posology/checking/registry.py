"""Every check on the rules, by id: how much a finding weighs, what it is called, where its page is, what finds it."""

import inspect
import sys
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from posology.checking.accepted_without_finding import find_accepted_without_finding
from posology.checking.always_holds import find_conditions_that_always_hold
from posology.checking.band_gap import find_band_gaps
from posology.checking.baseline import Accepted
from posology.checking.course_above_maximum import find_courses_above_maximum
from posology.checking.course_start import find_course_starts
from posology.checking.course_stays import find_courses_that_stay
from posology.checking.course_times import find_course_times
from posology.checking.drug_not_in_vocabulary import find_drug_not_in_vocabulary
from posology.checking.engine_limit import find_engine_limit
from posology.checking.figure_out_of_order import find_figures_out_of_order
from posology.checking.figure_without_source import find_figures_without_source
from posology.checking.looser_than_sources import find_figures_looser_than_sources
from posology.checking.never_fires import find_rules_that_never_fire
from posology.checking.never_strictest import find_figures_that_never_count
from posology.checking.number_in_words import find_numbers_in_words
from posology.checking.overlap import find_overlaps
from posology.checking.regimen_without_titration import find_regimens_without_titration
from posology.checking.same_rule import find_same_rules
from posology.checking.titration_without_regimen import find_titrations_without_regimen
from posology.checking.uncited_evidence import find_uncited_evidence
from posology.errors import Diagnostic
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary

OnDrug = Callable[[Drug, Vocabulary], Iterator[Diagnostic]]
OnBaseline = Callable[[Collection[Accepted], Collection[Accepted]], Iterator[Diagnostic]]
Find = TypeVar("Find", OnDrug, OnBaseline)


class Level(StrEnum):
    """How much a finding weighs, the least first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    def reaches(self, other: "Level") -> bool:
        """Whether it weighs as much as the other, or more."""
        return _BY_WEIGHT.index(self) >= _BY_WEIGHT.index(other)


_BY_WEIGHT = tuple(Level)


class Check(NamedTuple, Generic[Find]):
    """One check. Each finding of `find` has the check's id as its code."""

    id: str
    severity: Level
    title: str
    find: Find

    @property
    def page(self) -> str:
        """What it finds, why that matters, how to mend it: the docstring of its module, one line a paragraph."""
        text = inspect.cleandoc(sys.modules[self.find.__module__].__doc__ or "")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


ON_DRUGS: tuple[Check[OnDrug], ...] = (
    Check("regimens-overlap", Level.ERROR, "Two regimens for one patient", find_overlaps),
    Check("band-gap", Level.ERROR, "A value that no band takes in", find_band_gaps),
    Check("never-fires", Level.ERROR, "A rule that can never fire", find_rules_that_never_fire),
    Check("always-holds", Level.WARNING, "A condition that always holds", find_conditions_that_always_hold),
    Check("same-rule", Level.WARNING, "Two rules that are the same", find_same_rules),
    Check("never-strictest", Level.WARNING, "A figure that never counts", find_figures_that_never_count),
    Check("figure-out-of-order", Level.ERROR, "A figure above the one that bounds it", find_figures_out_of_order),
    Check("titration-without-regimen", Level.ERROR, "A titration without a regimen", find_titrations_without_regimen),
    Check("regimen-without-titration", Level.ERROR, "A regimen without a titration", find_regimens_without_titration),
    Check("course-start", Level.ERROR, "A course that begins otherwise than its regimen", find_course_starts),
    Check("course-times", Level.ERROR, "A row of a course that is taken too often", find_course_times),
    Check("course-above-maximum", Level.ERROR, "A row of a course above the maximum", find_courses_above_maximum),
    Check("course-stays", Level.ERROR, "An increase after a row without an end", find_courses_that_stay),
    Check("looser-than-sources", Level.ERROR, "A figure looser than its sources", find_figures_looser_than_sources),
    Check("figure-without-source", Level.WARNING, "A figure that no source gives", find_figures_without_source),
    Check("number-in-words", Level.WARNING, "A number that only the words have", find_numbers_in_words),
    Check("uncited-evidence", Level.WARNING, "Evidence that nobody cites", find_uncited_evidence),
    Check("drug-not-in-vocabulary", Level.ERROR, "A drug that nobody can take", find_drug_not_in_vocabulary),
    Check("engine-limit", Level.ERROR, "Rules beyond what the rule engine can be trusted with", find_engine_limit),
)

ON_BASELINE: Check[OnBaseline] = Check(
    "accepted-without-finding",
    Level.WARNING,
    "An accepted finding that is found no more",
    find_accepted_without_finding,
)

CHECKS: tuple[Check[Any], ...] = (*ON_DRUGS, ON_BASELINE)

CHECK_BY_ID: dict[str, Check[Any]] = {check.id: check for check in CHECKS}
