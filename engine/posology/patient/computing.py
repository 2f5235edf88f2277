"""How each computed fact is worked out: what it reads, and when it is refused."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from posology.language.fact import Value
from posology.patient import formulas
from posology.patient.calendar import age_in_years
from posology.patient.profile import Profile

ADULT = 18
SCHWARTZ_FROM = 1


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


class Method(NamedTuple):
    """A method: the facts that it may read, and the computation."""

    reads: tuple[str, ...]
    compute: Callable[[Profile, Values], Computed | Cannot]


def _wanting(name: str, needed: tuple[str, ...], values: Values) -> Cannot | None:
    missing = tuple(fact for fact in needed if fact not in values)
    return Cannot(f"{name} needs {', '.join(missing)}", missing) if missing else None


def _number(values: Values, fact: str) -> Fraction:
    value = values[fact]
    assert isinstance(value, Fraction)
    return value


def _refused(name: str, values: Values, youngest: int, oldest: int | None) -> Cannot | None:
    if values.get("dialysis", "none") != "none":
        return Cannot(f"{name} does not hold on dialysis")
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


def _cockcroft_gault(_: Profile, values: Values) -> Computed | Cannot:
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


def _ckd_epi_2021(_: Profile, values: Values) -> Computed | Cannot:
    needed = ("age", "sex", "serum_creatinine")
    failed = _refused("ckd_epi_2021", values, ADULT, None) or _wanting("ckd_epi_2021", needed, values)
    return failed or Computed(
        formulas.ckd_epi_2021(
            int(_number(values, "age")), _number(values, "serum_creatinine"), values["sex"] == "female"
        ),
        needed,
        _assumed(values),
    )


def _bedside_schwartz(_: Profile, values: Values) -> Computed | Cannot:
    needed = ("age", "height", "serum_creatinine")
    failed = _refused("bedside_schwartz", values, SCHWARTZ_FROM, ADULT) or _wanting("bedside_schwartz", needed, values)
    return failed or Computed(
        formulas.bedside_schwartz(_number(values, "height"), _number(values, "serum_creatinine")),
        ("height", "serum_creatinine"),
        _assumed(values),
    )


def _mosteller(_: Profile, values: Values) -> Computed | Cannot:
    needed = ("weight", "height")
    return _wanting("mosteller", needed, values) or Computed(
        formulas.mosteller(_number(values, "weight"), _number(values, "height")), needed
    )


def _body_mass_index(_: Profile, values: Values) -> Computed | Cannot:
    needed = ("weight", "height")
    return _wanting("body_mass_index", needed, values) or Computed(
        formulas.body_mass_index(_number(values, "weight"), _number(values, "height")), needed
    )


def _birth_date(profile: Profile, _: Values) -> Computed | Cannot:
    if profile.birth_date is None:
        return Cannot("not given")
    return Computed(age_in_years(profile.birth_date, profile.as_of), ("birth_date",))


def _intent(profile: Profile, _: Values) -> Computed | Cannot:
    return Computed("start" if profile.current is None else "continue", ("therapy.current",))


def _therapy_started(profile: Profile, _: Values) -> Computed | Cannot:
    if profile.started is not None:
        return Computed(Fraction((profile.as_of - profile.started).days), ("therapy.started",))
    if profile.current is None:
        return Computed(Fraction(0), ("therapy.current",))
    return Cannot("therapy.started is not given")


def _current(profile: Profile, _: Values, daily: bool) -> Computed | Cannot:
    if profile.current is None:
        return Computed(Fraction(0), ("therapy.current",))
    taken = profile.current.taken
    return Computed(taken.daily if daily else taken.dose, ("therapy.current",))


def _current_since(profile: Profile, _: Values) -> Computed | Cannot:
    if profile.current is None:
        return Computed(Fraction(0), ("therapy.current",))
    if profile.current.since is None:
        return Cannot("therapy.current.since is not given")
    return Computed(Fraction((profile.as_of - profile.current.since).days), ("therapy.current.since",))


def _not_yet_on_the_drug(profile: Profile, _: Values) -> Computed | Cannot:
    if profile.current is None and profile.started is None:
        return Computed(frozenset(), ("therapy.current",))
    return Cannot("not given")


COMPUTE: dict[str, Method] = {
    "cockcroft_gault": Method(("age", "sex", "weight", "serum_creatinine", "dialysis"), _cockcroft_gault),
    "ckd_epi_2021": Method(("age", "sex", "serum_creatinine", "dialysis"), _ckd_epi_2021),
    "bedside_schwartz": Method(("age", "height", "serum_creatinine", "dialysis"), _bedside_schwartz),
    "mosteller": Method(("weight", "height"), _mosteller),
    "body_mass_index": Method(("weight", "height"), _body_mass_index),
    "birth_date": Method((), _birth_date),
    "current_dose_stated": Method((), _intent),
    "therapy_started": Method((), _therapy_started),
    "current_dose": Method((), lambda profile, values: _current(profile, values, daily=False)),
    "current_daily": Method((), lambda profile, values: _current(profile, values, daily=True)),
    "current_since": Method((), _current_since),
    "not_yet_on_the_drug": Method((), _not_yet_on_the_drug),
}
