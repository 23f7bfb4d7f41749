"""Refusals to the exchange's staff and the bridge: instruments, parameters, days, settlement."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import (
    DATE,
    HUNDREDTHS,
    NOTHING,
    NUMBER,
    PHASE,
    RANGE,
    Allowed,
    Refusal,
)

VENUE: dict[Reason, Refusal] = {
    Reason.INSTRUMENT_UNKNOWN: Refusal(
        "instrument",
        NOTHING,
        "no such instrument",
        "Name a listed instrument.",
    ),
    Reason.INSTRUMENT_EXISTS: Refusal(
        "number",
        NOTHING,
        "instrument number {instrument} is listed already",
        "Choose another number.",
    ),
    Reason.INSTRUMENT_OUT_OF_RANGE: Refusal(
        "number",
        NUMBER,
        "instrument numbers go from 1 to {value}",
        "Choose a number inside the range.",
    ),
    Reason.INSTRUMENT_NOT_HALTED: Refusal(
        "instrument",
        NOTHING,
        "trading in {code} is not halted",
        "Nothing is to be done.",
    ),
    Reason.VENUE_NOT_HALTED: Refusal(
        None,
        NOTHING,
        "the venue is not halted",
        "Nothing is to be done.",
    ),
    Reason.PHASE_UNKNOWN: Refusal(
        "phase",
        NOTHING,
        "no such phase",
        "Name a phase from pre_open to closed.",
    ),
    Reason.PHASE_OUT_OF_ORDER: Refusal(
        "phase",
        Allowed.LATER_PHASES,
        "phases only move forward within a day; the phase is {phase}, still to come: {value}",
        "Name a phase that is still to come.",
    ),
    Reason.DAY_IN_PROGRESS: Refusal(
        "date",
        NOTHING,
        "the trading day that is open has to end first",
        "End the running day first.",
    ),
    Reason.DAY_NOT_LATER: Refusal(
        "date",
        DATE,
        "a trading day comes after the last one, {value}",
        "Name a later date.",
    ),
    Reason.DAY_NOT_CLOSED: Refusal(
        None,
        PHASE,
        "a day ends after the phase closed and is settled after its end; the phase is {value}",
        "Close and end the day first.",
    ),
    Reason.DAY_NOT_SETTLED: Refusal(
        "date",
        DATE,
        "{value} is not settled yet; the exchange may override",
        "Wait for the settlement, or override with a reason.",
    ),
    Reason.DAY_UNKNOWN: Refusal(
        "date",
        NOTHING,
        "no ended trading day of that date is waiting for settlement",
        "Ask for the days that wait for settlement.",
    ),
    Reason.DATE_INVALID: Refusal(
        "date",
        NOTHING,
        "no such calendar date",
        "Name a calendar date.",
    ),
    Reason.DAYS_UNSETTLED_FULL: Refusal(
        "date",
        DATE,
        "too many days are unsettled; {value} has to be settled before another one starts",
        "Settle the oldest day first.",
    ),
    Reason.PARAMETER_UNKNOWN: Refusal(
        "parameter",
        NOTHING,
        "no such parameter",
        "Ask for the parameters that there are.",
    ),
    Reason.PARAMETER_OUT_OF_RANGE: Refusal(
        "value",
        RANGE,
        "the parameter goes from {value}",
        "Name a value inside the range.",
    ),
    Reason.LADDER_FULL: Refusal(
        None,
        NUMBER,
        "the day's price bands need {quantity} ladder places, there are {value}",
        "Narrow a price limit, or start the venue with more levels.",
    ),
    Reason.WEIGHTS_NOT_ONE: Refusal(
        "weights",
        NOTHING,
        "price weights must add up to exactly 1",
        "Name weights that add up to 1.",
    ),
    Reason.WEIGHTS_DATE_PAST: Refusal(
        "from_date",
        DATE,
        "price weights come into force on {value} or later",
        "Name a later date.",
    ),
    Reason.WEIGHTS_TOO_LATE: Refusal(
        "from_date",
        DATE,
        "price weights come into force later than {value}: that day has traded, or is over",
        "Name a later date.",
    ),
    Reason.TOTALS_AFTER_TRADING: Refusal(
        None,
        NOTHING,
        "totals are opened before the venue's first trade",
        "Open totals in a venue that has not traded.",
    ),
    Reason.ORDERS_OPEN: Refusal(
        "parameter",
        NOTHING,
        "locks are switched before any auction",
        "Wait until no auction is under way.",
    ),
    Reason.QUANTITIES_LEAVE_NONE: Refusal(
        "value",
        NOTHING,
        "no multiple of the lot would lie from the smallest to the largest order or block",
        "Change lot or bounds so that a multiple lies between them.",
    ),
    Reason.TICK_ABOVE_PRICE: Refusal(
        "value",
        RANGE,
        "the tick goes from {value}, the last price",
        "Name a smaller tick.",
    ),
    Reason.LOCKS_AFTER_OPENING: Refusal(
        "parameter",
        NOTHING,
        "locks are switched before the instrument's first trading day",
        "Set locks before the instrument's first day.",
    ),
    Reason.CLEARING_COUNT_DIFFERS: Refusal(
        "count",
        NUMBER,
        "the exchange counts {value} trades",
        "Compare the day's trades with the exchange's.",
    ),
    Reason.CLEARING_QUANTITY_DIFFERS: Refusal(
        "quantity",
        NUMBER,
        "the exchange's quantity is {value} t",
        "Compare the day's trades with the exchange's.",
    ),
    Reason.CLEARING_AMOUNT_DIFFERS: Refusal(
        "amount_fen",
        HUNDREDTHS,
        "the exchange's amount is {value}",
        "Compare the day's trades with the exchange's.",
    ),
    Reason.CLEARING_HASH_DIFFERS: Refusal(
        "tape_hash",
        NOTHING,
        "the exchange's tape hashes to another value",
        "Compare the day's trades with the exchange's, in their order.",
    ),
    Reason.CLEARING_NOT_CONFIRMED: Refusal(
        "date",
        NOTHING,
        "the clearing result of that day is not confirmed yet",
        "Send the clearing result first.",
    ),
    Reason.DAY_NOT_RUNNING: Refusal(
        "date",
        PHASE,
        "a day is taken back before it ends; the phase is {value}",
        "Nothing can be done any more.",
    ),
    Reason.DAY_TRADED: Refusal(
        "date",
        NUMBER,
        "a day that has traded is not taken back: {value} trades and open deals",
        "Nothing can be done any more: let the day end.",
    ),
    Reason.DAY_ALREADY_SETTLED: Refusal(
        "date",
        NOTHING,
        "that day is settled already",
        "Nothing is to be done.",
    ),
    Reason.TRADE_UNKNOWN: Refusal(
        "trade",
        NOTHING,
        "trade {order_id} is not one of that day's",
        "Ask for the day's trades.",
    ),
    Reason.METHOD_UNKNOWN: Refusal(
        "method",
        NOTHING,
        "no such trading method",
        "Name a trading method.",
    ),
    Reason.FAILED_COUNT_DIFFERS: Refusal(
        "failed",
        NUMBER,
        "the exchange knows of {value} failed trades",
        "Report every failed trade first.",
    ),
}
