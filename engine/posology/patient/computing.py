"""How each computed fact is worked out: what it reads, and when it is refused."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from posology.language.drug import Drug
from posology.language.fact import Value
from posology.patient import formulas
from posology.patient.calendar import age_in_years
from posology.patient.products import matching, sold_in
from posology.patient.profile import CurrentDose, Profile

ADULT = 18
SCHWARTZ_FROM = 1
_IMMEDIATE = "immediate"


class Computed(NamedTuple):
    """A value, the facts that it was computed from, and what was taken for granted because it is not known."""

    value: Value
    rests_on: tuple[str, ...]
    assumes: tuple[str, ...] = ()


class Cannot(NamedTuple):
    """Why there is no value, and the facts that are wanting."""

    why: str
    for_want_of: tuple[str, ...] = ()


Values = Mapping[str, Value]


class Subject(NamedTuple):
    """A patient's profile, and the drug that the question is about."""

    profile: Profile
    drug: Drug

    @property
    def takes(self) -> bool:
        """Whether the patient is known to be on the drug."""
        return self.profile.takes(self.drug.id)


class Method(NamedTuple):
    """A method: the facts that it may read, and the computation."""

    reads: tuple[str, ...]
    compute: Callable[[Subject, Values], Computed | Cannot]


def _wanting(name: str, needed: tuple[str, ...], values: Values) -> Cannot | None:
    missing = tuple(fact for fact in needed if fact not in values)
    return Cannot(f"{name} needs {', '.join(missing)}", missing) if missing else None


def _number(values: Values, fact: str) -> Fraction:
    value = values[fact]
    assert isinstance(value, Fraction)
    return value


def _refused(name: str, values: Values, youngest: int, oldest: int | None) -> Cannot | None:
    if values.get("dialysis", "none") != "none":
        return Cannot(f"{name} does not hold on dialysis: only a measured one does")
    if "age" not in values:
        return None
    age = _number(values, "age")
    if age < youngest:
        return Cannot(f"{name} is for patients of {youngest} years and over")
    if oldest is not None and age >= oldest:
        return Cannot(f"{name} is for patients under {oldest} years")
    return None


def _assumed(values: Values) -> tuple[str, ...]:
    return () if "dialysis" in values else ("dialysis",)


def _cockcroft_gault(_: Subject, values: Values) -> Computed | Cannot:
    needed = ("age", "sex", "weight", "serum_creatinine")
    failed = _refused("cockcroft_gault", values, ADULT, None) or _wanting("cockcroft_gault", needed, values)
    return failed or Computed(
        formulas.cockcroft_gault(
            int(_number(values, "age")),
            _number(values, "weight"),
            _number(values, "serum_creatinine"),
            values["sex"] == "female",
        ),
        needed,
        _assumed(values),
    )


def _ckd_epi_2021(_: Subject, values: Values) -> Computed | Cannot:
    needed = ("age", "sex", "serum_creatinine")
    failed = _refused("ckd_epi_2021", values, ADULT, None) or _wanting("ckd_epi_2021", needed, values)
    return failed or Computed(
        formulas.ckd_epi_2021(
            int(_number(values, "age")), _number(values, "serum_creatinine"), values["sex"] == "female"
        ),
        needed,
        _assumed(values),
    )


def _bedside_schwartz(_: Subject, values: Values) -> Computed | Cannot:
    needed = ("age", "height", "serum_creatinine")
    failed = _refused("bedside_schwartz", values, SCHWARTZ_FROM, ADULT) or _wanting("bedside_schwartz", needed, values)
    return failed or Computed(
        formulas.bedside_schwartz(_number(values, "height"), _number(values, "serum_creatinine")),
        ("height", "serum_creatinine"),
        _assumed(values),
    )


def _mosteller(_: Subject, values: Values) -> Computed | Cannot:
    needed = ("weight", "height")
    return _wanting("mosteller", needed, values) or Computed(
        formulas.mosteller(_number(values, "weight"), _number(values, "height")), needed
    )


def _body_mass_index(_: Subject, values: Values) -> Computed | Cannot:
    needed = ("weight", "height")
    return _wanting("body_mass_index", needed, values) or Computed(
        formulas.body_mass_index(_number(values, "weight"), _number(values, "height")), needed
    )


def _birth_date(subject: Subject, _: Values) -> Computed | Cannot:
    profile = subject.profile
    if profile.birth_date is None:
        return Cannot("not given")
    return Computed(age_in_years(profile.birth_date, profile.as_of), ("birth_date",))


def _intent(subject: Subject, _: Values) -> Computed | Cannot:
    order = subject.profile.order_of(subject.drug.id)
    if order is not None and order.ordered is None:
        return Computed("stop", ("order.stop",))
    if subject.profile.current is not None:
        return Computed("continue", ("therapy.current",))
    return _while_not_taken(subject, "start")


def _while_not_taken(subject: Subject, value: Value) -> Computed | Cannot:
    """What holds for who is not on the drug now; unknown for who is, where therapy.current is not given."""
    if subject.takes:
        return Cannot("therapy.current is not given")
    return Computed(value, ("intent",) if subject.profile.begins_again else ("therapy.current",))


def _taken_now(subject: Subject) -> CurrentDose | None:
    """The current dose; None where it was taken before and is not taken now."""
    return None if subject.profile.begins_again else subject.profile.current


def _therapy_started(subject: Subject, _: Values) -> Computed | Cannot:
    profile = subject.profile
    if profile.started is not None:
        return Computed(Fraction((profile.as_of - profile.started).days), ("therapy.started",))
    if subject.takes or profile.begins_again:
        return Cannot("therapy.started is not given")
    return Computed(Fraction(0), ("therapy.current",))


def _current_dose(subject: Subject, _: Values) -> Computed | Cannot:
    current = _taken_now(subject)
    if current is None:
        return _while_not_taken(subject, Fraction(0))
    return Computed(current.taken.dose, ("therapy.current",))


def _current_daily(subject: Subject, _: Values) -> Computed | Cannot:
    current = _taken_now(subject)
    if current is None:
        return _while_not_taken(subject, Fraction(0))
    return Computed(current.taken.daily, ("therapy.current",))


def _current_since(subject: Subject, _: Values) -> Computed | Cannot:
    current = _taken_now(subject)
    if current is None:
        return _while_not_taken(subject, Fraction(0))
    if current.since is None:
        return Cannot("therapy.current.since is not given")
    return Computed(Fraction((subject.profile.as_of - current.since).days), ("therapy.current.since",))


def _time_off(subject: Subject, _: Values) -> Computed | Cannot:
    """The longest that it can have been: from the first hour of the day of the last dose to the end of this one."""
    last = subject.profile.last_taken
    if last is not None:
        return Computed(Fraction(((subject.profile.as_of - last).days + 1) * 24), ("therapy.last_taken",))
    if subject.takes:
        return Computed(Fraction(0), ("therapy.current",))
    return Cannot("therapy.last_taken is not given")


def _product_release(subject: Subject, _: Values) -> Computed | Cannot:
    """That of the product ordered, else of the one taken, else of all that are sold; else immediate is assumed.

    Where no product is known to be sold none could be named: it is immediate, and nobody is asked.
    """
    profile = subject.profile
    order, current = profile.order_of(subject.drug.id), profile.current
    sold = sold_in(subject.drug, profile.jurisdiction)
    asked = "therapy.current.product" if order is None and current is not None else "order.product"
    for stated_in, wanted in (
        ("order.product", order.product if order is not None else None),
        ("therapy.current.product", current.product if current is not None else None),
    ):
        named = matching(wanted, sold) if wanted is not None else ()
        if len({product.release for product in named}) > 1:
            which = " or ".join(product.id for product in named)
            return Computed(_IMMEDIATE, (stated_in,), (f"{stated_in}: {which}",))
        if named:
            return Computed(named[0].release, (stated_in,))
    kinds = {product.release for product in sold}
    if len(kinds) <= 1:
        return Computed(next(iter(kinds), _IMMEDIATE), ("jurisdiction",))
    return Computed(_IMMEDIATE, (), (asked,))


def _not_in_men(_: Subject, values: Values) -> Computed | Cannot:
    if "sex" not in values:
        return Cannot("not given", ("sex",))
    return Computed("no", ("sex",)) if values["sex"] == "male" else Cannot("not given")


def _not_yet_on_the_drug(subject: Subject, _: Values) -> Computed | Cannot:
    if subject.takes or subject.profile.begins_again:
        return Cannot("not given")
    return Computed(frozenset(), ("therapy.current",))


COMPUTE: dict[str, Method] = {
    "cockcroft_gault": Method(("age", "sex", "weight", "serum_creatinine", "dialysis"), _cockcroft_gault),
    "ckd_epi_2021": Method(("age", "sex", "serum_creatinine", "dialysis"), _ckd_epi_2021),
    "bedside_schwartz": Method(("age", "height", "serum_creatinine", "dialysis"), _bedside_schwartz),
    "mosteller": Method(("weight", "height"), _mosteller),
    "body_mass_index": Method(("weight", "height"), _body_mass_index),
    "birth_date": Method((), _birth_date),
    "stage_of_therapy": Method((), _intent),
    "therapy_started": Method((), _therapy_started),
    "current_dose": Method((), _current_dose),
    "current_daily": Method((), _current_daily),
    "current_since": Method((), _current_since),
    "time_off": Method((), _time_off),
    "product_release": Method((), _product_release),
    "not_in_men": Method(("sex",), _not_in_men),
    "not_yet_on_the_drug": Method((), _not_yet_on_the_drug),
}
