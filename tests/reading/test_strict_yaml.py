"""Strict YAML: what scalars mean, where everything stands, what is refused, and that nothing else ever happens."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posology.errors import Diagnostic, InputError, Place
from posology.patient.reading import Circumstances, ProfileReader
from posology.reading.characters import decode
from posology.reading.folder import default_rules
from posology.reading.split import split_documents
from posology.reading.strict_yaml import DEEPEST, MOST_BYTES, read_document
from posology.reading.vocabulary import read_vocabulary

PATIENT = Path(__file__).resolve().parents[1] / "examples" / "readme" / "patient.yaml"
DAY = date(2026, 11, 22)


def read(text: str) -> Any:
    return read_document(text, "file.yaml").content


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read(text)
    return [f"{one.place.line}:{one.place.column} {one.code}" for one in refused.value.diagnostics]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("none", "none"),
        ("1:30", "1:30"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("0o10", "0o10"),
        ("1_000", "1_000"),
        ("+5", "+5"),
        (".5", ".5"),
        ("5.", "5."),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("NaN", "NaN"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("=", "="),
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-12", -12),
        ("0.50", Decimal("0.50")),
        ("-0.1", Decimal("-0.1")),
        ("123456789012345678", 123456789012345678),
        ("1234567890123456789", "1234567890123456789"),
        ("'no'", "no"),
        ('"5"', "5"),
        ('"~"', "~"),
        ("''", ""),
        ('"a\\tb\\u00e9\\x41\\/"', "a\tbéA/"),
        ("a # comment", "a"),
        ("a#b", "a#b"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    value = read(f"key: {written}\n")["key"]
    assert (value, type(value)) == (meant, type(meant))


@pytest.mark.parametrize("key", ["no", "on", "1", "1.5", "true", "null", "2026-11-22", "'5'", '"a b"'])
def test_a_key_is_the_text_that_was_written(key: str) -> None:
    assert list(read(f"{key}: 1\n")) == [key.strip("'\"")]


def test_text_over_several_lines() -> None:
    assert read("a: >-\n  one\n  two\nb: |\n  one\n  two\nc: one\n  two\n") == {
        "a": "one two", "b": "one\ntwo\n", "c": "one two",
    }  # fmt: skip


def test_everything_has_its_place() -> None:
    document = read_document("\n\na: 1\nb:\n  - x\n  - {é: 2, 🙂: 3, c: 4}\n", "file.yaml", first_line=10)
    top = document.content
    assert document.at == Place("file.yaml", 12, 1)
    assert top.keys_at["b"] == Place("file.yaml", 13, 1)
    assert top["b"].items_at == [Place("file.yaml", 14, 5), Place("file.yaml", 15, 5)]
    assert top["b"][1].values_at["c"] == Place("file.yaml", 15, 21)


def test_an_alias_stands_for_what_was_finished_before_it() -> None:
    document = read("a: &one [1, 2]\nb: {c: *one, d: &name text}\n*name : 5\n")
    assert document == {"a": [1, 2], "b": {"c": [1, 2], "d": "text"}, "text": 5}
    assert document["b"].values_at["c"] == Place("file.yaml", 2, 8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: *b\n", ["1:4 yaml-alias"]),
        ("a: &a [*a]\n", ["1:8 yaml-alias"]),
        ("a: &a 1\n---\nb: *a\n", ["3:4 yaml-alias"]),
        ("a: 1\na: 2\n", ["2:1 yaml-duplicate-key"]),
        ('a: 1\n"a": 2\nb: {c: 1, c: 2}\n', ["2:1 yaml-duplicate-key", "3:11 yaml-duplicate-key"]),
        ("a: !!int '5'\nb: !x y\nc: ! z\n", ["1:4 yaml-tag", "2:4 yaml-tag", "3:4 yaml-tag"]),
        ("a: !!python/object/apply:os.getcwd []\n", ["1:4 yaml-tag"]),
        ("a: &a {b: 1}\nc:\n  <<: *a\n", ["3:3 yaml-merge-key"]),
        ("? [a]\n: b\n", ["1:3 yaml-key"]),
        ('"": b\n', ["1:1 yaml-key"]),
        ("[1, 2,]\n", ["1:6 yaml-trailing-comma"]),
        ("a: {b: 1, # the last, surely\n  }\n", ["1:9 yaml-trailing-comma"]),
        ("a: [1,\n  2 # two\n  ,\n]\n", ["3:3 yaml-trailing-comma"]),
        ("a:\n\tb: 1\n", ["2:1 yaml-tab"]),
        ("a: 1\n---\nb: 2\n", ["3:1 yaml-many-documents"]),
        ("", ["1:1 yaml-empty"]),
        ("# nothing\n", ["1:1 yaml-empty"]),
        ("a: \x00\n", ["1:4 text-control-character"]),
        ("a: 1\x85b: 2\n", ["1:5 text-control-character"]),
        ("a: 1\rb: 2\n", ["1:5 text-control-character"]),
        ("é: 🙂\x7f\n", ["1:5 text-control-character"]),
        ("a: \ufffe\n", ["1:4 text-control-character"]),
        ("a: \ud800\n", ["1:4 text-control-character"]),
        ("a: 5\u00a0mg\n", ["1:5 text-invisible-character"]),
        ("a: 1 # \u202e\n", ["1:8 text-invisible-character"]),
        ('a: ["\\u202e", "\\0"]\n', ["1:5 text-invisible-character", "1:15 text-control-character"]),
        ('["\\ud800"]', ["1:5 yaml-syntax"]),
        ("a: b: c\n", ["1:5 yaml-syntax"]),
        ('a: "b\n', ["1:4 yaml-syntax"]),
        ("a: [b\nc: d\n", ["2:2 yaml-syntax"]),
        ("a: @b\n", ["1:4 yaml-syntax"]),
        ("x" * (MOST_BYTES + 1), ["1:1 yaml-too-large"]),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), [f"1:{DEEPEST + 1} yaml-too-deep"]),
    ],
)
def test_what_is_refused_has_a_code_and_a_place(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_what_is_as_deep_as_may_be_is_read() -> None:
    value = read("[" * DEEPEST + "]" * DEEPEST)
    for _ in range(DEEPEST - 1):
        [value] = value
    assert value == []


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"\xef\xbb\xbfa: 1\n", "text-byte-order-mark", 1, 1),
        (b"\xff\xfea\x00", "text-not-utf-8", 1, 1),
        ("a: 1\né: ".encode() + b"\xe9\n", "text-not-utf-8", 2, 4),
        (b"\xed\xa0\x80", "text-not-utf-8", 1, 1),
        (b"a: \xc0\x80", "text-not-utf-8", 1, 4),
    ],
)
def test_bytes_that_are_no_plain_utf_8(data: bytes, code: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as refused:
        decode(data, "file.yaml")
    [problem] = refused.value.diagnostics
    assert (problem.code, problem.place) == (code, Place("file.yaml", line, column))


# JSON.


def test_json_with_tabs_and_escapes() -> None:
    text = '{\n\t"a":\t"\\/ \\ud83d\\ude00 \\\\ud83d\\\\ude00",\t"b":\t[1,\t-2.5,\ttrue,\tnull]\n}'
    document = read_document(text, "file.json")
    assert document.content == {"a": "/ 😀 \\ud83d\\ude00", "b": [1, Decimal("-2.5"), True, None]}
    assert document.content.keys_at["b"] == Place("file.json", 2, text.split("\n")[1].index('"b"') + 1)


def test_a_tab_inside_a_string_stays() -> None:
    assert read('{"a": "b\tc"}') == {"a": "b\tc"}


VISIBLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
TEXTS = st.text(VISIBLE | st.sampled_from(" \t\n\"\\/'#:,[]{}&*!|>%@`-?~"), max_size=30)
KEYS = TEXTS.filter(lambda key: key not in ("", "<<"))
INTEGERS = st.integers(-(10**18) + 1, 10**18 - 1)
FLOATS = st.floats(-(10**9), 10**9).filter(lambda number: len(repr(number).partition(".")[2]) <= 15)
JSON = st.recursive(
    st.none() | st.booleans() | INTEGERS | FLOATS.filter(lambda number: "e" not in repr(number)) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON, st.booleans(), st.sampled_from([None, 2, "\t"]))
@example("\\ud83d\\ude00", True, None)
@example({"a": "🙂\\", "b": '\\"🙂'}, True, "\t")
def test_json_is_read_as_json(value: Any, escaped: bool, indent: int | str | None) -> None:
    text = json.dumps([value], ensure_ascii=escaped, indent=indent)
    assert read(text) == json.loads(text, parse_float=Decimal)


# Whatever is read, there is a document or an InputError.

PIECES = st.sampled_from([
    "a", "b: ", "- ", "? ", ": ", "[", "]", "{", "}", ", ", "&x ", "*x", "!t ", "<<: ", "|\n", ">-\n", "'", '"', "\\",
    "#", "%", "@", "\n", "\n  ", "\t", "\r\n", "\r", "---\n", "...\n", "\x00", "\u202e", "\ufeff", "\ud800", "é", "🙂",
    "~", "1", ".5",
])  # fmt: skip
ANYTHING = st.text() | st.lists(PIECES, max_size=40).map("".join)


def refusals(reading: Callable[[], object]) -> tuple[Diagnostic, ...]:
    """What an `InputError` says, or nothing where there was none; any other exception goes on its way."""
    try:
        reading()
    except InputError as refused:
        return refused.diagnostics
    return ()


@settings(deadline=None)
@given(ANYTHING)
def test_any_text_is_a_document_or_an_input_error(text: str) -> None:
    for problem in refusals(lambda: read_document(text, "file.yaml", first_line=7)):
        assert problem.place.file == "file.yaml"
        assert 7 <= problem.place.line <= 7 + text.count("\n")
        assert problem.place.column >= 1


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_text_or_an_input_error(data: bytes) -> None:
    assert len(refusals(lambda: decode(data, "file.yaml"))) <= 1


@settings(deadline=None)
@given(ANYTHING)
def test_splitting_loses_nothing_that_says_something(text: str) -> None:
    lines = text.split("\n")
    for part, first_line in split_documents(text):
        for number, line in enumerate(part.split("\n"), start=first_line):
            assert line == lines[number - 1] or line.strip() == lines[number - 1].removeprefix("---").strip()


@pytest.fixture(scope="module")
def reader() -> ProfileReader:
    return ProfileReader(read_vocabulary(default_rules()), Circumstances(DAY))


DAMAGE = st.tuples(st.floats(0, 1), st.integers(0, 12), ANYTHING | st.sampled_from(["null", "[]", "{}", "-1", "99"]))


@settings(deadline=None)
@given(st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_profile_is_read_or_refused(reader: ProfileReader, damages: list[tuple[float, int, str]]) -> None:
    text = PATIENT.read_text(encoding="utf-8")
    for where, length, instead in damages:
        start = int(where * len(text))
        text = text[:start] + instead + text[start + length :]
    for problem in refusals(lambda: reader.read(text, "patient.yaml")):
        assert problem.place.file == "patient.yaml"
        assert problem.hint


WORDS = st.sampled_from(["5 mg", "72 years", "yes", "2026-11-22", "2026-02-30", "stop", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "on", "name", "dose", "times_a_day", "since"]), inner)
    ),
    max_leaves=6,
)
SECTIONS = {
    "patient": ["age", "birth_date", "sex", "weight", "serum_creatinine", "pregnant", "conditions", "agee"],
    "therapy": ["indication", "started", "current", "response", "adverse_effects"],
    "context": ["as_of", "jurisdiction"],
    "order": ["drug", "product", "dose", "times_a_day", "stop"],
}
PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "id": VALUES,
        "intent": VALUES,
        "medications": VALUES,
        **{
            name: VALUES | st.dictionaries(st.sampled_from(keys), VALUES, max_size=4) for name, keys in SECTIONS.items()
        },
    },
)


@settings(deadline=None)
@given(PROFILES)
def test_any_values_in_a_profile_are_read_or_refused(reader: ProfileReader, profile: dict[str, Any]) -> None:
    for problem in refusals(lambda: reader.read(json.dumps(profile), "patient.json")):
        assert problem.place.line == 1
        assert problem.hint
