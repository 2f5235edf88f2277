"""Keys are put in the order of the schema, and nothing else changes: no comment, no quote, no line, no meaning."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from posology.errors import InputError
from posology.formatting.files import form
from posology.reading.fingerprint import fingerprint
from posology.reading.folder import default_rules
from posology.reading.strict_yaml import read_document

FILES = sorted(default_rules().rglob("*.yaml"))
_PUNCTUATION = re.compile(r"[\s,{}\[\]]+")


def populations(rules: str) -> str:
    return f"drug: exemplin\npopulations:\n{rules}"


def formed(rules: str) -> str:
    made = form(populations(rules), "populations", "populations.yaml")
    assert form(made, "populations", "populations.yaml") == made
    return made.removeprefix(populations(""))


RIGHT = """\
  # Kidneys

  - id: renal   # below the edge
    when: {crcl: {below: 30 mL/min}}
    scale: {start: 1/2, max_daily: 1/2}
    says: 'Half of it.'
    evidence:
      - label#kidneys
      # the second disagrees
      - other#kidneys

  - id: liver
    when: {hepatic_impairment: severe}
    says: Not given.
    evidence: [label#liver]
"""


def test_what_is_in_form_stays_as_it_is() -> None:
    assert formed(RIGHT) == RIGHT


def test_comments_and_quotes_go_along_with_their_key() -> None:
    written = """\
  - id: renal
    # what is printed
    evidence: [label#kidneys]  # page 4
    says: "Half: of it."
    # where the band ends

    when: {crcl: {below: 30 mL/min}}

  - id: liver
    when: {hepatic_impairment: severe}
    says: Not given.
    evidence: [label#liver]
"""
    assert (
        formed(written)
        == """\
  - id: renal
    # where the band ends

    when: {crcl: {below: 30 mL/min}}
    says: "Half: of it."
    # what is printed
    evidence: [label#kidneys]  # page 4

  - id: liver
    when: {hepatic_impairment: severe}
    says: Not given.
    evidence: [label#liver]
"""
    )


def test_the_first_key_of_an_item_moves_too() -> None:
    written = """\
  - says: >-
      Half
      of it.

    # of the kidneys
    id: renal
    evidence: [label#kidneys]
    when:
      # by clearance
      crcl: {below: 30 mL/min}
"""
    assert (
        formed(written)
        == """\
  - id: renal

    # of the kidneys
    when:
      # by clearance
      crcl: {below: 30 mL/min}
    says: >-
      Half
      of it.
    evidence: [label#kidneys]
"""
    )


def test_entries_in_braces_change_places() -> None:
    written = """\
  - id: renal
    when: {crcl: {below: 30 mL/min, at_least: 10 mL/min}}
    scale: {max_daily: 1/2,  start: 1/3 }
    says: Half of it.
    evidence: [label#kidneys]
"""
    assert formed(written) == written.replace("{max_daily: 1/2,  start: 1/3 }", "{start: 1/3,  max_daily: 1/2 }")


def test_entries_in_braces_over_several_lines_stay_within_the_width() -> None:
    written = """\
  - id: renal
    when: {crcl: {below: 30 mL/min}}
    limit: {max_daily: {amount: 300000 mg, in_proportion_to: crcl, per: 15 mL/min},
            start: {times_a_day: 3, dose: {amount: 100000 mg, in_proportion_to: crcl, per: 15 mL/min}}}
    says: Half of it.
    evidence: [label#kidneys]
"""
    made = formed(written)
    assert max(map(len, made.splitlines())) <= 120
    assert (
        """\
    limit: {start: {dose: {amount: 100000 mg, in_proportion_to: crcl, per: 15 mL/min}, times_a_day: 3},
            max_daily: {amount: 300000 mg, in_proportion_to: crcl, per: 15 mL/min}}
"""
        in made
    )


def test_braces_with_a_comment_inside_stay_as_they_are() -> None:
    written = """\
  - id: renal
    when: {crcl: {below: 30 mL/min}}
    scale: {max_daily: 1/2,  # as printed
            start: 1/3}
    says: Half of it.
    evidence: [label#kidneys]
"""
    assert formed(written) == written


def test_conditions_and_what_a_case_expects_stay_in_the_order_of_their_author() -> None:
    cases = """\
drug: exemplin
cases:
  - expect: {verdict: ok, covered: no}
    name: Nobody is covered here
    profile: {medications: [], patient: {weight: 60 kg, age: 30 years}}
"""
    assert (
        form(cases, "cases", "cases.yaml")
        == """\
drug: exemplin
cases:
  - name: Nobody is covered here
    profile: {medications: [], patient: {weight: 60 kg, age: 30 years}}
    expect: {verdict: ok, covered: no}
"""
    )


def test_the_ends_of_lines_stay_as_they_are() -> None:
    written = (
        populations(RIGHT)
        .replace("    says: 'Half of it.'\n", "")
        .replace("      - other#kidneys\n", "      - other#kidneys\n    says: 'Half of it.'\n")
    )
    made = form(written.replace("\n", "\r\n"), "populations", "populations.yaml")
    assert made == form(written, "populations", "populations.yaml").replace("\n", "\r\n")
    assert "\r\r" not in made


def test_a_file_without_an_end_of_line_is_put_in_form() -> None:
    made = form("limits: []\ndrug: exemplin", "limits", "limits.yaml")
    assert made == "drug: exemplin\nlimits: []"


def test_an_alias_that_would_come_before_what_it_stands_for_is_refused() -> None:
    written = populations("""\
  - id: renal
    says: Half of it.
    evidence: &cited [label#kidneys]
    when: {conditions: *cited}
""")
    with pytest.raises(InputError, match="cannot-format"):
        form(written, "populations", "populations.yaml")


def shuffled(content: Any, random: Random) -> Any:
    """The same with keys in any order, in values that can be written as YAML."""
    if isinstance(content, dict):
        keys = random.sample(list(content), len(content))
        return {key: shuffled(content[key], random) for key in keys}
    if isinstance(content, list):
        return [shuffled(item, random) for item in content]
    return content if isinstance(content, str | int | None) else float(content)


_KEY = re.compile(r" *(- )*[a-z][a-z0-9_-]*:")
"""A line that holds a key and nothing else; what ends in a colon otherwise may stand inside a text."""


def with_comments(text: str, random: Random) -> Iterator[str]:
    for line in text.splitlines():
        margin = len(line) - len(line.lstrip())
        is_key = _KEY.fullmatch(line) is not None
        if is_key and not line.lstrip().startswith("- ") and random.random() < 0.1:
            yield f"{' ' * margin}# comment {random.randrange(1000)}"
        if is_key and random.random() < 0.05:
            yield ""
        ends = is_key or (line[-1:] in "]}" and line.count("'") % 2 == 0 and line.count('"') % 2 == 0)
        yield f"{line}  # beside {random.randrange(1000)}" if ends and random.random() < 0.1 else line


def words(text: str) -> list[str]:
    """Everything in the text but where it stands."""
    return sorted(_PUNCTUATION.split(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_real_file_in_any_order_comes_out_saying_the_same_and_stays_so(path: Path) -> None:
    random = Random(f"form {path.parent.name}/{path.name}")
    for text in (path.read_text(encoding="utf-8"), *(out_of_order(path, random) for _ in range(2))):
        made = form(text, path.stem, path.name)
        assert form(made, path.stem, path.name) == made
        assert meaning(made) == meaning(text)
        assert words(made) == words(text)


def out_of_order(path: Path, random: Random) -> str:
    content = shuffled(read_document(path.read_text(encoding="utf-8"), path.name).content, random)
    flow = random.choice((None, False))
    width = random.choice((60, 90, 120))
    written = yaml.safe_dump(content, sort_keys=False, width=width, default_flow_style=flow, allow_unicode=True)
    return "\n".join([*with_comments(written, random), ""])


def meaning(text: str) -> str:
    return fingerprint(read_document(text, "rules.yaml").content)


@pytest.mark.parametrize("path", FILES[::5], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_damaged_file_is_put_in_form_or_refused_and_nothing_else(path: Path) -> None:
    random = Random(f"damage {path.parent.name}/{path.name}")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)[:120]
    for _ in range(25):
        text = damaged("".join(lines), random)
        try:
            made = form(text, path.stem, path.name)
        except InputError:
            continue
        assert form(made, path.stem, path.name) == made
        assert meaning(made) == meaning(text)


def damaged(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 3)):
        at, more = random.randrange(len(text)), random.randrange(1, 12)
        piece = random.choice(
            ("", "\n", " ", "  ", "#", "- ", ": ", "{", "]", "? ", "&a ", "*a", "|+\n", "'", ",", "\t")
        )
        text = text[:at] + piece + text[at + random.choice((0, more)) :]
    return text
