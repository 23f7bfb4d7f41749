"""A bridge that is killed while members trade and while the day is settled starts by itself; no
member's connection or reply is lost, and everything is settled once.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.house import REGISTRY
from tests.faults.killed_bridge import p99_ms, played


async def test_kills_of_the_bridge_cost_no_reply_and_nothing_is_settled_twice(
    tmp_path: Path,
) -> None:
    day = await played(tmp_path, "short", [REGISTRY] * 2, every_s=0.5)
    assert day.house.kills[REGISTRY] == 2
    assert p99_ms(day) > 0 and len(day.tape) > 50
