"""What the feed shows: the public channels of a venue, their current data, and what of it has
changed since it last left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from engine.events.halting import VENUE, Halting
from engine.units import format_date
from marketdata.bulletin import bulletin, without
from marketdata.channels import (
    BARS,
    BULLETIN,
    BY_INSTRUMENT,
    COMPOSITE,
    DEPTH,
    DEPTH_20,
    STATUS,
    SUMMARY,
    TRADES,
)
from marketdata.composite import Composite
from marketdata.credits_bulletin import credits_bulletin
from marketdata.day_bars import SPAN_OF, DayBars
from marketdata.day_rows import ALLOWANCES, COMPOSITE_CODE
from marketdata.listing import Listing
from marketdata.public_announcements import PublicAnnouncements
from marketdata.public_auctions import PublicAuctions
from marketdata.public_deals import PublicDeals
from marketdata.streams import Data, Message, Stream

TRADING_PHASES = ("morning", "afternoon")
CALLING = "pre_open"
NO_DAY = "no_day"


class Board:
    """The state that the public channels publish.

    Handlers of events change it and note what they changed; `flush` publishes that.
    """

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.market = ALLOWANCES
        self.date = 0
        self.phase = NO_DAY
        self.halting = Halting()
        self.listings: dict[int, Listing] = {}
        self.composite = Composite()
        self.totals: dict[tuple[int, int], tuple[int, int]] = {}
        self.composite_bars = DayBars(COMPOSITE_CODE, epoch)
        self.composites = Stream(COMPOSITE, None, epoch)
        self.statuses = Stream(STATUS, None, epoch)
        self.bulletins = Stream(BULLETIN, None, epoch)
        self.bidding = PublicAuctions(epoch)
        self.deals = PublicDeals(epoch)
        self.announcements = PublicAnnouncements(epoch)
        self.changed: dict[Listing, None] = {}  # in order of first change
        self.out: list[Message] = []  # what is to be published, in order
        self._ended: list[dict[str, Any]] = []  # bars of one minute of days that have ended

    def codes(self, channel: str) -> list[str]:
        """The instruments that a channel may be heard of, the composite among them where it is."""
        every = [listing.code for listing in self.listings.values()]
        return [*every, COMPOSITE_CODE] if channel in BARS and self.has_composite else every

    @property
    def has_composite(self) -> bool:
        """Whether the venue's market has a composite price: that of credits has none."""
        return self.market == ALLOWANCES

    def add_listing(self, number: int, code: str) -> Listing:
        """Add an instrument."""
        listing = self.listings[number] = Listing(number, code, self.epoch)
        self.statuses.number += 1
        return listing

    def today(self) -> list[Listing]:
        """The instruments that are open on the current day."""
        return [listing for listing in self.listings.values() if listing.date == self.date]

    def bars_of(self, instrument: str) -> DayBars | None:
        """The bars of an instrument or of the composite; None of one that is unknown."""
        listing = next((each for each in self.listings.values() if each.code == instrument), None)
        if listing is not None:
            return listing.bars
        known = instrument == COMPOSITE_CODE and self.has_composite
        return self.composite_bars if known else None

    def day_row(self, instrument: str) -> Data | None:
        """Prices and volume of the running day of an instrument or of the composite, as a bar; None
        where it has none.
        """
        if instrument == COMPOSITE_CODE and not self.has_composite:
            return None
        traded = [each for each in self.today() if each.is_vintage or each.code == instrument]
        figures: Data = self.composite.figures()
        if instrument != COMPOSITE_CODE:
            traded = [each for each in traded if each.code == instrument]
            figures = traded[0].summary_data() if traded else {"previous_close": None}
        before = figures["previous_close"]
        if not self.date or before is None:
            return None
        prices = {
            "open": _first_known(figures["open"], before),
            "close": _first_known(figures["close"], figures["latest"], before),
        }
        return prices | {
            "date": format_date(self.date),
            "high": figures["high"],
            "low": figures["low"],
            "volume": sum(each.prices.quantity for each in traded),
            "amount_fen": sum(each.prices.amount_fen for each in traded),
            "trades": None,
        }

    def flush(self, time_ns: int) -> None:
        """Publish every absolute stream that has changed, each once."""
        held: dict[Listing, None] = {}
        for listing in self.changed:
            self._publish(listing.summary, listing.summary_data, time_ns)
            self.out += listing.bars.publish(time_ns)
            listing.depth.number = listing.book.changes
            matched = self.phase in TRADING_PHASES and not self.calls(listing)
            if matched and listing.book.crossed():
                held[listing] = None  # the batch ends between two events of one command
                continue
            self._publish(listing.depth, self._depth_data(listing), time_ns)
            self.out += listing.wider.publish(listing.book, self._call(listing), time_ns)
        self.changed = held
        if self.has_composite:
            self._publish(self.composites, self.composite_data, time_ns)
        self.out += self.composite_bars.publish(time_ns)
        self._publish(self.statuses, self.status_data, time_ns)

    def _depth_data(self, listing: Listing) -> Callable[[], Data]:
        """What the depth of an instrument says: in a call, when books may be crossed, only what
        would come of it.
        """
        return listing.call_data if self.calls(listing) and listing.book else listing.book.data

    def calls(self, listing: Listing) -> bool:
        """Whether orders of an instrument wait for a call, before the open or after a halt."""
        return self.phase == CALLING or self.halting.is_calling(listing.number)

    def _call(self, listing: Listing) -> Data | None:
        """The outlook of a call whose orders are not shown, None where the book is."""
        return listing.call_data() if self.calls(listing) and listing.book else None

    def show_books(self, whole: bool, before: Collection[Listing] = ()) -> None:
        """A call has begun or ended: say anew what rests, of all instruments (`whole`), or of those
        that are, or `before` were, in one.
        """
        for listing in self.today():
            if listing.book and (whole or (listing in before) != self.calls(listing)):
                listing.book.changes += 1
                self.changed[listing] = None

    def _publish(self, stream: Stream, data: Callable[[], Data], time_ns: int) -> None:
        if stream.number > stream.published:
            self.out.append(stream.publish(time_ns, data()))

    def publish_bulletin(self, time_ns: int) -> None:
        """Publish the bulletin of the day that has just been completed."""
        data = self._bulletin() if self.has_composite else self._credits_bulletin()
        self.out.append(self.bulletins.count_and_publish(time_ns, data))
        for each in (*(listing.bars for listing in self.today()), self.composite_bars):
            self._ended += each.rows()

    def _bulletin(self) -> Data:
        """Of allowances: what else is listed here is of another market."""
        allowances = [each for each in self.today() if each.is_vintage]
        others = [number for number, each in self.listings.items() if not each.is_vintage]
        totals = without(self.totals, others)
        return bulletin(self.date, self.composite.figures(), allowances, totals)

    def _credits_bulletin(self) -> Data:
        return credits_bulletin(self.date, self.today(), self.totals)

    def take_ended_bars(self) -> list[dict[str, Any]]:
        """The bars of one minute of the days that have ended since this was last asked."""
        ended, self._ended = self._ended, []
        return ended

    def composite_data(self) -> Data:
        """The `composite` channel's data; `weights` are those in force, as [numerator,
        denominator].
        """
        weights, listings = self.composite.weights, self.listings
        shown: Mapping[str, Any] = {}
        if weights:
            shown = {
                listings[number].code: [numerator, weights.denominator]
                for number, numerator in weights.numerators.items()
                if number in listings
            }
        return {"date": format_date(self.date), **self.composite.figures(), "weights": shown}

    def status_data(self) -> Data:
        """The `status` channel's data."""
        return {
            "date": format_date(self.date),
            "market": self.market,
            "phase": self.phase,
            "venue_halted": self.halting.is_halted(VENUE),
            "halts": self.halting.rows({n: each.code for n, each in self.listings.items()}),
            "instruments": {
                listing.code: listing.status_data(self.halting.is_halted(number))
                for number, listing in self.listings.items()
            },
        }

    def bulletin_data(self) -> Data:
        """The latest bulletin, for a client that asks for one no longer kept."""
        return self.bulletins.last(1)[0]

    def streams(self, channel: str) -> dict[str | None, tuple[Stream, Callable[[], Data]]]:
        """The streams of a public channel by instrument code (None: the venue), each with the data
        of its snapshot.
        """
        if channel in BARS:
            span, every = SPAN_OF[channel], [each.bars for each in self.listings.values()]
            every += [self.composite_bars] if self.has_composite else []
            return {
                each.code: (each.spans[span].stream, partial(each.data, span)) for each in every
            }
        if channel in BY_INSTRUMENT:
            return {each.code: self._stream(each, channel) for each in self.listings.values()}
        venue_wide = (
            (self.composites, self.composite_data),
            (self.statuses, self.status_data),
            (self.bulletins, self.bulletin_data),
            (self.bidding.stream, self.bidding.data),
            (self.deals.stream, self.deals.data),
            (self.announcements.stream, self.announcements.data),
        )
        return {None: next(each for each in venue_wide if each[0].key[0] == channel)}

    def _stream(self, listing: Listing, channel: str) -> tuple[Stream, Callable[[], Data]]:
        """A stream of one instrument with the data of its snapshot."""
        if channel == TRADES:
            return listing.tape.stream, listing.tape.data
        if channel == SUMMARY:
            return listing.summary, listing.summary_data
        wider, book, call = listing.wider, listing.book, self._call(listing)
        held = listing in self.changed  # what was published last holds until the command is whole
        if channel == DEPTH:
            return listing.depth, partial(_told, listing.depth, held, self._depth_data(listing))
        if channel == DEPTH_20:
            levels = partial(wider.levels_data, book, call)
            return wider.levels, partial(_told, wider.levels, held, levels)
        return wider.orders, partial(wider.orders_data, book, call, held)


def _first_known(*prices: int | None) -> int | None:
    return next((price for price in prices if price is not None), None)


def _told(stream: Stream, held: bool, data: Callable[[], Data]) -> Data:
    """What a stream says now: where its news is held, what it published last."""
    return stream.last(1)[0] if held and stream.published else data()
