"""posology new: the beginning of something that an author then fills in."""

from pathlib import Path

import click

from posology.new_drug.folder import make_folder
from posology.reading.folder import default_rules
from posology.reading.vocabulary import read_vocabulary


@click.group()
def new() -> None:
    """Begin something new."""


@new.command()
@click.argument("name")
@click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another rules folder.")
def drug(name: str, rules: Path | None) -> None:
    """Write the folder of the drug NAME: well formed, without any knowledge, and with comments on what to fill in."""
    folder = rules or default_rules()
    medications = read_vocabulary(folder).medications
    made = make_folder(name, folder)
    click.echo(f"wrote {made.as_posix()}: nothing is known of {name} yet, and nobody is covered")
    click.echo("Next: read the sources and write evidence.yaml; then what the comments of each file ask for.")
    if name not in medications:
        click.echo(f"Add `{name}` to vocabulary/medications.yaml, so that a profile can name it.")
