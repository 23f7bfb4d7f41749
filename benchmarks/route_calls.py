"""How many rooms a frame visits on its way to the reply: ``python -m benchmarks.route_calls``.

It runs a gateway in this process, logs a member on, and counts from the frame that comes in until
the frame of the reply is handed to the socket: calls of Python functions of our packages, the files
that they lie in, and how often the way goes from one file to another. A comprehension is a call, as
Python has it. The engine's kernels are compiled: what they call is not counted. The lowest figure
of ten frames is taken, since the gateway's ticks fall in between now and then. ``--way`` prints the
way itself.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from websockets.asyncio.client import ClientConnection

from engine.record.ahead import AREAS, compile_areas
from engine.rules.state import SMALL
from gateway.protocol.wire import Message, encode
from tests.gateway.small_venue import Caller, SmallVenue, order, small_venue

HOUSE = Path(__file__).parents[1]
PACKAGES = ("engine", "gateway")
WARM_UP = 20
ROUNDS = 10
SETTLED_S = 0.01  # in which nothing of the frame before is under way any more
FULL = 100  # orders of a full frame
SENDS = "websockets/asyncio/connection.py", ("send", "broadcast")

Call = tuple[str, str]  # file and function


class Way:
    """The calls of one frame at a time. `calls` are those since `begin`, until the reply is
    handed over.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._names: dict[CodeType, Call | None] = {}
        self._recording = False

    def begin(self) -> None:
        """Count from here on."""
        self.calls, self._recording = [], True

    def hear(self, frame: FrameType, event: str, _argument: Any) -> None:
        """What the interpreter says of every call and return."""
        if not self._recording or event != "call":
            return
        code = frame.f_code
        if code.co_name in SENDS[1] and code.co_filename.endswith(SENDS[0]):
            self._recording = isinstance(frame.f_locals.get("self"), ClientConnection)
            return
        if code not in self._names:
            self._names[code] = _call_of(code)
        if call := self._names[code]:
            self.calls.append(call)


def _call_of(code: CodeType) -> Call | None:
    """A function of ours by its file and name; None for anything else."""
    path = Path(code.co_filename)
    if not path.is_relative_to(HOUSE) or path.relative_to(HOUSE).parts[0] not in PACKAGES:
        return None
    return str(path.relative_to(HOUSE)), code.co_qualname


@contextmanager
def heard(way: Way) -> Iterator[None]:
    """Have this thread's calls heard, and those of threads that begin from here on."""
    threading.setprofile(way.hear)
    sys.setprofile(way.hear)
    try:
        yield
    finally:
        threading.setprofile(None)
        sys.setprofile(None)


async def calls_of(way: Way, alice: Caller, *requests: Message) -> list[Call]:
    """The calls of a frame with these requests: of ten such frames the fewest.

    Text fields are written anew for each frame: ``{}`` becomes its number.
    """
    found = []
    for number in range(WARM_UP + ROUNDS):
        maps = [{"id": place} | _numbered(each, number) for place, each in enumerate(requests)]
        frame = encode(maps if len(maps) > 1 else maps[0], alice.text)
        await asyncio.sleep(SETTLED_S)
        way.begin()
        await alice.socket.send(frame)
        await alice.reply(len(maps) - 1)
        alice.pushed.clear()
        await alice.ask("mass_cancel")
        await alice.until("report", 2 * len(maps))
        found += [way.calls] if number >= WARM_UP else []
    return min(found, key=len)


def _numbered(request: Message, number: int) -> Message:
    return {
        name: value.format(number) if type(value) is str else value
        for name, value in request.items()
    }


async def ways(venue: SmallVenue, way: Way) -> dict[str, list[Call]]:
    """The ways measured, by name."""
    alice = await venue.caller("alice")
    sell = order("sell", 7900, 1)
    return {
        "one order": await calls_of(way, alice, sell),
        "one order with a client order id": await calls_of(
            way, alice, sell | {"client_order_id": "order-{}"}
        ),
        f"a frame of {FULL} orders": await calls_of(way, alice, *[sell] * FULL),
    }


def figures(calls: list[Call]) -> tuple[int, int, int]:
    """Calls, files, changes of file."""
    files = [file for file, _ in calls]
    return len(calls), len(set(files)), len(list(groupby(files))) - 1


async def measure(folder: Path) -> dict[str, list[Call]]:
    """The ways through a gateway on a folder."""
    way = Way()
    with heard(way):
        async with small_venue(folder) as venue:
            return await ways(venue, way)


def main() -> None:
    """Print the figures, and the way itself where it is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.route_calls")
    parser.add_argument("--way", action="store_true", help="print every call of one order")
    asked = parser.parse_args()
    compile_areas(AREAS, SMALL)
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(measure(Path(folder)))
    print(f"{'':34}{'calls':>8}{'files':>8}{'changes':>9}")
    for name, calls in measured.items():
        count, files, changes = figures(calls)
        print(f"{name:34}{count:8}{files:8}{changes:9}")
    if asked.way:
        print(*(f"{file}  {function}" for file, function in measured["one order"]), sep="\n")


if __name__ == "__main__":
    main()
