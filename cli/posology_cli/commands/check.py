"""posology check: is what stands in a rules folder well formed and complete?"""

from pathlib import Path

import click

from posology import read_knowledge
from posology.checking.findings import find_all
from posology.errors import Diagnostic, InputError, Place
from posology.reading.folder import default_rules


@click.command()
@click.option("--drug", "drugs", multiple=True, help="Only this drug; may be given more than once.")
@click.argument("rules", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def check(context: click.Context, drugs: tuple[str, ...], rules: Path | None) -> None:
    """Check a rules folder (by default the one that comes along): schema, references, evidence, regimens, bands."""
    folder = rules or default_rules()
    knowledge = read_knowledge(drugs or None, folder)
    if not knowledge.drugs:
        hint = "add a folder for each drug to `drugs`, or name another rules folder"
        raise InputError([Diagnostic(Place(str(folder), 1, 1), "rules-folder", "there is no drug here", hint)])
    findings = [finding for drug in knowledge.drugs.values() for finding in find_all(drug, knowledge.vocabulary)]
    for finding in sorted(findings):
        click.echo(str(finding))
    count = sum(len(drug.rules) for drug in knowledge.drugs.values())
    names = ", ".join(knowledge.drugs)
    if findings:
        click.echo(f"{len(findings)} findings in {count} rules of {names}", err=True)
        context.exit(1)
    click.echo(f"{count} rules of {names}: no findings")
