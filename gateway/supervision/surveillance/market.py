"""The market of one day as its events make it: open orders, prices, sums. It turns rows of events
into facts and lets the rules hear them, in the order of the events.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from engine.commands import CommandKind, Method, Phase
from engine.events import BUYER_IS_TAKER, IN_CALL, EventKind
from gateway.supervision.surveillance.facts import BUY, SELL, Instrument, Order, OwnSide, Trade
from gateway.supervision.surveillance.lasting import Lasting, Pair, Sums
from gateway.supervision.surveillance.relations import Relation, Relations
from gateway.supervision.surveillance.rows import MAXIMUM_HOLDING, Row

_ACCEPTED, _FILL, _BUSTED, _CANCELLED, _LOWERED, _INSTRUMENT_DAY, _TEXT = (
    int(EventKind.ACCEPTED),
    int(EventKind.FILL),
    int(EventKind.TRADE_BUSTED),
    int(EventKind.CANCELLED),
    int(EventKind.ORDER_LOWERED),
    int(EventKind.INSTRUMENT_DAY),
    int(EventKind.TEXT),
)
_NEW_ORDER, _REPLACE = int(CommandKind.NEW_ORDER), int(CommandKind.REPLACE)
_LISTED, _CLOSED = (0, int(Method.LISTED)), int(Phase.CLOSED)
FACTS = (
    *("entered", "replaced", "left", "traded", "undone"),
    *("units_moved", "noticed", "closed", "moment"),
)
NEVER_NS = 2**63 - 1
Hearers = Sequence[Callable[..., None]]


class Ending(NamedTuple):
    """How an order has left the book, or a part of it: the Reason, and the event."""

    reason: int
    sequence: int
    time_ns: int


class Market:
    """One day. `due_ns` is the time at which a rule wants to look again, by `moment`."""

    def __init__(self, date: int, lasting: Lasting, relations: Relations) -> None:
        self.date, self.lasting, self.relations = date, lasting, relations
        self.instruments = lasting.instruments
        self.orders: dict[int, Order] = {}
        self.sides: dict[tuple[int, int, int], OwnSide] = {}
        self.entered: dict[Pair, int] = {}  # how many orders, by instrument and account
        self.today = Sums(date)
        self.now_ns = 0
        self.sequence = 0
        self.due_ns = NEVER_NS
        self._unnamed: Relation | None = None  # whose party the next event names
        # of the fills of each method, whose numbers have no holes: the first number, their events
        self._fills: dict[int, tuple[int, array[int]]] = {}
        self._hear: dict[str, Hearers] = {}
        self.heard_by(())
        self._on_accepted: dict[int, Callable[[Row], None]] = {
            _NEW_ORDER: self._entered,
            _REPLACE: self._replaced,
            int(CommandKind.OPEN_ACCOUNT): self._named,
            int(CommandKind.LIST_INSTRUMENT): self._listed,
            int(CommandKind.SET_PARAMETER): self._parameter,
            int(CommandKind.UNITS_IN): self._units_in,
            int(CommandKind.UNITS_OUT): self._units_out,
            int(CommandKind.SET_PHASE): self._phase,
            int(CommandKind.ANNOUNCE): self._noticed,
            int(CommandKind.RELATE): self._related,
        }

    def heard_by(self, rules: Iterable[Any]) -> None:
        """Let these rules hear the facts that they have methods for."""
        listening = list(rules)
        for fact in FACTS:
            found = (getattr(rule, fact, None) for rule in listening)
            self._hear[fact] = [each for each in found if each is not None]
        self._entering, self._traded = self._hear["entered"], self._hear["traded"]

    def own_side(self, account: int, instrument: int, side: int) -> OwnSide:
        """An account's open orders on one side of an instrument."""
        key = account, instrument, side
        found = self.sides.get(key)
        if found is None:
            found = self.sides[key] = OwnSide()
        return found

    def take(self, row: Row) -> None:
        """Take in the next event."""
        self.now_ns, self.sequence = row.time_ns, row.sequence
        if row.time_ns >= self.due_ns:
            self.due_ns = NEVER_NS
            self._tell("moment")
        kind = row.kind
        if kind == _ACCEPTED:
            handler = self._on_accepted.get(row.command_kind)
            if handler is not None:
                handler(row)
        elif kind == _FILL:
            self._filled(row)
        elif kind == _BUSTED:
            self._busted(row)
        elif kind == _CANCELLED:
            self._left(row, row.leaves)
        elif kind == _LOWERED:
            self._left(row, row.quantity)
        elif kind == _INSTRUMENT_DAY:
            self._day_of(row)
        elif kind == _TEXT:
            self._party(row)

    def _tell(self, fact: str, *about: object) -> None:
        for hear in self._hear[fact]:
            hear(*about)

    def _entered(self, row: Row) -> None:
        order = Order(
            row.order_id,
            row.account,
            row.instrument,
            row.side,
            row.price,
            row.quantity,
            row.quantity,
            row.time_ns,
            row.sequence,
        )
        self.orders[order.number] = order
        own = self.own_side(order.account, order.instrument, order.side)
        own.orders[order.number] = order
        own.leaves += order.leaves
        place = order.instrument, order.account
        self.entered[place] = self.entered.get(place, 0) + 1
        for hear in self._entering:
            hear(order)

    def _replaced(self, row: Row) -> None:
        order = self.orders.get(row.order_id)
        if order is None:
            return
        before = order.price
        own = self.own_side(order.account, order.instrument, order.side)
        own.leaves += row.leaves - order.leaves
        order.price, order.leaves = row.price, row.leaves
        order.quantity = order.traded + row.leaves
        for hear in self._hear["replaced"]:
            hear(order, before)

    def _left(self, row: Row, quantity: int) -> None:
        """A part of an order, or all that was open, is withdrawn."""
        order = self.orders.get(row.order_id)
        if order is None:
            return
        self._shrink(order, quantity)
        ending = Ending(row.reason, row.sequence, row.time_ns)
        for hear in self._hear["left"]:
            hear(order, quantity, ending)

    def _shrink(self, order: Order, quantity: int) -> None:
        own = self.own_side(order.account, order.instrument, order.side)
        own.leaves -= quantity
        order.leaves -= quantity
        if order.leaves <= 0:
            self.orders.pop(order.number, None)
            own.orders.pop(order.number, None)

    def _filled(self, row: Row) -> None:
        instrument, side, quantity, flags = row.instrument, row.side, row.quantity, row.flags
        listed = row.method in _LISTED
        own, other = row.account, row.maker_account
        taken = made = None
        if listed:
            taken, made = self.orders.get(row.order_id), self.orders.get(row.maker_order_id)
            for order in (taken, made):
                if order is not None:
                    order.traded += quantity
                    self._shrink(order, quantity)
            self.instruments[instrument].last = row.price
        taker = side if listed and not flags & IN_CALL else 0
        met = (own, other, taken, made) if side == BUY else (other, own, made, taken)
        buyer, seller, buys, sells = met
        trade = Trade(
            row.sequence, row.time_ns, instrument, row.price, quantity, buyer, seller, taker,
            listed, buys, sells,
        )  # fmt: skip
        self._count(trade)
        self._fills.setdefault(row.method, (row.number, array("q")))[1].append(row.sequence)
        for hear in self._traded:
            hear(trade)

    def _busted(self, row: Row) -> None:
        """A trade is undone: the sums are without it, and the rules hear which one it was."""
        first, events = self._fills[row.method]
        bought = bool(row.flags & BUYER_IS_TAKER)
        both = (row.account, row.maker_account) if bought else (row.maker_account, row.account)
        for number in (row.order_id, row.maker_order_id):
            order = self.orders.get(number) if row.method in _LISTED else None
            if order is not None:
                order.traded -= row.quantity
        self.instruments[row.instrument].last = row.parameter
        trade = Trade(
            events[row.number - first], row.time_ns, row.instrument, row.price, row.quantity, *both,
            0, row.method in _LISTED, None, None,
        )  # fmt: skip
        self._count(trade, -1)
        self._tell("undone", trade)

    def _count(self, trade: Trade, sign: int = 1) -> None:
        quantity = sign * trade.quantity
        buys, sells = (trade.instrument, trade.buyer), (trade.instrument, trade.seller)
        today, holdings = self.today, self.lasting.holdings
        if trade.listed:
            today.bought[buys] = today.bought.get(buys, 0) + quantity
            today.sold[sells] = today.sold.get(sells, 0) + quantity
        holdings[buys] = holdings.get(buys, 0) + quantity
        holdings[sells] = holdings.get(sells, 0) - quantity

    def _named(self, row: Row) -> None:
        self.lasting.names[row.account] = row.text.decode("utf-8", "replace")

    def _listed(self, row: Row) -> None:
        code = row.text.decode("utf-8", "replace")
        self.instruments[row.instrument] = Instrument(code)

    def _parameter(self, row: Row) -> None:
        if row.parameter == MAXIMUM_HOLDING:
            self.instruments[row.instrument].maximum = row.value

    def _units_in(self, row: Row) -> None:
        self.lasting.move(row.instrument, row.account, row.quantity)
        self._tell("units_moved", row.instrument, row.account)

    def _units_out(self, row: Row) -> None:
        self.lasting.move(row.instrument, row.account, -row.quantity)

    def _day_of(self, row: Row) -> None:
        instrument = self.instruments[row.instrument]
        instrument.base, instrument.lower, instrument.upper = row.price, row.leaves, row.value
        instrument.last = 0

    def _related(self, row: Row) -> None:
        related = Relation(
            row.order_id, row.parameter, row.maker_account, "", row.date, row.quantity
        )
        if related.other:
            self.lasting.relate(related)
        else:
            self._unnamed = related

    def _party(self, row: Row) -> None:
        assert self._unnamed is not None
        name = row.text.decode("utf-8", "replace")
        self.lasting.relate(self._unnamed._replace(party=name))

    def _phase(self, row: Row) -> None:
        if row.phase == _CLOSED:
            self._tell("closed")

    def _noticed(self, row: Row) -> None:
        self._tell("noticed", row.sequence)


def opposite(side: int) -> int:
    """The other side."""
    return SELL if side == BUY else BUY
