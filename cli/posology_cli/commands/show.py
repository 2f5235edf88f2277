"""posology show: the rules of a drug as a monograph."""

from pathlib import Path

import click

from posology import read_knowledge
from posology.monograph.page import make_monograph
from posology.monograph.statements import read_statements
from posology.patient.medicines import Pharmacy
from posology.reading.compiled import default_folder, load_vocabulary
from posology.reading.folder import default_rules
from posology_cli.naming_rules import rule_named
from posology_cli.reporters.monograph import MONOGRAPHS, RULES
from posology_cli.width import report_width


@click.command()
@click.argument("drug")
@click.option("--rule", "rule_id", help="One rule in full, with all its evidence: populations/renal-moderate.")
@click.option("--format", "format_name", type=click.Choice(list(MONOGRAPHS)), default="text", show_default=True)
@click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another rules folder.")
def show(drug: str, rule_id: str | None, format_name: str, rules: Path | None) -> None:
    """Show the rules of DRUG as a monograph: each figure, the sources that state it, and those that differ."""
    folder = rules or default_rules()
    kept_in = default_folder()
    vocabulary = load_vocabulary(folder, kept_in)
    id = Pharmacy(vocabulary).id_of(drug)
    about = read_knowledge([id], folder, vocabulary, kept_in).drugs[id]
    page = make_monograph(about, read_statements(folder, about, vocabulary), vocabulary)
    if rule_id is None:
        click.echo(MONOGRAPHS[format_name](page, report_width()), nl=False)
        return
    wanted = rule_named(rule_id, [about])
    [entry] = [entry for section in page.sections for entry in section.entries if entry.rule is wanted]
    click.echo(RULES[format_name](page, entry, report_width()), nl=False)
