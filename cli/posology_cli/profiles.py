"""Profiles and days as they are named at the command line."""

import re
import sys
from datetime import date
from pathlib import Path

import click

from posology import Profile, ProfileReader
from posology.reading.characters import decode
from posology.reading.folder import read_profile_bytes

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Day(click.ParamType[date]):
    """A day of the calendar, year first."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value)) if _DAY.fullmatch(str(value)) else None
        except ValueError:
            day = None
        if day is not None:
            return day
        raise click.BadParameter(f"{value!r} is no day of the calendar; write it like 2026-11-22", ctx, param)


def read_profiles(path: Path, reader: ProfileReader) -> list[Profile]:
    """Every profile of the file; `-` is standard input. Raises `InputError` with every problem of any of them."""
    if str(path) == "-":
        return reader.read(decode(sys.stdin.buffer.read() if sys.stdin is not None else b"", "<stdin>"), "<stdin>")
    return reader.read(decode(read_profile_bytes(path), str(path)), str(path))
