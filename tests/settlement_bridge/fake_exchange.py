"""A gateway in a few lines: it misbehaves as the test says, request by request, then it behaves."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from engine.events import Reason
from engine.units import format_date
from gateway.protocol import wire
from gateway.protocol.codes import PASSING
from settlement_bridge.books import Figures
from tests.signing import false_challenge

Row = dict[str, Any]
REFUSAL_CODES = sorted(
    {reason.name.lower() for reason in Reason if reason}
    | {code for code in PASSING if code not in ("connection_lost", "reply_missing")}
    | {"frame_malformed", "field_missing", "operation_unknown", "not_logged_on", "role_not_allowed"}
    | {"key_revoked", "key_unknown", "signature_wrong", "clock_differs", "never_heard_of"}
)


class Fault:
    """One way to misbehave, by name."""

    def __init__(
        self, name: str, act: Callable[[FakeExchange, ServerConnection, Row], Any]
    ) -> None:
        self.name, self.act = name, act


def refusal(code: str) -> Fault:
    """A well-formed refusal."""
    error = {"code": code, "field": None, "value": None, "allowed": None, "message": code}
    return answering(f"refused as {code}", lambda id_: {"ok": False, "id": id_, "error": error})


def answering(name: str, reply: Callable[[int], Row]) -> Fault:
    """Something in place of the reply."""

    async def act(_: FakeExchange, socket: ServerConnection, request: Row) -> None:
        await socket.send(wire.encode({"type": "reply"} | reply(request["id"]), text=False))

    return Fault(name, act)


def sending(name: str, frame: bytes | str) -> Fault:
    """A frame in place of the reply's."""

    async def act(_: FakeExchange, socket: ServerConnection, _request: Row) -> None:
        await socket.send(frame, text=isinstance(frame, str) or None)

    return Fault(name, act)


async def _hang_up(_: FakeExchange, socket: ServerConnection, _request: Row) -> None:
    socket.transport.abort()


async def _do_and_hang_up(exchange: FakeExchange, socket: ServerConnection, request: Row) -> None:
    exchange.do(request)
    socket.transport.abort()


def closing(code: int) -> Fault:
    """A close frame in place of the reply."""

    async def act(_: FakeExchange, socket: ServerConnection, _request: Row) -> None:
        await socket.close(code, "no reason")

    return Fault(f"closed with {code}", act)


MALFORMED = [
    answering("ok missing", lambda id_: {"id": id_}),
    answering("ok a text", lambda id_: {"id": id_, "ok": "yes"}),
    answering("error missing", lambda id_: {"id": id_, "ok": False}),
    answering("error a text", lambda id_: {"id": id_, "ok": False, "error": "no"}),
    answering("code a number", lambda id_: {"id": id_, "ok": False, "error": {"code": 7}}),
    answering(
        "code endless", lambda id_: {"id": id_, "ok": False, "error": {"code": "x" * 10_000}}
    ),
    answering("id a list", lambda _: {"id": [], "ok": True}),
    sending("not MessagePack", b"\xc1"),
    sending("an empty list", b"\x90"),
    sending("a number", b"\x07"),
    sending("not JSON", "oops"),
]
BAD_STATES = [
    sending("a state that is none", wire.encode({"type": "state", "date": 5, "phase": []}, False)),
    sending(
        "a date that is none",
        wire.encode({"type": "state", "date": "2026-02-31", "phase": "x"}, False),
    ),
]
EMPTY = [
    answering("nothing but ok", lambda id_: {"id": id_, "ok": True}),
    answering(
        "fields of wrong types",
        lambda id_: (
            {"id": id_, "ok": True}
            | dict.fromkeys(("days", "accounts", "venue", "phase", "date"), 5)
            | dict.fromkeys(("last_reference", "limits"), "x")
        ),
    ),
    answering(
        "numbers beyond all bounds",
        lambda id_: (
            {"id": id_, "ok": True, "days": [{"date": "9999-99-99"}], "last_reference": 2**64 - 1}
            | {"venue": "fake", "limits": {"in_flight": -1}}
        ),
    ),
]
HANG_UPS = [
    *[closing(code) for code in (1000, 1001, 1002, 1013, 4001, 4008)],
    Fault("hung up before", _hang_up),
    Fault("hung up after", _do_and_hang_up),  # the last: what was done is not asked again
]


class FakeExchange:
    """What the bridge needs of an exchange: one day that has ended, transfers, reported failures.

    `faults`: by operation, what to do in place of the next requests; "challenge": the first frame.
    `done`: every command that was applied, in order.
    """

    def __init__(self) -> None:
        self.date, self.figures = 0, Figures(0, 0, 0, "")
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.done: list[Row] = []
        self.url = ""

    def day_has_ended(self, date: int, figures: Figures) -> None:
        """From now on there is a day to be settled."""
        self.date, self.figures = date, figures

    async def converse(self, socket: ServerConnection) -> None:
        """One session."""
        try:
            challenge = false_challenge(socket, "fake")
            if self.faults["challenge"]:
                await (
                    self.faults["challenge"]
                    .popleft()
                    .act(self, socket, {"id": 1, "op": "challenge"})
                )
                return
            await socket.send(wire.encode(challenge, text=True))
            async for frame in socket:
                for request in wire.decode(frame):
                    await self._answer(socket, request)
        except ConnectionClosed:
            pass

    async def _answer(self, socket: ServerConnection, request: Row) -> None:
        faults = self.faults[request["op"]]
        if faults:
            await faults.popleft().act(self, socket, request)
            return
        head = {"type": "reply", "id": request["id"]}
        await socket.send(wire.encode(head | self.do(request), text=False))

    def do(self, request: Row) -> Row:
        """Do what is asked: the reply's fields."""
        why = getattr(self, f"_{request['op']}", lambda _: "")(request)
        if isinstance(why, dict):
            return {"ok": True} | why
        if why:
            return {"ok": False, "error": {"code": why, "message": why}}
        self.done.append(request)
        return {"ok": True}

    def count(self, op: str) -> int:
        """How often a command was applied."""
        return sum(request["op"] == op for request in self.done)

    def _applied(self, op: str) -> bool:
        return self.count(op) > 0

    def _log_on(self, _request: Row) -> Row:
        return {
            "role": "bridge",
            "venue": "fake",
            "date": "2026-01-05",
            "phase": "ended",
            "limits": {"in_flight": 100},
        }

    def _log_off(self, _request: Row) -> Row:
        return {}

    def _transfers(self, _request: Row) -> Row:
        moved = [each for each in self.done if "reference" in each and each["op"] != "relate"]
        return {"last_reference": max([0, *[each["reference"] for each in moved]])}

    def _last_relation(self, _request: Row) -> Row:
        taken = [each["reference"] for each in self.done if each["op"] == "relate"]
        return {"last": max(taken, default=0)}

    def _relate(self, request: Row) -> str:
        last = self._last_relation(request)["last"]
        if request["reference"] <= last:
            return "reference_already_applied"
        return "reference_out_of_step" if request.get("follows", last) != last else ""

    def _days(self, _request: Row) -> Row:
        if not self.date:
            return {"days": []}
        marks = {
            "confirmed": self._applied("clearing_result"),
            "settled": self._applied("settlement_done"),
        }
        row = {
            "date": format_date(self.date),
            "failed": self.count("trade_failed"),
            "first_event": 1,
        }
        return {"days": [row | asdict(self.figures) | marks]}

    def _unsettled(self, request: Row) -> Row:
        return {"days": [row for row in self._days(request)["days"] if not row["settled"]]}

    def _anchor(self, _request: Row) -> Row:
        noted = [each["anchor"] for each in self.done if "anchor" in each]
        anchor = noted[-1] if noted else None
        command = None if anchor is None else 1
        head = {"log_position": 4_096, "log_link": "0" * 64}
        return {"anchor": anchor, "command": command, "stands": None} | head

    def _applied_page(self, _request: Row) -> Row:
        return {"applied": [], "next": None}

    def _transfer(self, request: Row) -> str:
        last = self._transfers(request)["last_reference"]
        if request["reference"] <= last:
            return "reference_already_applied"
        return "reference_out_of_step" if request.get("follows", last) != last else ""

    _cash_in = _cash_out = _units_in = _units_out = _transfer

    def _clearing_result(self, request: Row) -> str:
        return "" if request["tape_hash"] == self.figures.tape_hash else "clearing_hash_differs"

    def _trade_failed(self, request: Row) -> str:
        told = [each["trade"] for each in self.done if each["op"] == "trade_failed"]
        return "reference_already_applied" if request["trade"] in told else ""

    def _settlement_done(self, request: Row) -> str:
        if self._applied("settlement_done"):
            return "day_already_settled"
        if not self._applied("clearing_result"):
            return "clearing_not_confirmed"
        return "" if request["failed"] == self.count("trade_failed") else "failed_count_differs"


@asynccontextmanager
async def running_exchange() -> AsyncIterator[FakeExchange]:
    """The exchange on a port of its own."""
    exchange = FakeExchange()
    async with serve(
        exchange.converse, "127.0.0.1", 0, compression=None, ping_interval=None
    ) as server:
        exchange.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield exchange
