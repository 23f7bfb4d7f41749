"""What a field of the feed's messages is, by its name, where its own row does not say more."""

from __future__ import annotations

from gateway.protocol import glossary

_PRICES = {
    "base": "base price of the day",
    "previous_close": "close of the day before; of a new instrument its base price",
    "open": "price of the first listed trade",
    "high": "highest price",
    "low": "lowest price",
    "latest": "price of the latest listed trade; of the composite, from all latest prices",
    "close": "closing price",
    "closes": "closing prices by instrument, or the time at which the session closes",
    "composite_close": "close of the composite; null without weights",
    "first_day": "the instrument's first trading day",
    "weights": "weight of each instrument, as a fraction",
}
_FIGURES = {
    "volume": "quantity traded",
    "turnover_fen": "amount traded",
    "trades": "trades, or how many",
    "surplus": "quantity that would stay without a counterparty",
    "totals": "sums of all methods",
    "day": "sums of the day",
    "year": "sums since the first day of the year",
    "cumulative": "sums since the venue began",
    **{
        f"{name}_{what}": f"{word} {whose}"
        for name, whose in {
            "listed": "of listed trades",
            "block": "of blocks",
            "auction": "of auctions",
            "year": "since the first day of the year",
            "cumulative": "since the venue began",
        }.items()
        for what, word in {"volume": "quantity", "amount_fen": "amount"}.items()
    },
}
_OTHERS = {
    "channel": "name of the channel",
    "data": "content of the message",
    "epoch": "id of the venue, to which the numbers belong",
    "number": "number of the instrument",
    "instrument_number": "number of the instrument",
    "kind": "a trade, or the close of a day",
    "bids": "bids, or how many",
    "result": "how the session ended; null before",
    "seed": "seed of the drawing, with `tie_by_lot`",
    "bulletin": "the bulletin",
    "bars": "bars in order",
    "blocks": "deals of the day",
    "announcements": "announcements in order",
    "text_en": "the bulletin in English",
    **{
        f"{side}_{fee}_fee_fen": f"{fee} fee of the {side}"
        for side in ("buyer", "seller")
        for fee in ("trading", "settlement")
    },
}
OF_FEED: dict[str, str] = glossary.OF_SERVERS | _PRICES | _FIGURES | _OTHERS
