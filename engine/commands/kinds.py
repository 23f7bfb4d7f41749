"""Kinds of commands."""

from __future__ import annotations

from enum import IntEnum


class CommandKind(IntEnum):
    """What a command asks for. The second column of each line names the fields it uses."""

    NEW_ORDER = (
        # account instrument side time_in_force price quantity order_id(directed take or 0)
        # valid_until_ns text flags(MARKET)
        1
    )
    CANCEL = 2  # account order_id (account 0: the exchange cancels anyone's)
    REPLACE = 3  # account order_id price quantity(new open quantity)
    MASS_CANCEL = 4  # account instrument(0 all) side(0 both)
    OPEN_ACCOUNT = 20  # account text(name)
    SUSPEND_ACCOUNT = 21  # account
    RESTORE_ACCOUNT = 22  # account
    # account parameter(AccountLimit) value(-1: the default again) instrument(maximum holding)
    SET_ACCOUNT_LIMIT = 23
    KILL_ACCOUNT = 24  # account flags(BY_EXCHANGE REFUSE_LOG_ON)
    RELEASE_ACCOUNT = 25  # account flags(BY_EXCHANGE)
    # account(whose it is) value(number of the operator's key) flags(BY_EXCHANGE REFUSE_LOG_ON)
    KILL_OPERATOR = 26
    RELEASE_OPERATOR = 27  # account value(number of the operator's key) flags(BY_EXCHANGE)
    # account amount reference(registry journal number) value(reference it follows, 0: not said)
    CASH_IN = 30
    CASH_OUT = 31  # account amount reference value
    UNITS_IN = 32  # account instrument quantity reference value
    UNITS_OUT = 33  # account instrument quantity reference value
    LIST_INSTRUMENT = 40  # instrument price(base price) text(code)
    SET_PARAMETER = 41  # instrument parameter value
    # date(in force from) value(denominator) weight_instruments weight_numerators
    SET_PRICE_WEIGHTS = 42
    # instrument(0: the venue) parameter(TotalsKind) value(Method, 0: listed) quantity amount
    # price(venue only: composite close)
    OPEN_TOTALS = 43
    SET_DEFAULT_LIMIT = 45  # parameter(AccountLimit) value
    START_DAY = 50  # date flags(OVERRIDE) text(why, where it is overridden)
    SET_PHASE = 51  # phase text(why, where it is out of schedule)
    END_DAY = 52  # text(why, where it is out of schedule)
    HALT = 53  # instrument (0: the venue)
    RESUME = 54  # instrument (0: the venue)
    TAKE_BACK_DAY = 56  # date(of the running day) text(why)
    CLEARING_RESULT = 60  # date value(count of trades) quantity amount tape_hash
    # date order_id(trade number) value(Method, 0: listed) account(buyer) counterparty(seller)
    # instrument price quantity
    TRADE_FAILED = 61
    SETTLEMENT_DONE = 62  # date value(count of failed trades)
    # account instrument side(what the applicant does) quantity flags(PAY_AS_BID ...) value(smallest
    # bid) parameter(lot)
    APPLY_AUCTION = 80
    ACCEPT_AUCTION = 81  # reference(auction)
    REFUSE_AUCTION = 82  # reference
    # reference date(of the session) price(opens, hhmm) quantity(closes, hhmm)
    ANNOUNCE_AUCTION = 83
    OPEN_AUCTION = 84  # reference
    CLOSE_AUCTION = 85  # reference tape_hash(seed of the lot)
    PLACE_BID = 86  # reference account price quantity valid_until_ns text
    CHANGE_BID = 87  # account order_id(bid) price quantity
    WITHDRAW_BID = 88  # account order_id(bid) (account 0: the exchange withdraws anyone's)
    CANCEL_AUCTION = 89  # reference account(0: the exchange)
    # account instrument side price quantity counterparty(0: all) flags(HIDDEN IN_PARTS INVITATION)
    # note
    POST_INTENT = 70
    WITHDRAW_INTENT = 71  # account(0: the exchange) order_id(intent)
    ACCEPT_INTENT = 72  # account order_id(intent) quantity
    OPEN_DIALOGUE = 73  # account order_id(intent) price quantity flags(HIDDEN) note
    COUNTER_OFFER = 74  # account order_id(dialogue) price quantity note
    SEND_NOTE = 75  # account order_id(dialogue) note
    CONFIRM_TERMS = 76  # account order_id(dialogue) price quantity
    LEAVE_DIALOGUE = 77  # account(0: the exchange) order_id(dialogue)
    CANCEL_DEAL = 78  # order_id(deal)
    SUSPEND_DESK = 79  # instrument(0: the whole block desk) value(1: suspend, 0: resume)
