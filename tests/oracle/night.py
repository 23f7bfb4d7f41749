"""A night of random commands, engine against oracle: ``python -m tests.oracle.night --commands
20000000 --workers 2``.

Every stream is a crowd with a seed of its own in a venue of its own, some of them with a theme
(tests/oracle/themes.py). Engine and oracle must say the same of every command, hold the same at
every check, and keep what is conserved. A stream that does not is played again alone with ``--seed
N --streams 1``; its commands are kept in the working folder as ``night-seed-N.npy``. A run that has
played all its commands also fails when there is a kind of event or a reason that it never heard.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np

from engine.events import EventKind, Reason
from engine.rules.state import Capacity
from tests.oracle.batches import BatchTwin
from tests.oracle.crowd import Crowd
from tests.oracle.themes import theme_of
from tests.oracle.twin import Disagreement

STEPS = 3_000  # of the crowd in one stream; a step is one command or a few
CHECK_EVERY = 1_000
SAY_EVERY_S = 10


@dataclass
class Played:
    """What came of one stream."""

    seed: int
    commands: int
    # (EventKind, Reason) of every event
    heard: Counter[tuple[int, int]] = field(default_factory=Counter)
    problem: str = ""


class Listening(BatchTwin):
    """A twin that counts events and reasons."""

    def __init__(self, capacity: Capacity) -> None:
        super().__init__(capacity)
        self.heard: Counter[tuple[int, int]] = Counter()

    def flush(self) -> None:
        """Count, then compare."""
        self.heard.update((event["kind"], event.get("reason", 0)) for event in self.expected)
        super().flush()


def play(seed: int, steps: int = STEPS) -> Played:
    """One stream to its end, or to the first command on which engine and oracle differ."""
    theme = theme_of(seed)
    twin = Listening(theme.capacity)
    crowd = Crowd(Random(seed), twin, theme)
    try:
        crowd.open_venue()
        for step in range(steps):
            crowd.act()
            if step % CHECK_EVERY == 0:
                twin.check()
        twin.check()
    except Disagreement as problem:
        np.save(Path(f"night-seed-{seed}.npy"), twin.stream())
        return Played(seed, twin.done, twin.heard, str(problem))
    return Played(seed, twin.done, twin.heard)


def play_many(first: int, streams: int, workers: int) -> Iterator[Played]:
    """Streams with seeds from `first` on, as they end; the generator is closed when enough are
    played.
    """
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        seeds = iter(range(first, first + streams))
        running = {pool.submit(play, seed) for seed in islice(seeds, 2 * workers)}
        try:
            while running:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(play, seed) for seed in islice(seeds, len(ended))}
                yield from (future.result() for future in ended)
        finally:
            pool.shutdown(cancel_futures=True)


def never_heard(heard: Counter[tuple[int, int]]) -> list[str]:
    """Kinds of events and reasons that never came."""
    kinds, reasons = {kind for kind, _ in heard}, {reason for _, reason in heard}
    silent = [
        *(kind for kind in EventKind if kind not in kinds),
        *(reason for reason in Reason if reason not in reasons),
    ]
    return [each.name.lower() for each in silent]


def summary(heard: Counter[tuple[int, int]]) -> str:
    """How often each event came, and what never came."""
    kinds: Counter[int] = Counter()
    for (kind, _), count in heard.items():
        kinds[kind] += count
    said = ", ".join(
        f"{count:,} {EventKind(kind).name.lower()}" for kind, count in kinds.most_common()
    )
    return f"{said}\nnever heard: {', '.join(never_heard(heard)) or 'none'}"


def main(words: list[str]) -> int:
    """Play until the number of commands or streams is through; 1 when engine and oracle differ, 2
    when not all was heard.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--commands", type=int, default=20_000_000, help="play at least so many (20,000,000)"
    )
    parser.add_argument(
        "--streams", type=int, default=sys.maxsize, help="but at most so many streams"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the first stream")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    asked = parser.parse_args(words)
    began, said_at, commands, streams = time.monotonic(), 0.0, 0, 0
    heard: Counter[tuple[int, int]] = Counter()
    for played in play_many(
        asked.seed, min(asked.streams, sys.maxsize - asked.seed), asked.workers
    ):
        if played.problem:
            print(f"seed {played.seed}, after {played.commands:,} commands:\n{played.problem}")
            return 1
        commands, streams = commands + played.commands, streams + 1
        heard.update(played.heard)
        seconds = time.monotonic() - began
        if seconds - said_at > SAY_EVERY_S:
            said_at = seconds
            print(
                f"{commands:,} commands in {streams} streams, {commands / seconds:,.0f} a second",
                flush=True,
            )
        if commands >= asked.commands:
            break
    print(
        f"agreed on {commands:,} commands in {streams} streams, seeds from {asked.seed} on,"
        f" {time.monotonic() - began:.0f} s"
    )
    print(summary(heard))
    return 2 if commands >= asked.commands and never_heard(heard) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
