"""The orders of one account on one day, open and finished, as its reports leave them."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.commands import MARKET, CommandKind, Method
from engine.events import EventArray, EventKind
from engine.units import CLIENT_ORDER_ID_MAX
from gateway.protocol.wire import Message
from gateway.reports.rendering import cancelled_status
from gateway.reports.words import REASONS, SIDES, TIMES_IN_FORCE, Codes

_ORDER = np.dtype(
    [
        ("order", "<i8"),
        ("text", f"S{CLIENT_ORDER_ID_MAX}"),
        ("side", "u1"),
        ("time_in_force", "u1"),
        ("market", "u1"),
        ("cancelled", "u1"),
        ("busted", "u1"),  # something that it had traded was undone
        ("reason", "<u2"),  # why it was cancelled
        ("instrument", "<i4"),
        ("price", "<i4"),
        ("open", "<i8"),  # t, and once it is cancelled what was
        ("filled", "<i8"),  # t
        ("amount_fen", "<i8"),
        ("trading_fee_fen", "<i8"),
        ("settlement_fee_fen", "<i8"),
        ("entered_ns", "<i8"),
        ("expires_ns", "<i8"),  # 0: with the day
        ("time_ns", "<i8"),  # of the last change
        ("report", "<i8"),  # number of the last report
    ]
)
if TYPE_CHECKING:
    OrderRow = Any
else:
    OrderRow = namedtuple("OrderRow", _ORDER.names)
_GROWTH_LEAST = 16  # orders
TRADE_BUSTED = "trade_busted"  # why an order has ended of which all that traded was undone
# What of a fill belongs to the taker, and to the maker.
_OF_TAKER = ("order_id", "leaves", "trading_fee_fen", "settlement_fee_fen")
_OF_MAKER = ("maker_order_id", "maker_leaves", "maker_trading_fee_fen", "maker_settlement_fee_fen")
Places = NDArray[np.int64]


class DayOrders:
    """Orders in the order of their numbers."""

    def __init__(self) -> None:
        self._rows = np.zeros(_GROWTH_LEAST, _ORDER)
        self._count = 0

    @property
    def nbytes(self) -> int:
        """How large it is."""
        return self._rows.nbytes

    @property
    def rows(self) -> NDArray[np.void]:
        """Every order."""
        return self._rows[: self._count]

    def place_of(self, order: int) -> int | None:
        """Place of an order by its number, None when it is not there."""
        place = int(np.searchsorted(self.rows["order"], order))
        return place if place < self._count and self.rows["order"][place] == order else None

    def place_of_text(self, client_order_id: bytes) -> int | None:
        """Place of an order by its client order id, None when it is not there."""
        found = np.flatnonzero(self.rows["text"] == client_order_id)
        return int(found[0]) if len(found) else None

    def take(self, events: EventArray, second: NDArray[np.bool_], first: int) -> None:
        """Take in the events of reports from number `first` on; `second`: of those that are for the
        event's second account.
        """
        numbers = np.arange(first, first + len(events))
        kind, of_kind = events["kind"], events["command_kind"]
        accepted = kind == EventKind.ACCEPTED
        self._enter(events, numbers, np.flatnonzero(accepted & (of_kind == CommandKind.NEW_ORDER)))
        fills = (kind == EventKind.FILL) & (events["method"] == Method.LISTED)
        self._fill(events, numbers, np.flatnonzero(fills & ~second), _OF_TAKER)
        self._fill(events, numbers, np.flatnonzero(fills & second), _OF_MAKER)
        busted = (kind == EventKind.TRADE_BUSTED) & (events["method"] == Method.LISTED)
        self._unfill(events, numbers, np.flatnonzero(busted & ~second), _OF_TAKER)
        self._unfill(events, numbers, np.flatnonzero(busted & second), _OF_MAKER)
        replaced = np.flatnonzero(accepted & (of_kind == CommandKind.REPLACE))
        there, places = self._change(events, numbers, replaced, "order_id", "leaves")
        self._rows["price"][places] = events["price"][there]
        lowered = np.flatnonzero(kind == EventKind.ORDER_LOWERED)
        self._change(events, numbers, lowered, "order_id", "leaves")
        gone = np.flatnonzero(kind == EventKind.CANCELLED)
        there, places = self._change(events, numbers, gone, "order_id", "leaves")
        self._rows["cancelled"][places] = 1
        self._rows["reason"][places] = events["reason"][there]

    def _enter(self, events: EventArray, numbers: Places, which: Places) -> None:
        if self._count + len(which) > len(self._rows):
            size = max(2 * len(self._rows), self._count + len(which))
            self._rows = np.concatenate([self.rows, np.zeros(size - self._count, _ORDER)])
        new, entered = self._rows[self._count : self._count + len(which)], events[which]
        self._count += len(which)
        for name in ("side", "time_in_force", "instrument", "price", "text", "time_ns"):
            new[name] = entered[name]
        new["order"], new["open"] = entered["order_id"], entered["quantity"]
        new["expires_ns"] = entered["value"]
        new["market"] = (entered["flags"] & MARKET) != 0
        new["entered_ns"], new["report"] = entered["time_ns"], numbers[which]

    def _fill(
        self, events: EventArray, numbers: Places, which: Places, names: tuple[str, ...]
    ) -> None:
        order, leaves, trading_fee, settlement_fee = names
        there, places = self._change(events, numbers, which, order, leaves)
        for name, of_event in (
            ("filled", "quantity"),
            ("amount_fen", "amount_fen"),
            ("trading_fee_fen", trading_fee),
            ("settlement_fee_fen", settlement_fee),
        ):
            np.add.at(self._rows[name], places, events[of_event][there])

    def _unfill(
        self, events: EventArray, numbers: Places, which: Places, names: tuple[str, ...]
    ) -> None:
        """Take off what was undone; what is open, or was when the order left, stays."""
        order, _, trading_fee, settlement_fee = names
        there, places = self._known(events, which, order)
        for name, of_event in (
            ("filled", "quantity"),
            ("amount_fen", "amount_fen"),
            ("trading_fee_fen", trading_fee),
            ("settlement_fee_fen", settlement_fee),
        ):
            np.subtract.at(self._rows[name], places, events[of_event][there])
        self._rows["busted"][places] = 1
        self._note(events, numbers, there, places)

    def _known(self, events: EventArray, which: Places, order: str) -> tuple[Places, Places]:
        """Which events are of orders that are there, and where these are."""
        orders = events[order][which]
        places = np.searchsorted(self.rows["order"], orders)
        known = places < self._count
        known[known] = self.rows["order"][places[known]] == orders[known]
        return which[known], places[known]

    def _note(
        self, events: EventArray, numbers: Places, there: Places, places: Places
    ) -> tuple[Places, Places]:
        """Note the last change of orders; of several of one the last counts, here and among the
        kinds of events. Which events were the last, and where.
        """
        later = numbers[there] >= self._rows["report"][places]
        last, at = there[later], places[later]
        self._rows["time_ns"][at] = events["time_ns"][last]
        self._rows["report"][at] = numbers[last]
        return last, at

    def _change(
        self, events: EventArray, numbers: Places, which: Places, order: str, leaves: str
    ) -> tuple[Places, Places]:
        """Note the last change of orders and what it left open; which events are of orders that are
        there, and where these are.
        """
        there, places = self._known(events, which, order)
        last, at = self._note(events, numbers, there, places)
        self._rows["open"][at] = events[leaves][last]
        return there, places


def order_maps(rows: NDArray[np.void], codes: Codes) -> list[Message]:
    """Orders for their member."""
    return [_order_map(OrderRow._make(values), codes) for values in rows.tolist()]


def _order_map(row: OrderRow, codes: Codes) -> Message:
    status, reason = "partly_filled" if row.filled else "entered", None
    if row.cancelled:
        status, reason = cancelled_status(row.reason), REASONS[row.reason]
    elif not row.open:
        status = "filled"
        if row.busted and not row.filled:
            status, reason = "cancelled", TRADE_BUSTED
    order: Message = {
        "order": row.order,
        "client_order_id": row.text.decode("ascii") or None,
        "instrument": codes[row.instrument],
        "side": SIDES[row.side],
        "order_type": "market" if row.market else "limit",
        "time_in_force": TIMES_IN_FORCE[row.time_in_force],
        "price": row.price or None,
        "quantity": row.filled + row.open,
        "filled": row.filled,
        "leaves": 0 if row.cancelled else row.open,
        "amount_fen": row.amount_fen,
        "trading_fee_fen": row.trading_fee_fen,
        "settlement_fee_fen": row.settlement_fee_fen,
        "status": status,
        "reason": reason,
        "entered_ns": row.entered_ns,
        "time_ns": row.time_ns,
        "report": row.report,
    }
    return order | {"expires_ns": row.expires_ns} if row.expires_ns else order
