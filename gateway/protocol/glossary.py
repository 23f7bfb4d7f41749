"""What a field of a message is, by its name, where its own row does not say more.

Of fields that the servers share, and of the gateway's. The feed and the registry have a glossary of
their own beside their operations.
"""

from __future__ import annotations

from engine.commands import AccountLimit, Parameter
from gateway.protocol.fields import words

_SESSIONS = {
    "type": "kind of message",
    "venue": "id of the venue",
    "role": "role of the key",
    "nonce": "random text that the log-on signs",
    "server_time_ns": "the server's clock",
    "heartbeat_s": "longest silence of either side",
    "limits": "what the server takes, or the account's limits",
    "frame_bytes": "largest frame",
    "requests_per_frame": "most requests in one frame",
    "requests_per_s": "most requests a second",
    "cancels_per_s": "most cancels a second",
    "in_flight": "most requests that wait for their reply",
    "next": "value that brings the next page",
    "after": "value of `next` of the page before",
    "from": "first one wanted",
    "error": "why it was refused",
    "code": "word for what is reported",
    "message": "the same as a sentence",
    "op": "operation that was asked",
}
_TERMS = {
    "account": "number of the account",
    "accounts": "accounts",
    "name": "name as registered",
    "entity": "number of the entity in the registry",
    "operator": "number of the key",
    "key": "id of the key",
    "instrument": "code of the instrument",
    "instruments": "instruments",
    "number": "its number",
    "order": "the exchange's number of the order",
    "orders": "orders",
    "client_order_id": "the client's own name of the order",
    "order_type": "with a price, or at the market",
    "time_in_force": "day, immediate or cancel, fill or kill",
    "side": "buy or sell",
    "price": "price",
    "quantity": "quantity",
    "leaves": "quantity that is still open",
    "amount_fen": "price times quantity, or the cash that moves",
    "trading_fee_fen": "trading fee of this account",
    "settlement_fee_fen": "settlement fee of this account",
    "method": "way of trading",
    "trade": "public number of the trade in its method",
    "liquidity": "resting, incoming, or traded in the opening call",
    "status": "what has become of it",
    "reason": "why, as a word",
    "kept_place": "it has kept its place in the queue",
    "buyer": "account of the buyer",
    "seller": "account of the seller",
    "counterparty": "account of the other side",
    "note": "text of the other side",
    "available": "free to sell or to move out",
    "locked": "held by open orders, deals or auctions",
    "suspended": "trading of the account is suspended",
    "killed": "the account is under a kill",
    "cash_available_fen": "cash free to buy",
    "cash_locked_fen": "cash held by open buys",
    "holdings": "units by instrument",
    "value": "value that is set",
    "reference": "the registry's journal number of the transfer",
}
_DAYS = {
    "date": "trading day",
    "phase": "phase of the day",
    "days": "days",
    "venue_halted": "trading is halted in the whole venue",
    "halted": "trading is halted, or the instruments that are",
    "count": "number of trades",
    "tape_hash": "hash of the day's trades in their order",
    "confirmed": "the clearing result is confirmed",
    "settled": "the day is settled",
    "ended": "the day has ended",
    "failed": "trades that failed",
    "first_event": "number of the first event of the day",
    "trading_fees_fen": "trading fees taken",
    "settlement_fees_fen": "settlement fees taken",
    "schedule": "what the schedule does",
    "distance_to_upper": "from the last price up to the upper limit",
    "distance_to_lower": "from the last price down to the lower limit",
    "at_limit": "the limit at which the last price lies",
    "lower": "lower price limit of the day",
    "upper": "upper price limit of the day",
    "last": "last price, or the last number there is",
    "rows": "rows",
    "parameter": "name of the parameter",
    "parameters": "parameters",
    "pending": "value that waits for the next day",
}
_BLOCKS = {
    "intents": "intents",
    "intent": "number of the intent",
    "in_parts": "less than all of it may be dealt",
    "invitation": "it cannot be accepted directly",
    "dialogues": "dialogues",
    "dialogue": "number of the dialogue",
    "poster": "account that posted the intent",
    "responder": "account that opened the dialogue",
    "confirmed_by": "sides that have confirmed the terms",
    "by": "side or party that did it",
    "deals": "deals",
    "deal": "number of the deal",
}
_AUCTIONS = {
    "auctions": "auctions",
    "auction": "number of the auction",
    "state": "where it is in its life",
    "lot": "bids are multiples of it",
    "smallest_bid": "smallest bid",
    "pay_as_bid": "each winner pays its own price",
    "discounted": "the reserve lies 10 % from the previous close",
    "void_if_short": "nothing is sold unless bids cover all",
    "tie_by_lot": "bids at the lowest winning price come in drawn order",
    "opens": "time at which the session opens",
    "closes": "time at which the session closes",
    "reserve": "worst price that a bid may have",
    "cap": "best price that a bid may have",
    "bids": "bids",
    "bid": "number of the bid",
    "bids_withdrawn": "bids that were withdrawn",
    "bidders": "accounts that bid",
    "winners": "bids that won",
    "demand": "quantity of all bids",
    "sold": "quantity that was sold",
    "unsold": "quantity that was not sold",
    "lowest": "lowest winning price",
    "highest": "highest winning price",
    "outcome": "how the session ended",
}
_SUPERVISION = {
    "limit": "name of the limit",
    "rate_window_ms": "window of the order rate",
    "killed_by": "who killed the account",
    "maximum": "maximum holding in force",
    "threshold": "holding from which the account is a large holder",
    "large": "the account is a large holder",
    "large_holders": "accounts that hold much of their maximum",
    "own": "the account's own value",
    "used": "what counts towards it now",
    "default_limits": "limits of accounts without their own",
    "kills": "kills in force",
    "log_on_refused": "log-ons of its keys are refused",
    "alerts": "alerts of compliance risk",
    "year": "year of the obligation",
    "outstanding": "quantity that is still owed",
    "offered": "quantity in open sells",
    "days_left": "days to the deadline; below 0 it has passed",
    "applied": "transfers and acts in the order of the log",
    "event": "number of the event",
}
_MESSAGES = {
    "kind": "kind of the event or alert",
    "first": "number of the first one",
    "events": "events in order",
    "text": "code, name, client order id or reason of the command",
    "command_kind": "kind of the command",
    "flags": "switches of the command or event, as bits",
    "report": "kind of report",
    "report_date": 'day that numbers the reports; `""` before the first day',
    "next_report": "number of the next new report",
    "replay": "it was sent before",
    "received_ns": "when the gateway read the request",
    "time_ns": "when the engine decided",
    "change": "what has changed",
    "fills": "reports of trades",
}
# What the records of events call their fields, where a page names them alone.
_RECORDED = {
    "order_id": "number of the order, or of what takes its place in this kind",
    "maker_account": "account of the resting order",
    "maker_order_id": "number of the resting order",
    "maker_leaves": "quantity that the resting order has left",
    "maker_trading_fee_fen": "trading fee of the resting order",
    "maker_settlement_fee_fen": "settlement fee of the resting order",
}
OF_SERVERS: dict[str, str] = (
    {word: f"value of the parameter `{word}`" for word in words(Parameter)}
    | {word: f"value of the limit `{word}`" for word in words(AccountLimit)}
    | _SESSIONS
    | _TERMS
    | _DAYS
    | _BLOCKS
    | _AUCTIONS
    | _SUPERVISION
    | _MESSAGES
    | _RECORDED
)
