"""A drug of a few lines, beside the real vocabulary: for what a rule may say, apart from any real drug."""

import shutil
from datetime import date
from pathlib import Path

from posology import Circumstances, Engine, Evaluation, ProfileReader, read_knowledge
from posology.reading.folder import default_rules

NAME = "exemplin"
_KNOWN = """
patient: {age: 40 years, sex: male, weight: 70 kg, crcl: 90 mL/min, dialysis: none}
medications: []
"""
_FILES = {
    "drug": f"""
drug: {NAME}
name: Exemplin
route: oral
codes: {{atc: N03AX99}}
products:
  - id: tablet
    name: Exemplin tablets 5 and 25 mg
    form: tablet
    jurisdictions: [us]
    strengths: [5 mg, 25 mg]
    evidence: [label#all]
""",
    "limits": f"""
drug: {NAME}
limits:
  - id: adult
    start: {{dose: 25 mg, times_a_day: 1}}
    usual_daily: {{from: 100 mg, to: 200 mg}}
    times_a_day: {{from: 1, to: 2}}
    max_daily: 200 mg
    evidence: [label#all]
""",
    "titration": f"""
drug: {NAME}
titration:
  - id: adult
    increase: {{by: 25 mg, each: day, not_sooner_than: 1 week}}
    evidence: [label#all]
""",
    "populations": f"""
drug: {NAME}
populations:
  - id: very-old
    when: {{age: {{at_least: 100 years}}}}
    verdict: caution
    says: Take care.
    evidence: [label#all]
""",
    "interactions": f"""
drug: {NAME}
interactions:
  - id: opioids
    with: {{class: opioids}}
    severity: minor
    verdict: caution
    effect: Drowsiness.
    mechanism: unknown
    management: Take care.
    evidence: [label#all]
""",
    "guidance": f"""
drug: {NAME}
guidance:
  - id: water
    about: administration
    says: Take it with water.
    evidence: [label#all]
""",
    "evidence": f"""
drug: {NAME}
sources:
  label:
    title: A label that nobody wrote
    kind: label
    jurisdiction: us
    dated: 2026
    url: "none"
    states:
      all: {{says: All of it.}}
""",
    "cases": f"drug: {NAME}\ncases: []\n",
}


def write_drug(folder: Path, **files: str) -> Path:
    """A rules folder with the real vocabulary and the small drug; `files` replace its own by their kind."""
    rules = _with_vocabulary(folder)
    _write(rules, NAME, files)
    return rules


def write_two_drugs(folder: Path, **interactions: str) -> Path:
    """A rules folder with the small drug under each of the names, and with the interactions given for it."""
    rules = _with_vocabulary(folder)
    for name, text in interactions.items():
        _write(rules, name, {"interactions": text})
    return rules


def interaction(id: str, partners: str, severity: str, verdict: str, effect: str) -> str:
    """The file of one interaction."""
    return f"""
interactions:
  - id: {id}
    with: {{{partners}}}
    severity: {severity}
    verdict: {verdict}
    effect: {effect}
    mechanism: unknown
    management: Take care.
    evidence: [label#all]
"""


def _with_vocabulary(folder: Path) -> Path:
    rules = folder / "rules"
    shutil.copytree(default_rules() / "vocabulary", rules / "vocabulary")
    return rules


def _write(rules: Path, name: str, files: dict[str, str]) -> None:
    (rules / "drugs" / name).mkdir(parents=True)
    for kind, text in (_FILES | files).items():
        written = text if text.lstrip().startswith("drug:") else f"drug: {NAME}\n{text}"
        written = written.replace(f"drug: {NAME}\n", f"drug: {name}\n", 1)
        (rules / "drugs" / name / f"{kind}.yaml").write_text(written, encoding="utf-8")


def answer(
    rules: Path, therapy: str = "", order: str = "", patient: str = _KNOWN, as_of: str = "2026-11-22"
) -> Evaluation:
    """The answer about the small drug for one patient, of whom all is known that it asks for."""
    knowledge = read_knowledge([NAME], rules)
    parts = [patient, f"context: {{jurisdiction: us, as_of: {as_of}}}"]
    parts += [f"therapy: {{{therapy}}}"] if therapy else []
    parts += [f"order: {{{order}}}"] if order else []
    reader = ProfileReader(knowledge.vocabulary, Circumstances(date(1900, 1, 1)))
    [profile] = reader.read("\n".join(parts), "patient")
    return Engine(knowledge).evaluate(profile, NAME).evaluations[0]
