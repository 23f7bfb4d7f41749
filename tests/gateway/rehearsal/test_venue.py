import asyncio
from pathlib import Path

import pytest

from gateway.client import RequestRefused
from gateway.launch.processes import VenueFailed
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import end_tasks, in_time
from gateway.rehearsal.weights import BUILT_IN, in_force, read_weights

pytestmark = pytest.mark.usefixtures("forked_servers")
NAMES = {1: "Seller", 2: "Buyer"}


async def test_a_venue_is_funded_through_the_registry_and_names_a_server_that_ends(
    tmp_path: Path,
) -> None:
    with pytest.raises(VenueFailed, match=r"feed ended by itself with exit code -9.*feed\.log"):
        async with open_venue(tmp_path / "data", NAMES) as venue:
            await is_funded(venue)
            venue.running.processes["feed"].kill()
            await venue.bulletin(20220104)
    assert venue.running.processes["gateway"].returncode == 0


async def is_funded(venue: RehearsalVenue) -> None:
    await venue.list_instrument("CEA", 1, 5_000)
    await venue.set_weights(in_force(read_weights(BUILT_IN), 20220104))
    await venue.deposit({2: 1_000_000})
    await venue.allocate({(1, "CEA"): 30})
    assert (await venue.members[2].operations.balances())["cash_available_fen"] == 1_000_000
    holdings = (await venue.members[1].operations.balances())["holdings"]
    assert [row["available"] for row in holdings] == [30]
    with pytest.raises(RequestRefused, match="instrument_exists"):
        await venue.list_instrument("CEA", 1, 5_000)


async def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("something")
    with pytest.raises(RehearsalError, match="is not empty"):
        async with open_venue(tmp_path, NAMES):
            pass


async def test_what_does_not_come_in_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.rehearsal.waiting.ANSWER_WAIT_S", 0)
    with pytest.raises(VenueFailed, match="the bulletin did not come within 0 s"):
        await in_time(asyncio.Event().wait(), "the bulletin")


async def test_the_error_of_a_task_is_not_lost() -> None:
    async def fail() -> None:
        raise RehearsalError("lost otherwise")

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    with pytest.raises(RehearsalError, match="lost otherwise"):
        await end_tasks([task])
