"""Rounds of faults against a member's session: kill -9 and SIGSTOP of the venue, a line that is cut
and delayed, a member's program that dies, over days that change.

    python -m tests.faults.member_session --rounds 500 [--seed S] [--first N]

After each round the member's books are compared with the venue's, over the member's socket alone.
Ends with 0 when all rounds hold; else the venue's folder is kept and named with the round. A round
counted from 0 is played again, with those before it on its venue, by `--first`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from engine.texts.progress import Bar, Measure, bars
from tests.faults.member_session.rounds import Trial, trial

ROUNDS_OF_A_VENUE = 50
SAID_EACH = 10  # rounds


class Tally:
    """What the rounds of all venues came to."""

    def __init__(self) -> None:
        self.rounds = 0
        self._begun_s = time.monotonic()
        self.struck: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.waits_s: list[float] = []
        self.reconnected_s: list[float] = []

    def one_more(self) -> None:
        """Count a round, and say it of every tenth."""
        self.rounds += 1
        if self.rounds % SAID_EACH == 0:
            passed_s = time.monotonic() - self._begun_s
            print(f"{self.rounds} rounds hold after {passed_s:.0f} s", file=sys.stderr, flush=True)

    def add(self, played: Trial) -> None:
        """Count a venue's rounds."""
        ledger = played.ledger
        self.struck += played.struck
        answered = Counter(each["op"] for each, reply in ledger.answers if reply.ok)
        self.counts += Counter({f"{op} acknowledged": count for op, count in answered.items()})
        self.counts["fills"] += len(ledger.all_reports("fill"))
        self.counts["reports"] += sum(map(len, ledger.reports.values()))
        self.counts["days"] += len(ledger.reports)
        self.waits_s += ledger.waits_s
        self.reconnected_s += ledger.reconnected_s

    def show(self) -> None:
        """Print it."""
        print(f"{self.rounds} rounds")
        for counts in (self.struck, self.counts):
            print("; ".join(f"{name} {count:,}" for name, count in sorted(counts.items())))
        for name, waits_s in (("answers", self.waits_s), ("line back", self.reconnected_s)):
            if len(waits_s) > 1:
                p99_ms = statistics.quantiles(waits_s, n=100)[-1] * 1e3
                median_ms = statistics.median(waits_s) * 1e3
                print(f"{name}: median {median_ms:.1f} ms, p99 {p99_ms:.1f} ms")


async def venue_rounds(data: Path, seed: str, rounds: range, tally: Tally, bar: Bar) -> None:
    """Rounds on one venue. Raises what a round raises, with a note that names it."""
    async with trial(data, seed) as played:
        try:
            for number in rounds:
                await _round(played, number, tally, bar)
        finally:
            tally.add(played)


async def _round(played: Trial, number: int, tally: Tally, bar: Bar) -> None:
    try:
        struck = await played.play(number)
    except Exception as error:
        data = played.house.plan.data
        error.add_note(f"round {number} of seed {played.seed}; its venue is kept in {data}")
        raise
    bar.name(f"rounds; the last: {', '.join(struck)}")
    bar.advance()
    tally.one_more()


def play(options: argparse.Namespace) -> Tally:
    """All rounds, each fifty on a venue of their own; those that were played when Ctrl-C came."""
    tally = Tally()
    with bars(Measure.COUNT) as shown, contextlib.suppress(KeyboardInterrupt):
        bar = shown.begin("rounds", options.rounds)
        last = options.first + options.rounds
        for first in range(options.first, last, ROUNDS_OF_A_VENUE):
            rounds = range(first, min(first + ROUNDS_OF_A_VENUE, last))
            folder = Path(tempfile.mkdtemp(prefix="ceax-member-"))
            seed = f"{options.seed}-{first}"
            asyncio.run(venue_rounds(folder / "venue", seed, rounds, tally, bar))
            shutil.rmtree(folder)
    return tally


def main() -> int:
    """Play the rounds; 1 when one does not hold or some were not played."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.member_session")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help=f"a multiple of {ROUNDS_OF_A_VENUE}")
    options = parser.parse_args()
    tally = play(options)
    tally.show()
    return int(tally.rounds < options.rounds)


if __name__ == "__main__":
    sys.exit(main())
