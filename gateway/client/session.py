"""A member's session: trade, ask, and read one's reports over one connection."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Unpack, cast

from gateway.client.asking import Asking, given
from gateway.client.keep_alive import Scope, kept_alive
from gateway.client.link import Link
from gateway.client.new_orders import OrderOptions, Price, ReplaceOptions, new_order, ticks
from gateway.client.pushed import State
from gateway.client.session_streams import Opening, SessionStreams
from gateway.client.streams import EventBatch, Place
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.client.typed import (
        AccountsAccount,
        CancelReply,
        FillsFill,
        NewOrderReply,
        OpenOrdersOrder,
        OrderReply,
        OrdersOrder,
        ReplaceReply,
        Report,
    )


class Session(Asking):
    """A logged-on session. Made by `connect`.

    Attributes: `role`, `account` (None but for members and viewers), `venue`, `logged_on` (the
    whole log-on reply).
    """

    def __init__(
        self, opening: Opening, asked: Place | None, give_up_s: float, timeout_s: float | None
    ) -> None:
        self._streams = SessionStreams(opening, asked)
        link = Link(self._streams.open, self._streams.end, give_up_s)
        super().__init__(link, timeout_s)

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

    async def cancel(
        self,
        order: int | str,
        *,
        client_request_id: str | None = None,
        timeout_s: float | None = None,
    ) -> CancelReply:
        """Withdraw an order (撤单) by the exchange's number or by its client order id. An id of the
        request's own makes a resend harmless.
        """
        terms = _named(order) | given(client_request_id=client_request_id)
        return cast("CancelReply", await self.request("cancel", timeout_s=timeout_s, **terms))

    async def replace(
        self,
        order: int | str,
        price: Price,
        quantity: int | None = None,
        *,
        timeout_s: float | None = None,
        **options: Unpack[ReplaceOptions],
    ) -> ReplaceReply:
        """Give an order another price and another open quantity, or another `total`; only a smaller
        quantity at the same price keeps its place.
        """
        terms = _named(order) | {"price": ticks(price)} | given(quantity=quantity) | {**options}
        return cast("ReplaceReply", await self.request("replace", timeout_s=timeout_s, **terms))

    def keep_alive(
        self, within_s: float, scope: Scope = "key"
    ) -> AbstractAsyncContextManager[None]:
        """`async with session.keep_alive(5):` has the venue cancel the open orders of this key, or
        of the account, when it has not heard this program for that long, be it cut off, dead or
        stuck. Left by an exception the timer runs out, else it is taken away.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        return kept_alive(self.request, self.connected, within_s, scope)

    async def open_orders(
        self, instrument: str | None = None, account: int | None = None
    ) -> list[OpenOrdersOrder]:
        """The open orders."""
        rows = await self.pages("open_orders", "orders", instrument=instrument, account=account)
        return cast("list[OpenOrdersOrder]", rows)

    async def order(self, which: int | str, date: str | None = None) -> OrderReply:
        """An order of today, or of one of the last 30 days, by either id; its `order` is None where
        there is none.
        """
        terms = _named(which) | given(date=date)
        return cast("OrderReply", await self.question("order", **terms))

    async def orders(
        self, instrument: str | None = None, account: int | None = None, date: str | None = None
    ) -> list[OrdersOrder]:
        """The orders of today or of one of the last 30 days, open and finished."""
        terms: Message = {"instrument": instrument, "account": account, "date": date}
        return cast("list[OrdersOrder]", await self.pages("orders", "orders", **terms))

    async def fills(
        self, instrument: str | None = None, account: int | None = None, date: str | None = None
    ) -> list[FillsFill]:
        """The fills of today or of one of the last 30 days."""
        terms: Message = {"instrument": instrument, "account": account, "date": date}
        return cast("list[FillsFill]", await self.pages("fills", "fills", **terms))

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
        return self._streams.risk_alerts.read(self._alerts_after("risk_alerts"), after, follow)

    def alerts(self, after: int = 0, *, follow: bool = True) -> AsyncIterator[Message]:
        """Alerts to staff that have changed after a number, each as it is then: those kept, and
        with `follow` each as it changes (roles exchange and feed). The `change` of the last one
        read is where another session goes on. Raises ConnectionLost, RequestRefused.
        """
        return self._streams.alerts.read(self._alerts_after("alerts"), after, follow)

    def notices(self) -> AsyncIterator[Message]:
        """What the schedule reports (roles exchange and feed), and what the gateway tells of
        sessions (role feed), as it comes.

        Ends with the log-off; raises ConnectionLost.
        """
        return self._streams.notices.read()

    def approvals(self) -> AsyncIterator[Message]:
        """What becomes of acts that need a second key, as it comes (role exchange):
        `operations.approvals` has all that await approval.

        Ends with the log-off; raises ConnectionLost.
        """
        return self._streams.approvals.read()

    def states(self) -> AsyncIterator[State]:
        """The venue's state at log-on, then at each change.

        Ends with the log-off; raises ConnectionLost.
        """
        return self._streams.states.read()

    def _alerts_after(self, op: str) -> Callable[[int], Awaitable[list[Message]]]:
        return lambda last: self.pages(op, "alerts", after=last)

    async def _ask_again(self, place: Place) -> None:
        await self._link.now.request("resume_reports", report_date=place.date, from_=place.number)


def _named(order: int | str) -> Message:
    return {"order": order} if isinstance(order, int) else {"client_order_id": order}
