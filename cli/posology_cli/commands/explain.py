"""posology explain: why one rule fired for a patient, why it did not, or what would decide it."""

from datetime import date
from pathlib import Path

import click

from posology import (
    Circumstances,
    Diagnostic,
    Engine,
    Evaluation,
    InputError,
    NoDrugNamed,
    Place,
    Profile,
    ProfileReader,
    drugs_named,
    read_knowledge,
)
from posology.explaining.rule import explain as explain_rule
from posology.patient.medicines import Pharmacy
from posology.reading.compiled import default_folder, load_vocabulary
from posology.reading.folder import available_drugs, default_rules
from posology.reading.suggest import did_you_mean
from posology_cli.naming_rules import rule_named
from posology_cli.profiles import Day, read_profiles
from posology_cli.reporters.explanation import explanation_text
from posology_cli.width import report_width


@click.command()
@click.argument("profile", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--rule", "rule_id", required=True, help="The rule: limits/adult-us, with or without the drug before it.")
@click.option("--drug", help="The drug that the rule is of; by default the one in the rule's id, or in the profile.")
@click.option("--jurisdiction", help="Over the profile's: us, uk, ca, au, ...")
@click.option("--as-of", type=Day(), help="The day that the answer is for, over the profile's; today by default.")
@click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another rules folder.")
def explain(
    profile: Path,
    rule_id: str,
    drug: str | None,
    jurisdiction: str | None,
    as_of: date | None,
    rules: Path | None,
) -> None:
    """Explain what became of one rule for each patient of PROFILE (YAML or JSON; - is standard input)."""
    folder = rules or default_rules()
    kept_in = default_folder()
    vocabulary = load_vocabulary(folder, kept_in)
    profiles = read_profiles(profile, ProfileReader(vocabulary, Circumstances(date.today(), as_of, jurisdiction)))
    available = available_drugs(folder)
    asked = _asked(rule_id, Pharmacy(vocabulary).id_of(drug) if drug is not None else None, available)
    wanted = [_drugs(one, available, asked) for one in profiles]
    knowledge = read_knowledge(sorted({id for ids in wanted for id in ids}), folder, vocabulary, kept_in)
    engine = Engine(knowledge)
    meant = [rule_named(rule_id, [knowledge.drugs[id] for id in ids if asked in (id, None)]) for ids in wanted]
    width = report_width()
    for number, (one, ids, rule) in enumerate(zip(profiles, wanted, meant, strict=True), start=1):
        if len(profiles) > 1:
            between = "\n" if number > 1 else ""
            click.echo(f"{between}{'=' * width}\nPatient {number} of {len(profiles)}\n")
        of = rule.id.partition("/")[0]
        result = engine.evaluate(one, of if ids == (of,) else None)
        [evaluation] = [made for made in result.evaluations if made.drug.id == of]
        click.echo(_heading(one, evaluation))
        text = explanation_text(explain_rule(rule, evaluation), evaluation.facts, vocabulary.facts, width)
        click.echo(text, nl=False)


def _asked(rule_id: str, drug: str | None, available: tuple[str, ...]) -> str | None:
    """The drug that is asked about: the option's, else the one that the rule's id begins with."""
    first, _, rest = rule_id.partition("/")
    option, asked = ("--drug", drug) if drug is not None else ("--rule", first if "/" in rest else None)
    if asked is not None and asked not in available:
        hint = did_you_mean(asked, available)
        raise InputError([Diagnostic(Place(option, 1, 1), "unknown-drug", f"there are no rules for `{asked}`", hint)])
    return asked


def _drugs(profile: Profile, available: tuple[str, ...], asked: str | None) -> tuple[str, ...]:
    """The drugs to evaluate together, as `evaluate` would; the one asked about alone where it is not named."""
    if asked is None:
        return drugs_named(profile, available)
    try:
        named = drugs_named(profile, available)
    except NoDrugNamed:
        named = ()
    return named if asked in named else drugs_named(profile, available, asked)


def _heading(profile: Profile, evaluation: Evaluation) -> str:
    whose = f"{profile.id}: " if profile.id else ""
    return f"{whose}{evaluation.drug.name}; jurisdiction {profile.jurisdiction}, as of {profile.as_of}\n"
