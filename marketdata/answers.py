"""What the feed answers to one request of a listener."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from engine.units import format_date
from gateway.protocol.conversation import Request
from gateway.protocol.errors import RequestError, WireError
from gateway.protocol.faults import FaultLog
from gateway.protocol.operations import LOG_ON, Operation
from gateway.protocol.outside import Outside
from gateway.protocol.traffic import Traffic
from gateway.protocol.wire import Frame, Message, encode
from marketdata import bar_answers, trade_pages
from marketdata.bar_answers import Wanted, running
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.listener import Listener

FAULTS = FaultLog(logging.getLogger("marketdata"))
HISTORY_QUERIES = 2  # at the same time
LAST_DAY = "9999-12-31"


class Answers:
    """Answers from the feed as it is now, and from the history of past days."""

    def __init__(self, feed: Feed, history: History, outside: Outside) -> None:
        self._feed, self._history, self._outside = feed, history, outside
        self._queries = asyncio.Semaphore(HISTORY_QUERIES)
        self.traffic = Traffic()

    async def answer(self, listener: Listener, request: Request, received_ns: int) -> Frame:
        """Do what a request asks, whose frame came at that time; the frame of its reply."""
        begun_ns, text = self._outside.monotonic_ns(), listener.interest.text
        try:
            reply = await self._reply(listener, request, received_ns)
            frame = encode(reply, text)
        except Exception as fault:  # noqa: BLE001
            internal = FAULTS.note(fault, "answering a request")
            reply = _refused(request.id, internal.as_map())
            frame = encode(reply, text)
        taken_ns = self._outside.monotonic_ns() - begun_ns
        self.traffic.answered([request], [reply], taken_ns)
        return frame

    def unreadable(self, listener: Listener, error: WireError) -> Frame:
        """The answer to a frame that cannot be read."""
        request = Request(None, None, {}, error.as_map())
        reply = _refused(None, request.error)
        self.traffic.answered([request], [reply], 0)
        return encode(reply, listener.interest.text)

    async def _reply(self, listener: Listener, request: Request, received_ns: int) -> Message:
        operation = request.operation
        if operation is None:
            return _refused(request.id, request.error)
        try:
            if operation is LOG_ON:
                result = listener.logged_on(received_ns, self._outside.wall_ns())
            else:
                result = await self._do(listener, operation, request.fields)
            return {"type": "reply", "id": request.id, "ok": True, **result}
        except RequestError as error:
            return _refused(request.id, error.as_map())

    async def _do(
        self, listener: Listener, operation: Operation, fields: dict[str, Any]
    ) -> dict[str, Any]:
        match operation.name:
            case "subscribe":
                return listener.subscribe(fields, self._feed)
            case "unsubscribe":
                return listener.unsubscribe(fields)
            case "history":
                return await self._rows(fields)
            case "bars":
                return await self._bars(fields)
            case "trades":
                return trade_pages.answer(self._feed.settlement, fields)
            case "bulletin":
                return await self._bulletin(fields)
            case "announcements":
                return self._feed.board.announcements.page(fields.get("after", 0))
        return {"server_time_ns": self._outside.wall_ns()}

    async def _rows(self, fields: dict[str, Any]) -> dict[str, Any]:
        first = format_date(fields.get("from_date", 0))
        last = format_date(fields["to_date"]) if "to_date" in fields else LAST_DAY
        instrument = fields["instrument"].decode() if "instrument" in fields else None
        async with self._queries:
            rows, more_from = await asyncio.to_thread(self._history.rows, first, last, instrument)
        return {"rows": rows, "more_from": more_from}

    async def _bars(self, fields: dict[str, Any]) -> dict[str, Any]:
        wanted = Wanted(
            fields["instrument"].decode(),
            fields["span"],
            format_date(fields.get("from_date", 0)),
            format_date(fields["to_date"]) if "to_date" in fields else LAST_DAY,
        )
        now = running(self._feed.board, wanted)
        async with self._queries:
            return await asyncio.to_thread(
                bar_answers.answer, self._history, wanted, now, self._feed.sessions_on
            )

    async def _bulletin(self, fields: dict[str, Any]) -> dict[str, Any]:
        date = format_date(fields["date"]) if "date" in fields else None
        async with self._queries:
            bulletin = await asyncio.to_thread(self._history.bulletin, date)
            if bulletin is None:
                raise RequestError(
                    "bulletin_unknown",
                    f"no bulletin of {date or 'any day'} yet",
                    field="date",
                    value=date,
                )
            corrected_on = await asyncio.to_thread(self._history.corrected_on, bulletin["date"])
        return {"bulletin": bulletin, "corrected_on": corrected_on}


def _refused(id_: int | None, error: dict[str, Any] | None) -> Message:
    return {"type": "reply", "id": id_, "ok": False, "error": error}
