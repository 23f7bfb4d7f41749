"""Refusals of orders: whether one may be entered now, its terms, the order it names."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import HUNDREDTHS, NOTHING, NUMBER, Allowed, Refusal

ORDERS: dict[Reason, Refusal] = {
    Reason.COMMAND_UNKNOWN: Refusal(
        "op",
        NOTHING,
        "the engine does not know this command",
        "Use a build that knows the command.",
    ),
    Reason.EXPIRED: Refusal(
        "valid_until_ns",
        Allowed.TIME,
        "the validity has passed; nothing was done. The exchange's time was {time_ns} ns",
        "Send it again with a later time, or without one.",
    ),
    Reason.INSTRUMENT_NOT_OPEN: Refusal(
        "instrument",
        NOTHING,
        "{code} opens with the next trading day",
        "Wait for the next trading day.",
    ),
    Reason.INSTRUMENT_HALTED: Refusal(
        "instrument",
        NOTHING,
        "trading in {code} is halted",
        "Wait until trading is resumed; cancels are taken.",
    ),
    Reason.VENUE_HALTED: Refusal(
        None,
        NOTHING,
        "trading is halted in the whole venue",
        "Wait until trading is resumed; cancels are taken.",
    ),
    Reason.PHASE_NOT_TRADING: Refusal(
        None,
        Allowed.SESSIONS,
        "this is taken in the phases {value}; the phase is {phase}",
        "Wait for the next session; cancels are taken.",
    ),
    Reason.SIDE_UNKNOWN: Refusal(
        "side",
        NOTHING,
        "no such side",
        "Say buy or sell.",
    ),
    Reason.TIME_IN_FORCE_UNKNOWN: Refusal(
        "time_in_force",
        NOTHING,
        "no such time in force",
        "Say day, ioc or fok.",
    ),
    Reason.QUANTITY_NOT_POSITIVE: Refusal(
        "quantity",
        NUMBER,
        "a quantity is at least {value} t",
        "Name a larger quantity.",
    ),
    Reason.QUANTITY_BELOW_MINIMUM: Refusal(
        "quantity",
        NUMBER,
        "{quantity} t is below the smallest order, {value} t",
        "Name a larger quantity.",
    ),
    Reason.QUANTITY_ABOVE_MAXIMUM: Refusal(
        "quantity",
        NUMBER,
        "{quantity} t is above the largest order, {value} t",
        "Split the order.",
    ),
    Reason.QUANTITY_OFF_LOT: Refusal(
        "quantity",
        NUMBER,
        "{quantity} t is no multiple of {value} t",
        "Round the quantity to a multiple.",
    ),
    Reason.PRICE_NOT_POSITIVE: Refusal(
        "price",
        HUNDREDTHS,
        "a price is at least {value}",
        "Name a higher price.",
    ),
    Reason.PRICE_OFF_TICK: Refusal(
        "price",
        HUNDREDTHS,
        "price {price} is no multiple of the tick, {value}",
        "Round the price to a multiple.",
    ),
    Reason.PRICE_ABOVE_LIMIT: Refusal(
        "price",
        HUNDREDTHS,
        "price {price} is above the upper limit {value}",
        "Name a price inside the day's limits.",
    ),
    Reason.PRICE_BELOW_LIMIT: Refusal(
        "price",
        HUNDREDTHS,
        "price {price} is below the lower limit {value}",
        "Name a price inside the day's limits.",
    ),
    Reason.ORDER_UNKNOWN: Refusal(
        "order",
        NOTHING,
        "no open order {order_id}",
        "Ask for the open orders: it has left, or never was.",
    ),
    Reason.ORDER_NOT_YOURS: Refusal(
        "order",
        NOTHING,
        "order {order_id} is not one of your account's",
        "Name an order of your own account.",
    ),
    Reason.ORDER_UNCHANGED: Refusal(
        None,
        NOTHING,
        "the order has this price and open quantity already",
        "Nothing is to be done.",
    ),
    Reason.EXPIRY_PAST: Refusal(
        "expires_ns",
        Allowed.TIME,
        "the order would have expired already. The exchange's time was {time_ns} ns",
        "Name a later time, or none.",
    ),
    Reason.ORDER_NOT_EXPIRED: Refusal(
        "order",
        NUMBER,
        "order {order_id} has no time that has come: {value} ns",
        "Wait until then; the venue asks by itself.",
    ),
    Reason.LEAVES_DIFFER: Refusal(
        "expected_leaves",
        NUMBER,
        "order {order_id} has {value} t open, not {number} t; nothing was done",
        "Look at the fills that came between, then send it again with what is open.",
    ),
    Reason.TARGET_NOT_AT_BEST: Refusal(
        "take",
        HUNDREDTHS,
        "order {order_id} is not at the best price, {value}",
        "Name an order at the best price, or enter a plain order.",
    ),
    Reason.TARGET_TOO_SMALL: Refusal(
        "quantity",
        NUMBER,
        "order {order_id} has only {value} t open, asked {quantity} t",
        "Take at most what is open.",
    ),
    Reason.TARGET_NOT_ALLOWED: Refusal(
        "take",
        NOTHING,
        "in {code} price and time alone decide who trades: no order is taken by name",
        "Leave the order out.",
    ),
    Reason.TARGET_OWN_ORDER: Refusal(
        "take",
        NOTHING,
        "order {order_id} is your account's own",
        "Name an order of another account.",
    ),
    Reason.TARGET_SAME_SIDE: Refusal(
        "take",
        NOTHING,
        "order {order_id} is on the same side",
        "Name an order of the other side.",
    ),
    Reason.PRICE_WORSE_THAN_TARGET: Refusal(
        "price",
        HUNDREDTHS,
        "price {price} does not reach the target's, {value}",
        "Name a price that reaches the target's.",
    ),
    Reason.ORDERS_FULL: Refusal(
        None,
        NOTHING,
        "the venue's order table is full, and the order could not trade at once",
        "Wait until orders have left, or name a price at which it trades.",
    ),
    Reason.HOLDINGS_FULL: Refusal(
        None,
        NOTHING,
        "the venue's table of holdings is full",
        "The exchange starts the venue with more room.",
    ),
    Reason.CALL_CROSSES_OWN_ORDER: Refusal(
        "price",
        NOTHING,
        "it could trade with an order of your own in the opening call",
        "Cancel your own order first, or name another price.",
    ),
    Reason.CALL_FOR_THE_DAY_ONLY: Refusal(
        "time_in_force",
        NOTHING,
        "orders of the opening call are for the day",
        "Say day, or wait for the session.",
    ),
    Reason.CALL_WITHOUT_TAKES: Refusal(
        "take",
        NOTHING,
        "in the opening call nobody is taken by name",
        "Leave the order out, or wait for the session.",
    ),
    Reason.MARKET_NOT_ALLOWED: Refusal(
        "order_type",
        NOTHING,
        "{code} takes no market orders: give a price",
        "Enter an order with a limit price.",
    ),
    Reason.MARKET_WITH_PRICE: Refusal(
        "price",
        NOTHING,
        "a market order has no price, this one says {price}",
        "Leave the price out.",
    ),
    Reason.MARKET_WITH_TARGET: Refusal(
        "take",
        NOTHING,
        "a market order takes from nobody by name",
        "Leave the order out, or name a price.",
    ),
}
