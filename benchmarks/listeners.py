"""Listeners of a feed as a process of their own: they subscribe, and count what comes.

python -m benchmarks.listeners URL COUNT EVERY_MS (0: every message); says how many messages came
when its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter

from websockets.asyncio.client import ClientConnection, connect

AT_ONCE = 20  # that connect at the same time


async def main(url: str, count: int, every_ms: int) -> None:
    """Connect all, say so, listen until the caller is done, and say what was heard."""
    heard: Counter[str] = Counter()
    room = asyncio.Semaphore(AT_ONCE)
    sockets = await asyncio.gather(*(_subscribed(url, every_ms, room) for _ in range(count)))
    listening = [asyncio.create_task(_listen(socket, heard)) for socket in sockets]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in listening:
        task.cancel()
    print(json.dumps(heard), flush=True)


async def _subscribed(url: str, every_ms: int, room: asyncio.Semaphore) -> ClientConnection:
    async with room:
        socket = await connect(url, ping_interval=None, compression=None)
        await socket.recv()
        pace = {"every_ms": every_ms} if every_ms else {}
        await socket.send(json.dumps({"op": "subscribe", "id": 1, "channel": "depth", **pace}))
        await socket.recv()
        return socket


async def _listen(socket: ClientConnection, heard: Counter[str]) -> None:
    async for frame in socket:
        heard["frames"] += 1
        heard["bytes"] += len(frame)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
