"""How wide reports are."""

import shutil

from posology_cli.layout import NARROWEST, WIDEST


def report_width() -> int:
    """The width of the terminal, within what can be read; the widest where there is none."""
    return min(max(shutil.get_terminal_size((WIDEST, 24)).columns, NARROWEST), WIDEST)
