"""Chain, judge and plain evaluator over a million random pairs of rules and patient; not collected by pytest.

    python -m tests.soak.agreement                        # a million pairs, from a random first seed
    python -m tests.soak.agreement --pairs 200000 --first-seed 7
    python -m tests.soak.agreement --seed 1234            # one drug again, in this process

Each seed is one drug of 1 to 600 rules and its patients. The seeds run in subprocesses, a batch each, because what a
drug takes up inside the rule engine is never given back, and because a crash of the engine must not end the soak: the
seeds of a batch that failed run again, one by one, and those that fail are named. Ends with 1 where there was any.
"""

import argparse
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.agreeing import Disagreement, agree

SIZES = (1, 2, 5, 10, 20, 40, 60, 61, 100, 150, 300, 600)
PATIENTS = 400
SEEDS_IN_A_BATCH = 25
LONGEST_BATCH = 900


def size_of(seed: int) -> tuple[int, int]:
    """How many rules the drug of a seed has, and how many patients are asked about."""
    count = Random(f"size {seed}").choice(SIZES)
    return count, PATIENTS if count <= 100 else PATIENTS // 4


def batches(first: int, pairs: int) -> Iterator[list[int]]:
    """Seeds from `first` on, in batches, until their patients amount to `pairs`."""
    batch: list[int] = []
    asked, seed = 0, first
    while asked < pairs:
        batch.append(seed)
        asked += size_of(seed)[1]
        seed += 1
        if len(batch) == SEEDS_IN_A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def run_here(seeds: list[int]) -> int:
    """Runs the seeds in this process. The exit code: 0 where all agree."""
    for seed in seeds:
        count, patients = size_of(seed)
        try:
            agree(seed, count, patients)
        except Disagreement as error:
            print(error, flush=True)
            return 1
    return 0


def failing(seeds: list[int]) -> list[str]:
    """What went wrong in a batch, run in a subprocess; empty where nothing did."""
    first = _in_subprocess(seeds)
    if not first:
        return []
    alone = [f"--seed {seed}: {said}" for seed in seeds if (said := _in_subprocess([seed]))]
    return alone or [f"seeds {seeds[0]} to {seeds[-1]} fail together, none alone: {first}"]


def _in_subprocess(seeds: list[int]) -> str:
    command = [sys.executable, "-m", "tests.soak.agreement", *(f"--seed={seed}" for seed in seeds)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_BATCH, check=False)
    except subprocess.TimeoutExpired:
        return f"still running after {LONGEST_BATCH} s"
    if ended.returncode == 0:
        return ""
    return f"exit code {ended.returncode}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}"


def main() -> int:
    """Runs the soak, or with --seed the drugs named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--first-seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, action="append", help="Only this drug, here; may be given more than once.")
    chosen = parser.parse_args()
    if chosen.seed:
        return run_here(chosen.seed)
    print(f"{chosen.pairs:,} pairs from seed {chosen.first_seed}, {chosen.workers} workers", flush=True)
    began, asked, failures = time.monotonic(), 0, 0
    todo = list(batches(chosen.first_seed, chosen.pairs))
    with ThreadPoolExecutor(chosen.workers) as pool:
        for batch, found in zip(todo, pool.map(failing, todo), strict=True):
            asked += sum(size_of(seed)[1] for seed in batch)
            failures += len(found)
            for failure in found:
                print(failure, flush=True)
            spent = time.monotonic() - began
            print(f"{asked:>9,} pairs, to seed {batch[-1]}, {failures} failures, {spent:,.0f} s", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
