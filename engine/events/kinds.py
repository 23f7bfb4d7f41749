"""Kinds of events."""

from __future__ import annotations

from enum import IntEnum


class EventKind(IntEnum):
    """What happened. The comments name the fields in use beside sequence, command, time_ns."""

    # command_kind and the command's fields; a new order's order_id; REPLACE: price, leaves,
    # KEPT_PLACE
    ACCEPTED = 1
    REFUSED = 2  # command_kind, reason, the command's fields, value(what is allowed or available)
    # taker: account order_id side leaves fees; maker_*; instrument price quantity amount number
    # method
    FILL = 10
    CANCELLED = 11  # account instrument order_id side price leaves(what was cancelled) reason
    # account instrument order_id side quantity(taken off without a trade) leaves(still open) reason
    # flags(WAS_RESTING)
    ORDER_LOWERED = 70
    # at START_DAY: instrument date price(base) leaves(lower limit) value(upper limit)
    # flags(FIRST_DAY)
    INSTRUMENT_DAY = 20
    # after SET_PRICE_WEIGHTS: instrument date quantity(numerator) value(denominator)
    PRICE_WEIGHT = 21
    # at END_DAY: instrument date price(close) value(base) quantity amount number(count of trades)
    INSTRUMENT_CLOSE = 22
    # at END_DAY: instrument(0 venue) parameter(TotalsKind) method(0 all together) quantity amount
    # number(count)
    TOTALS = 23
    UNITS_RELEASED = 24  # account instrument quantity: bought units have become sellable
    # at END_DAY: date number(count of trades of all methods) quantity amount tape_hash: what a
    # clearing result must say
    DAY_FIGURES = 25
    # account instrument quantity(held) value(its maximum) number(threshold): a holding reaches the
    # threshold
    LARGE_HOLDER = 30
    LARGE_HOLDER_ENDED = 31  # the same fields: it is below again, or the threshold is gone
    # number(auction) instrument side quantity flags value(minimum bid) parameter(lot) date
    # price(opens) leaves(closes)
    AUCTION_NOTICE = 50
    AUCTION_OPENED = 51  # the same, price(reserve) leaves(cap)
    AUCTION_RESULT = 52  # engine/rules/auction/close.py lists its fields
    AUCTION_STOPPED = 53  # number instrument reason: the session or the notice is called off
    # account instrument order_id(bid) number(auction) side price quantity leaves(what left) reason
    BID_GONE = 54
    # when pre-open ends: instrument date price(0: nothing traded) quantity side(of the surplus)
    # value(surplus, t)
    CALL_RESULT = 60
    # The block desk. INTENT and DIALOGUE and DIALOGUE_NOTE carry a note
    # (engine/rules/block/note.py) and nothing that it overlies.
    # posted: account maker_account(named counterparty or 0) instrument side order_id price quantity
    # leaves flags
    INTENT = 40
    INTENT_CLOSED = 41  # the same, with what is withdrawn as leaves, and reason
    INTENT_LOWERED = 42  # the same, after a deal in parts
    # an offer: account(who speaks) maker_account(the other) order_id maker_order_id(intent)
    # side(the speaker's) price quantity instrument number(of the offer) flags reason(REDUCED: by
    # the venue)
    DIALOGUE = 43
    DIALOGUE_NOTE = 44  # the same fields
    TERMS_CONFIRMED = 45  # the same fields: account has confirmed
    DIALOGUE_CLOSED = 46  # the same fields, reason; account is who left
    # number account(buyer) maker_account(seller) instrument price quantity amount order_id(intent)
    # maker_order_id(dialogue or 0)
    DEAL = 47
    DEAL_CANCELLED = 48  # the same fields, reason
