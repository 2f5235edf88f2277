"""posology schemas: the schemas that follow from the vocabulary, for editors."""

import json
from pathlib import Path

import click

from posology.patient.profile_schema import profile_schema
from posology.reading.condition_schema import condition_schema
from posology.reading.folder import default_rules
from posology.reading.vocabulary import read_vocabulary


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another rules folder.")
def schemas(folder: Path, rules: Path | None) -> None:
    """Write condition.schema.json and profile.schema.json into FOLDER, made from the facts of the vocabulary.

    Run it after a change to rules/vocabulary/facts.yaml, so that editors complete the new names.
    """
    facts = read_vocabulary(rules or default_rules()).facts
    for made in (condition_schema(facts), profile_schema(facts)):
        path = folder / made["$id"]
        path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"wrote {path}")
