"""docs/checks.md as the registry of checks, their pages and their examples have it.

After a change to any of them: python -m tests.docs.checks_page
"""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from posology.checking.registry import CHECKS, Check
from tests.checking.check_examples import CHECKS as EXAMPLES
from tests.checking.check_examples import example_files

PAGE = Path(__file__).resolve().parents[2] / "docs" / "checks.md"
WIDTH = 120

_HEAD = """\
# The checks of `posology check`

What is told beside mistakes of form and references, which stop every command. `posology check --explain ID` shows the
page of one check in the terminal. An **error** leaves a patient without an answer or with a wrong one; a **warning**
leaves the answers as they are and a reader in doubt; **info** is worth knowing. Errors and warnings make `posology
check` end with 1; `--fail-on error` or `--fail-on info` draws the line elsewhere.

A finding that is to stay as it is stands in `baseline.yaml` of the rules folder, beside `drugs`, with its reason:

```yaml
{baseline}```

`posology check --format json` prints the fingerprint of each finding. It stays the same when lines move, and changes
when the finding tells something else. A reason is required, and an entry that matches no finding any more is a finding.

Each check has an example that it finds and one that passes. They are parts of a small drug with one regimen; what is
not shown is in order.

| check | severity | what it finds |
|---|---|---|
"""


def made() -> str:
    """The whole page."""
    baseline = example_files(EXAMPLES / "accepted-without-finding" / "passes")["baseline.yaml"]
    rows = "".join(f"| [{check.id}](#{check.id}) | {check.severity.value} | {check.title} |\n" for check in CHECKS)
    return _HEAD.format(baseline=baseline) + rows + "".join(_section(check) for check in CHECKS)


def _section(check: Check[Any]) -> str:
    paragraphs = (textwrap.fill(one, WIDTH, break_on_hyphens=False) for one in check.page.split("\n\n"))
    parts = [f"## {check.id}", f"{check.title}: {check.severity.value}.", *paragraphs, *_examples(EXAMPLES / check.id)]
    return "\n" + "\n\n".join(parts) + "\n"


def _examples(folder: Path) -> Iterator[str]:
    """What fails, and what of it is otherwise where it passes."""
    fails, passes = example_files(folder / "fails"), example_files(folder / "passes")
    mended = {name: text for name, text in passes.items() if fails.get(name) != text}
    for title, texts in (("Fails:", fails), ("Passes:", mended)):
        yield title
        for name, text in texts.items():
            yield f"```yaml\n# {_shown(name)}\n{text}```"


def _shown(name: str) -> str:
    in_folder = name.removeprefix("drugs/sample/").removesuffix(".append")
    return f"{in_folder}, at its end" if name.endswith(".append") else in_folder


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
