"""Kinds of events: for each its number, the fields it uses, and a sentence."""

from __future__ import annotations

from enum import IntEnum

from engine.commands.uses import Uses, uses_of

_TRADE = "instrument price quantity amount_fen method date flags"
_INTENT = (
    "account counterparty=maker_account instrument side intent=order_id price quantity leaves flags"
)
_DIALOGUE = (
    "account other=maker_account dialogue=order_id intent=maker_order_id side instrument price"
    " quantity offer=number flags reason"
)
_DEAL = f"deal=number buyer=account seller=maker_account side {_TRADE}"
_DEAL += " intent=order_id dialogue=maker_order_id reason"
_HOLDER = "account instrument held=quantity maximum=value threshold=number"
_AUCTION = "auction=number instrument side quantity flags smallest_bid=value lot=parameter date"
_FEES = "trading_fee_fen settlement_fee_fen maker_trading_fee_fen maker_settlement_fee_fen"


class EventKind(IntEnum):
    """What happened.

    A row is the number (in the log, never reused), the fields that the event uses as
    engine/commands/uses.py reads them, and what it says. Beside these, every event has `sequence`,
    `command`, `time_ns` and `phase`.
    """

    uses: Uses
    sentence: str

    def __new__(cls, number: int, uses: str = "", sentence: str = "") -> EventKind:
        member = int.__new__(cls, number)
        member._value_ = number
        member.uses = uses_of(uses)
        member.sentence = sentence
        return member

    # Of these two, the other fields are the command's own, as engine/compiler/wide.py copies them,
    # and what its rule adds: the number of what was made, figures, what is allowed.
    ACCEPTED = 1, "command_kind", "The command is done; flags KEPT_PLACE, NEXT_DAY."
    REFUSED = 2, "command_kind reason value", "Nothing was done; `value` is what is allowed."
    FILL = (
        10,
        "account order_id side leaves maker_account maker_order_id maker_leaves trade=number"
        f" {_TRADE} {_FEES}",
        "A trade; flags BUYER_IS_TAKER, IN_CALL. `account` took, `maker_account` was there before.",
    )
    CANCELLED = (
        11,
        "account instrument order_id side time_in_force price quantity leaves reason flags"
        " client_request_id=text",
        "An order left with `leaves` open; flag WAS_RESTING.",
    )
    TRADE_BUSTED = (
        12,
        "account order_id side leaves maker_account maker_order_id maker_leaves trade=number"
        f" correction=value last=parameter {_TRADE} {_FEES}",
        "The trade of an earlier FILL was undone; `leaves`, `last`: as they are without it.",
    )
    INSTRUMENT_DAY = (
        20,
        "instrument date base_price=price lower_limit=leaves upper_limit=value flags",
        "An instrument's day began; flag FIRST_DAY.",
    )
    PRICE_WEIGHT = (
        21,
        "instrument date numerator=quantity denominator=value",
        "An instrument's weight in the composite price, in force from a date on.",
    )
    INSTRUMENT_CLOSE = (
        22,
        "instrument date close=price base_price=value quantity amount_fen count=number",
        "An instrument's day ended.",
    )
    TOTALS = (
        23,
        "instrument totals=parameter method date quantity amount_fen count=number",
        "Running totals at the day's end; method 0: of all methods.",
    )
    UNITS_RELEASED = 24, "account instrument quantity", "Bought units have become sellable."
    DAY_FIGURES = (
        25,
        "date count=number quantity amount_fen tape_hash",
        "What a clearing result of the day must say.",
    )
    SUSPENSION_ENDED = 26, "account date", "A suspension ended with the day that it was until."
    FEES_BEGUN = (
        29,
        "instrument date trading_fee_ppm=quantity trading_fee_min_fen=amount_fen"
        " settlement_fee_ppm=value settlement_fee_min_fen=number",
        "Fees of the schedule came into force; instrument 0: of all.",
    )
    LARGE_HOLDER = 30, _HOLDER, "A holding has reached the large-holder threshold."
    LARGE_HOLDER_ENDED = 31, _HOLDER, "A holding is below the threshold again, or there is none."
    INTENT = 40, f"{_INTENT} note_words", "An intent was posted."
    INTENT_CLOSED = 41, f"{_INTENT} reason", "An intent ended with `leaves` withdrawn."
    INTENT_LOWERED = 42, f"{_INTENT} reason", "An intent was dealt in part."
    DIALOGUE = (
        43,
        f"{_DIALOGUE} note_words",
        "An offer was made, or (REDUCED) lowered.",
    )
    DIALOGUE_NOTE = 44, f"{_DIALOGUE} note_words", "A side sent a note."
    TERMS_CONFIRMED = 45, _DIALOGUE, "A side confirmed the last offer's terms."
    DIALOGUE_CLOSED = 46, _DIALOGUE, "A dialogue ended; `account` is the side that left."
    DEAL = 47, _DEAL, "A deal was struck; flag LIVE: published at once."
    DEAL_CANCELLED = 48, _DEAL, "The exchange cancelled a deal."
    AUCTION_NOTICE = (
        50,
        f"{_AUCTION} opens_hhmm=price closes_hhmm=leaves",
        "An auction's session was announced.",
    )
    AUCTION_OPENED = 51, f"{_AUCTION} reserve=price cap=leaves", "An auction's session began."
    AUCTION_RESULT = (
        52,
        "auction=number instrument side account flags date sold=quantity unsold=leaves demand=value"
        " lowest=price highest=order_id amount_fen bids=maker_order_id bidders=maker_account"
        " winners=maker_leaves seed=tape_hash method reason",
        "A session closed; reason: why it sold nothing.",
    )
    AUCTION_STOPPED = (
        53,
        "auction=number instrument side reason",
        "A notice or session is off.",
    )
    BID_GONE = (
        54,
        "account instrument bid=order_id auction=number side price quantity leaves reason",
        "A bid, or what is left of it, left.",
    )
    CALL_RESULT = (
        60,
        "instrument date price quantity side surplus=value",
        "The opening call ended; price 0: nothing traded; side: of the surplus.",
    )
    ORDER_LOWERED = (
        70,
        "account instrument order_id side quantity leaves reason flags",
        "`quantity` of an order left without a trade; flag WAS_RESTING.",
    )
    TEXT = (
        80,
        "command_kind account instrument use=quantity flags line_words",
        "120 bytes of a text that went with an accepted command; flag MORE.",
    )
