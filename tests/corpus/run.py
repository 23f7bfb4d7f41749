"""One run of the corpus in this process, and the command that records it.

python -m tests.corpus.run: plays it twice, keeps the recording when both runs are equal, else names
what differs.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.corpus import leavings, sweep
from tests.corpus.house import corpus_house
from tests.corpus.recording import Line, differences, played, steps_of, write
from tests.corpus.story import STORY, Step, steps

SHOWN = 40  # differences named
Run = dict[str, list[Line]]


async def run(folder: Path, asked: Mapping[str, Iterable[Step]]) -> Run:
    """Play the requests of each part in turn in one house; what everyone heard by part, and what is
    left at the end.
    """
    found: Run = {}
    async with corpus_house(folder) as house:
        for part, requests in asked.items():
            found[part] = await played(house, requests)
        found["events"], found["tables"] = leavings.events(house), leavings.tables(house)
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]  # as it will be read back


def compared(recorded: Run, now: Run) -> list[str]:
    """What differs between two runs, as sentences."""
    found = []
    for part, lines in recorded.items():
        for number, pair in enumerate(itertools.zip_longest(lines, now[part]), 1):
            found += [f"{part} line {number}{each}" for each in differences(*pair)]
    return found


def recorded_steps(recorded: Run) -> dict[str, list[Step]]:
    """The requests of a recording by part."""
    return {part: list(steps_of(recorded[part])) for part in ("story", "sweep")}


def _play(asked: Mapping[str, Iterable[Step]]) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder), asked))


def main() -> int:
    """Record; 1 when two runs differ."""
    first = _play({"story": steps(STORY.read_text(encoding="utf-8")), "sweep": sweep.requests()})
    differing = compared(first, _play(recorded_steps(first)))
    for each in differing[:SHOWN]:
        print(each)
    if differing:
        print(f"{len(differing)} differences between two runs: nothing is kept")
        return 1
    for part, lines in first.items():
        write(part, lines)
        print(f"{part}: {len(lines)} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
