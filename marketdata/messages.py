"""What the feed's messages say: the data of each channel, and the messages that carry them."""

from __future__ import annotations

from gateway.protocol.fields import time_of_day
from gateway.protocol.maps import Field, Fields, Record, may, must
from gateway.protocol.messages import Pushed, pushed
from gateway.protocol.proofs import FEED
from gateway.protocol.readers import Reader
from gateway.protocol.shapes import ListOf, MapOf, Nullable, OneOf
from gateway.protocol.table import announcements as table
from gateway.protocol.table.halts import HALTS
from gateway.protocol.table.sessions import MARKET
from gateway.protocol.texts import Line, Word
from gateway.protocol.values import (
    ACCOUNT,
    ANY_PRICE,
    ANY_TEXT,
    ANY_TONNES,
    BOOLEAN,
    CODE,
    COUNT,
    DATE,
    DATE_OR_NONE,
    FEN,
    HEX_16,
    METHOD,
    NAMED,
    NUMBER,
    PHASE,
    PRICE,
    SIDE,
    TEXT,
    TIME_NS,
    TONNES,
    record,
)
from marketdata import depth_messages
from marketdata.channels import (
    ANNOUNCEMENTS,
    AUCTIONS,
    BARS,
    BLOCKS,
    BULLETIN,
    CHANNELS,
    COMPOSITE,
    DEPTH,
    DEPTH_20,
    DEPTH_ORDERS,
    ROWS,
    SETTLEMENT,
    STATUS,
    SUMMARY,
    TRADES,
    Channel,
)
from marketdata.day_rows import FIGURES, PRICES

DAY_TEXT_MAX = 65_536  # characters of a bulletin's text
_PRICE_OR_NONE = Nullable(ANY_PRICE)
_CHANGE = must(change_pct=Field(Nullable(TEXT), 'in percent with two decimals: `"-3.13"`'))
_FRACTION = ListOf(COUNT, "[numerator, denominator]", 2)
_TOTAL = record(volume=TONNES, amount_fen=FEN)
_TRADED = must(price=PRICE, quantity=TONNES, amount_fen=FEN)

_PUBLIC_TRADE = (
    must(trade=NUMBER)
    | _TRADED
    | must(side=Field(Nullable(SIDE, "in a call"), "the taker's"), method=METHOD, date=DATE)
)
_CORRECTION = may(
    correction=Field(NUMBER, "the exchange has undone the trade: the number of its correction")
)
_TRADE = Record(_PUBLIC_TRADE | _CORRECTION)
TRADE = Record(must(time_ns=TIME_NS, instrument=CODE) | _PUBLIC_TRADE | _CORRECTION)


def _day_prices(*names: str) -> Fields:
    return must(**dict.fromkeys(names, _PRICE_OR_NONE))


_AUCTION = Record(
    must(
        auction=NUMBER,
        state=Word("announced", "open", "closed", "stopped"),
        instrument=CODE,
        side=Field(SIDE, "what the applicant does"),
        quantity=TONNES,
        lot=TONNES,
        smallest_bid=TONNES,
        pay_as_bid=BOOLEAN,
        discounted=BOOLEAN,
        void_if_short=BOOLEAN,
        tie_by_lot=BOOLEAN,
        date=DATE,
        opens=time_of_day,
        closes=time_of_day,
        reserve=Nullable(PRICE, "before the session"),
        cap=Nullable(PRICE, "before the session"),
        result=Nullable(
            record(
                sold=TONNES,
                unsold=TONNES,
                cover=Field(ListOf(TONNES, "tonnes", 2), "[tonnes bid for, tonnes offered]"),
                lowest=Nullable(PRICE),
                highest=Nullable(PRICE),
                amount_fen=FEN,
                bids=COUNT,
                bidders=COUNT,
                winners=COUNT,
                seed=HEX_16,
            )
        ),
        reason=Field(Nullable(TEXT), "of a stop, or why nothing was sold"),
    )
    | may(
        undone=Field(
            record(quantity=TONNES, amount_fen=FEN), "of the result: trades that are undone"
        )
    )
)
_DEAL = Record(
    must(
        deal=NUMBER,
        state=Word("struck", "cancelled", "final", "undone"),
        trade=Field(Nullable(NUMBER, "before the close"), "without holes"),
        instrument=CODE,
    )
    | _TRADED
    | must(date=DATE)
    | _CORRECTION
)
_DAY_FIGURES = _day_prices(*PRICES) | _CHANGE
DAY_ROW = (
    must(instrument=CODE, first_day=BOOLEAN)
    | _DAY_FIGURES
    | must(**{name: COUNT if name.endswith("_fen") else ANY_TONNES for name in FIGURES})
)
_MEAN = Field(Nullable(PRICE, "nothing was traded"), "amount / volume, half up")
_MEANS = record(
    day=Field(_MEAN.read, "of the day"),
    year=Field(_MEAN.read, "of the year so far"),
    cumulative=Field(_MEAN.read, "since the market began"),
)
_SUMS = must(volume=TONNES, amount_fen=FEN, mean=_MEAN)
_BY_METHOD = ListOf(Record(must(method=METHOD) | _SUMS), "maps")
_KIND = must(
    kind=Field(TEXT, "how the numbers of its projects begin"),
    methodology=Field(ANY_TEXT, '`""`: not known'),
    name_zh=Field(TEXT, "its name in Chinese"),
    name_en=Field(TEXT, "its name in English"),
)
_OF_CREDITS = may(
    market=Field(MARKET.read, "a bulletin of allowances has none of these four"),
    means=Field(_MEANS, "mean prices of the totals"),
    by_method=Field(_BY_METHOD, "of trading, over all instruments"),
    by_kind=Field(ListOf(Record(_KIND | _SUMS), "maps"), "of projects"),
)
BULLETIN_DATA = Record(
    must(
        date=DATE,
        composite=Field(Record(_DAY_FIGURES), "null where no weights are in force"),
        totals=record(day=_TOTAL, year=_TOTAL, cumulative=_TOTAL),
        instruments=Field(
            ListOf(Record(DAY_ROW), "maps"),
            "high and low null where nothing was traded, open then the previous close; of credits"
            " those that traded, all three null and the close their mean price",
        ),
        text_zh=Field(Line(DAY_TEXT_MAX), "as the exchange words it"),
        text_en=Line(DAY_TEXT_MAX),
    )
    | _OF_CREDITS
)
ANNOUNCEMENT = Record(table.ANNOUNCEMENT | must(number=Field(NUMBER, "1, 2, 3 …")))
_ENTRY = Record(
    must(number=NUMBER)
    | NAMED
    | must(halted=BOOLEAN, base=ANY_PRICE, lower=ANY_PRICE, upper=ANY_PRICE)
)
_PRICES = must(open=PRICE, high=PRICE, low=PRICE, close=PRICE)
_MINUTE = Field(TEXT, "its first minute in Shanghai: `09:30`")
_MINUTE_OR_NONE = Field(Nullable(TEXT, "of days and longer"), _MINUTE.help)
_BAR = Record(
    must(time=_MINUTE)
    | _PRICES
    | must(volume=TONNES, amount_fen=FEN, trades=Field(COUNT, "0: all were undone, forget the bar"))
)
BAR = Record(
    must(date=Field(DATE, "its first trading day"), time=_MINUTE_OR_NONE)
    | must(open=PRICE, high=_PRICE_OR_NONE, low=_PRICE_OR_NONE, close=PRICE)
    | must(volume=TONNES, amount_fen=FEN, trades=Nullable(COUNT, "of days and longer"))
)
_FEES = must(
    buyer_trading_fee_fen=FEN,
    buyer_settlement_fee_fen=FEN,
    seller_trading_fee_fen=FEN,
    seller_settlement_fee_fen=FEN,
)
_NONE = "of a block or an auction"
_UNNAMED = "where its member has given none"
_ORDERS = must(
    buyer_order=Field(Nullable(NUMBER, _NONE), "the order that bought"),
    buyer_client_order_id=Field(Nullable(TEXT, _UNNAMED), "what its member calls that order"),
    seller_order=Field(Nullable(NUMBER, _NONE), "the order that sold"),
    seller_client_order_id=Field(Nullable(TEXT, _UNNAMED), "what its member calls that order"),
)
_SETTLED = Record(
    must(kind=Word("trade"), date=DATE, trade=NUMBER, instrument=CODE, instrument_number=NUMBER)
    | must(method=METHOD)
    | _TRADED
    | must(buyer=ACCOUNT, seller=ACCOUNT)
    | _FEES
    | _ORDERS
)
_UNDONE = Record(
    must(kind=Word("bust"), date=DATE, correction=Field(NUMBER, "its number, of the method"))
    | must(method=METHOD, trade=NUMBER, instrument=CODE)
    | _TRADED
)
_CLOSED = record(
    kind=Word("close"),
    date=DATE,
    count=COUNT,
    quantity=TONNES,
    amount_fen=FEN,
    tape_hash=HEX_16,
    composite_close=_PRICE_OR_NONE,
    closes=MapOf(ANY_PRICE, "instruments", CODE),
)

DATA: dict[str, Reader] = {
    DEPTH: depth_messages.FIVE_LEVELS,
    DEPTH_20: depth_messages.TWENTY_LEVELS,
    DEPTH_ORDERS: depth_messages.ORDERS,
    TRADES: _TRADE,
    SUMMARY: Record(
        must(date=DATE_OR_NONE, previous_close=ANY_PRICE, first_day=BOOLEAN)
        | _day_prices("open", "high", "low", "latest")
        | must(close=Nullable(ANY_PRICE, "before the end of the day"))
        | _CHANGE
        | must(volume=TONNES, turnover_fen=FEN, trades=COUNT)
    ),
    **dict.fromkeys(
        BARS,
        record(
            date=Field(DATE_OR_NONE, "of another day: forget the bars known before"),
            bars=ListOf(_BAR, "maps"),
        ),
    ),
    COMPOSITE: Record(
        must(date=DATE_OR_NONE)
        | _day_prices("previous_close", "open", "latest", "high", "low", "close")
        | _CHANGE
        | must(weights=MapOf(_FRACTION, "instruments", CODE))
    ),
    STATUS: record(
        date=DATE_OR_NONE,
        market=MARKET,
        phase=PHASE,
        venue_halted=BOOLEAN,
        halts=HALTS,
        instruments=MapOf(_ENTRY, "instruments", CODE),
    ),
    BULLETIN: BULLETIN_DATA,
    AUCTIONS: _AUCTION,
    BLOCKS: _DEAL,
    ANNOUNCEMENTS: ANNOUNCEMENT,
    SETTLEMENT: OneOf(_SETTLED, _UNDONE, _CLOSED),
}
LISTS = (TRADES, AUCTIONS, BLOCKS, ANNOUNCEMENTS)
# Of the channels that send every change: what a late joiner gets is a list of them.
SNAPSHOTS: dict[str, Reader] = {
    name: record(**{name: ListOf(DATA[name], "maps")}) for name in LISTS
}


def snapshot(channel: str) -> Reader:
    """The data of a snapshot of a channel; absolute ones say the same as in an update."""
    return SNAPSHOTS.get(channel, DATA[channel])


HEAD = must(
    type=Word("update", "snapshot"),
    channel=Word(*CHANNELS),
    instrument=Nullable(CODE, "of the whole venue"),
    epoch=Field(TEXT, "the venue's id"),
    seq=Field(COUNT, "changes so far"),
    prev=Field(Nullable(COUNT, "in a snapshot"), "`seq` of the message before"),
    time_ns=Field(TIME_NS, "of the latest event it was made after"),
)  # beside the data of its channel


def _message(kind: str, channel: Channel, data: Reader) -> tuple[str, Fields]:
    whose = must(instrument=CODE) if channel.by_instrument else {}
    own = must(type=Word(kind), channel=Word(channel.name), data=data)
    return channel.help, HEAD | whose | own


PUSHED: Pushed = (
    dict(pushed(FEED))
    | {f"{row.name}.update": _message("update", row, DATA[row.name]) for row in ROWS}
    | {
        f"{row.name}.snapshot": _message("snapshot", row, snapshot(row.name))
        for row in ROWS
        if row.name != SETTLEMENT
    }
)
