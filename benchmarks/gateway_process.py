"""A real gateway process on a temporary folder, with two members who can trade."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.client import Session, connect
from gateway.launch.local_keys import make_local_keys
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import KeyFile, generate

MEMBERS = {"alice": 1, "bob": 2}
STOP_S = 30


@dataclass(frozen=True)
class Venue:
    """Where the gateway listens, and the folder of its keys."""

    data: Path
    url: str

    def session(self, name: str) -> AbstractAsyncContextManager[Session]:
        """A session of exchange, bridge, alice or bob."""
        return connect(self.url, KeyFile.load(self.data / "keys" / f"{name}.pem"))


@contextmanager
def gateway(data: Path) -> Iterator[Venue]:
    """Start a gateway, stop it at the end."""
    make_local_keys(data)
    for name, account in MEMBERS.items():
        key = generate(data / "keys" / f"{name}.pem")
        PublicKeys(data / "keys.json").add(name, "member", account, name, key.public_key)
    command = [
        sys.executable,
        "-m",
        "gateway.server",
        "--data",
        str(data),
        "--port",
        "0",
        "--clock",
        "manual",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Venue(data, json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()
            process.wait(STOP_S)


async def open_market(venue: Venue) -> None:
    """CEA25 from 78.50; Alice sells, Bob buys; the morning of a day."""
    async with venue.session("exchange") as exchange, venue.session("bridge") as bridge:
        for name, account in MEMBERS.items():
            await exchange.request("open_account", account=account, name=name)
        await exchange.request("list_instrument", instrument="CEA25", number=1, base_price=7850)
        await bridge.request(
            "units_in", account=1, instrument="CEA25", quantity=10**12, reference=1
        )
        await bridge.request("cash_in", account=2, amount_fen=10**15, reference=2)
        await exchange.request("start_day", date="2026-01-05")
        await exchange.request("set_phase", phase="morning")
