"""What moves or issues money or units is done once for each client reference, whatever is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from typer.testing import CliRunner
from websockets.asyncio.server import serve

from gateway.cli import root
from gateway.client import ConnectionLost, ReplyMissing, RequestRefused
from settlement_bridge.cli.accounts import app
from settlement_bridge.client import connect
from settlement_bridge.errors import OutcomeUnknown
from tests.settlement_bridge.conftest import Relay

Ceax = Callable[..., tuple[int, str]]
HEADER = "account,instrument,year,province,quantity"


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory,
    venue_runner: Any,
    registry_runner: Any,
    house_furnisher: Any,
) -> Iterator[Any]:
    """A house of these tests' own: they leave units and rights in it."""
    with venue_runner(tmp_path_factory.mktemp("once")) as venue, registry_runner(venue):
        asyncio.run(house_furnisher(venue))
        yield venue


async def units_of(registry: Any, account: int) -> int:
    found = (await registry.operations.holdings(account=account))["holdings"]
    held = {(row["instrument"], row["state"]): row["quantity"] for row in found}
    return held.get(("CEA25", "registry_available"), 0)


@asynccontextmanager
async def relayed(house: Any) -> AsyncIterator[Relay]:
    """A relay in front of the registry."""
    relay = Relay(house.registry)
    options: dict[str, Any] = {"compression": None, "ping_interval": None}
    async with serve(relay.converse, "127.0.0.1", 0, **options) as server:
        relay.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield relay
        await relay.cut()


async def test_a_deposit_and_an_allocation_sent_twice_are_done_once(house: Any) -> None:
    async with connect(house.registry, house.key("bridge")) as registry:
        cash, units = (
            (await registry.operations.cash(account=3))["available_fen"],
            await units_of(registry, 3),
        )
        paid = [
            (
                await registry.operations.deposit(
                    account=3, amount_fen=700, client_reference="lost-1"
                )
            )["reference"]
            for _ in range(2)
        ]
        issued = [
            (
                await registry.operations.allocate(
                    account=3, instrument="CEA25", quantity=7, client_reference="lost-2"
                )
            )["number"]
            for _ in range(2)
        ]
        assert (paid[0], issued[0]) == (paid[1], issued[1])
        assert (await registry.operations.cash(account=3))["available_fen"] == cash + 700
        assert await units_of(registry, 3) == units + 7
        for other in (
            registry.operations.deposit(account=3, amount_fen=701, client_reference="lost-1"),
            registry.operations.deposit(account=2, amount_fen=700, client_reference="lost-1"),
            registry.operations.withdraw(account=3, amount_fen=700, client_reference="lost-1"),
        ):
            with pytest.raises(RequestRefused, match="client_reference_taken") as refused:
                await other
            assert (refused.value.field, refused.value.value) == ("client_reference", "lost-1")


async def test_a_request_whose_reply_was_lost_brings_the_first_answer_again(house: Any) -> None:
    fields = {"account": 3, "instrument": "CEA25", "quantity": 1, "document": "order 1"}
    fields |= {"client_reference": "lost-3"}
    async with relayed(house) as relay:
        with contextlib.suppress(ConnectionLost, ReplyMissing):
            async with connect(relay.url, house.key("bridge")) as registry:
                await registry.operations.allocate(account=3, instrument="CEA25", quantity=1)
                relay.lose_reply("pledge")
                await registry.request("pledge", **fields)
    async with connect(house.registry, house.key("bridge")) as registry:
        number = (await registry.request("pledge", **fields))["number"]
        pledged = [entry async for entry in registry.journal(3) if entry["kind"] == "pledge"]
        assert [entry["number"] for entry in pledged][-1:] == [number]
        assert len([entry for entry in pledged if entry["quantity"] == 1]) == 1
        await registry.request("release", **fields | {"client_reference": "lost-4"})


async def test_a_members_request_kept_as_a_proposal_stays_that_proposal(house: Any) -> None:
    ground, rights = {"entity": 2, "document": "notice"}, ["read", "surrender"]
    lin = {"key": "member2", "name": "Lin", **ground}
    ask = {"account": 2, "instrument": "CEA25", "quantity": 1, "client_reference": "p-1"}
    async with connect(house.registry, house.key("bridge")) as operator:
        await operator.request("set_rule", rule="second_above_units", value=0, **ground)
        await operator.request("give_rights", rights=rights, **lin)
        async with connect(house.registry, house.key("member2")) as member:
            kept = []
            for _ in range(2):
                with pytest.raises(RequestRefused, match="approval_needed") as refused:
                    await member.request("cancel", **ask)
                kept.append(refused.value.value)
            assert kept[0] == kept[1]
            found = await member.request("proposals", account=2, waiting=True)
            (waiting,) = found["proposals"]
            assert "client_reference" not in json.loads(waiting["fields"])
            await member.request("reject_proposal", proposal=kept[0])


def numbered(seed: int, place: int) -> dict[str, Any]:
    """A request of which nothing else in the test has the amount: a deposit or an allocation."""
    known = {"account": 1, "client_reference": f"cut-{seed}-{place}"}
    if place % 2:
        return {"op": "deposit", "amount_fen": 1 << place, **known}
    return {"op": "allocate", "instrument": "CEA25", "quantity": 1 << place, **known}


@pytest.mark.parametrize("seed", range(3))
async def test_requests_sent_again_over_connections_that_are_cut_are_each_done_once(
    house: Any,
    seed: int,
) -> None:
    dice = random.Random(seed)
    requests = [numbered(seed, place) for place in range(16)]
    async with connect(house.registry, house.key("bridge")) as registry:
        cash, units = (
            (await registry.operations.cash(account=1))["available_fen"],
            await units_of(registry, 1),
        )
    left = set(range(len(requests)))
    async with relayed(house) as relay:
        while left:
            chosen = dice.choices(range(len(requests)), k=dice.randint(1, 6))
            with contextlib.suppress(ConnectionLost, ReplyMissing):
                async with connect(relay.url, house.key("bridge")) as registry:
                    asked = [requests[place] for place in chosen]
                    asking = asyncio.create_task(registry.request_many(asked))
                    if dice.random() < 0.5:
                        await asyncio.sleep(dice.random() * 0.02)
                        await relay.cut()
                    assert all(reply.ok for reply in await asking)
                    left -= set(chosen)
    async with connect(house.registry, house.key("bridge")) as registry:
        paid = sum(1 << place for place in range(16) if place % 2)
        assert (await registry.operations.cash(account=1))["available_fen"] == cash + paid
        assert await units_of(registry, 1) == units + (1 << 16) - 1 - paid
        assert (await registry.request("check"))["break_count"] == 0


def test_the_command_line_makes_a_reference_and_takes_one(ceax: Ceax, house: Any) -> None:
    first = ceax("deposit", "3", "7.00", "--reference", "cli-1")
    assert first == ceax("deposit", "3", "7.00", "--reference", "cli-1")
    assert first[0] == 0
    assert ceax("deposit", "3", "8.00", "--reference", "cli-1")[0] == 1
    command = ["registry", "deposit", "3", "7.00", "--data", str(house.data)]
    made = CliRunner().invoke(root(), command)
    reference = made.stderr.removeprefix("client reference ").strip()
    again = ceax("deposit", "3", "7.00", "--reference", reference)
    assert again == (0, made.stdout)


async def test_a_command_whose_reply_is_lost_says_how_to_send_it_again(house: Any) -> None:
    async with relayed(house) as relay:
        relay.lose_reply("allocate")
        where = ["--url", relay.url, "--key", str(house.data / "keys" / "bridge.pem")]
        command = ["allocate", "3", "CEA25", "9", *where]
        lost = await asyncio.to_thread(CliRunner().invoke, app, command)
        assert isinstance(lost.exception, OutcomeUnknown)
        reference = str(lost.exception).split("--reference ")[1].split(",")[0]
        assert f"client reference {reference}" in lost.stderr
        command += ["--reference", reference]
        done = await asyncio.to_thread(CliRunner().invoke, app, command)
    assert done.exit_code == 0
    async with connect(house.registry, house.key("bridge")) as registry:
        entries = [entry async for entry in registry.journal(3)]
    issued = [entry["quantity"] for entry in entries if entry["kind"] == "issue"]
    assert issued.count(9) == 1


async def test_the_same_rows_in_other_bytes_are_refused_unless_they_are_meant(house: Any) -> None:
    rows = [HEADER, "3,CEA25,2025,42,5", "2,CEA25,2025,42,6", "total,2,,,11", ""]
    turned = [HEADER, '"2","CEA25",2025,42,"6"', "3,CEA25,2025,42,5", "total,2,,,11", ""]
    saved = "\ufeff" + "\r\n".join(turned)
    async with connect(house.registry, house.key("bridge")) as registry:
        units = await units_of(registry, 3)
        event = await registry.allocate_file("\n".join(rows), "once-1")
        assert await registry.allocate_file(saved, "once-1") == event
        with pytest.raises(RequestRefused, match="once-1") as refused:
            await registry.allocate_file(saved, "once-2")
        assert refused.value.code == "file_taken_before"
        assert await units_of(registry, 3) == units + 5
        reason = "a second tranche of the same size"
        again = await registry.allocate_file(saved, "once-2", again=reason)
        assert again > event
        assert await units_of(registry, 3) == units + 10
        changes = (await registry.request("changes"))["changes"]
    kept = next(change for change in changes if change["field"] == "rows taken in again")
    assert (kept["before"], kept["after"]) == ("allocation once-1", f"once-2: {reason}")
