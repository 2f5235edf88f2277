"""posology check: is what stands in a rules folder well formed and complete?"""

from pathlib import Path

import click

from posology.checking.findings import Checked, check_target
from posology.checking.registry import CHECK_BY_ID, Level
from posology.checking.targets import find_targets
from posology.errors import Diagnostic, InputError, Place
from posology.reading.problems import Problems
from posology.reading.suggest import did_you_mean
from posology_cli.reporters.check_page import check_page
from posology_cli.reporters.found import FOUND_REPORTER_BY_NAME, summary
from posology_cli.width import report_width


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--drug", "drugs", multiple=True, help="Only this drug; may be given more than once.")
@click.option(
    "--format", "format_name", type=click.Choice(list(FOUND_REPORTER_BY_NAME)), default="text", show_default=True
)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in reversed(Level)]),
    default=Level.WARNING.value,
    show_default=True,
    help="Exit with 1 from findings of this severity on.",
)
@click.option("--explain", metavar="CHECK", help="Show the page of one check, and check nothing.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    drugs: tuple[str, ...],
    format_name: str,
    fail_on: str,
    explain: str | None,
) -> None:
    """Check rule files: schema, references, evidence, regimens, bands.

    PATH is a rules folder, a drug's folder or a rule file; by default the rules folder that comes along. What stands
    in the folder's baseline.yaml, with a reason, is no finding.
    """
    if explain is not None:
        click.echo(_page(explain), nl=False)
        return
    everything = _check(paths, drugs)
    click.echo(FOUND_REPORTER_BY_NAME[format_name](everything, Path.cwd()), nl=False)
    findings = [finding for checked in everything for finding in checked.findings]
    if findings or format_name != "text":
        click.echo(summary(everything), err=True)
    if any(finding.check.severity.reaches(Level(fail_on)) for finding in findings):
        context.exit(1)


def _check(paths: tuple[Path, ...], drugs: tuple[str, ...]) -> list[Checked]:
    """What is found in each rules folder; what cannot be read in any of them is told at once."""
    problems = Problems()
    everything: list[Checked] = []
    for target in find_targets(paths, drugs):
        with problems.gathered():
            everything.append(check_target(target))
    problems.stop_if_any()
    return everything


def _page(id: str) -> str:
    if id not in CHECK_BY_ID:
        hint = did_you_mean(id, CHECK_BY_ID) or f"one of {', '.join(CHECK_BY_ID)}"
        raise InputError([Diagnostic(Place("--explain", 1, 1), "unknown-check", f"no check is called `{id}`", hint)])
    return check_page(CHECK_BY_ID[id], report_width())
