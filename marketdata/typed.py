"""What the feed sends: a type for each reply, snapshot and update.

Written by `python -m gateway.protocol.message_types`; not to be edited.
"""

from typing import Literal, NotRequired, TypedDict

LogOnChannel = Literal[
    "depth",
    "depth_20",
    "depth_orders",
    "trades",
    "summary",
    "bars_1m",
    "bars_5m",
    "bars_15m",
    "bars_60m",
    "composite",
    "status",
    "bulletin",
    "auctions",
    "blocks",
    "announcements",
    "settlement",
]


class LogOnReply(TypedDict):
    """The reply to `log_on`."""

    role: str
    account: int | None
    venue: str
    received_ns: int  # when the log-on came
    server_time_ns: int  # when it was answered
    channels: list[LogOnChannel]  # that this key hears


class SubscribeReply(TypedDict):
    """The reply to `subscribe`."""

    channel: LogOnChannel
    instrument: str | None
    epoch: str
    next: int | None  # the next number to come


class UnsubscribeReply(TypedDict):
    """The reply to `unsubscribe`."""

    channel: LogOnChannel
    instrument: str | None


class HistoryRow(TypedDict):
    """`rows` of HistoryReply."""

    date: str
    instrument: str
    first_day: bool
    previous_close: int | None
    open: int | None
    high: int | None
    low: int | None
    close: int | None
    change_pct: str | None  # in percent with two decimals: `"-3.13"`
    listed_volume: int
    listed_amount_fen: int
    block_volume: int
    block_amount_fen: int
    auction_volume: int
    auction_amount_fen: int
    year_volume: int
    year_amount_fen: int
    cumulative_volume: int
    cumulative_amount_fen: int
    corrected_on: str | None  # the day of its latest correction


class HistoryReply(TypedDict):
    """The reply to `history`."""

    rows: list[HistoryRow]
    more_from: str | None  # the day to go on from


class BarsBar(TypedDict):
    """`bars` of BarsReply."""

    date: str  # its first trading day
    time: str | None  # its first minute in Shanghai: `09:30`
    open: int
    high: int | None
    low: int | None
    close: int
    volume: int
    amount_fen: int
    trades: int | None


class BarsReply(TypedDict):
    """The reply to `bars`."""

    bars: list[BarsBar]
    more_from: str | None  # the day to go on from


class TradesTrade(TypedDict):
    """`trades` of TradesReply."""

    time_ns: int
    instrument: str
    trade: int
    price: int
    quantity: int
    amount_fen: int
    side: Literal["buy", "sell"] | None  # the taker's
    method: Literal["listed", "block", "auction"]
    date: str
    correction: NotRequired[int]  # the exchange has undone the trade: the number of its correction


class TradesReply(TypedDict):
    """The reply to `trades`."""

    trades: list[TradesTrade]
    more_from: int | None  # the number to go on from


class BulletinBulletinComposite(TypedDict):
    """`composite` of BulletinBulletin."""

    previous_close: int | None
    open: int | None
    high: int | None
    low: int | None
    close: int | None
    change_pct: str | None  # in percent with two decimals: `"-3.13"`


class BulletinBulletinTotalsDay(TypedDict):
    """`day` of BulletinBulletinTotals."""

    volume: int
    amount_fen: int


class BulletinBulletinTotals(TypedDict):
    """`totals` of BulletinBulletin."""

    day: BulletinBulletinTotalsDay
    year: BulletinBulletinTotalsDay
    cumulative: BulletinBulletinTotalsDay


class BulletinBulletinInstrument(TypedDict):
    """`instruments` of BulletinBulletin."""

    instrument: str
    first_day: bool
    previous_close: int | None
    open: int | None
    high: int | None
    low: int | None
    close: int | None
    change_pct: str | None  # in percent with two decimals: `"-3.13"`
    listed_volume: int
    listed_amount_fen: int
    block_volume: int
    block_amount_fen: int
    auction_volume: int
    auction_amount_fen: int
    year_volume: int
    year_amount_fen: int
    cumulative_volume: int
    cumulative_amount_fen: int


class BulletinBulletinMeans(TypedDict):
    """`means` of BulletinBulletin."""

    day: int | None  # of the day
    year: int | None  # of the year so far
    cumulative: int | None  # since the market began


class BulletinBulletinByMethod(TypedDict):
    """`by_method` of BulletinBulletin."""

    method: Literal["listed", "block", "auction"]
    volume: int
    amount_fen: int
    mean: int | None  # amount / volume, half up


class BulletinBulletinByKind(TypedDict):
    """`by_kind` of BulletinBulletin."""

    kind: str  # how the numbers of its projects begin
    methodology: str  # `""`: not known
    name_zh: str  # its name in Chinese
    name_en: str  # its name in English
    volume: int
    amount_fen: int
    mean: int | None  # amount / volume, half up


class BulletinBulletin(TypedDict):
    """`bulletin` of BulletinReply."""

    date: str
    composite: BulletinBulletinComposite  # null where no weights are in force
    totals: BulletinBulletinTotals
    instruments: list[BulletinBulletinInstrument]
    text_zh: str  # as the exchange words it
    text_en: str
    market: NotRequired[Literal["allowances", "credits"]]
    means: NotRequired[BulletinBulletinMeans]  # mean prices of the totals
    by_method: NotRequired[list[BulletinBulletinByMethod]]  # of trading, over all instruments
    by_kind: NotRequired[list[BulletinBulletinByKind]]  # of projects


class BulletinReply(TypedDict):
    """The reply to `bulletin`."""

    bulletin: BulletinBulletin
    corrected_on: str | None  # the day of its latest correction


class AnnouncementsAnnouncement(TypedDict):
    """`announcements` of AnnouncementsReply."""

    number: int  # 1, 2, 3 …
    time_ns: int
    title_zh: str  # `""` where it has none
    title_en: str  # `""` where it has none
    text_zh: str  # `""` where it has none
    text_en: str  # `""` where it has none


class AnnouncementsReply(TypedDict):
    """The reply to `announcements`."""

    announcements: list[AnnouncementsAnnouncement]
    next: int | None


class ChallengeChain(TypedDict):
    """`chain` of Challenge."""

    key: str  # an earlier public key of the server
    signature: str  # its own, hex, over `ceax server_key\n{server}\n{venue}\n{key}\n{following}`


class Challenge(TypedDict):
    """The first message of a connection, always text."""

    type: Literal["challenge"]
    protocol: int  # version of the protocol
    server: Literal["feed"]  # kind of server
    venue: str
    server_key: str  # public key of the server, 64 hex digits
    nonce: str  # drawn by the server for this connection
    client_nonce: str  # that the client came with; empty without one
    binding: str  # `plain`, or `sha256:` and the digest of the server's certificate
    server_time_ns: int
    signature: NotRequired[str]
    chain: NotRequired[list[ChallengeChain]]


class Heartbeat(TypedDict):
    """A sign of life of the server."""

    type: Literal["heartbeat"]
    server_time_ns: int


class DepthUpdateDataIndicative(TypedDict):
    """`indicative` of DepthUpdateData."""

    price: int | None
    volume: int
    surplus: int
    side: Literal["buy", "sell"] | None  # of the surplus


class DepthUpdateData(TypedDict):
    """`data` of DepthUpdate."""

    bids: list[list[int]]  # best first
    asks: list[list[int]]  # best first
    best_bid_orders: list[list[int]]  # of the best level, in time order
    best_ask_orders: list[list[int]]  # of the best level, in time order
    indicative: NotRequired[DepthUpdateDataIndicative]


class DepthUpdate(TypedDict):
    """The five best levels a side and the orders of the best ones; while orders rest for a call,
    what it would do now.
    """

    type: Literal["update"]
    channel: Literal["depth"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: DepthUpdateData


class Depth20UpdateData(TypedDict):
    """`data` of Depth20Update."""

    shown: bool  # whether the exchange publishes it; lists are empty where not
    bids: list[list[int]]  # best first
    asks: list[list[int]]  # best first
    indicative: NotRequired[DepthUpdateDataIndicative]


class Depth20Update(TypedDict):
    """Twenty levels a side, where the instrument's parameter `depth_20` is 1."""

    type: Literal["update"]
    channel: Literal["depth_20"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Depth20UpdateData


class DepthOrdersUpdateData(TypedDict):
    """`data` of DepthOrdersUpdate."""

    shown: bool  # whether orders are shown now; lists are empty where not
    whole: bool  # true: forget all orders known before
    gone: list[int]  # orders that rest no more
    lowered: list[list[int]]  # orders with another open quantity that keep their place
    bids: list[list[int]]  # orders that are last at their price now, in this order
    asks: list[list[int]]  # orders that are last at their price now, in this order


class DepthOrdersUpdate(TypedDict):
    """What has changed of the resting orders, order by order, never whose they are, where the
    instrument's parameter `depth_orders` is 1.
    """

    type: Literal["update"]
    channel: Literal["depth_orders"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: DepthOrdersUpdateData


class TradesUpdateData(TypedDict):
    """`data` of TradesUpdate."""

    trade: int
    price: int
    quantity: int
    amount_fen: int
    side: Literal["buy", "sell"] | None  # the taker's
    method: Literal["listed", "block", "auction"]
    date: str
    correction: NotRequired[int]  # the exchange has undone the trade: the number of its correction


class TradesUpdate(TypedDict):
    """A listed trade; it comes again with `correction` when the exchange undoes it."""

    type: Literal["update"]
    channel: Literal["trades"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: TradesUpdateData


class SummaryUpdateData(TypedDict):
    """`data` of SummaryUpdate."""

    date: str
    previous_close: int
    first_day: bool
    open: int | None
    high: int | None
    low: int | None
    latest: int | None
    close: int | None
    change_pct: str | None  # in percent with two decimals: `"-3.13"`
    volume: int
    turnover_fen: int
    trades: int


class SummaryUpdate(TypedDict):
    """Prices and volume of the day, of listed trades."""

    type: Literal["update"]
    channel: Literal["summary"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: SummaryUpdateData


class Bars1mUpdateDataBar(TypedDict):
    """`bars` of Bars1mUpdateData."""

    time: str  # its first minute in Shanghai: `09:30`
    open: int
    high: int
    low: int
    close: int
    volume: int
    amount_fen: int
    trades: int  # 0: all were undone, forget the bar


class Bars1mUpdateData(TypedDict):
    """`data` of Bars1mUpdate."""

    date: str  # of another day: forget the bars known before
    bars: list[Bars1mUpdateDataBar]


class Bars1mUpdate(TypedDict):
    """Bars of 1 minute of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["update"]
    channel: Literal["bars_1m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class Bars5mUpdate(TypedDict):
    """Bars of 5 minutes of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["update"]
    channel: Literal["bars_5m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class Bars15mUpdate(TypedDict):
    """Bars of 15 minutes of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["update"]
    channel: Literal["bars_15m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class Bars60mUpdate(TypedDict):
    """Bars of 60 minutes of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["update"]
    channel: Literal["bars_60m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class CompositeUpdateData(TypedDict):
    """`data` of CompositeUpdate."""

    date: str
    previous_close: int | None
    open: int | None
    latest: int | None
    high: int | None
    low: int | None
    close: int | None
    change_pct: str | None  # in percent with two decimals: `"-3.13"`
    weights: dict[str, list[int]]


class CompositeUpdate(TypedDict):
    """The composite price (综合价格) of the day and its weights."""

    type: Literal["update"]
    channel: Literal["composite"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: CompositeUpdateData


StatusUpdateDataPhase = Literal[
    "no_day", "pre_open", "morning", "lunch", "afternoon", "closed", "ended"
]


class StatusUpdateDataHalt(TypedDict):
    """`halts` of StatusUpdateData."""

    instrument: str | None
    in_call: bool  # the call that ends it runs, and takes orders
    until: str | None  # yyyy-mm-dd hh:mm in Shanghai, when the halt ends
    call_minutes: int  # of the call that follows, 0: none
    trading_from: str | None  # likewise, when trading goes on at the earliest


class StatusUpdateDataInstrument(TypedDict):
    """`instruments` of StatusUpdateData."""

    number: int
    name_zh: str  # `""`: none
    name_en: str  # `""`: none
    halted: bool
    base: int
    lower: int
    upper: int


class StatusUpdateData(TypedDict):
    """`data` of StatusUpdate."""

    date: str
    market: Literal["allowances", "credits"]  # of this venue
    phase: StatusUpdateDataPhase
    venue_halted: bool
    halts: list[StatusUpdateDataHalt]  # every halt, the venue's first, and every call that ends one
    instruments: dict[str, StatusUpdateDataInstrument]


class StatusUpdate(TypedDict):
    """Date, phase, halts, and every instrument's legal names, base price and limits."""

    type: Literal["update"]
    channel: Literal["status"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: StatusUpdateData


class BulletinUpdate(TypedDict):
    """The figures of a day (每日成交数据), at its end."""

    type: Literal["update"]
    channel: Literal["bulletin"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: BulletinBulletin


class AuctionsUpdateDataResult(TypedDict):
    """`result` of AuctionsUpdateData."""

    sold: int
    unsold: int
    cover: list[int]  # [tonnes bid for, tonnes offered]
    lowest: int | None
    highest: int | None
    amount_fen: int
    bids: int
    bidders: int
    winners: int
    seed: str


class AuctionsUpdateDataUndone(TypedDict):
    """`undone` of AuctionsUpdateData."""

    quantity: int
    amount_fen: int


class AuctionsUpdateData(TypedDict):
    """`data` of AuctionsUpdate."""

    auction: int
    state: Literal["announced", "open", "closed", "stopped"]
    instrument: str
    side: Literal["buy", "sell"]  # what the applicant does
    quantity: int
    lot: int
    smallest_bid: int
    pay_as_bid: bool
    discounted: bool
    void_if_short: bool
    tie_by_lot: bool
    date: str
    opens: str
    closes: str
    reserve: int | None
    cap: int | None
    result: AuctionsUpdateDataResult | None
    reason: str | None  # of a stop, or why nothing was sold
    undone: NotRequired[AuctionsUpdateDataUndone]  # of the result: trades that are undone


class AuctionsUpdate(TypedDict):
    """One auction (单向竞价) as it is now: at its notice, and at the opening and the end of its
    session.
    """

    type: Literal["update"]
    channel: Literal["auctions"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: AuctionsUpdateData


class BlocksUpdateData(TypedDict):
    """`data` of BlocksUpdate."""

    deal: int
    state: Literal["struck", "cancelled", "final", "undone"]
    trade: int | None  # without holes
    instrument: str
    price: int
    quantity: int
    amount_fen: int
    date: str
    correction: NotRequired[int]  # the exchange has undone the trade: the number of its correction


class BlocksUpdate(TypedDict):
    """One deal of the block desk (大宗协议) as it is now, without its accounts: `final` at the
    close; where `block_live` is 1 also `struck` and `cancelled`, as it happens.
    """

    type: Literal["update"]
    channel: Literal["blocks"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: BlocksUpdateData


class AnnouncementsUpdate(TypedDict):
    """An announcement of the exchange (公告)."""

    type: Literal["update"]
    channel: Literal["announcements"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: AnnouncementsAnnouncement


class SettlementUpdateDataTrade(TypedDict):
    """`data` of SettlementUpdate."""

    kind: Literal["trade"]
    date: str
    trade: int
    instrument: str
    instrument_number: int
    method: Literal["listed", "block", "auction"]
    price: int
    quantity: int
    amount_fen: int
    buyer: int
    seller: int
    buyer_trading_fee_fen: int
    buyer_settlement_fee_fen: int
    seller_trading_fee_fen: int
    seller_settlement_fee_fen: int
    buyer_order: int | None  # the order that bought
    buyer_client_order_id: str | None  # what its member calls that order
    seller_order: int | None  # the order that sold
    seller_client_order_id: str | None  # what its member calls that order


class SettlementUpdateDataBust(TypedDict):
    """`data` of SettlementUpdate."""

    kind: Literal["bust"]
    date: str
    correction: int  # its number, of the method
    method: Literal["listed", "block", "auction"]
    trade: int
    instrument: str
    price: int
    quantity: int
    amount_fen: int


class SettlementUpdateDataClose(TypedDict):
    """`data` of SettlementUpdate."""

    kind: Literal["close"]
    date: str
    count: int
    quantity: int
    amount_fen: int
    tape_hash: str
    composite_close: int | None
    closes: dict[str, int]


SettlementUpdateData = (
    SettlementUpdateDataTrade | SettlementUpdateDataBust | SettlementUpdateDataClose
)


class SettlementUpdate(TypedDict):
    """Every trade of every method with both accounts, at once; at the end of a day its figures
    and closes.
    """

    type: Literal["update"]
    channel: Literal["settlement"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: SettlementUpdateData


class DepthSnapshot(TypedDict):
    """The five best levels a side and the orders of the best ones; while orders rest for a call,
    what it would do now.
    """

    type: Literal["snapshot"]
    channel: Literal["depth"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: DepthUpdateData


class Depth20Snapshot(TypedDict):
    """Twenty levels a side, where the instrument's parameter `depth_20` is 1."""

    type: Literal["snapshot"]
    channel: Literal["depth_20"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Depth20UpdateData


class DepthOrdersSnapshot(TypedDict):
    """What has changed of the resting orders, order by order, never whose they are, where the
    instrument's parameter `depth_orders` is 1.
    """

    type: Literal["snapshot"]
    channel: Literal["depth_orders"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: DepthOrdersUpdateData


class TradesSnapshotData(TypedDict):
    """`data` of TradesSnapshot."""

    trades: list[TradesUpdateData]


class TradesSnapshot(TypedDict):
    """A listed trade; it comes again with `correction` when the exchange undoes it."""

    type: Literal["snapshot"]
    channel: Literal["trades"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: TradesSnapshotData


class SummarySnapshot(TypedDict):
    """Prices and volume of the day, of listed trades."""

    type: Literal["snapshot"]
    channel: Literal["summary"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: SummaryUpdateData


class Bars1mSnapshot(TypedDict):
    """Bars of 1 minute of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["snapshot"]
    channel: Literal["bars_1m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class Bars5mSnapshot(TypedDict):
    """Bars of 5 minutes of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["snapshot"]
    channel: Literal["bars_5m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class Bars15mSnapshot(TypedDict):
    """Bars of 15 minutes of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["snapshot"]
    channel: Literal["bars_15m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class Bars60mSnapshot(TypedDict):
    """Bars of 60 minutes of the day that have changed, of listed trades; of `COMCEA` on the path
    of the composite.
    """

    type: Literal["snapshot"]
    channel: Literal["bars_60m"]
    instrument: str
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: Bars1mUpdateData


class CompositeSnapshot(TypedDict):
    """The composite price (综合价格) of the day and its weights."""

    type: Literal["snapshot"]
    channel: Literal["composite"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: CompositeUpdateData


class StatusSnapshot(TypedDict):
    """Date, phase, halts, and every instrument's legal names, base price and limits."""

    type: Literal["snapshot"]
    channel: Literal["status"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: StatusUpdateData


class BulletinSnapshot(TypedDict):
    """The figures of a day (每日成交数据), at its end."""

    type: Literal["snapshot"]
    channel: Literal["bulletin"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: BulletinBulletin


class AuctionsSnapshotData(TypedDict):
    """`data` of AuctionsSnapshot."""

    auctions: list[AuctionsUpdateData]


class AuctionsSnapshot(TypedDict):
    """One auction (单向竞价) as it is now: at its notice, and at the opening and the end of its
    session.
    """

    type: Literal["snapshot"]
    channel: Literal["auctions"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: AuctionsSnapshotData


class BlocksSnapshotData(TypedDict):
    """`data` of BlocksSnapshot."""

    blocks: list[BlocksUpdateData]


class BlocksSnapshot(TypedDict):
    """One deal of the block desk (大宗协议) as it is now, without its accounts: `final` at the
    close; where `block_live` is 1 also `struck` and `cancelled`, as it happens.
    """

    type: Literal["snapshot"]
    channel: Literal["blocks"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: BlocksSnapshotData


class AnnouncementsSnapshotData(TypedDict):
    """`data` of AnnouncementsSnapshot."""

    announcements: list[AnnouncementsAnnouncement]


class AnnouncementsSnapshot(TypedDict):
    """An announcement of the exchange (公告)."""

    type: Literal["snapshot"]
    channel: Literal["announcements"]
    instrument: str | None
    epoch: str  # the venue's id
    seq: int  # changes so far
    prev: int | None  # `seq` of the message before
    time_ns: int  # of the latest event it was made after
    data: AnnouncementsSnapshotData


FeedMessage = (
    DepthUpdate
    | Depth20Update
    | DepthOrdersUpdate
    | TradesUpdate
    | SummaryUpdate
    | Bars1mUpdate
    | Bars5mUpdate
    | Bars15mUpdate
    | Bars60mUpdate
    | CompositeUpdate
    | StatusUpdate
    | BulletinUpdate
    | AuctionsUpdate
    | BlocksUpdate
    | AnnouncementsUpdate
    | SettlementUpdate
    | DepthSnapshot
    | Depth20Snapshot
    | DepthOrdersSnapshot
    | TradesSnapshot
    | SummarySnapshot
    | Bars1mSnapshot
    | Bars5mSnapshot
    | Bars15mSnapshot
    | Bars60mSnapshot
    | CompositeSnapshot
    | StatusSnapshot
    | BulletinSnapshot
    | AuctionsSnapshot
    | BlocksSnapshot
    | AnnouncementsSnapshot
)
