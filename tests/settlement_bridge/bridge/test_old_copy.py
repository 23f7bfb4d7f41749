"""An old copy restored beside a venue that went on, with real processes: refused, caught up with,
the same as the exchange.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import RequestRefused
from settlement_bridge.books import ledger_rows
from settlement_bridge.books.registry import open_registry
from settlement_bridge.client import connect
from settlement_bridge.documents import copies

Runner = Callable[[Any], AbstractContextManager[Any]]
CEA25 = {"instrument": "CEA25"}
GROUND = "restored by order 7"


@pytest.fixture(scope="module")
def venue(
    venue_runner: Runner, registry_runner: Runner, house_furnisher: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    """A venue whose registry was killed. `old` was copied after its first day; since then there
    were transfers both ways, an allocation, and a day with three trades of which one failed, its
    seller's units being frozen by a court."""
    with venue_runner(tmp_path_factory.mktemp("venue")) as running:
        with registry_runner(running) as process:
            asyncio.run(house_furnisher(running))
            copies.back_up(database(running), running.data / "old", lambda _done, _total: None)
            asyncio.run(go_on(running))
            process.kill()
            process.wait()
        copies.back_up(database(running), running.data / "lost", lambda _done, _total: None)
        yield running


def database(venue: Any) -> Path:
    return venue.data / "registry" / "registry.sqlite3"


async def go_on(venue: Any) -> None:
    async with connect(venue.registry, venue.key("bridge")) as registry:
        await registry.operations.deposit(account=1, amount_fen=5_000)
        await registry.operations.withdraw(account=2, amount_fen=700)
        await registry.operations.allocate(account=3, instrument="CEA25", quantity=50)
        await registry.operations.transfer_in(account=3, instrument="CEA25", quantity=40)
        with pytest.raises(RequestRefused, match="cash_insufficient"):
            await registry.operations.withdraw(account=3, amount_fen=10**12)
        await registry.operations.transfer_out(account=1, instrument="CEA25", quantity=30)
        async with venue.session("exchange") as exchange:
            date = await venue.start_day(exchange)
            await venue.trade(2)
            await venue.trade(1, seller=3)
            frozen = CEA25 | {"account": 3, "quantity": 1_035, "state": "trading_available"}
            await registry.request("freeze", **frozen)
            await venue.end_day(exchange)
        assert date in (await registry.operations.settled(date=date, wait_ms=20_000))["dates"]
        await registry.request("unfreeze", **frozen)
        assert (await registry.operations.summary(date=date))["failed"] == 1
        await registry.operations.deposit(account=2, amount_fen=11)


@pytest.fixture
def restored(venue: Any) -> Any:
    """The venue with the old copy in its registry's place."""
    copies.restore(venue.data / "old", database(venue), True, lambda _done, _total: None)
    return venue


def ceax(venue: Any, *arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(
        root(), ["registry", *arguments, "--data", str(venue.data)]
    )
    return result.exit_code, result.output + str(result.exception or "")


def test_a_registry_that_is_behind_says_so_and_refuses_everything(
    restored: Any, registry_runner: Runner
) -> None:
    with registry_runner(restored):
        code, output = ceax(restored, "standing")
        assert (
            code,
            output.startswith(
                "registry_behind: the exchange has a longer history than the registry: journal "
            ),
        ) == (1, True)
        for command in (
            ["deposit", "1", "5.00"],
            ["allocate", "1", "CEA25", "5"],
            ["open-account", "9", "new"],
        ):
            code, output = ceax(restored, *command)
            assert (code, "registry_behind" in output) == (1, True), command
        assert ceax(restored, "reconcile")[0] == 1
    assert last_number(database(restored)) == last_number(restored.data / "old")


def test_it_catches_up_stops_for_what_was_lost_and_is_the_same_as_the_exchange(
    restored: Any, registry_runner: Runner
) -> None:
    with registry_runner(restored) as process:
        code, output = ceax(restored, "catch-up", "--document", GROUND)
        assert (code, "transfer_in of 40 t of CEA25 in account 3" in output) == (1, True), output
        assert ceax(restored, "deposit", "1", "5.00")[0] == 1
        assert ceax(restored, "allocate", "3", "CEA25", "50")[0] == 0
        process.kill()
        process.wait()
    with registry_runner(restored):
        code, output = ceax(restored, "catch-up", "--document", GROUND, "--json")
        said = json.loads(output)
        assert (code, said["done"], said["state"], said["days"]) == (0, True, "sound", 1), said
        assert ceax(restored, "standing")[0] == 0
        assert ceax(restored, "catch-up", "--document", GROUND)[0] == 0
        assert ceax(restored, "reconcile")[0] == 0
        assert ceax(restored, "check")[0] == 0
        assert ceax(restored, "deposit", "1", "5.00")[0] == 0
        assert ceax(restored, "reconcile")[0] == 0
    lost, now = holdings(restored.data / "lost"), holdings(database(restored))
    now[1, "", "cash_available"] -= 500
    assert now == lost


def last_number(path: Path) -> int:
    registry = open_registry(f"sqlite:///{path}")
    last = registry.read(ledger_rows.entries, None, 1, 10_000)[-1].number
    registry.close()
    return last


def holdings(path: Path) -> dict[tuple[int, str, str], int]:
    registry = open_registry(f"sqlite:///{path}")
    held = {
        (row.account, row.instrument, row.state.name.lower()): row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings)
        if row.account > 0
    }
    registry.close()
    return held
