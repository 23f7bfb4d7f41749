"""A slice of the hostile campaign: a few attacks at the same time on one venue. How long others
wait is judged by the command alone (`python -m tests.faults.hostile.campaign --judge`).
"""

from __future__ import annotations

from pathlib import Path

from tests.faults import proof
from tests.faults.hostile.campaign import close_and_settle, measure, stage
from tests.faults.hostile.plans import PLANS, attacked

SLICE = ("orders of one account", "hang-ups", "mutated frames", "mutated at the registry")
SECONDS = 2.0


async def test_no_attack_stops_a_server_or_makes_a_state_wrong(tmp_path: Path) -> None:
    data = tmp_path / "venue"
    async with stage(data) as house:
        attack = attacked(house, *(PLANS[name] for name in SLICE))
        found = await measure(house, "a slice", attack, SECONDS)
        assert found.wrong() == []
        assert await close_and_settle(house) == []
    proof.check_log(data)
