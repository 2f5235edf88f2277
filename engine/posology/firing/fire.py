"""Both channels over one drug and one patient: they agree, or there is no answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from posology.errors import EngineDisagreement
from posology.firing.judge import Judge, Judgement, Outcome
from posology.language.drug import Drug
from posology.language.fact import Value
from posology.language.rule import Rule

if TYPE_CHECKING:
    from posology.firing.chain import Network


class Firings(NamedTuple):
    """What became of every rule of a drug, in the order of their ids, and which channels said so."""

    judgements: tuple[Judgement, ...]
    channels: tuple[str, ...]

    def of(self, *outcomes: Outcome) -> tuple[Rule, ...]:
        """The rules with one of these outcomes."""
        return tuple(judgement.rule for judgement in self.judgements if judgement.outcome in outcomes)


def fire(drug: Drug, judge: Judge, values: Mapping[str, Value], network: "Network | None") -> Firings:
    """Judges every rule, and fires them through `network`; without one the judge is alone, and the result says so.

    Raises `EngineDisagreement` where the two did not fire the same rules.
    """
    judgements = judge.judge(values)
    if network is None:
        return Firings(judgements, ("judge",))
    by_judge = {judgement.rule.id for judgement in judgements if judgement.outcome is Outcome.FIRED}
    by_chain = network.fire(values)
    if by_chain != by_judge:
        raise EngineDisagreement(drug.id, tuple(sorted(by_chain - by_judge)), tuple(sorted(by_judge - by_chain)))
    return Firings(judgements, ("chain", "judge"))
