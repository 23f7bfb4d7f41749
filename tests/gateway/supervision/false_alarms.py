"""How often surveillance is wrong: its cases on ordinary days, which nobody should be suspected
for.

`python -m tests.gateway.supervision.false_alarms --days 100 --seed 7` prints each of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from engine.texts.terminal import line
from gateway.supervision.surveillance.findings import Finding, latest
from gateway.supervision.surveillance.rows import rows_of
from gateway.supervision.surveillance.thresholds import defaults
from gateway.supervision.surveillance.watch import Watch
from tests.gateway.supervision.abuse import relations
from tests.simulation.ordinary.days import ordinary_days


def false_alarms(seed: int, days: int) -> list[Finding]:
    """The cases of as many ordinary days, each in its last form."""

    def found() -> Iterator[Finding]:
        watch = Watch(lambda date: defaults(), relations())
        for day in ordinary_days(seed, days):
            yield from watch.take(rows_of(day.events))

    return list(latest(list(found())))


def main() -> None:
    """Print them, and how many there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = false_alarms(options.seed, options.days)
    for each in found:
        line(f"{each.date} {each.rule}: {each.sentence}")
    line(f"{len(found)} cases on {options.days} ordinary days of seed {options.seed}")


if __name__ == "__main__":
    main()
