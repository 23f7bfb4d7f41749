"""The feed as a pure state machine: batches of the engine's events in, numbered messages of the
channels out.

No sockets, no clock, no disk. Every number is derived from the event stream alone, so that a feed
that starts again from event 1 comes to the same numbers, however the events were batched. Trades
leave one message each; the absolute channels (depth, summary, composite, status) leave at most one
message a stream at the end of a batch, and at the end of a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from engine.commands import Market, Method, Parameter, VenueRule
from engine.events import BUYER_IS_TAKER, FIRST_DAY, KEPT_PLACE, NEXT_DAY
from engine.events.halting import VENUE
from engine.instrument_codes import is_allowance
from engine.units import format_date, parse_date
from marketdata.board import CALLING, NO_DAY, Board
from marketdata.day_tape import DayTape
from marketdata.errors import EventsOutOfStep, HistoryDiffers
from marketdata.listing import BLOCK, Listing
from marketdata.prices import DayPrices
from marketdata.public_announcements import Pieces
from marketdata.session_hours import SessionsOn, released_sessions
from marketdata.settlement import SETTLED_KEPT, TAKERS, Settlement
from marketdata.spans import USUAL
from marketdata.streams import Data, Message
from marketdata.tape import taker_of
from marketdata.undone import LISTED, count_again, settlement_data
from marketdata.weights import WeightCalendar

log = logging.getLogger(__name__)

Event = dict[str, Any]
NAMING = ("list_instrument", "set_names")
HANDLERS = ("_on_event", "_on_accepted", "sessions_on")
METHOD_CODES = {method.name.lower(): int(method) for method in Method}


class Feed:
    """Everything the feed knows. `epoch` is the venue's id; `next_event` the number of the event it
    waits for.

    `board` holds the public channels, `settlement` the bridge's stream.
    `sessions_on`: the sessions of a day, which its bars lie in; not part of the state.
    """

    sessions_on: SessionsOn = staticmethod(released_sessions)

    def __init__(self, epoch: str, settled_kept: int = SETTLED_KEPT) -> None:
        self.epoch = epoch
        self.next_event = 1
        self.board = Board(epoch)
        self.settlement = Settlement(epoch, settled_kept)
        self._weights = WeightCalendar()
        self._day_tape = DayTape(0)
        self._date = ""
        self._sessions = USUAL
        self._pieces = Pieces()
        self.last_event: Event | None = None
        self._listen()

    def _listen(self) -> None:
        """Say which events are heard; not part of the state."""
        self._on_event: dict[str, Callable[[Event], None]] = {
            "accepted": self._accepted,
            "fill": self._fill,
            "trade_busted": self._busted,
            "cancelled": self._cancelled,
            "order_lowered": self._lowered,
            "instrument_day": self._instrument_day,
            "price_weight": self._price_weight,
            "instrument_close": self._instrument_close,
            "totals": self._total,
            "day_figures": self._day_figures,
            "auction_notice": self._published(self.board.bidding.notice),
            "auction_opened": self._published(self.board.bidding.opened),
            "auction_stopped": self._published(self.board.bidding.stopped),
            "auction_result": self._published(self.board.bidding.result),
            "deal": self._deal,
            "deal_cancelled": self._deal,
            "text": self._text,
        }
        self._on_accepted: dict[str, Callable[[Event], None]] = {
            "new_order": self._new_order,
            "replace": self._replace,
            "list_instrument": self._list_instrument,
            "set_price_weights": self._set_price_weights,
            "open_totals": self._open_totals,
            "start_day": self._start_day,
            "set_phase": self._set_phase,
            "set_parameter": self._set_parameter,
            "end_day": self._set_phase,
            "take_back_day": self._take_back_day,
            "halt": self._halt,
            "begin_call": self._halt,
            "resume": self._halt,
            "settlement_done": self._settlement_done,
            "set_venue_rule": self._set_venue_rule,
        }

    def __getstate__(self) -> dict[str, Any]:
        """Everything the feed knows, as a checkpoint keeps it: all attributes but functions."""
        return {name: value for name, value in self.__dict__.items() if name not in HANDLERS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state
        self._listen()

    @property
    def date(self) -> str:
        """The running or the last day, empty before the first one."""
        return self._date

    @property
    def follow_from(self) -> int:
        """The event to follow from: the last one known, once more, because it shows whether the
        history is the same.
        """
        return max(self.next_event - 1, 1)

    def apply(self, first: int, events: Sequence[Event]) -> list[Message]:
        """Take in events `first`, `first` + 1 ...; those known already are passed over. Returns
        what is to be published.

        Settlement messages are not among them: they are asked for by number
        (`settlement.messages_from`). Raises EventsOutOfStep when a number is missing,
        HistoryDiffers when the last event known is another one now.
        """
        if first > self.next_event:
            raise EventsOutOfStep(
                f"event {self.next_event} is missing: the batch begins with {first}"
            )
        self._check_last(first, events)
        on_event = self._on_event
        for event in events[self.next_event - first :]:
            handler = on_event.get(event["kind"])
            if handler is not None:
                handler(event)
            self.next_event += 1
        if events:
            self.board.flush(events[-1]["time_ns"])
            if first + len(events) == self.next_event:
                self.last_event = events[-1]
        self._day_tape.fold()
        out, self.board.out = self.board.out, []
        return out

    def _check_last(self, first: int, events: Sequence[Event]) -> None:
        place = self.next_event - 1 - first
        if 0 <= place < len(events) and events[place] != self.last_event:
            raise HistoryDiffers(
                f"event {self.next_event - 1} is another one than this feed has taken in"
            )

    # Orders and trades.

    def _accepted(self, event: Event) -> None:
        handler = self._on_accepted.get(event["command_kind"])
        if handler is not None:
            handler(event)

    def _new_order(self, event: Event) -> None:
        if "text" in event:
            self.settlement.open_order(event["order_id"], event["text"])
        listing = self._listing(event)
        if "time_in_force" in event or not ("price" in event or self.board.calls(listing)):
            return  # it never rests; a market order does so only in a call
        listing.book.join(event["order_id"], event["side"], event.get("price"), event["quantity"])
        self.board.changed[listing] = None

    def _replace(self, event: Event) -> None:
        if "leaves" not in event:
            return  # its new total has traded already: it is cancelled next
        listing = self._listing(event)
        kept_place = bool(event.get("flags", 0) & KEPT_PLACE)
        listing.book.replace(
            event["order_id"], event["side"], event["price"], event["leaves"], kept_place
        )
        self.board.changed[listing] = None

    def _cancelled(self, event: Event) -> None:
        listing = self._listing(event)
        listing.book.lower(event["order_id"], 0)
        self.settlement.end_order(event["order_id"])
        self.board.changed[listing] = None

    def _lowered(self, event: Event) -> None:
        listing = self._listing(event)
        listing.book.lower(event["order_id"], event["leaves"])
        self.board.changed[listing] = None

    def _fill(self, event: Event) -> None:
        listing = self._listing(event)
        price, quantity, amount_fen = event["price"], event["quantity"], event["amount_fen"]
        self._clear(event, listing.number, price, quantity, amount_fen)
        if event["method"] != LISTED:
            listing.add_other_method(event["method"], quantity, amount_fen)
            if event["method"] == BLOCK:
                self.board.out.append(self.board.deals.entered(event))
            return
        self._lower(listing, event["maker_order_id"], event.get("maker_leaves", 0))
        self._lower(listing, event["order_id"], event.get("leaves", 0))
        board = self.board
        board.out.append(listing.tape.trade(event, self._date))
        listing.count_trade(event["time_ns"], price, quantity, amount_fen)
        board.changed[listing] = None
        if listing.is_vintage:
            board.composite.trade(listing.number, price)
            board.composites.number += 1
            if (latest := board.composite.latest) is not None:
                board.composite_bars.trade(event["time_ns"], latest, quantity, amount_fen)

    def _busted(self, event: Event) -> None:
        """A trade is undone; the books stay, because no order comes back."""
        tape, terms = self._day_tape, (event["quantity"], event["amount_fen"])
        tape.undo(METHOD_CODES[event["method"]], event["number"], *terms)
        data = settlement_data(event, self._date)
        self.settlement.add_bust(event["time_ns"], self.board.date, data)
        count_again(self.board, self._listing(event), event, self._date, tape.trades())

    def _lower(self, listing: Listing, order: int, leaves: int) -> None:
        listing.book.lower(order, leaves)
        if not leaves:
            self.settlement.end_order(order)

    def _clear(
        self, event: Event, instrument: int, price: int, quantity: int, amount_fen: int
    ) -> None:
        get = event.get
        taker_fees = get("trading_fee_fen", 0), get("settlement_fee_fen", 0)
        maker_fees = get("maker_trading_fee_fen", 0), get("maker_settlement_fee_fen", 0)
        buyer, seller = event["account"], event["maker_account"]
        buyer_fees, seller_fees = taker_fees, maker_fees
        orders = event["order_id"], event["maker_order_id"]
        if event["method"] != LISTED:
            orders = 0, 0  # what these are then is no order
        if not get("flags", 0) & BUYER_IS_TAKER:
            buyer, seller, buyer_fees, seller_fees = seller, buyer, maker_fees, taker_fees
            orders = orders[::-1]
        words = (
            event["number"],
            instrument,
            METHOD_CODES[event["method"]],
            price,
            quantity,
            buyer,
            seller,
        )
        self._day_tape.add(words, event["time_ns"], amount_fen)
        trade = (event["time_ns"], self.board.date, words, amount_fen, *buyer_fees, *seller_fees)
        taker = TAKERS[taker_of(event)] if event["method"] == LISTED else None
        self.settlement.add_trade(trade, taker, orders)

    def _deal(self, event: Event) -> None:
        if (published := self.board.deals.struck(event)) is not None:
            self.board.out.append(published)

    def _published(self, take_in: Callable[[Event], Message]) -> Callable[[Event], None]:
        """A handler whose event makes one message."""
        return lambda event: self.board.out.append(take_in(event))

    # The venue and its days.

    def _set_venue_rule(self, event: Event) -> None:
        if event.get("parameter") == VenueRule.MARKET:
            self.board.market = Market(event.get("value", 0)).name.lower()
            self.board.statuses.number += 1

    def _list_instrument(self, event: Event) -> None:
        listing = self.board.add_listing(event["instrument"], event["text"])
        listing.is_vintage = is_allowance(listing.code)
        self.settlement.name(listing.number, listing.code)

    def _text(self, event: Event) -> None:
        """A piece of a text. Those of accounts, and reasons, are nothing to listeners."""
        said, kind = self._pieces.take(event), event["command_kind"]
        if said is None:
            return
        if kind == "announce":
            self.board.out.append(self.board.announcements.announced(event, said))
        elif kind in NAMING and "account" not in event:
            self._listing(event).set_names(said)
            self.board.statuses.number += 1

    def _set_price_weights(self, event: Event) -> None:
        self._weights.open_set(parse_date(event["date"]), event["value"])

    def _price_weight(self, event: Event) -> None:
        whole = self._weights.put(event["instrument"], event.get("quantity", 0))
        board = self.board
        if whole and board.date and not board.composite.fixed:
            board.composite.weigh_with(self._weights.in_force(board.date))
            board.composites.number += 1

    def _open_totals(self, event: Event) -> None:
        if "instrument" not in event and "price" in event:
            self.board.composite.carry(event["price"])
            self.board.composites.number += 1

    def _start_day(self, event: Event) -> None:
        board, self._date = self.board, event["date"]
        board.date = parse_date(self._date)
        self._day_tape = DayTape(board.date)
        self.settlement.end_orders()
        board.bidding.start_day()
        board.deals.start_day()
        board.composite.start_day(board.date, self._weights.in_force(board.date))
        self._sessions = self.sessions_on(board.date)
        board.composite_bars.start_day(board.date, self._sessions)
        board.composites.number += 1
        self._set_phase(event)

    def _take_back_day(self, event: Event) -> None:
        """The running day, which has not traded, is undone; `value` is the date before."""
        board = self.board
        self._set_phase(event)
        for listing in board.today():
            listing.take_back_day()
            board.changed[listing] = None
        board.date = event.get("value", 0)
        self._date = format_date(board.date)
        self._day_tape = DayTape(board.date)
        board.composite.take_back_day(self._weights.in_force(board.date))
        board.composite_bars.take_back_day()
        board.composites.number += 1

    def _set_parameter(self, event: Event) -> None:
        parameter, listing = event.get("parameter", 0), self._listing(event)
        if listing.wider.switch(parameter, event.get("value", 0), listing.book):
            self.board.changed[listing] = None
        if parameter == Parameter.TICK:
            listing.next_tick = event["value"]
            if not event.get("flags", 0) & NEXT_DAY:
                listing.tick = listing.next_tick

    def _set_phase(self, event: Event) -> None:
        board, phase = self.board, event.get("phase", NO_DAY)
        opens = board.phase == CALLING and phase != CALLING
        before = self._in_call()
        board.halting.end_calls()
        board.phase = phase
        board.show_books(opens, before)
        board.statuses.number += 1

    def _in_call(self) -> set[Listing]:
        """The instruments in a call."""
        return set(filter(self.board.calls, self.board.today()))

    def _halt(self, event: Event) -> None:
        """A halt, the call that ends it, or its end."""
        before, halting = self._in_call(), self.board.halting
        number, kind = event.get("instrument", VENUE), event["command_kind"]
        if kind == "resume":
            halting.resumed(number)
        elif kind == "begin_call":
            halting.call_began(number, event["time_ns"])
        else:
            date = parse_date(event["date"]) if "date" in event else 0
            halting.halted(number, date, event.get("price", 0), event.get("quantity", 0))
        self.board.show_books(False, before)
        self.board.statuses.number += 1

    def _instrument_day(self, event: Event) -> None:
        listing, base = self._listing(event), event["price"]
        prices = DayPrices(base, bool(event.get("flags", 0) & FIRST_DAY))
        lower, upper = event.get("leaves", 0), event.get("value", 0)
        listing.start_day(self.board.date, prices, lower, upper, self._sessions)
        self.board.changed[listing] = None
        self.board.statuses.number += 1
        self.board.composite.base(listing.number, base)

    def _instrument_close(self, event: Event) -> None:
        listing, close = self._listing(event), event["price"]
        if (ours := listing.prices.average()) != close:
            log.error(
                "close of %s on %s: the engine says %s, our tape %s",
                listing.code,
                self._date,
                close,
                ours,
            )
        listing.close(close)
        self.board.changed[listing] = None

    def _total(self, event: Event) -> None:
        """Totals over all methods; what the other methods have of them is there too, and
        needed by nobody here.
        """
        if "method" in event:
            return
        place = event.get("instrument", 0), event.get("parameter", 0)
        self.board.totals[place] = event.get("quantity", 0), event.get("amount_fen", 0)

    def _day_figures(self, event: Event) -> None:
        """The last event of END_DAY: the day is complete."""
        board, time_ns = self.board, event["time_ns"]
        closes = {
            each: each.prices.close for each in board.today() if each.prices.close is not None
        }
        board.composite.end_day({listing.number: close for listing, close in closes.items()})
        board.composites.number += 1
        board.flush(time_ns)
        close: Data = {
            "date": self._date,
            **self._figures(event),
            "composite_close": board.composite.close,
        }
        close["closes"] = {listing.code: price for listing, price in closes.items()}
        self.settlement.add_close(time_ns, board.date, close)
        board.publish_bulletin(time_ns)

    def _figures(self, event: Event) -> Data:
        """The engine's figures of the day; ours are only held against them."""
        figures = {
            "count": event.get("number", 0),
            "quantity": event.get("quantity", 0),
            "amount_fen": event.get("amount_fen", 0),
            "tape_hash": event["tape_hash"],
        }
        if (ours := self._day_tape.figures()) != figures:
            log.error("figures of %s: the engine says %s, our tape %s", self._date, figures, ours)
        return figures

    def _settlement_done(self, event: Event) -> None:
        self.settlement.settled(parse_date(event["date"]))

    def _listing(self, event: Event) -> Listing:
        try:
            return self.board.listings[event["instrument"]]
        except KeyError as error:
            raise EventsOutOfStep(
                f"event {self.next_event} names an instrument that was never listed"
            ) from error
