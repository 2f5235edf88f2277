"""Every kind of mistake in a rules folder: exit code 2 (1 for a finding), its place, and what would be right.

Each folder of tests/examples/bad_rules lays its files over a copy of the real vocabulary, with the small drug of
`_sample` as its only one, so that no wording of a real drug matters here. NAME.append is added to the end of NAME,
NAME.delete takes it away. expect.txt says what is to come out:

    exit: 2
    expect: drugs/sample/limits.yaml:8:16 code message (hint)     the beginning of a problem; in what was appended to a
                                                                  file, +2 is its second line
"""

import shutil
from pathlib import Path

import pytest

from posology.reading.folder import default_rules

from .running import Ended, problems_in, run

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "bad_rules"
SAMPLE = FOLDER / "_sample"
EXAMPLES = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path != SAMPLE)


@pytest.fixture(autouse=True)
def _compiled_rules_apart(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("POSOLOGY_CACHE", str(tmp_path_factory.getbasetemp() / "kept"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the vocabulary, in which the sample drug is a medicine, with that drug alone."""
    shutil.copytree(default_rules() / "vocabulary", tmp_path / "rules" / "vocabulary")
    with (tmp_path / "rules" / "vocabulary" / "medications.yaml").open("a", encoding="utf-8") as medications:
        medications.write("  sample: {atc: [V03AX99]}\n")
    shutil.copytree(SAMPLE / "drugs", tmp_path / "rules" / "drugs")
    return tmp_path / "rules"


def lay_over(rules: Path, example: Path) -> dict[str, int]:
    """Changes the folder as the example says; gives the number of lines that stood in each file before."""
    lines: dict[str, int] = {}
    for path in sorted(example.rglob("*.*")):
        if path.name == "expect.txt":
            continue
        target = rules / path.relative_to(example)
        match path.suffix:
            case ".append":
                target = target.with_suffix("")
                before = target.read_text(encoding="utf-8")
                lines[target.name] = before.count("\n")
                target.write_text(before + path.read_text(encoding="utf-8"), encoding="utf-8")
            case ".delete":
                target.with_suffix("").unlink()
            case _:
                assert target.exists()
                shutil.copyfile(path, target)
    return lines


def expected_of(example: Path) -> tuple[int, list[str]]:
    code, problems = 0, []
    for line in (example / "expect.txt").read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(": ")
        if word == "exit":
            code = int(rest)
        elif word == "expect":
            problems.append(rest)
    return code, problems


def check(capsys: pytest.CaptureFixture[str], rules: Path) -> Ended:
    return run(capsys, "check", str(rules))


def told(text: str, rules: Path) -> list[str]:
    """The problems of a text, each with its file named from the rules folder on."""
    return [line.replace(f"{rules}/", "rules/").removeprefix("rules/") for line in text.splitlines()]


def test_the_sample_drug_is_right(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = check(capsys, rules)
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_mistake_is_told_with_its_place_and_what_would_be_right(
    example: Path, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lay_over(rules, example)
    code, expected = expected_of(example)
    ended = check(capsys, rules)
    assert ended.code == code
    text = ended.err if code == 2 else ended.out
    assert code == 1 or ended.out == ""
    problems_in(text)
    found = sorted(" ".join(line.split()) for line in told(text, rules))
    assert len(found) == len(expected), text
    for one, other in zip(found, sorted(expected), strict=True):
        assert one.startswith(with_line_numbers(other, lines)), text


def with_line_numbers(expected: str, lines: dict[str, int]) -> str:
    """The expectation with +2 as the line of the file that it became."""
    file, line, rest = expected.split(":", 2)
    if line.startswith("+"):
        line = str(lines[Path(file).name] + int(line))
    return f"{file}:{line}:{rest}"


REGIMEN = """\
  - id: adult-again
    when: {jurisdiction: us, age: {at_least: 65 years}}
    start: {dose: 5 mg, times_a_day: 2}
    times_a_day: {from: 2, to: 3}
    max_daily: 30 mg
    evidence: [label#dosing]
"""

PATIENT = """\
patient: {age: 72 years}
context: {as_of: 2026-11-22, jurisdiction: us}
"""


def test_two_regimens_for_one_patient_are_an_error_with_both_places(
    rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = rules / "drugs" / "sample" / "limits.yaml"
    first = limits.read_text(encoding="utf-8")
    limits.write_text(first + REGIMEN, encoding="utf-8")
    profile = tmp_path / "patient.yaml"
    profile.write_text(PATIENT, encoding="utf-8")
    ended = run(capsys, "evaluate", str(profile), "--drug", "sample", "--rules", str(rules))
    assert (ended.code, ended.out) == (2, "")
    begins = first.count("\n") + 1
    says = "knowledge-conflict  two regimens apply to this patient:"
    assert f"rules/drugs/sample/limits.yaml:3:5  {says} sample/limits/adult  (" in ended.err
    assert f"rules/drugs/sample/limits.yaml:{begins}:5  {says} sample/limits/adult-again" in ended.err


def test_a_folder_without_drugs_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = check(capsys, tmp_path)
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words.startswith("rules-folder there is no folder `drugs` here")


def test_a_folder_with_no_drug_in_it_is_told(rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(rules / "drugs" / "sample")
    ended = check(capsys, rules)
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words.startswith("rules-folder there is no drug here")
    profile = tmp_path / "patient.yaml"
    profile.write_text(PATIENT, encoding="utf-8")
    ended = run(capsys, "evaluate", str(profile), "--rules", str(rules))
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert "the rules folder has no drug in it" in problem.words


def test_a_drug_that_has_no_folder_is_told(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(capsys, "check", str(rules), "--drug", "sampel")
    assert (ended.code, ended.out) == (2, "")
    [problem] = problems_in(ended.err)
    assert problem.words == "unknown-drug there are no rules for `sampel` (did you mean `sample`?)"


def test_a_drug_that_no_patient_can_name_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(default_rules() / "vocabulary", tmp_path / "rules" / "vocabulary")
    shutil.copytree(SAMPLE / "drugs", tmp_path / "rules" / "drugs")
    code, out, _ = check(capsys, tmp_path / "rules")
    assert code == 1
    assert "drug-not-in-vocabulary  `sample` is no medicine of the vocabulary" in out
