"""Refusals to undo a trade."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import HUNDREDTHS, NOTHING, NUMBER, Refusal

BUSTS: dict[Reason, Refusal] = {
    Reason.TRADE_NOT_OF_TODAY: Refusal(
        "trade",
        NOTHING,
        "trade {order_id} is of a day that is over: only the running day's are undone",
        "Nothing can be done any more: what is delivered goes back by the registry.",
    ),
    Reason.TRADE_BUSTED_ALREADY: Refusal(
        "trade",
        NOTHING,
        "trade {order_id} is undone already",
        "Nothing is to be done.",
    ),
    Reason.TRADE_SPENT: Refusal(
        "trade",
        HUNDREDTHS,
        "undoing trade {order_id} takes {quantity} t of {code} from account {account}, which has"
        " {leaves}, and {amount_fen} CNY from account {maker_account}, which has {value}",
        "Have the account get what it lacks, then ask again.",
    ),
    Reason.DAY_TRADES_FULL: Refusal(
        "trade",
        NUMBER,
        "trades can be undone on a day of up to {value} trades",
        "Nothing can be done on this day.",
    ),
    Reason.CORRECTIONS_FULL: Refusal(
        "trade",
        NUMBER,
        "{value} trades of days that are not settled are undone",
        "Have the older days settled, then ask again.",
    ),
}
