"""After any change of the code the servers say and leave exactly what was recorded."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.recording import read
from tests.corpus.run import SHOWN, compared, recorded_steps, run

PARTS = ("story", "sweep", "events", "tables")


async def test_every_request_of_the_corpus_is_answered_as_recorded_and_leaves_the_same_behind(
    tmp_path: Path,
) -> None:
    recorded = {part: read(part) for part in PARTS}
    differing = compared(recorded, await run(tmp_path, recorded_steps(recorded)))
    assert not differing, "\n".join(differing[:SHOWN])


def test_a_difference_is_named_by_its_place() -> None:
    (found,) = compared(
        {"story": [{"heard": [{"ok": True}]}]}, {"story": [{"heard": [{"ok": False}]}]}
    )
    assert found == "story line 1.heard[0].ok: true was recorded, now false"
