"""Whether evaluating makes a process grow. Run as a program it is that process, and prints its sizes on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from report import Figure

DRUG = "baclofen"
FLAT = 1.02
_SAMPLES = 100
_PATIENTS = 50
MIB = 1024 * 1024


def figures(evaluations: int) -> list[Figure]:
    """The size in the last tenth of so many evaluations over that in the first; flat is at most 2 % more."""
    printed = subprocess.run(
        [sys.executable, __file__, str(evaluations)], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    sizes: list[int] = json.loads(printed)
    tenth = len(sizes) // 10
    first, last = median(sizes[:tenth]), median(sizes[-tenth:])
    grown = (last - first) / (0.9 * evaluations)
    detail = f"{last / MIB:.1f} MiB / {first / MIB:.1f} MiB, {grown:.0f} bytes an evaluation"
    return [Figure(f"memory: last tenth of {evaluations:,} evaluations / first", last / first, FLAT, detail=detail)]


def _size() -> int:
    """The bytes of this process that are in memory now; where only that is known, the most there ever were."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * os.sysconf("SC_PAGE_SIZE")


def _evaluate_and_print(evaluations: int) -> None:
    from varied_patients import make_patients

    from posology import Engine, as_document, read_knowledge

    knowledge = read_knowledge([DRUG])
    engine = Engine(knowledge)
    patients = make_patients(knowledge.vocabulary, _PATIENTS)
    every = max(1, evaluations // _SAMPLES)
    sizes: list[int] = []
    for number in range(1, evaluations + 1):
        as_document(engine.evaluate(patients[number % len(patients)], DRUG))
        if number % every == 0:
            sizes.append(_size())
    print(json.dumps(sizes))


if __name__ == "__main__":
    _evaluate_and_print(int(sys.argv[1]))
