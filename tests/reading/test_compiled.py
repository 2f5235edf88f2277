"""Compiled rule files: never stale, never trusted from a folder that others may write to, never in the way."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.errors import InputError
from posology.language.vocabulary import Vocabulary
from posology.reading import compiled, vocabulary
from posology.reading.compiled import default_folder, load_drug, load_vocabulary
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


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    rules: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = vocabulary.read_vocabulary

    def read_and_change(folder: Path) -> Vocabulary:
        made = read(folder)
        with (folder / "vocabulary" / "classes.yaml").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        return made

    monkeypatch.setattr(vocabulary, "read_vocabulary", read_and_change)
    load_vocabulary(rules, kept)
    assert entries(kept) == []


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("fails", "raises"), [(full, False), (stopped, True)])
def test_a_write_that_fails_leaves_nothing_behind(
    fails: Callable[..., None], raises: bool, rules: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", fails)
    if raises:
        with pytest.raises(KeyboardInterrupt):
            load_vocabulary(rules, kept)
    else:
        load_vocabulary(rules, kept)
    assert list(kept.iterdir()) == []


def test_what_has_not_been_used_for_longest_is_dropped(
    rules: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "MOST_ENTRIES", 2)
    names = load_vocabulary(rules, kept)
    [used] = entries(kept)
    other = kept / "other.pickle"
    other.write_bytes(b"")
    os.utime(used, (1, 1))
    os.utime(other, (2, 2))
    load_vocabulary(rules, kept)
    load_drug(rules, "baclofen", names, kept)
    assert used.exists()
    assert not other.exists()
    assert len(entries(kept)) == 2


def test_who_has_no_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("POSOLOGY_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert default_folder() is None
