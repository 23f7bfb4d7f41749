"""The engine's refusals in a trader's words: for each reason the field it is about, what is
allowed, and a sentence.

A sentence may use the fields of the REFUSED event by name: `{price}`, `{quantity}`, `{value}` (what
is allowed or available) and so on. Prices and money are said with two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from engine.commands import AuctionState, CommandKind, Phase
from engine.events import Reason
from engine.units import format_date, format_hundredths
from gateway.protocol.errors import error_map
from gateway.protocol.wire import Message
from gateway.reports.rows import EventRow


class Allowed(Enum):
    """How `value` of a REFUSED event is to be read."""

    NOTHING = 0
    NUMBER = 1
    HUNDREDTHS = 2  # a price or an amount: said with two decimals, sent as the integer
    PHASE = 3  # the phase it was in, which the event carries by itself
    DATE = 4
    TIME = 5  # the engine's time, which the event carries by itself
    LATER_PHASES = 6  # the phases that may follow the one it was in
    RANGE = 7  # from `number` to `amount_fen`; `value` is what was sent
    AUCTION = 8  # the state an auction is in


class Refusal(NamedTuple):
    """What to say of one reason."""

    field: str | None
    allowed: Allowed
    sentence: str


AUCTION_STATES = {int(state): state.name.lower() for state in AuctionState}
_NONE, _NUMBER, _HUNDREDTHS = Allowed.NOTHING, Allowed.NUMBER, Allowed.HUNDREDTHS
_PHASE, _DATE, _TIME = Allowed.PHASE, Allowed.DATE, Allowed.TIME
_ORDERS = (
    CommandKind.NEW_ORDER,
    CommandKind.REPLACE,
    CommandKind.PLACE_BID,
    CommandKind.CHANGE_BID,
)

REFUSALS: dict[Reason, Refusal] = {
    Reason.COMMAND_UNKNOWN: Refusal("op", _NONE, "the engine does not know this command"),
    Reason.EXPIRED: Refusal(
        "valid_until_ns",
        _TIME,
        "the validity has passed; nothing was done. The exchange's time was {time_ns} ns",
    ),
    Reason.ACCOUNT_UNKNOWN: Refusal("account", _NONE, "no account {account}"),
    Reason.ACCOUNT_EXISTS: Refusal("account", _NONE, "account {account} is open already"),
    Reason.ACCOUNT_OUT_OF_RANGE: Refusal(
        "account", _NUMBER, "account numbers go from 1 to {value}"
    ),
    Reason.ACCOUNT_SUSPENDED: Refusal("account", _NONE, "account {account} is suspended"),
    Reason.ACCOUNT_NOT_SUSPENDED: Refusal("account", _NONE, "account {account} is not suspended"),
    Reason.INSTRUMENT_UNKNOWN: Refusal("instrument", _NONE, "no such instrument"),
    Reason.INSTRUMENT_EXISTS: Refusal(
        "number", _NONE, "instrument number {instrument} is listed already"
    ),
    Reason.INSTRUMENT_OUT_OF_RANGE: Refusal(
        "number", _NUMBER, "instrument numbers go from 1 to {value}"
    ),
    Reason.INSTRUMENT_NOT_OPEN: Refusal(
        "instrument", _NONE, "{code} opens with the next trading day"
    ),
    Reason.INSTRUMENT_HALTED: Refusal("instrument", _NONE, "trading in {code} is halted"),
    Reason.INSTRUMENT_NOT_HALTED: Refusal("instrument", _NONE, "trading in {code} is not halted"),
    Reason.VENUE_HALTED: Refusal(None, _NONE, "trading is halted in the whole venue"),
    Reason.VENUE_NOT_HALTED: Refusal(None, _NONE, "the venue is not halted"),
    Reason.PHASE_NOT_TRADING: Refusal(
        None, _PHASE, "orders are taken in the morning and afternoon sessions; the phase is {value}"
    ),
    Reason.PHASE_UNKNOWN: Refusal("phase", _NONE, "no such phase"),
    Reason.PHASE_OUT_OF_ORDER: Refusal(
        "phase",
        Allowed.LATER_PHASES,
        "phases only move forward within a day; the phase is {phase}, still to come: {value}",
    ),
    Reason.DAY_IN_PROGRESS: Refusal("date", _NONE, "the trading day that is open has to end first"),
    Reason.DAY_NOT_LATER: Refusal("date", _DATE, "a trading day comes after the last one, {value}"),
    Reason.DAY_NOT_CLOSED: Refusal(
        None,
        _PHASE,
        "a day ends after the phase closed and is settled after its end; the phase is {value}",
    ),
    Reason.DAY_NOT_SETTLED: Refusal(
        "date", _DATE, "{value} is not settled yet; the exchange may override"
    ),
    Reason.DAY_UNKNOWN: Refusal(
        "date", _NONE, "no ended trading day of that date is waiting for settlement"
    ),
    Reason.DATE_INVALID: Refusal("date", _NONE, "no such calendar date"),
    Reason.DAYS_UNSETTLED_FULL: Refusal(
        "date",
        _DATE,
        "too many days are unsettled; {value} has to be settled before another one starts",
    ),
    Reason.SIDE_UNKNOWN: Refusal("side", _NONE, "no such side"),
    Reason.TIME_IN_FORCE_UNKNOWN: Refusal("time_in_force", _NONE, "no such time in force"),
    Reason.QUANTITY_NOT_POSITIVE: Refusal("quantity", _NUMBER, "a quantity is at least {value} t"),
    Reason.QUANTITY_BELOW_MINIMUM: Refusal(
        "quantity", _NUMBER, "{quantity} t is below the smallest order, {value} t"
    ),
    Reason.QUANTITY_ABOVE_MAXIMUM: Refusal(
        "quantity", _NUMBER, "{quantity} t is above the largest order, {value} t"
    ),
    Reason.QUANTITY_OFF_LOT: Refusal(
        "quantity", _NUMBER, "{quantity} t is no multiple of {value} t"
    ),
    Reason.PRICE_NOT_POSITIVE: Refusal("price", _HUNDREDTHS, "a price is at least {value}"),
    Reason.PRICE_OFF_TICK: Refusal(
        "price", _HUNDREDTHS, "price {price} is no multiple of the tick, {value}"
    ),
    Reason.PRICE_ABOVE_LIMIT: Refusal(
        "price", _HUNDREDTHS, "price {price} is above the upper limit {value}"
    ),
    Reason.PRICE_BELOW_LIMIT: Refusal(
        "price", _HUNDREDTHS, "price {price} is below the lower limit {value}"
    ),
    Reason.ORDER_UNKNOWN: Refusal("order", _NONE, "no open order {order_id}"),
    Reason.ORDER_NOT_YOURS: Refusal(
        "order", _NONE, "order {order_id} is not one of your account's"
    ),
    Reason.ORDER_UNCHANGED: Refusal(
        None, _NONE, "the order has this price and open quantity already"
    ),
    Reason.TARGET_NOT_AT_BEST: Refusal(
        "take", _HUNDREDTHS, "order {order_id} is not at the best price, {value}"
    ),
    Reason.TARGET_TOO_SMALL: Refusal(
        "quantity", _NUMBER, "order {order_id} has only {value} t open, asked {quantity} t"
    ),
    Reason.TARGET_OWN_ORDER: Refusal("take", _NONE, "order {order_id} is your account's own"),
    Reason.TARGET_SAME_SIDE: Refusal("take", _NONE, "order {order_id} is on the same side"),
    Reason.PRICE_WORSE_THAN_TARGET: Refusal(
        "price", _HUNDREDTHS, "price {price} does not reach the target's, {value}"
    ),
    Reason.ORDERS_FULL: Refusal(None, _NONE, "the venue's order table is full"),
    Reason.HOLDINGS_FULL: Refusal(None, _NONE, "the venue's table of holdings is full"),
    Reason.CASH_INSUFFICIENT: Refusal(
        "amount_fen", _HUNDREDTHS, "available cash {value}, needed {amount_fen}"
    ),
    Reason.UNITS_INSUFFICIENT: Refusal(
        "quantity", _NUMBER, "available {value} t, asked {quantity} t"
    ),
    Reason.UNITS_BOUGHT_NOT_YET_SELLABLE: Refusal(
        "quantity",
        _NUMBER,
        "units bought are not sellable yet: they are once their day is settled and their resale"
        " days have begun, with one resale day the next trading day (T+1); available {value} t,"
        " asked {quantity} t",
    ),
    Reason.AMOUNT_NOT_POSITIVE: Refusal("amount_fen", _NUMBER, "an amount is positive"),
    Reason.AMOUNT_TOO_LARGE: Refusal(
        None, _NUMBER, "past what the venue can hold; {value} at most"
    ),
    Reason.CASH_OF_SALES_NOT_YET_WITHDRAWABLE: Refusal(
        "amount_fen",
        _HUNDREDTHS,
        "the day's sale money cannot be withdrawn yet; withdrawable {value}, asked {amount_fen}",
    ),
    Reason.REFERENCE_ALREADY_APPLIED: Refusal(
        "reference", _NUMBER, "done already: everything up to number {value} has been applied"
    ),
    Reason.REFERENCE_OUT_OF_STEP: Refusal(
        "follows",
        _NUMBER,
        "the transfer it is to follow is not the last one applied, which is number {value}",
    ),
    Reason.PARAMETER_UNKNOWN: Refusal("parameter", _NONE, "no such parameter"),
    Reason.PARAMETER_OUT_OF_RANGE: Refusal(
        "value", Allowed.RANGE, "the parameter goes from {value}"
    ),
    Reason.LADDER_FULL: Refusal(
        None, _NUMBER, "the day's price bands need {quantity} ladder places, there are {value}"
    ),
    Reason.WEIGHTS_NOT_ONE: Refusal("weights", _NONE, "price weights must add up to exactly 1"),
    Reason.WEIGHTS_DATE_PAST: Refusal(
        "from_date", _DATE, "price weights come into force on {value} or later"
    ),
    Reason.WEIGHTS_TOO_LATE: Refusal(
        "from_date",
        _DATE,
        "price weights come into force later than {value}: that day has traded, or is over",
    ),
    Reason.TOTALS_AFTER_TRADING: Refusal(
        None, _NONE, "totals are opened before the venue's first trade"
    ),
    Reason.ORDERS_OPEN: Refusal("parameter", _NONE, "locks are switched before any auction"),
    Reason.QUANTITIES_LEAVE_NONE: Refusal(
        "value",
        _NONE,
        "no multiple of the lot would lie from the smallest to the largest order or block",
    ),
    Reason.TICK_ABOVE_PRICE: Refusal(
        "value",
        Allowed.RANGE,
        "the tick goes from {value}, the last price",
    ),
    Reason.CLEARING_COUNT_DIFFERS: Refusal("count", _NUMBER, "the exchange counts {value} trades"),
    Reason.CLEARING_QUANTITY_DIFFERS: Refusal(
        "quantity", _NUMBER, "the exchange's quantity is {value} t"
    ),
    Reason.CLEARING_AMOUNT_DIFFERS: Refusal(
        "amount_fen", _HUNDREDTHS, "the exchange's amount is {value}"
    ),
    Reason.CLEARING_HASH_DIFFERS: Refusal(
        "tape_hash", _NONE, "the exchange's tape hashes to another value"
    ),
    Reason.CLEARING_NOT_CONFIRMED: Refusal(
        "date", _NONE, "the clearing result of that day is not confirmed yet"
    ),
    Reason.DAY_NOT_RUNNING: Refusal(
        "date",
        _PHASE,
        "a day is taken back before it ends; the phase is {value}",
    ),
    Reason.DAY_TRADED: Refusal(
        "date",
        _NUMBER,
        "a day that has traded is not taken back: {value} trades and open deals",
    ),
    Reason.DAY_ALREADY_SETTLED: Refusal("date", _NONE, "that day is settled already"),
    Reason.TRADE_UNKNOWN: Refusal("trade", _NONE, "trade {order_id} is not one of that day's"),
    Reason.METHOD_UNKNOWN: Refusal("method", _NONE, "no such trading method"),
    Reason.DESK_NOT_OPEN: Refusal(
        None,
        _PHASE,
        "the block desk is open in the sessions of the parameter block_hours, by default in the"
        " afternoon; the phase is {value}",
    ),
    Reason.DESK_SUSPENDED: Refusal(None, _NONE, "the block desk is suspended"),
    Reason.DESK_NOT_SUSPENDED: Refusal(None, _NONE, "the block desk is not suspended"),
    Reason.INTENTS_FULL: Refusal(None, _NUMBER, "the day's {value} places for intents are used"),
    Reason.DIALOGUES_FULL: Refusal(
        None, _NUMBER, "the day's {value} places for dialogues are used"
    ),
    Reason.DEALS_FULL: Refusal(None, _NUMBER, "the day's {value} places for deals are used"),
    Reason.INTENTS_OF_ACCOUNT_FULL: Refusal(
        None, _NUMBER, "one account posts at most {value} intents a day"
    ),
    Reason.DIALOGUES_OF_ACCOUNT_FULL: Refusal(
        None, _NUMBER, "one account opens at most {value} dialogues a day"
    ),
    Reason.COUNTERPARTY_UNKNOWN: Refusal("counterparty", _NONE, "no account {maker_account}"),
    Reason.PARTS_NOT_ALLOWED: Refusal("in_parts", _NONE, "intents in {code} are dealt whole"),
    Reason.INTENT_UNKNOWN: Refusal("intent", _NONE, "no open intent {order_id}"),
    Reason.INTENT_OWN: Refusal(None, _NONE, "an account does not deal with itself"),
    Reason.INTENT_NOT_YOURS: Refusal(
        "intent", _NONE, "intent {order_id} is not one of your account's"
    ),
    Reason.INTENT_NOT_FIRM: Refusal(
        "intent",
        _NONE,
        "intent {order_id} is an invitation: open a dialogue on it, it cannot be accepted directly",
    ),
    Reason.INTENT_TOO_SMALL: Refusal(
        "quantity", _NUMBER, "the intent has only {value} t left, asked {quantity} t"
    ),
    Reason.INTENT_NOT_IN_PARTS: Refusal(
        "quantity", _NUMBER, "the intent is dealt whole: {value} t"
    ),
    Reason.REST_BELOW_MINIMUM: Refusal(
        "quantity", _NUMBER, "{quantity} t would leave less than the smallest block, {value} t"
    ),
    Reason.DIALOGUE_UNKNOWN: Refusal(
        "dialogue", _NONE, "no open dialogue {order_id} of your account's"
    ),
    Reason.DIALOGUE_EXISTS: Refusal(
        "intent", _NONE, "your account has a dialogue on this intent already"
    ),
    Reason.TURN_NOT_YOURS: Refusal(
        None, _NONE, "the last offer is yours: it is the other side's turn"
    ),
    Reason.TERMS_DIFFER: Refusal(
        "price", _HUNDREDTHS, "the terms that stand are {leaves} t at {value}"
    ),
    Reason.CONFIRMED_ALREADY: Refusal(
        None, _NONE, "your account has confirmed these terms already"
    ),
    Reason.DEAL_UNKNOWN: Refusal("deal", _NONE, "no deal {order_id}"),
    Reason.DEAL_NOT_OPEN: Refusal(
        "deal", _NONE, "deal {order_id} is cancelled already, or final since the close"
    ),
    Reason.FAILED_COUNT_DIFFERS: Refusal(
        "failed", _NUMBER, "the exchange knows of {value} failed trades"
    ),
    Reason.ACCOUNT_KILLED: Refusal(
        "account",
        _NONE,
        "account {account} is under a kill: only cancels are taken until it is released",
    ),
    Reason.OPERATOR_KILLED: Refusal(
        "operator", _NONE, "this operator's key is under a kill: only cancels until it is released"
    ),
    Reason.ACCOUNT_NOT_KILLED: Refusal("account", _NONE, "account {account} is not under a kill"),
    Reason.OPERATOR_NOT_KILLED: Refusal(
        "operator", _NONE, "that operator's key is not under a kill of yours"
    ),
    Reason.LOG_ON_REFUSED: Refusal(
        None,
        _NONE,
        "a key whose log-on is refused releases nothing: another one does",
    ),
    Reason.KILLED_BY_EXCHANGE: Refusal(
        None, _NONE, "the exchange's own kill: only the exchange releases it"
    ),
    Reason.OPERATOR_OUT_OF_RANGE: Refusal(
        "operator", _NUMBER, "numbers of keys go from 1 to {value}"
    ),
    Reason.OPERATORS_FULL: Refusal(
        "operator",
        _NUMBER,
        "{value} operators are under a kill, the most at one time: kill the account",
    ),
    Reason.ORDER_VALUE_ABOVE_LIMIT: Refusal(
        "quantity", _HUNDREDTHS, "the order is worth more than one of yours may be, {value}"
    ),
    Reason.ORDER_RATE_ABOVE_LIMIT: Refusal(
        None,
        _NUMBER,
        "{value} orders and replacements in one window; the next window begins in {number} ns",
    ),
    Reason.OPEN_ORDERS_ABOVE_LIMIT: Refusal(
        None, _NUMBER, "{value} open orders are the most your account may have"
    ),
    Reason.TURNOVER_ABOVE_LIMIT: Refusal(
        "quantity",
        _HUNDREDTHS,
        "past the day turnover of {amount_fen}: {value} of it is left for this order",
    ),
    Reason.HOLDING_ABOVE_MAXIMUM: Refusal(
        "quantity",
        _NUMBER,
        "past the maximum holding of {leaves} t with what is held and being bought; allowed"
        " {value} t",
    ),
    Reason.MARKET_NOT_ALLOWED: Refusal(
        "order_type", _NONE, "{code} takes no market orders: give a price"
    ),
    Reason.MARKET_WITH_PRICE: Refusal(
        "price", _NONE, "a market order has no price, this one says {price}"
    ),
    Reason.MARKET_WITH_TARGET: Refusal("take", _NONE, "a market order takes from nobody by name"),
    Reason.LOCKS_AFTER_OPENING: Refusal(
        "parameter", _NONE, "locks are switched before the instrument's first trading day"
    ),
    Reason.AUCTION_UNKNOWN: Refusal("auction", _NONE, "no auction {number}"),
    Reason.AUCTION_NOT_YOURS: Refusal(
        "auction", _NONE, "auction {number} is not one of your account's"
    ),
    Reason.AUCTION_STATE_WRONG: Refusal("auction", Allowed.AUCTION, "auction {number} is {value}"),
    Reason.AUCTION_OWN: Refusal("auction", _NONE, "the applicant does not bid in its own auction"),
    Reason.AUCTIONS_FULL: Refusal(
        None, _NONE, "the venue's table of auctions is full until the next trading day starts"
    ),
    Reason.AUCTION_TO_SELL_OFF: Refusal(
        "side", _NONE, "auctions in which members bid to sell are not held in {code}"
    ),
    Reason.AUCTION_LOT_WRONG: Refusal(
        "lot",
        _NUMBER,
        "a lot is a multiple of {value} t, and the quantity is a whole number of lots",
    ),
    Reason.AUCTION_MINIMUM_WRONG: Refusal(
        "smallest_bid", _NONE, "the smallest bid is a whole number of lots and at most the quantity"
    ),
    Reason.AUCTION_HOURS_WRONG: Refusal(
        "opens", _NONE, "a session opens and closes at times of one day, opening first"
    ),
    Reason.AUCTION_NOT_TODAY: Refusal(
        "auction", _DATE, "the session of auction {number} is announced for {value}"
    ),
    Reason.AUCTION_DATE_PAST: Refusal("date", _DATE, "a session is announced for {value} or later"),
    Reason.AUCTION_WITHOUT_LOCKS: Refusal(
        "instrument", _NONE, "{code} is traded without locks: it has no auctions"
    ),
    Reason.BID_UNKNOWN: Refusal("bid", _NONE, "no standing bid {order_id}"),
    Reason.BID_NOT_YOURS: Refusal("bid", _NONE, "bid {order_id} is not one of your account's"),
    Reason.BID_UNCHANGED: Refusal(None, _NONE, "the bid has this price and quantity already"),
    Reason.BID_SHORT_OF_RESERVE: Refusal(
        "price", _HUNDREDTHS, "price {price} does not reach the reserve {value}"
    ),
    Reason.BID_BEYOND_CAP: Refusal(
        "price", _HUNDREDTHS, "price {price} lies beyond the cap {value}"
    ),
    Reason.BIDS_FULL: Refusal(None, _NONE, "the venue's table of bids is full"),
    Reason.BIDS_OF_ACCOUNT_FULL: Refusal(
        None, _NUMBER, "an account has at most {value} bids at once"
    ),
    Reason.CALL_CROSSES_OWN_ORDER: Refusal(
        "price", _NONE, "it could trade with an order of your own in the opening call"
    ),
    Reason.CALL_FOR_THE_DAY_ONLY: Refusal(
        "time_in_force", _NONE, "orders of the opening call are for the day"
    ),
    Reason.CALL_WITHOUT_TAKES: Refusal(
        "take", _NONE, "in the opening call nobody is taken by name"
    ),
}

# The event's field that holds what a field of the request said.
_SAID_IN = {
    "account": "account",
    "amount_fen": "amount_fen",
    "auction": "number",
    "bid": "order_id",
    "counterparty": "maker_account",
    "date": "date",
    "deal": "order_id",
    "dialogue": "order_id",
    "from_date": "date",
    "intent": "order_id",
    "number": "instrument",
    "order": "order_id",
    "price": "price",
    "quantity": "quantity",
    "reference": "number",
    "take": "order_id",
    "trade": "order_id",
    "valid_until_ns": "value",
    "value": "value",
}
_MONEY = ("price", "amount_fen")


def refusal_of(row: EventRow, code: str, asked: Mapping[str, Any] | None = None) -> Message:
    """The `error` of a REFUSED event; `code` is that of its instrument, `asked` the fields of the
    request if there is one.
    """
    reason = Reason(row.reason)
    if reason == Reason.CASH_INSUFFICIENT and row.command_kind in _ORDERS:
        return _cash_for_order(row)
    refusal = REFUSALS[reason]
    field = _field_of(row, refusal)
    sentence = refusal.sentence.format_map(_words(row, refusal.allowed, code))
    said = _said(row, field, code)
    if said is None and field == "phase" and asked:
        said = Phase(asked["phase"]).name.lower()
    if field == "operator" and asked:
        said = asked.get("operator")
    return error_map(reason.name.lower(), sentence, field, said, _allowed(row, refusal.allowed))


def _cash_for_order(row: EventRow) -> Message:
    """A member names a price and a quantity, not an amount: what the order needs and what there is
    are told apart.
    """
    terms = (
        f"{row.quantity} t at {format_hundredths(row.price)}"
        if row.price
        else f"{row.quantity} t at the market"
    )
    available, needed = format_hundredths(row.value), format_hundredths(row.amount_fen)
    sentence = f"{terms} needs {needed} with fees, available cash {available}"
    there = {"available_fen": row.value, "needed_fen": row.amount_fen}
    return error_map(
        Reason.CASH_INSUFFICIENT.name.lower(), sentence, "quantity", row.quantity, there
    )


def _field_of(row: EventRow, refusal: Refusal) -> str | None:
    """The field as the request calls it: a new order names another order in `take`."""
    return (
        "take"
        if refusal.field == "order" and row.command_kind == CommandKind.NEW_ORDER
        else refusal.field
    )


def _said(row: EventRow, field: str | None, code: str) -> int | str | None:
    if field == "instrument":
        return code or row.instrument
    if field not in _SAID_IN:
        return None
    value: int = getattr(row, _SAID_IN[field])
    return format_date(value) if _SAID_IN[field] == "date" else value


def _allowed(row: EventRow, how: Allowed) -> Any:
    match how:
        case Allowed.NOTHING:
            return None
        case Allowed.PHASE:
            return Phase(row.phase).name.lower()
        case Allowed.DATE:
            return format_date(row.value)
        case Allowed.LATER_PHASES:
            later = range(row.phase + 1, Phase.CLOSED + 1) if row.phase >= Phase.PRE_OPEN else ()
            return [Phase(phase).name.lower() for phase in later]
        case Allowed.RANGE:
            return [row.number, row.amount_fen]
        case Allowed.AUCTION:
            return AUCTION_STATES.get(row.value, str(row.value))
    allowed: int = row.time_ns if how is Allowed.TIME else row.value
    return allowed


def _words(row: EventRow, how: Allowed, code: str) -> dict[str, Any]:
    """The event's fields as a sentence says them."""
    words = row._asdict()
    words.update({name: format_hundredths(words[name]) for name in _MONEY})
    words["code"] = code or f"instrument {row.instrument}"
    words["phase"] = Phase(row.phase).name.lower()
    words["value"] = _value_in_words(row, how)
    result: dict[str, Any] = words
    return result


def _value_in_words(row: EventRow, how: Allowed) -> Any:
    allowed = _allowed(row, how)
    match how:
        case Allowed.HUNDREDTHS:
            return format_hundredths(row.value)
        case Allowed.LATER_PHASES:
            return ", ".join(allowed) or "none"
        case Allowed.RANGE:
            return f"{row.number} to {row.amount_fen}"
    return allowed
