"""Every kind of mistake in a profile: exit code 2, its place, what would be right, and no answer.

The mistakes stand in tests/examples/bad_profiles, one file for each. Its first lines say what is expected:

    # expect: LINE:COLUMN code message (hint)       the beginning of a line of standard error; the file may stand before
    # usage: words                                  or what click says of an option
    # run: --order "20 mg"                          with these options

Where a comment is not possible, the same lines stand in NAME.expect. To add a mistake, add a file.
"""

import itertools
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from .running import SLOWEST, Problem, problems_in, run, run_apart

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "bad_profiles"
EXAMPLES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".expect" and not path.name.startswith("."))

GOOD = """\
patient: {age: 72 years}
medications: [baclofen, diazepam]
context: {as_of: 2026-11-22}
"""


@pytest.fixture(autouse=True)
def _compiled_rules_apart(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", str(tmp_path_factory.getbasetemp() / "kept"))


class Expected(NamedTuple):
    """What a file of bad_profiles says of itself."""

    options: list[str]
    problems: list[str]
    usage: list[str]


def expected_of(path: Path) -> Expected:
    beside = path.with_name(f"{path.name}.expect")
    lines = (beside if beside.exists() else path).read_text(encoding="utf-8").splitlines()
    said: dict[str, list[str]] = {"run": [], "expect": [], "usage": []}
    for line in lines:
        word, _, rest = line.removeprefix("# ").partition(": ")
        if word not in said or not (beside.exists() or line.startswith("# ")):
            break
        said[word].append(rest)
    return Expected(shlex.split(" ".join(said["run"])), said["expect"], said["usage"])


def is_as_expected(problem: Problem, expected: str, file: str) -> bool:
    named = expected if expected.partition(" ")[0].count(":") > 1 else f"{file}:{expected}"
    return str(problem).startswith(named)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_mistake_is_told_with_its_place_and_what_would_be_right(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = expected_of(path)
    assert expected.problems or expected.usage
    ended = run(capsys, "evaluate", str(path), *expected.options)
    assert (ended.code, ended.out) == (2, "")
    if expected.usage:
        assert all(words in ended.err for words in expected.usage)
        return
    found = problems_in(ended.err)
    pairs = zip(found, expected.problems, strict=False)
    assert all(is_as_expected(one, other, path.name) for one, other in pairs), ended.err
    assert len(found) == len(expected.problems), ended.err


def test_every_sidecar_belongs_to_a_file() -> None:
    assert [path.name for path in FOLDER.glob("*.expect") if not path.with_suffix("").exists()] == []


# What is too large or too deep to be kept as a file.

LONG = 1_000_000

MADE: dict[str, tuple[Callable[[], str], str]] = {
    "alias-bomb.yaml": (
        lambda: (
            "a: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in itertools.pairwise("abcdefgh"))
        ),
        "6:8 yaml-too-large more than 100,000 values, aliases counted in full",
    ),
    "deep-by-aliases.yaml": (
        lambda: "a0: &x0 [1]\n" + "".join(f"a{n}: &x{n} {'[' * 40}*x{n - 1}{']' * 40}\n" for n in range(1, 60)),
        "3:49 yaml-too-deep nested more than 50 deep",
    ),
    "deep-lists.yaml": (
        lambda: "patient: " + "[" * 10_000 + "]" * 10_000, "1:59 yaml-too-deep nested more than 50 deep"
    ),
    "deep-mappings.json": (
        lambda: '{"a":' * 10_000 + "1" + "}" * 10_000, "1:251 yaml-too-deep nested more than 50 deep"
    ),
    "deep-block.yaml": (
        lambda: "patient:\n  " + "- " * 10_000 + "x\n", "2:101 yaml-too-deep nested more than 50 deep"
    ),
    "deep-indentation.yaml": (
        lambda: "".join(f"{' ' * level}a:\n" for level in range(1_900)), "51:51 yaml-too-deep nested more than 50 deep"
    ),
    "long-key.yaml": (lambda: f"? {'k' * LONG}\n: 1\n{GOOD}", f"1:3 unknown-key `{'k' * 60}...` is not known here"),
    "long-plain-key.yaml": (lambda: f"{'k' * LONG}: 1\n{GOOD}", "1:1000001 yaml-syntax a colon where no key may stand"),
    "long-medicine.yaml": (
        lambda: GOOD.replace("diazepam", "m" * LONG), "2:25 too-much 1,000,000 characters, where at most 200 belong"
    ),
    "long-condition.yaml": (
        lambda: GOOD.replace("age: 72 years", f"conditions: [{'c' * LONG}]"),
        "1:24 too-much 1,000,000 characters, where at most 200 belong",
    ),
    "long-choice.yaml": (
        lambda: GOOD.replace("age: 72 years", f"sex: {'s' * LONG}"), f"1:16 unknown-name `{'s' * 60}...` is not known"
    ),
    "long-unit.yaml": (lambda: GOOD.replace("years", "y" * LONG), f"1:16 quantity `{'y' * 40}...` is not a known unit"),
    "long-number.yaml": (lambda: GOOD.replace("72", "7" * LONG), "1:16 quantity a number of 1000000 characters"),
    "long-day.yaml": (
        lambda: GOOD.replace("2026-11-22", "2" * LONG), f"3:18 value `{'2' * 60}...` is not of the right form"
    ),
    "long-alias.yaml": (lambda: f"id: *{'a' * LONG}\n{GOOD}", f"1:5 yaml-alias `*{'a' * 59}...` stands for nothing"),
    "long-tag.yaml": (lambda: f"id: !{'t' * LONG} x\n{GOOD}", f"1:5 yaml-tag the tag `!{'t' * 59}...`"),
    "many-medicines.yaml": (
        lambda: GOOD.replace("diazepam", ", ".join(f"medicine{n}" for n in range(40_000))),
        "2:14 too-much 40,001 items, where at most 500 belong",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_what_is_too_large_or_too_deep_is_refused_at_once(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, expected = MADE[name]
    path = tmp_path / name
    path.write_text(make(), encoding="utf-8")
    began = time.perf_counter()
    ended = run(capsys, "evaluate", str(path))
    assert time.perf_counter() - began < SLOWEST
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert is_as_expected(problem, expected, name), ended.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("".join(f"key{n}: 1\n" for n in range(40_000)) + GOOD, "unknown-key"),
        (GOOD.replace("diazepam", ", ".join(["null"] * 90_000)), "type"),
        (f"patient: {{weight: 5, {', '.join(f'key{n}: 1' for n in range(40_000))}}}", "unknown-key"),
        ("a: 1\n" * 40_000, "yaml-duplicate-key"),
        ("".join(f"k{n}: !!str 1\n" for n in range(40_000)), "yaml-tag"),
        (f"patient: [{'[a,], ' * 30_000}]", "yaml-trailing-comma"),
    ],
    ids=["unknown keys", "unknown facts", "nulls", "duplicate keys", "tags", "commas"],
)
def test_of_very_many_problems_a_hundred_are_shown(
    text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(text, encoding="utf-8")
    began = time.perf_counter()
    ended = run(capsys, "evaluate", str(path))
    assert time.perf_counter() - began < SLOWEST
    assert (ended.code, ended.out) == (2, "")
    codes = [problem.words.partition(" ")[0] for problem in problems_in(ended.err)]
    assert (len(codes), codes.count("too-many-problems"), codes.count(code) > 90) == (101, 1, True)


# What is no readable file.


def test_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(capsys, "evaluate", str(tmp_path / "none.yaml"))
    assert (ended.code, ended.out) == (2, "")
    assert [str(one) for one in problems_in(ended.err)] == [
        "none.yaml:1:1 file-unreadable cannot be read: No such file or directory (check the path)"
    ]


def test_a_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(capsys, "evaluate", str(tmp_path))
    assert (ended.code, ended.out) == (2, "")
    assert problems_in(ended.err)[0].words == "file-unreadable cannot be read: Is a directory (check the path)"


def test_a_link_that_leads_to_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    ended = run(capsys, "evaluate", str(loop))
    assert (ended.code, ended.out) == (2, "")
    assert problems_in(ended.err)[0].words.startswith("file-unreadable cannot be read: ")


def test_a_path_through_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    ended = run(capsys, "evaluate", str(tmp_path / "good.yaml" / "inside.yaml"))
    assert (ended.code, ended.out) == (2, "")
    assert problems_in(ended.err)[0].words.startswith("file-unreadable cannot be read: ")


# What looks odd and is right.

JSON = """\
{
\t"patient":\t{"age": "72 years"},
\t"medications": ["baclofen", "diazepam"],
\t"context": {"as_of": "2026-11-22"}
}
"""

ODD = {
    "Windows line ends": GOOD.replace("\n", "\r\n"),
    "a directive and an end": f"# a comment\n%YAML 1.2\n---\n{GOOD}...\n",
    "empty documents": f"---\n---\n{GOOD}---\n# nothing more\n",
    "JSON with tabs": JSON,
    "JSON on one line": "".join(JSON.split("\n")) + "\r\n\r\n",
    "anchors": GOOD.replace("[baclofen, diazepam]", "&taken [&mine baclofen, diazepam]"),
    "no space before the unit": GOOD.replace("72 years", "72years"),
    "quotes": GOOD.replace("72 years", '"72 years"'),
}


@pytest.mark.parametrize("name", ODD)
def test_what_only_looks_odd_is_answered(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, odd = tmp_path / "plain.yaml", tmp_path / "odd.yaml"
    plain.write_bytes(GOOD.encode())
    odd.write_bytes(ODD[name].encode())
    answer = run(capsys, "evaluate", str(plain))
    assert answer.code == 0
    assert run(capsys, "evaluate", str(odd)) == answer


# As a process of its own.


def test_50_megabytes_in_one_document(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(GOOD + "# a line of notes of a long stay in hospital\n" * 1_150_000, encoding="utf-8")
    began = time.perf_counter()
    ended = run_apart("evaluate", str(path))
    assert time.perf_counter() - began < SLOWEST
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words.startswith("yaml-too-large a document of 51,750,088 characters (at most 2,097,152 are read")


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        (b"", "1:1 yaml-empty there is no profile here"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "1:1 text-byte-order-mark the file begins with a byte order mark"),
        (GOOD.encode("utf-16-le"), "1:2 text-control-character a character that cannot be printed (U+0000)"),
        (GOOD.replace("72 years", "[" * 10_000).encode(), "1:64 yaml-too-deep nested more than 50 deep"),
        (GOOD.replace("72", "720").encode(), "1:16 quantity age `720 years` is not plausible"),
    ],
    ids=["nothing", "byte order mark", "utf-16", "deep", "implausible"],
)
def test_standard_input(stdin: bytes, expected: str) -> None:
    ended = run_apart("evaluate", "-", stdin=stdin)
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert is_as_expected(problem, expected, "<stdin>"), ended.err


@pytest.mark.parametrize("into_one", [False, True], ids=["answers", "problems"])
def test_a_pipe_that_is_closed_early(into_one: bool, tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(f"---\n{GOOD.replace('72', '720') if into_one else GOOD}" * 300, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "posology_cli", "evaluate", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if into_one else subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(20)
        process.stdout.close()
        complaint = process.stderr.read() if process.stderr is not None else b""
        assert process.wait(4 * SLOWEST) == (2 if into_one else 0)
        assert complaint == b""
