"""An entry of baseline.yaml that matches no finding any more. What it accepted was mended, or tells something else now;
left there, it would hide the next finding that happens to be alike.

To mend it, take the entry out, or look with `posology check --format json` what the finding is now. An entry matches by
its fingerprint, its check and its rule together. It is looked at when its drug is checked.
"""

from collections.abc import Collection, Iterator

from posology.checking.baseline import Accepted
from posology.errors import Diagnostic


def find_accepted_without_finding(entries: Collection[Accepted], matched: Collection[Accepted]) -> Iterator[Diagnostic]:
    """Each entry that matches nothing."""
    for entry in entries:
        if entry not in matched:
            yield Diagnostic(
                entry.at,
                "accepted-without-finding",
                f"no finding of {entry.check} in {entry.rule} has the fingerprint `{entry.fingerprint}`",
                "take the entry out, or look again at what it accepted",
            )
