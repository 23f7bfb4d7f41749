"""A process that trades as a floor does, keeping the day's index beside the log, and prints the
last command acknowledged.

    python -m tests.faults.index_writer FOLDER [--die-in-chapter N]

`--die-in-chapter N`: of the N-th write to a chapter only a part reaches the system, then the
process kills itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.floor import day_index
from gateway.floor.index_chapter import KIND
from gateway.protocol.server_clock import SystemClock
from tests.faults.log_writer import die_in_write
from tests.gateway.floor.indexed_venue import IndexedVenue

CHAPTER_EVENTS = 100


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die-in-chapter", type=int, default=0)
    options = parser.parse_args()
    day_index.CHAPTER_EVENTS = day_index.CHAPTER_EVENTS_LEAST = CHAPTER_EVENTS
    if options.die_in_chapter:
        die_in_write(KIND, options.die_in_chapter)
    venue = IndexedVenue(Sequencer.open(options.folder, clock=SystemClock(), capacity=SMALL))
    random = Random(venue.sequencer.next_command)
    while True:
        venue.live(random, 1)
        print("acknowledged", venue.sequencer.next_command - 1, flush=True)


if __name__ == "__main__":
    main()
