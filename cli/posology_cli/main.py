"""The command line's entry: commands, and which error ends with which exit code.

0 clean, 1 findings, 2 a usage, profile or knowledge error, 3 a failure of posology itself, 130 stopped from outside.
"""

import errno
import importlib
import io
import os
import sys
import traceback

import click

import posology

COMMANDS = ("check", "evaluate", "explain", "fmt", "new", "schemas", "show", "test")


class _Commands(click.Group):
    """The commands by name, each loaded from its module only when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"posology_cli.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(posology.__version__, prog_name="posology")
def cli() -> None:
    """A dosing knowledge base, evaluated for one patient. It supports a decision and never replaces it."""


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and exits."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # the same bytes on any machine
    code, complaint = _run(arguments)
    try:
        if complaint:
            click.echo(complaint, err=True)
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        _turn_away_from_the_streams()
        code = code if error.errno == errno.EPIPE else 2
    sys.exit(code)


def _run(arguments: list[str] | None) -> tuple[int, str]:
    """The exit code, and what to say on standard error."""
    try:
        code = cli.main(args=arguments, prog_name="posology", standalone_mode=False)
        return (code if isinstance(code, int) else 0), ""
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(file=shown)
        return 2, shown.getvalue().rstrip("\n")
    except click.Abort:
        return 130, "stopped"
    except SystemExit:  # click's own answer where nobody reads the output any more
        return 0, ""
    except posology.EngineLimit as error:  # not a failure: a rule or a figure is to be made smaller
        return 2, f"posology: {error}"
    except posology.EngineError as error:
        return 3, f"posology: {error}"
    except posology.PosologyError as error:
        return 2, str(error)
    except OSError as error:
        return 2, f"posology: {error.filename or 'output'}: {error.strerror or error}"
    except Exception:
        return 3, "posology: a bug; please report this with what you ran:\n" + traceback.format_exc()


def _turn_away_from_the_streams() -> None:
    """Lets what is still unwritten go nowhere, so that the interpreter does not fail on it as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())
