"""Refusals about an account: who it is, what it has, its limits and kills."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import HUNDREDTHS, NOTHING, NUMBER, Refusal

ACCOUNTS: dict[Reason, Refusal] = {
    Reason.GUARD_UNKNOWN: Refusal(
        "guard",
        NOTHING,
        "no guard {number}",
        "Log on without `guard`: its orders were withdrawn, or it has ended.",
    ),
    Reason.GUARD_NOT_DUE: Refusal(
        "guard",
        NUMBER,
        "the timer runs out at {value} ns",
        "Nothing is to be done: it was set again.",
    ),
    Reason.GUARDS_FULL: Refusal(
        "cancel_on_disconnect",
        NUMBER,
        "{value} guards are open in the venue, as many as it keeps",
        "Log on without `cancel_on_disconnect`, or try again later.",
    ),
    Reason.GUARDS_OF_ACCOUNT_FULL: Refusal(
        "cancel_on_disconnect",
        NUMBER,
        "{value} guards of account {account} are open, as many as one may have",
        "Close sessions of the account, or try again later.",
    ),
    Reason.SCOPE_UNKNOWN: Refusal(
        "scope",
        NOTHING,
        "no such scope",
        "Say key or account, or session where a session asks.",
    ),
    Reason.ACCOUNT_UNKNOWN: Refusal(
        "account",
        NOTHING,
        "no account {account}",
        "Open the account, or name one that is open.",
    ),
    Reason.ACCOUNT_EXISTS: Refusal(
        "account",
        NOTHING,
        "account {account} is open already",
        "Choose another number.",
    ),
    Reason.ACCOUNT_OUT_OF_RANGE: Refusal(
        "account",
        NUMBER,
        "account numbers go from 1 to {value}",
        "Choose a number inside the range.",
    ),
    Reason.ACCOUNT_SUSPENDED: Refusal(
        "account",
        NOTHING,
        "account {account} is suspended",
        "Ask the exchange to restore the account.",
    ),
    Reason.ACCOUNT_NOT_SUSPENDED: Refusal(
        "account",
        NOTHING,
        "account {account} is not suspended",
        "Nothing is to be done.",
    ),
    Reason.SUSPENSIONS_FULL: Refusal(
        "until",
        NUMBER,
        "{value} suspensions have a date on which they end, as many as the venue keeps",
        "Suspend it without `until`, and restore it by hand.",
    ),
    Reason.CASH_INSUFFICIENT: Refusal(
        "amount_fen",
        HUNDREDTHS,
        "available cash {value}, needed {amount_fen}",
        "Bring in cash, cancel other buys, or ask for less.",
    ),
    Reason.UNITS_INSUFFICIENT: Refusal(
        "quantity",
        NUMBER,
        "available {value} t, asked {quantity} t",
        "Bring in units, cancel other sells, or ask for less.",
    ),
    Reason.UNITS_BOUGHT_NOT_YET_SELLABLE: Refusal(
        "quantity",
        NUMBER,
        "units bought are not sellable yet: they are once their day is settled and their"
        " resale days have begun, with one resale day the next trading day (T+1); available"
        " {value} t, asked {quantity} t",
        "Wait until their resale days have begun, or sell less.",
    ),
    Reason.OPPOSITE_SIDE_TRADED: Refusal(
        "instrument",
        NUMBER,
        "the account has traded {code} on the other side: this one is open to it again in {value}"
        " trading days",
        "Wait until then; trading days count.",
    ),
    Reason.OPPOSITE_SIDE_OPEN: Refusal(
        "instrument",
        NOTHING,
        "the account has something open in {code} on the other side, which would bar this one",
        "Withdraw it first.",
    ),
    Reason.AMOUNT_NOT_POSITIVE: Refusal(
        "amount_fen",
        NUMBER,
        "an amount is positive",
        "Name a larger amount.",
    ),
    Reason.AMOUNT_TOO_LARGE: Refusal(
        None,
        NUMBER,
        "past what the venue can hold; {value} at most",
        "Name a smaller amount.",
    ),
    Reason.CASH_OF_SALES_NOT_YET_WITHDRAWABLE: Refusal(
        "amount_fen",
        HUNDREDTHS,
        "the day's sale money cannot be withdrawn yet; withdrawable {value}, asked {amount_fen}",
        "Wait until the day is settled, or take out less.",
    ),
    Reason.REFERENCE_ALREADY_APPLIED: Refusal(
        "reference",
        NUMBER,
        "done already: everything up to number {value} has been applied",
        "Nothing is to be done: a resend is harmless.",
    ),
    Reason.REFERENCE_OUT_OF_STEP: Refusal(
        "follows",
        NUMBER,
        "the transfer it is to follow is not the last one applied, which is number {value}",
        "Ask for the last number applied, and go on after it.",
    ),
    Reason.ACCOUNT_KILLED: Refusal(
        "account",
        NOTHING,
        "account {account} is under a kill: only cancels are taken until it is released",
        "Release the account; where the exchange killed it, ask the exchange.",
    ),
    Reason.OPERATOR_KILLED: Refusal(
        "operator",
        NOTHING,
        "this operator's key is under a kill: only cancels until it is released",
        "Have the key released; where the exchange killed it, by the exchange.",
    ),
    Reason.ACCOUNT_NOT_KILLED: Refusal(
        "account",
        NOTHING,
        "account {account} is not under a kill",
        "Nothing is to be done.",
    ),
    Reason.OPERATOR_NOT_KILLED: Refusal(
        "operator",
        NOTHING,
        "that operator's key is not under a kill of yours",
        "Nothing is to be done.",
    ),
    Reason.LOG_ON_REFUSED: Refusal(
        None,
        NOTHING,
        "a key whose log-on is refused releases nothing: another one does",
        "Release with another key of the account.",
    ),
    Reason.KILLED_BY_EXCHANGE: Refusal(
        None,
        NOTHING,
        "the exchange's own kill: only the exchange releases it",
        "Ask the exchange.",
    ),
    Reason.OPERATOR_OUT_OF_RANGE: Refusal(
        "operator",
        NUMBER,
        "numbers of keys go from 1 to {value}",
        "Name the number of a key.",
    ),
    Reason.OPERATORS_FULL: Refusal(
        "operator",
        NUMBER,
        "{value} operators are under a kill, the most at one time: kill the account",
        "Kill the account, or release keys first.",
    ),
    Reason.ORDER_VALUE_ABOVE_LIMIT: Refusal(
        "quantity",
        HUNDREDTHS,
        "the order is worth more than one of yours may be, {value}",
        "Split the order, or ask the exchange for another limit.",
    ),
    Reason.ORDER_RATE_ABOVE_LIMIT: Refusal(
        None,
        NUMBER,
        "{value} orders and replacements in one window; the next window begins in {number} ns",
        "Wait for the next window.",
    ),
    Reason.OPEN_ORDERS_ABOVE_LIMIT: Refusal(
        None,
        NUMBER,
        "{value} open orders are the most your account may have",
        "Cancel other orders first.",
    ),
    Reason.TURNOVER_ABOVE_LIMIT: Refusal(
        "quantity",
        HUNDREDTHS,
        "past the day turnover of {amount_fen}: {value} of it is left for this order",
        "Ask for less, or wait for the next day.",
    ),
    Reason.HOLDING_ABOVE_MAXIMUM: Refusal(
        "quantity",
        NUMBER,
        "past the maximum holding of {leaves} t with what is held and being bought; allowed"
        " {value} t",
        "Buy less, or sell first.",
    ),
}
