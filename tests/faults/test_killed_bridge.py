"""A bridge that is killed while members trade and while the day is settled starts by itself; no
member's connection or reply is lost, and everything is settled once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.house import REGISTRY
from tests.faults.killed_bridge import WITH, WITHOUT, p99_ms, played, verdict


async def test_kills_of_the_bridge_cost_no_reply_and_nothing_is_settled_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = await played(tmp_path, "short", [REGISTRY] * 2, every_s=0.5)
    assert day.house.kills[REGISTRY] == 2
    assert p99_ms([day]) > 0 and len(day.tape) > 50
    days = {WITHOUT: [day], WITH: [day]}
    assert (
        verdict(days, 1, 50.0) == 0 and "PASSED: p99 with kills is +0.00" in capsys.readouterr().out
    )
    assert verdict(days, 1, -1.0) == 1 and "FAILED" in capsys.readouterr().out
    assert verdict(days, 2, 50.0) == 1 and "NO VERDICT" in capsys.readouterr().out
