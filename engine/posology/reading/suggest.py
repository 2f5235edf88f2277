"""Did-you-mean."""

import difflib
from collections.abc import Iterable

_LONGEST_WORD = 60
_MOST_LISTED = 24


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the closest known name, or with all of them where they are few, else empty."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6) if len(word) <= _LONGEST_WORD else []
    if close:
        return f"did you mean `{close[0]}`?"
    if 0 < len(names) <= _MOST_LISTED:
        return "one of " + ", ".join(names)
    return ""


def spelt(name: str) -> str:
    """A name as vocabularies spell it: small letters, hyphens for spaces."""
    return "-".join(name.strip().lower().replace("_", " ").split())
