"""A member's session: trade, ask, and read one's reports over one connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from gateway.client.connection import Connection
from gateway.client.new_orders import NewOrder, OrderOptions, Price, new_order, ticks
from gateway.client.operations import Operations
from gateway.client.pushed import AlertStream, State, StateStream
from gateway.client.streams import EventBatch, EventStream, Place, ReportStream
from gateway.protocol.replies import Reply
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
) -> AsyncIterator[Session]:
    """Log on at `url` and log off at the end. Left by an exception it closes without log-off, so
    that a session with `cancel_on_disconnect` loses its orders.

    `resume` is where the reports go on, the `next_report` of an earlier session; `today`: from the
    first one of the day that runs. Else they go on from now on. `venue` is the id expected at the
    address (None: any): a restored copy that became a venue of its own has another one. `ca`: a PEM
    file of the authorities that a `wss://` server's certificate may be signed by, None: those of
    CEAX_CA or this computer. `server_key`: the gateway's public key in hex, None: the one that is
    kept beside `key` at first use. Raises VenueUnreachable, CertificateUnusable, VenueDiffers,
    ServerUnproven, ServerKeyDiffers, ConnectionLost, or RequestRefused when the log-on is refused:
    as `report_date_differs` when the day to resume is over.
    """
    session = Session()
    asked = Place(*resume) if resume is not None else None
    options = _given(cancel_on_disconnect=cancel_on_disconnect or None)
    options |= {"report_date": asked.date, "next_report": asked.number} if asked is not None else {}
    connection = await Connection.open(
        url,
        key,
        on_message=session._receive,
        on_end=session._end,
        heartbeat_s=heartbeat_s,
        binary=binary,
        log_on=options,
        venue=venue,
        ca=ca,
        server_key=server_key,
    )
    session._begin(connection, asked, today)
    try:
        yield session
        await connection.log_off()
    finally:
        await connection.close()


class Session:
    """A logged-on session. Made by `connect`.

    Attributes: `role`, `account` (None but for members and viewers), `venue`, `logged_on` (the
    whole log-on reply).
    """

    _connection: Connection

    def __init__(self) -> None:
        self._states, self._alerts = StateStream(), AlertStream()
        self._reports = ReportStream()
        self._events = EventStream()

    @property
    def logged_on(self) -> Message:
        """The log-on reply: role, account, venue, date, phase, limits, next_report."""
        return self._connection.logged_on

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
        return await self._connection.request(op, **fields)

    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply]:
        """Many requests in pipelined frames, in order; refused ones are Replies with `ok` False.

        See `new_order`.
        """
        return await self._connection.request_many(requests)

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
        return self._reports.read(self._connection)

    def events(self, from_: int = 1) -> AsyncIterator[EventBatch]:
        """The engine's events from that number on, in batches without holes (roles feed and
        exchange).

        A slow reader holds up the server rather than memory. Raises ConnectionLost, RequestRefused,
        EventsMissing.
        """
        return self._events.read(self._connection, from_)

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

    def _begin(self, connection: Connection, asked: Place | None, today: bool) -> None:
        self._connection = connection
        number = self.logged_on.get("next_report")
        following = None if number is None else Place(self.logged_on["report_date"], number)
        self._reports.begin(asked, following)
        if today and following is not None:
            self._reports.ask_from(Place(following.date, 1))

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

    def _end(self, error: Exception | None) -> None:
        self._reports.end(error)
        self._events.end(error)
        self._states.end(error)
        self._alerts.end(error)


def _given(**fields: Any) -> Message:
    return {name: value for name, value in fields.items() if value is not None}


def _named(order: int | str) -> Message:
    return {"order": order} if isinstance(order, int) else {"client_order_id": order}
