"""What the clients send and get is typed: a checker finds a field that a message does not have."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from gateway.protocol.message_types import message_types

HOUSE = Path(__file__).parents[3]
FILES = {
    "gateway.client.typed": "gateway.protocol.table.contract",
    "marketdata.typed": "marketdata.contract",
    "settlement_bridge.client.typed": "settlement_bridge.operations.contract",
}
# A member's program; the lines that end in `# wrong` are found, no other.
PROGRAM = """\
from gateway.client import Session, build
from marketdata.client import FeedSession
from settlement_bridge.client import RegistrySession


async def trade(session: Session, registry: RegistrySession) -> None:
    reply = await session.buy("CEA25", "78.50", 100, client_order_id="a", time_in_force="ioc")
    print(reply["order"], reply["filled"])
    print(reply["fills"])  # wrong
    await session.buy("CEA25", "78.50", 100, time_in_forse="ioc")  # wrong
    await session.operations.new_order(instrument="CEA25", side="bye", quantity=1)  # wrong
    status = await session.operations.status()
    print([each["upper"] for each in status["instruments"]])
    print([each["above"] for each in status["instruments"]])  # wrong
    for row in (await registry.operations.holdings())["holdings"]:
        print(row["quantity"] + "")  # wrong


async def many(session: Session) -> None:
    cancelled = await session.request_many([build.cancel(order=7), build.cancel(order=8)])
    print(cancelled[0].result()["leaves"])
    print(cancelled[0].result()["fills"])  # wrong
    print((await session.ask(build.balances()))["cash_available"])  # wrong
    build.mass_cancel(side="bye")  # wrong
    build.mass_cancel(account="1")  # wrong
    for reply in await session.request_many([{"op": "cancel", "order": 7}]):
        print(reply.result()["leaves"])


async def read(session: Session) -> None:
    async for report in session.reports():
        print(report["time_ns"])
        print(report["trade"])  # wrong
        if report["report"] == "fill":
            print(report["trade"], report["leaves"])
            print(report["reason"])  # wrong
        elif report["report"] == "cancelled":
            print(report["reason"])


async def listen(feed: FeedSession) -> None:
    async for message in feed:
        if message["channel"] == "depth":
            print(message["data"]["bids"])
            print(message["data"]["volume"])  # wrong
"""


@pytest.mark.parametrize("file", FILES)
def test_the_file_that_is_checked_in_is_what_the_contract_says(file: str) -> None:
    module = import_module(file)
    written = Path(str(module.__file__)).read_text(encoding="utf-8")
    title = written.splitlines()[0].strip('"')
    said = message_types(import_module(FILES[file]).CONTRACT, title)
    assert written == said, "python -m gateway.protocol.message_types writes it"


@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
def test_a_misspelt_option_and_a_field_that_a_kind_does_not_have_are_found(
    checker: str, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    settings = {
        "typeCheckingMode": "standard",
        "include": ["program.py"],
        "extraPaths": [str(HOUSE)],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    options = {
        "mypy": ["--strict", "--config-file", "pyproject.toml", program],
        "basedpyright": ["--project", tmp_path, "--pythonpath", sys.executable],
    }
    words = [sys.executable, "-m", checker, *options[checker]]
    run = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)
    found = {int(line) for line in re.findall(r"program\.py:(\d+):.*error", run.stdout)}
    lines = enumerate(PROGRAM.splitlines(), 1)
    assert found == {number for number, line in lines if line.endswith("# wrong")}, run.stdout
