"""Did-you-mean."""

import difflib
from collections.abc import Iterable

_LONGEST_WORD = 60
_MOST_LISTED = 24


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that the word may be a slip for; None where none is near."""
    if len(word) > _LONGEST_WORD:
        return None
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the closest known name, or with all of them where they are few, else empty."""
    names = sorted(known)
    close = closest(word, names)
    if close is not None:
        return f"did you mean `{close}`?"
    if 0 < len(names) <= _MOST_LISTED:
        return "one of " + ", ".join(names)
    return ""


def spelt(name: str) -> str:
    """A name as vocabularies spell it: small letters, hyphens for spaces."""
    return "-".join(name.strip().lower().replace("_", " ").split())
