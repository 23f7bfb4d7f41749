"""A member that trades as fast as the venue answers: a process of its own.

    python -m tests.faults.kill_under_load.flood URL KEYFILE buy|sell [--sessions N]

For each line on standard input it prints what it has seen so far, as a line of JSON: `answered`
requests, and of the last of its fills the times, in ns since 1970, at which it was decided and came
here. The other member sends the other side at the same price, so that nearly every order trades.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from gateway.client import Session, connect
from gateway.protocol.private_keys import KeyFile

CODE, PRICE = "CEA25", 7_850
FRAME = 50
REFUSED_PAUSE_S = 0.001  # of a member that is killed


@dataclass
class Flood:
    """What a member has seen."""

    answered: int = 0
    decided_ns: int = 0
    came_ns: int = 0

    async def send(self, session: Session, side: str) -> None:
        """Frame after frame, each when the one before is answered."""
        order = {"op": "new_order", "instrument": CODE, "side": side, "price": PRICE, "quantity": 1}
        frame = [order] * FRAME
        while True:
            replies = await session.request_many(frame)
            self.answered += sum(reply.ok for reply in replies)
            await asyncio.sleep(0 if replies[-1].ok else REFUSED_PAUSE_S)

    async def read(self, session: Session) -> None:
        """Note each fill that comes."""
        async for report in session.reports():
            if report["report"] == "fill":
                self.decided_ns, self.came_ns = report["time_ns"], time.time_ns()

    def tell_when_asked(self) -> None:
        """Print what was seen, for each line that comes."""
        for _ in sys.stdin:
            print(json.dumps(asdict(self)), flush=True)


async def flood(url: str, key: Path, side: str, sessions: int) -> None:
    """Trade without end."""
    seen = Flood()
    threading.Thread(target=seen.tell_when_asked, daemon=True).start()
    private = KeyFile.load(key)
    async with connect(url, private, today=True) as ears, asyncio.TaskGroup() as tasks:
        tasks.create_task(seen.read(ears))
        for _ in range(sessions):
            tasks.create_task(_one(seen, url, key, side))


async def _one(seen: Flood, url: str, key: Path, side: str) -> None:
    async with connect(url, KeyFile.load(key)) as session:
        await seen.send(session, side)


def main() -> None:
    """Entry of the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("key", type=Path)
    parser.add_argument("side", choices=("buy", "sell"))
    parser.add_argument("--sessions", type=int, default=4)
    asked = parser.parse_args()
    asyncio.run(flood(asked.url, asked.key, asked.side, asked.sessions))


if __name__ == "__main__":
    main()
