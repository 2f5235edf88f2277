"""Where a rule file is, for programs that open it."""

from pathlib import Path

from posology.errors import Place


def path_of(place: Place, rules: Path) -> Path:
    """The whole path of a file that is named from the rules folder on."""
    return rules.resolve() / Path(place.file).relative_to("rules")


def seen_from(path: Path, here: Path) -> str:
    """The path from `here` on where it lies below; otherwise the whole of it."""
    below = path.relative_to(here) if path.is_relative_to(here) else path
    return below.as_posix()
