"""The page of one check, for a terminal."""

from typing import Any

from posology.checking.registry import Check
from posology_cli.layout import wrapped


def check_page(check: Check[Any], width: int) -> str:
    """Its id, severity and title, then what it finds, why that matters and how to mend it, in lines of `width`."""
    lines = wrapped(f"{check.id} ({check.severity.value}): {check.title}", width, "", "    ")
    for paragraph in check.page.split("\n\n"):
        lines += ["", *wrapped(paragraph, width)]
    return "\n".join(lines) + "\n"
