"""posology evaluate: one answer for each patient of a profile file."""

import sys
from datetime import date
from pathlib import Path

import click

from posology import Circumstances, Engine, NoDrugNamed, Profile, ProfileReader, Result, drugs_named, read_knowledge
from posology.errors import Place
from posology.language.scales import Verdict
from posology.patient.medicines import Pharmacy
from posology.patient.order_text import parse_order
from posology.reading.compiled import default_folder, load_vocabulary
from posology.reading.folder import available_drugs, default_rules
from posology.reading.problems import Problems
from posology.reading.suggest import did_you_mean
from posology_cli.profiles import Day, read_profiles
from posology_cli.reporters import REPORTER_BY_NAME
from posology_cli.width import report_width

_ORDERS = 'An order to check: "20 mg x 4", "25 mg every 2 days", "4 mg every 8 hours", "2 mg x 3 as needed" or "stop".'
_FAIL_ON = ("never", "caution", "avoid", "contraindicated", "exceeds")


@click.command()
@click.argument("profile", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--drug", help="The drug to answer about; by default every one that the profile names.")
@click.option("--order", "order_text", help=_ORDERS)
@click.option("--jurisdiction", help="Over the profile's: us, uk, ca, au, ...")
@click.option("--as-of", type=Day(), help="The day that the answer is for, over the profile's; today by default.")
@click.option("--format", "format_name", type=click.Choice(list(REPORTER_BY_NAME)), default="text", show_default=True)
@click.option("--explain", is_flag=True, help="Show what became of every rule.")
@click.option(
    "--fail-on",
    type=click.Choice(_FAIL_ON),
    default="never",
    show_default=True,
    help="Exit with 1 from this verdict on, where the order exceeds a bound, or where no regimen covers the patient.",
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another rules folder.",
)
@click.pass_context
def evaluate(
    context: click.Context,
    profile: Path,
    drug: str | None,
    order_text: str | None,
    jurisdiction: str | None,
    as_of: date | None,
    format_name: str,
    explain: bool,
    fail_on: str,
    rules: Path | None,
) -> None:
    """Answer for each patient of PROFILE (YAML or JSON; - is standard input)."""
    folder = rules or default_rules()
    kept_in = default_folder()
    vocabulary = load_vocabulary(folder, kept_in)
    circumstances = Circumstances(today=date.today(), as_of=as_of, jurisdiction=jurisdiction)
    profiles = read_profiles(profile, ProfileReader(vocabulary, circumstances))
    drug = Pharmacy(vocabulary).id_of(drug) if drug is not None else None
    if order_text is not None:
        profiles = [_with_order(one, order_text, drug) for one in profiles]
    wanted = _drugs(profiles, drug, folder)
    engine = Engine(read_knowledge(sorted({id for ids in wanted for id in ids}), folder, vocabulary, kept_in))
    report = REPORTER_BY_NAME[format_name]
    width = report_width()
    failed = False
    with click.progressbar(profiles, label="Evaluating", file=sys.stderr, hidden=not _shows_progress(profiles)) as bar:
        for number, one in enumerate(bar, start=1):
            result = engine.evaluate(one, drug)
            if len(profiles) > 1 and format_name == "text":
                click.echo(f"{'=' * width}\nPatient {number} of {len(profiles)}\n")
            click.echo(report(result, width, explain), nl=format_name == "json")
            failed = failed or _fails(result, fail_on)
    if failed:
        context.exit(1)


def _shows_progress(profiles: list[Profile]) -> bool:
    return len(profiles) > 20 and sys.stderr.isatty() and not sys.stdout.isatty()


def _with_order(profile: Profile, text: str, drug: str | None) -> Profile:
    """The profile with that order of the drug alone; of the drug that it orders itself, where none is asked for."""
    at, named = Place("--order", 1, 1), profile.drugs_ordered
    if drug is None and len(named) > 1:
        message = "the order does not say of which drug it is"
        raise NoDrugNamed(at, "no-drug", message, f"name it with --drug: one of {', '.join(named)}")
    ordered = drug or (named[0] if named else None)
    before = profile.order_of(ordered) if ordered is not None else profile.order
    order = parse_order(text, ordered, before.product if before is not None else None, at)
    return profile._replace(order=None if ordered else order, orders={ordered: order} if ordered else {})


def _drugs(profiles: list[Profile], drug: str | None, rules: Path) -> list[tuple[str, ...]]:
    """The drugs asked about, of each profile. Raises `InputError` with every profile that leaves them open."""
    available = available_drugs(rules)
    problems = Problems()
    if drug is not None:
        if drug not in available:
            hint = did_you_mean(drug, available)
            problems.add(Place("--drug", 1, 1), "unknown-drug", f"there are no rules for `{drug}`", hint)
        problems.stop_if_any()
    wanted: list[tuple[str, ...]] = []
    for one in profiles:
        with problems.gathered():
            wanted.append(drugs_named(one, available, drug))
    problems.stop_if_any()
    return wanted


def _fails(result: Result, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    exceeds = any(one.order is not None and one.order.verdict == "exceeds" for one in result.evaluations)
    if fail_on == "exceeds":
        return exceeds
    return exceeds or any(
        one.plan.regimen is None or one.plan.verdict >= Verdict(fail_on) for one in result.evaluations
    )
