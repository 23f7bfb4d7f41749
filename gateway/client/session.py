"""A member's session: trade, ask, and read one's reports over one connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from gateway.client.connection import Connection
from gateway.client.link import Link, OnEnd
from gateway.client.new_orders import NewOrder, OrderOptions, Price, new_order, ticks
from gateway.client.operations import Operations
from gateway.client.pushed import AlertStream, State, StateStream
from gateway.client.streams import DATE_DIFFERS, EventBatch, EventStream, Place, ReportStream
from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import Reply, RequestRefused
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.client.typed import (
        AccountsAccount,
        CancelReply,
        FillsFill,
        NewOrderReply,
        OpenOrdersOrder,
        ReplaceReply,
        Report,
    )
    from gateway.protocol.private_keys import PrivateKey


@asynccontextmanager
async def connect(
    url: str,
    key: PrivateKey,
    *,
    resume: Place | tuple[str, int] | None = None,
    today: bool = False,
    heartbeat_s: int = 15,
    cancel_on_disconnect: bool = False,
    binary: bool = True,
    venue: str | None = None,
    ca: Path | str | None = None,
    server_key: str | None = None,
    give_up_s: float = 0,
) -> AsyncIterator[Session]:
    """Log on at `url` and log off at the end. Left by an exception it closes without log-off, so
    that a session with `cancel_on_disconnect` loses its orders.

    `resume` is where the reports go on, the `next_report` of an earlier session; `today`: from the
    first one of the day that runs. Else they go on from now on. `venue` is the id expected at the
    address (None: any): a restored copy that became a venue of its own has another one. `ca`: a PEM
    file of the authorities that a `wss://` server's certificate may be signed by, None: those of
    CEAX_CA or this computer. `server_key`: the gateway's public key in hex, None: the one that is
    kept beside `key` at first use.

    `give_up_s`: how long a lost gateway is looked for. Meanwhile requests raise ConnectionLost at
    once, so that no order goes out later than it was meant; reports then go on without a hole. 0:
    the session ends with its connection.

    Raises VenueUnreachable, CertificateUnusable, VenueDiffers, ServerUnproven, ServerKeyDiffers,
    ConnectionLost, or RequestRefused when the log-on is refused: as `report_date_differs` when the
    day to resume is over.
    """
    asked = Place(*resume) if resume is not None else None
    options = _given(cancel_on_disconnect=cancel_on_disconnect or None)

    async def opening(fields: Message, on_end: OnEnd) -> Connection:
        return await Connection.open(
            url,
            key,
            on_message=session._receive,
            on_end=on_end,
            heartbeat_s=heartbeat_s,
            binary=binary,
            log_on=options | fields,
            venue=venue,
            ca=ca,
            server_key=server_key,
        )

    session = Session(opening, asked, give_up_s)
    await session._link.open()
    if today:
        session._from_today()
    try:
        yield session
        await session._link.close()
    finally:
        await session._link.close(log_off=False)


class Session:
    """A logged-on session. Made by `connect`.

    Attributes: `role`, `account` (None but for members and viewers), `venue`, `logged_on` (the
    whole log-on reply).
    """

    def __init__(
        self,
        opening: Callable[[Message, OnEnd], Awaitable[Connection]],
        asked: Place | None,
        give_up_s: float,
    ) -> None:
        self._states, self._alerts = StateStream(), AlertStream()
        self._reports = ReportStream()
        self._events = EventStream()
        self._opening, self._asked = opening, asked
        self._logged_on: Message = {}
        self._link = Link(self._open, self._end, give_up_s)

    async def connected(self) -> None:
        """Wait until a lost connection is open again. Raises what the session has ended with."""
        await self._link.connected()

    @property
    def logged_on(self) -> Message:
        """The latest log-on reply: role, account, venue, date, phase, limits, next_report."""
        return self._logged_on

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
    def operations(self) -> Operations:
        """Every operation of PROTOCOL.md as a method with typed keywords, as on the wire."""
        return Operations(self.request)

    async def request(self, op: str, **fields: Any) -> Message:
        """Any operation of PROTOCOL.md; a trailing underscore is dropped (`from_=1`). Returns the
        reply's fields.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        return await self._link.now.request(op, **fields)

    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply]:
        """Many requests in pipelined frames, in order; refused ones are Replies with `ok` False.

        See `new_order`.
        """
        return await self._link.now.request_many(requests)

    async def buy(
        self, instrument: str, price: Price, quantity: int, **options: Unpack[OrderOptions]
    ) -> NewOrderReply:
        """Enter a buy order (买入申报), at a price or at "market"; options as in OrderOptions.

        Raises RequestRefused, UnitError.
        """
        return await self._order(new_order("buy", instrument, price, quantity, options))

    async def sell(
        self, instrument: str, price: Price, quantity: int, **options: Unpack[OrderOptions]
    ) -> NewOrderReply:
        """Enter a sell order (卖出申报), at a price or at "market"; options as in OrderOptions.

        Raises RequestRefused, UnitError.
        """
        return await self._order(new_order("sell", instrument, price, quantity, options))

    async def cancel(self, order: int | str) -> CancelReply:
        """Withdraw an order (撤单) by the exchange's number or by its client order id."""
        return cast("CancelReply", await self.request("cancel", **_named(order)))

    async def replace(self, order: int | str, price: Price, quantity: int) -> ReplaceReply:
        """Give an order another price and open quantity; only a smaller quantity at the same price
        keeps its place.
        """
        terms = {"price": ticks(price), "quantity": quantity}
        return cast("ReplaceReply", await self.request("replace", **_named(order), **terms))

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
        return self._reports.place

    def reports(self) -> AsyncIterator[Report]:
        """This account's reports, without holes: what was missed is asked for again. One program
        reads them.

        `next_report` is where a later session goes on with them.

        Ends when the session is logged off; raises ConnectionLost, or ReportsLost when a new day
        took them away unread.
        """
        return self._reports.read(self._ask_again)

    def events(self, from_: int = 1) -> AsyncIterator[EventBatch]:
        """The engine's events from that number on, in batches without holes (roles feed and
        exchange).

        A slow reader holds up the server rather than memory. Raises ConnectionLost, RequestRefused,
        EventsMissing.
        """
        return self._events.read(self._link.now, from_)

    def risk_alerts(self, after: int = 0, *, follow: bool = True) -> AsyncIterator[Message]:
        """Alerts of compliance risk after a number: those kept, then, with `follow`, each
        as it comes (role exchange).

        One program reads them; a reader who is too slow to take them is given what it missed from
        those kept. Raises ConnectionLost, RequestRefused.
        """

        async def ask(last: int) -> list[Message]:
            return await self.pages("risk_alerts", "alerts", after=last)

        return self._alerts.read(ask, after, follow)

    def states(self) -> AsyncIterator[State]:
        """The venue's state at log-on, then at each change.

        Ends with the log-off; raises ConnectionLost.
        """
        return self._states.read()

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

    async def _order(self, order: NewOrder) -> NewOrderReply:
        (reply,) = await self.request_many([order])
        return cast("NewOrderReply", reply.result())

    async def _open(self, on_end: OnEnd) -> Connection:
        """A connection with the reports from where they are wanted; of a day that is over, those
        that the venue still has.
        """
        asked, self._asked = self._asked, None
        wanted = asked or self._reports.wanted
        try:
            connection = await self._opening(_resumed(wanted), on_end)
        except RequestRefused as refused:
            if asked is not None or wanted is None or refused.code != DATE_DIFFERS:
                raise
            self._reports.give_up(refused.allowed["report_date"])
            wanted = self._reports.wanted
            connection = await self._opening(_resumed(wanted), on_end)
        self._logged_on = connection.logged_on
        self._reports.begin(asked, self._following())
        return connection

    def _following(self) -> Place | None:
        """The place of the next new report; None without an account."""
        number = self.logged_on.get("next_report")
        return None if number is None else Place(self.logged_on["report_date"], number)

    def _from_today(self) -> None:
        following = self._following()
        if following is not None:
            self._reports.ask_from(Place(following.date, 1))

    async def _ask_again(self, place: Place) -> None:
        await self._link.now.request("resume_reports", report_date=place.date, from_=place.number)

    def _receive(self, message: Message) -> None:
        match message["type"]:
            case "report":
                self._reports.receive(message)
            case "events":
                self._events.receive(message)
            case "state":
                self._states.push(cast(State, message))
            case "risk_alert":
                self._alerts.push(message)

    def _end(self, error: GatewayError | None) -> None:
        self._reports.end(error)
        self._events.end(error)
        self._states.end(error)
        self._alerts.end(error)


def _given(**fields: Any) -> Message:
    return {name: value for name, value in fields.items() if value is not None}


def _resumed(place: Place | None) -> Message:
    return {} if place is None else {"report_date": place.date, "next_report": place.number}


def _named(order: int | str) -> Message:
    return {"order": order} if isinstance(order, int) else {"client_order_id": order}
