"""Compiled rule files: never stale, never trusted from a folder that others may write to, never in the way."""

import os
import shutil
from pathlib import Path

import pytest

from posology.errors import InputError
from posology.reading.compiled import load_drug, load_vocabulary
from posology.reading.drug import read_drug
from posology.reading.folder import default_rules
from posology.reading.vocabulary import read_vocabulary


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(default_rules(), tmp_path / "rules")
    return tmp_path / "rules"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def entries(kept: Path) -> list[Path]:
    return sorted(kept.glob("*.pickle"))


def test_what_is_kept_equals_what_is_read(rules: Path, kept: Path) -> None:
    first = load_vocabulary(rules, kept)
    again = load_vocabulary(rules, kept)
    assert len(entries(kept)) == 1
    assert first == again == read_vocabulary(rules)
    drug = load_drug(rules, "baclofen", first, kept)
    assert load_drug(rules, "baclofen", again, kept) == drug == read_drug(rules, "baclofen", first)


def test_a_changed_figure_is_seen_at_once(rules: Path, kept: Path) -> None:
    vocabulary = load_vocabulary(rules, kept)
    before = load_drug(rules, "baclofen", vocabulary, kept)
    limits = rules / "drugs" / "baclofen" / "limits.yaml"
    stamp = limits.stat()
    limits.write_text(
        limits.read_text(encoding="utf-8").replace("max_daily: 80 mg", "max_daily: 70 mg", 1), encoding="utf-8"
    )
    os.utime(limits, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = load_drug(rules, "baclofen", vocabulary, kept)
    assert after != before
    assert after.fingerprint != before.fingerprint


def test_a_damaged_entry_is_as_good_as_none(rules: Path, kept: Path) -> None:
    vocabulary = load_vocabulary(rules, kept)
    for damage in (b"", b"not a pickle", entries(kept)[0].read_bytes()[:-100]):
        entries(kept)[0].write_bytes(damage)
        assert load_vocabulary(rules, kept) == vocabulary


def test_a_folder_that_others_may_write_to_is_not_used(rules: Path, kept: Path) -> None:
    kept.mkdir(mode=0o777)
    kept.chmod(0o777)
    load_vocabulary(rules, kept)
    assert entries(kept) == []


def test_without_a_folder_nothing_is_written(rules: Path, kept: Path) -> None:
    load_vocabulary(rules, None)
    assert not kept.exists()


def test_a_folder_that_cannot_be_made_is_done_without(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load_vocabulary(rules, tmp_path / "file" / "kept") == read_vocabulary(rules)


def test_bad_files_are_reported_and_not_kept(rules: Path, kept: Path) -> None:
    (rules / "vocabulary" / "checks.yaml").write_text("checks: {}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"rules/vocabulary/checks\.yaml:1:1"):
        load_vocabulary(rules, kept)
    assert entries(kept) == []
