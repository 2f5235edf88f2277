"""posology test: are the patients of cases.yaml answered as expected, and would a wrong figure be noticed?"""

import sys
import time
from pathlib import Path

import click

from posology import KnowledgeBase, read_knowledge
from posology.cases.coverage import coverage_of
from posology.cases.mutants import mutants_of
from posology.cases.noticing import Noticed
from posology.cases.reading import Case, Unnoticed, cases_of, unnoticed_of
from posology.cases.report import DrugReport, Tried, tried_of
from posology.cases.running import run_cases
from posology.cases.targets import Target, find_targets
from posology.cases.trying import try_all
from posology.cases.written import WrittenDrug, read_written
from posology.reading.problems import Problems
from posology_cli.reporters.tested import TEST_REPORTER_BY_NAME


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--drug", "drugs", multiple=True, help="Only this drug; may be given more than once.")
@click.option("--coverage", is_flag=True, help="Name the rules and the bounds that no case comes to.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 where less of any kind is covered; asks for --coverage.",
)
@click.option("--mutate", is_flag=True, help="Make small mistakes in the rules, and name those that no case notices.")
@click.option(
    "--format", "format_name", type=click.Choice(list(TEST_REPORTER_BY_NAME)), default="text", show_default=True
)
@click.pass_context
def test(
    context: click.Context,
    paths: tuple[Path, ...],
    drugs: tuple[str, ...],
    coverage: bool,
    fail_under: float | None,
    mutate: bool,
    format_name: str,
) -> None:
    """Hold the answers to the cases of each drug against what the cases expect.

    PATH is a rules folder, a drug's folder or a cases.yaml; by default the rules folder that comes along. Exits with 1
    where a case fails, too little is covered or a mistake goes unseen.
    """
    covers = coverage or fail_under is not None
    targets = find_targets(paths, drugs)
    started = time.monotonic()
    reports = [_report(target, *known, covers, mutate) for target, known in _read(targets).items()]
    click.echo(TEST_REPORTER_BY_NAME[format_name](reports))
    click.echo(f"{', '.join(report.drug for report in reports)}: {time.monotonic() - started:.1f} s", err=True)
    if any(_fails(report, fail_under) for report in reports):
        context.exit(1)


def _read(targets: tuple[Target, ...]) -> dict[Target, tuple[KnowledgeBase, tuple[Case, ...]]]:
    """The rules and the cases of each drug; what is wrong with any of them is told at once."""
    problems = Problems()
    read: dict[Target, tuple[KnowledgeBase, tuple[Case, ...]]] = {}
    for target in targets:
        with problems.gathered():
            read[target] = read_knowledge([target.drug], target.rules), cases_of(*target)
    problems.stop_if_any()
    return read


def _report(
    target: Target, knowledge: KnowledgeBase, cases: tuple[Case, ...], covers: bool, mutates: bool
) -> DrugReport:
    report = DrugReport(target.drug, run_cases(knowledge, target.drug, cases))
    if not (covers or mutates):
        return report
    written = read_written(target.rules, knowledge.drugs[target.drug], knowledge.vocabulary)
    return report._replace(
        coverage=coverage_of(written, report.answered) if covers else None,
        tried=_tried(written, _passing(report), unnoticed_of(*target)) if mutates else None,
    )


def _passing(report: DrugReport) -> tuple[Case, ...]:
    return tuple(one.case for one in report.answered if not one.differences)


def _tried(written: WrittenDrug, cases: tuple[Case, ...], unnoticed: tuple[Unnoticed, ...]) -> Tried:
    mutants = mutants_of(written)
    trying = try_all(mutants, written.drug, written.vocabulary, cases)
    noticed: list[Noticed] = []
    label = f"Trying edits of {written.drug.id}"
    with click.progressbar(length=len(mutants), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for one in trying:
            noticed.append(one)
            bar.update(1)
    return tried_of(noticed, len(cases), unnoticed)


def _fails(report: DrugReport, fail_under: float | None) -> bool:
    if report.failures or (report.tried is not None and report.tried.fails):
        return True
    return fail_under is not None and report.coverage is not None and report.coverage.least < fail_under
