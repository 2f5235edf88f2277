"""posology fmt: rule files with their keys in the order of the schema."""

from pathlib import Path

import click

from posology.formatting.files import form_files, rule_files, write_files
from posology.reading.folder import default_rules


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True))
@click.option("--check", is_flag=True, help="Change nothing; name the files that are not in form, and exit with 1.")
@click.pass_context
def fmt(context: click.Context, paths: tuple[Path, ...], check: bool) -> None:
    """Put the keys of rule files in the order of their schema. Comments, quotes and lines stay as they are.

    PATH is a rule file or a folder of them; by default it is the rules folder that comes along.
    """
    files = form_files(rule_files(paths or (default_rules(),)))
    if check:
        named = [file.path for file in files if file.changes]
        for path in named:
            click.echo(path.as_posix())
    else:
        named = list(write_files(files))
        for path in named:
            click.echo(f"wrote {path.as_posix()}")
    say = "not in form" if check else "written"
    click.echo(f"{len(named)} of {len(files)} files {say}" if named else f"{len(files)} files in form", err=True)
    if check and named:
        context.exit(1)
