"""Which drugs are asked about, and what a rule engine that cannot be loaded means."""

import sys
from datetime import date
from pathlib import Path

import pytest

import posology.firing.chain  # so that monkeypatch has it to put back  # noqa: F401
from posology import Circumstances, EngineFailure, KnowledgeBase, NoDrugNamed, Profile, ProfileReader, read_knowledge
from posology.engine import compile_network, drugs_named


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge(["baclofen"])


def profile(knowledge: KnowledgeBase, text: str) -> Profile:
    [read] = ProfileReader(knowledge.vocabulary, Circumstances(today=date(2026, 11, 22))).read(text, "patient.yaml")
    return read


def installed(at: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts another `durable` in the place of the real one."""
    (at / "durable").mkdir()
    (at / "durable" / "__init__.py").touch()
    (at / "durable" / "engine.py").write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(at)
    for module in ("posology.firing.chain", "durable.engine", "durable"):
        monkeypatch.delitem(sys.modules, module)


def test_without_the_rule_engine_the_judge_is_alone(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "posology.firing.chain")
    monkeypatch.setitem(sys.modules, "durable", None)
    assert compile_network(knowledge.drugs["baclofen"]) is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("raise ImportError('undefined symbol: PyUnicode_AsUnicode')", "undefined symbol: PyUnicode_AsUnicode"),
        ("import durable_rules_engine_that_was_not_built", "durable_rules_engine_that_was_not_built"),
    ],
)
def test_a_broken_rule_engine_is_no_missing_one(
    content: str, why: str, knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, content, monkeypatch)
    with pytest.raises(EngineFailure, match=f"installed but cannot be loaded: .*{why}"):
        compile_network(knowledge.drugs["baclofen"])


@pytest.mark.parametrize(
    "text", ["patient: {age: 50 years}", "medications: [baclofen]", "order: {drug: baclofen, stop: yes}"]
)
def test_a_rules_folder_without_drugs_is_told(text: str, knowledge: KnowledgeBase) -> None:
    with pytest.raises(NoDrugNamed, match="the rules folder has no drug in it"):
        drugs_named(profile(knowledge, text), ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("medications: [baclofn]", "`baclofn` is no medicine known here; did you mean `baclofen`?"),
        ("medications: [xqzzy, Baclofene]", "`Baclofene` is no medicine known here; did you mean `baclofen`?"),
        ("order: {drug: BACLOFN, stop: yes}", "did you mean `baclofen`?"),
        ("medications: [diazepam, xqzzy]", "name one with --drug or in order.drug; 1 have rules, baclofen among them"),
        ("patient: {age: 50 years}", "name one with --drug or in order.drug; 1 have rules, baclofen among them"),
    ],
)
def test_a_slip_in_the_name_of_the_drug_is_told(text: str, says: str, knowledge: KnowledgeBase) -> None:
    with pytest.raises(NoDrugNamed) as raised:
        drugs_named(profile(knowledge, text), ("baclofen",))
    assert [one.hint for one in raised.value.diagnostics] == [says]
