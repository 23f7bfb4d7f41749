"""A member's session: trade, ask, and read one's reports over one connection."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack, cast, overload

from gateway.client.link import Link
from gateway.client.new_orders import OrderOptions, Price, new_order, ticks
from gateway.client.pushed import State
from gateway.client.session_streams import Opening, SessionStreams
from gateway.client.streams import EventBatch, Place
from gateway.protocol.replies import Asked, R, Reply
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.client.operations import Operations
    from gateway.client.typed import (
        AccountsAccount,
        CancelReply,
        FillsFill,
        NewOrderReply,
        OpenOrdersOrder,
        ReplaceReply,
        Report,
    )


class Session:
    """A logged-on session. Made by `connect`.

    Attributes: `role`, `account` (None but for members and viewers), `venue`, `logged_on` (the
    whole log-on reply).
    """

    def __init__(
        self, opening: Opening, asked: Place | None, give_up_s: float, timeout_s: float | None
    ) -> None:
        self._streams = SessionStreams(opening, asked)
        self._link = Link(self._streams.open, self._streams.end, give_up_s)
        self._timeout_s = timeout_s

    async def connected(self) -> None:
        """Wait until a lost connection is open again. Raises what the session has ended with."""
        await self._link.connected()

    @property
    def logged_on(self) -> Message:
        """The latest log-on reply: role, account, venue, date, phase, limits, next_report."""
        return self._streams.logged_on

    @property
    def role(self) -> str:
        """What the key may do: member, viewer, exchange, feed or bridge."""
        result: str = self.logged_on["role"]
        return result

    @property
    def account(self) -> int | None:
        """The account of a member or viewer."""
        result: int | None = self.logged_on["account"]
        return result

    @property
    def venue(self) -> str:
        """The venue's id."""
        result: str = self.logged_on["venue"]
        return result

    @property
    def clock_offset_ns(self) -> int:
        """How far the venue's clock is ahead of this computer's, as the latest log-on showed; off
        by half the time that it took at most.
        """
        return self._streams.ahead_ns

    def venue_ns(self) -> int:
        """Now by the venue's clock, ns since 1970: what `valid_until_ns` is compared with."""
        return time.time_ns() + self.clock_offset_ns

    @property
    def operations(self) -> Operations:
        """Every operation of PROTOCOL.md as a method with typed keywords, as on the wire."""
        from gateway.client.operations import Operations

        return Operations(self.request)

    async def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Message:
        """Any operation of PROTOCOL.md; a trailing underscore is dropped (`from_=1`). Returns the
        reply's fields. `timeout_s`: how long the reply is waited for.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        wait_s = self._timeout_s if timeout_s is None else timeout_s
        return await self._link.now.request(op, timeout_s=wait_s, **fields)

    @overload
    async def request_many(
        self, requests: Sequence[Asked[R]], timeout_s: float | None = None
    ) -> list[Reply[R]]: ...

    @overload
    async def request_many(
        self, requests: Sequence[Mapping[str, Any]], timeout_s: float | None = None
    ) -> list[Reply[Any]]: ...

    async def request_many(
        self, requests: Sequence[Mapping[str, Any]], timeout_s: float | None = None
    ) -> list[Reply[Any]]:
        """Many requests in pipelined frames, in order; refused ones are Replies with `ok` False.
        They are sent as fast as the limits of the log-on allow; `timeout_s`: how long each reply is
        waited for from then on. `build` and `new_order` make them.

        Raises ConnectionLost, ReplyMissing: their `replies` are those that came before.
        """
        wait_s = self._timeout_s if timeout_s is None else timeout_s
        return await self._link.now.request_many(requests, wait_s)

    async def ask(self, request: Asked[R], timeout_s: float | None = None) -> R:
        """One request that `build` or `new_order` has made; the fields of its reply.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        (reply,) = await self.request_many([request], timeout_s)
        return reply.result()

    async def buy(
        self,
        instrument: str,
        price: Price,
        quantity: int,
        *,
        timeout_s: float | None = None,
        **options: Unpack[OrderOptions],
    ) -> NewOrderReply:
        """Enter a buy order (买入申报), at a price or at "market"; options as in OrderOptions.

        Raises RequestRefused, ConnectionLost, ReplyMissing, PriceMalformed.
        """
        return await self.ask(new_order("buy", instrument, price, quantity, options), timeout_s)

    async def sell(
        self,
        instrument: str,
        price: Price,
        quantity: int,
        *,
        timeout_s: float | None = None,
        **options: Unpack[OrderOptions],
    ) -> NewOrderReply:
        """Enter a sell order (卖出申报), at a price or at "market"; options as in OrderOptions.

        Raises RequestRefused, ConnectionLost, ReplyMissing, PriceMalformed.
        """
        return await self.ask(new_order("sell", instrument, price, quantity, options), timeout_s)

    async def cancel(self, order: int | str, *, timeout_s: float | None = None) -> CancelReply:
        """Withdraw an order (撤单) by the exchange's number or by its client order id."""
        reply = await self.request("cancel", timeout_s=timeout_s, **_named(order))
        return cast("CancelReply", reply)

    async def replace(
        self, order: int | str, price: Price, quantity: int, *, timeout_s: float | None = None
    ) -> ReplaceReply:
        """Give an order another price and open quantity; only a smaller quantity at the same price
        keeps its place.
        """
        terms = {**_named(order), "price": ticks(price), "quantity": quantity}
        return cast("ReplaceReply", await self.request("replace", timeout_s=timeout_s, **terms))

    async def open_orders(
        self, instrument: str | None = None, account: int | None = None
    ) -> list[OpenOrdersOrder]:
        """The open orders."""
        rows = await self.pages("open_orders", "orders", instrument=instrument, account=account)
        return cast("list[OpenOrdersOrder]", rows)

    async def fills(
        self, instrument: str | None = None, account: int | None = None
    ) -> list[FillsFill]:
        """Today's fills."""
        rows = await self.pages("fills", "fills", instrument=instrument, account=account)
        return cast("list[FillsFill]", rows)

    async def accounts(self) -> list[AccountsAccount]:
        """Every account with its cash (roles exchange and bridge)."""
        return cast("list[AccountsAccount]", await self.pages("accounts", "accounts"))

    @property
    def next_report(self) -> Place | None:
        """Where another session goes on with the reports: after the last one that was read."""
        return self._streams.reports.place

    def reports(self) -> AsyncIterator[Report]:
        """This account's reports, without holes: what was missed is asked for again. One program
        reads them.

        `next_report` is where a later session goes on with them.

        Ends when the session is logged off; raises ConnectionLost, or ReportsLost where those that
        come next are of a day too long ago.
        """
        return self._streams.reports.read(self._ask_again)

    def events(self, from_: int = 1) -> AsyncIterator[EventBatch]:
        """The engine's events from that number on, in batches without holes (roles feed and
        exchange).

        A slow reader holds up the server rather than memory. Raises ConnectionLost, RequestRefused,
        EventsMissing.
        """
        return self._streams.events.read(self._link.now, from_)

    def risk_alerts(self, after: int = 0, *, follow: bool = True) -> AsyncIterator[Message]:
        """Alerts of compliance risk after a number: those kept, then, with `follow`, each
        as it comes (role exchange).

        One program reads them; a reader who is too slow to take them is given what it missed from
        those kept. Raises ConnectionLost, RequestRefused.
        """

        async def ask(last: int) -> list[Message]:
            return await self.pages("risk_alerts", "alerts", after=last)

        return self._streams.alerts.read(ask, after, follow)

    def states(self) -> AsyncIterator[State]:
        """The venue's state at log-on, then at each change.

        Ends with the log-off; raises ConnectionLost.
        """
        return self._streams.states.read()

    async def pages(
        self, op: str, rows: str, *, after: int | None = None, **fields: Any
    ) -> list[Message]:
        """All rows of a query that may be answered page by page, from the field `rows` of each
        reply.

        Its `next` is `after` of the next request. Raises RequestRefused, ConnectionLost.
        """
        found: list[Message] = []
        while True:
            reply = await self.request(op, **_given(**fields, after=after))
            found += reply[rows]
            after = reply.get("next")
            if after is None:
                return found

    async def _ask_again(self, place: Place) -> None:
        await self._link.now.request("resume_reports", report_date=place.date, from_=place.number)


def _given(**fields: Any) -> Message:
    return {name: value for name, value in fields.items() if value is not None}


def _named(order: int | str) -> Message:
    return {"order": order} if isinstance(order, int) else {"client_order_id": order}
