"""The command line's entry: commands, and which error ends with which exit code.

0 clean, 1 findings, 2 a usage, profile or knowledge error, 3 a failure of posology itself.
"""

import os
import sys
import traceback

import click

import posology
from posology_cli.commands.check import check
from posology_cli.commands.evaluate import evaluate
from posology_cli.commands.schemas import schemas


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(posology.__version__, prog_name="posology")
def cli() -> None:
    """A dosing knowledge base, evaluated for one patient. It supports a decision and never replaces it."""


cli.add_command(evaluate)
cli.add_command(check)
cli.add_command(schemas)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and exits."""
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        code = cli.main(args=arguments, prog_name="posology", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except posology.EngineError as error:
        click.echo(f"posology: {error}", err=True)
        return 3
    except posology.PosologyError as error:
        click.echo(str(error), err=True)
        return 2
    except Exception:
        click.echo("posology: a bug; please report this with what you ran:\n" + traceback.format_exc(), err=True)
        return 3
