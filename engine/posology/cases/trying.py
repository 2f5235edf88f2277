"""Every mutant of a drug tried on its cases, on all cores where there are many."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing.connection import Connection

from posology.cases.mutants import Mutant
from posology.cases.noticing import Noticed, Watch
from posology.cases.reading import Case
from posology.language.drug import Drug
from posology.language.vocabulary import Vocabulary

FEWEST_FOR_PROCESSES = 60
"""Below so many mutants, to start processes takes longer than it saves."""

_AT_A_TIME = 8
"""How many mutants are handed to a process at a time, so that all of them are busy to the end."""

_HOW_TO_START = "fork" if sys.platform == "linux" else "spawn"
"""A copy of this process starts at once, with all that it knows, whatever program it is part of."""

_watch: Watch


def try_all(
    mutants: tuple[Mutant, ...],
    drug: Drug,
    vocabulary: Vocabulary,
    cases: tuple[Case, ...],
    processes: int | None = None,
) -> Iterator[Noticed]:
    """Each mutant with what became of it, as they are done: in no certain order.

    `processes` are one for each core by default, and this one alone for few mutants or for 1. To close the iterator, or
    to stop it from the keyboard, ends them at once; so does the end of this process, however it ends.
    """
    wanted = processes or (_cores() if len(mutants) >= FEWEST_FOR_PROCESSES else 1)
    if wanted == 1:
        yield from Watch(drug, vocabulary, cases).notice(mutants)
    else:
        yield from _in_processes(mutants, (drug, vocabulary, cases), wanted)


def _in_processes(
    mutants: tuple[Mutant, ...], known: tuple[Drug, Vocabulary, tuple[Case, ...]], processes: int
) -> Iterator[Noticed]:
    context = multiprocessing.get_context(_HOW_TO_START)
    parent_lives, held = context.Pipe(duplex=False)
    ends = (parent_lives, held)
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(*ends, *known))
    try:
        parts = [mutants[start : start + _AT_A_TIME] for start in range(0, len(mutants), _AT_A_TIME)]
        with _deaf_to_the_keyboard():
            tried: list[Future[tuple[Noticed, ...]]] = [pool.submit(_try_some, part) for part in parts]
        for done in as_completed(tried):
            yield from done.result()
    except BaseException:
        held.close()  # they end now, whatever they are doing
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        held.close()
        parent_lives.close()


@contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """What is started meanwhile never hears Ctrl-C: this process does, afterwards, and ends the others."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(
    parent_lives: "Connection[None, None]",
    held: "Connection[None, None]",
    drug: Drug,
    vocabulary: Vocabulary,
    cases: tuple[Case, ...],
) -> None:
    """Makes a new process ready, which holds the parent's end of the pipe no longer: it closes with the parent."""
    global _watch
    held.close()
    threading.Thread(target=_end_with_the_parent, args=(parent_lives,), daemon=True).start()
    _watch = Watch(drug, vocabulary, cases)


def _end_with_the_parent(parent_lives: "Connection[None, None]") -> None:
    try:
        parent_lives.recv()
    except (EOFError, OSError):
        os._exit(1)


def _try_some(mutants: tuple[Mutant, ...]) -> tuple[Noticed, ...]:
    return tuple(_watch.notice(mutants))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
