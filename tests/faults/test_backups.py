"""A short slice of the campaign in `tests.faults.backups`: two backups under load, a moment between
them restored.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from tests.faults.backups import Load, restore_and_compare, take_backups, within
from tests.faults.house import running_house

LIMIT_S = 120
DAY_S = 1.0
EVERY_S = 1.0


async def test_a_moment_between_two_backups_under_load_is_restored_clean(tmp_path: Path) -> None:
    """The registry of the first backup catches up with days that the exchange settled after it."""
    data, folder = tmp_path / "venue", tmp_path / "backup"
    async with asyncio.timeout(LIMIT_S):
        async with running_house(data) as house:
            load = Load(house, Random(1), DAY_S)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(load.run())
                one, two = await take_backups(within, data, folder, 2, EVERY_S)
                load.over = True
        middle = (one["commands"] + two["commands"]) // 2
        assert one["commands"] < middle < two["commands"]
        how = ("--until", str(middle), "--as", "drill")
        restored = await restore_and_compare(within, folder, tmp_path / "new", *how)
    assert (restored["commands"], restored["registry_at"]) == (middle, one["commands"])
