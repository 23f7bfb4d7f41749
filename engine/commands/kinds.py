"""Kinds of commands: for each its number, the fields it uses, and a sentence."""

from __future__ import annotations

from enum import IntEnum

from engine.commands.uses import Uses, uses_of


class Area(IntEnum):
    """Commands that one kernel decides: all kinds from the number `first` on, up to the next."""

    first: int

    def __new__(cls, number: int, first: int = 0) -> Area:
        member = int.__new__(cls, number)
        member._value_ = number
        member.first = first
        return member

    ORDERS = 0, 1
    HOUSE = 1, 20
    BLOCK = 2, 70
    AUCTION = 3, 80


class CommandKind(IntEnum):
    """What a command asks for.

    A row is the number (in the log, never reused), the fields that the command uses as
    engine/commands/uses.py reads them, and what it does. Beside these, every command has
    `sequence`, `time_ns`, `version` and `operator`; all other fields are 0. Account 0 is the
    exchange, instrument 0 the whole venue, side 0 both.
    """

    uses: Uses
    sentence: str

    def __new__(cls, number: int, uses: str = "", sentence: str = "") -> CommandKind:
        member = int.__new__(cls, number)
        member._value_ = number
        member.uses = uses_of(uses)
        member.sentence = sentence
        return member

    @property
    def area(self) -> Area:
        """The area whose kernel decides it."""
        return max(area for area in Area if area.first <= self)

    NEW_ORDER = (
        1,
        "account instrument side time_in_force price quantity take=order_id valid_until_ns"
        " expires_ns=value session=parameter client_order_id=text flags",
        "Enter an order; flag MARKET, and an order to take from by name.",
    )
    CANCEL = 2, "account order_id valid_until_ns client_request_id=text", "Cancel an order."
    REPLACE = (
        3,
        "account order_id price quantity expected_leaves=reference valid_until_ns"
        " session=parameter client_request_id=text flags",
        "Give an order another price and open quantity, or, flag TOTAL, another total quantity.",
    )
    MASS_CANCEL = (
        4,
        "account instrument side key=value valid_until_ns",
        "Cancel all such orders; key: those that it entered or replaced last.",
    )

    OPEN_ACCOUNT = 20, "account name=text", "Open an account."
    SUSPEND_ACCOUNT = (
        21,
        "account until=date",
        "Stop an account's trading and withdraw its orders; until a day starts on that date.",
    )
    RESTORE_ACCOUNT = 22, "account", "Let a suspended account trade again."
    SET_ACCOUNT_LIMIT = (
        23,
        "account limit=parameter value instrument",
        "Set an account's own limit; LIMIT_BY_DEFAULT: the default again.",
    )
    KILL_ACCOUNT = 24, "account flags", "Kill an account; flags BY_EXCHANGE, REFUSE_LOG_ON."
    RELEASE_ACCOUNT = 25, "account flags", "Release an account; flag BY_EXCHANGE."
    KILL_OPERATOR = 26, "account key=value flags", "Kill an operator's key; flags as of an account."
    RELEASE_OPERATOR = 27, "account key=value flags", "Release an operator's key; flag BY_EXCHANGE."
    # Of supervision (engine/rules/supervision.py): a relation has a number of the registry's.
    RELATE = (
        28,
        "reference follows=value entity=order_id other=counterparty relation=parameter first=date"
        " last=quantity",
        "Take in a relation of an entity to another one, or to the party in a text.",
    )
    CASE_ACT = (
        29,
        "case=reference act=parameter measure=value day=date",
        "Do something with a case of surveillance; a text says what.",
    )
    # `reference` is the registry's journal number, `follows` the number it comes after (0: any).
    CASH_IN = 30, "account amount_fen reference follows=value", "Bring cash into an account."
    CASH_OUT = 31, "account amount_fen reference follows=value", "Take cash out of an account."
    UNITS_IN = 32, "account instrument quantity reference follows=value", "Bring units in."
    UNITS_OUT = 33, "account instrument quantity reference follows=value", "Take units out."
    # Guards of sessions and of keys (engine/rules/guards.py); `guard` is its number.
    OPEN_GUARD = 34, "account scope=parameter", "Withdraw orders of this Scope when it is lost."
    CLOSE_GUARD = 35, "guard=reference", "End a guard; orders stay."
    FIRE_GUARD = (
        36,
        "guard=reference scope=parameter",
        "End a guard, and withdraw its orders; the acknowledgement says its scope.",
    )
    CANCEL_AFTER = (
        37,
        "account scope=parameter after_ms=value",
        "Set the key's timer, which withdraws orders when it runs out; 0: take it away.",
    )
    EXPIRE_ORDER = 38, "order_id", "Withdraw an order whose time has come."
    LIST_INSTRUMENT = (
        40,
        "instrument base_price=price market=value code=text",
        "List an instrument of the venue's Market.",
    )
    SET_PARAMETER = 41, "instrument parameter value", "Set a parameter of an instrument."
    SET_PRICE_WEIGHTS = (
        42,
        "date denominator=value weight_instruments weight_numerators reason=text",
        "Set the weights of the composite price from a date on.",
    )
    OPEN_TOTALS = (
        43,
        "instrument totals=parameter method=value quantity amount_fen composite_close=price",
        "Open running totals, and the venue's composite close, before its first trade.",
    )
    SET_DEFAULT_LIMIT = 45, "limit=parameter value", "Set a limit of accounts without their own."
    KEY_NUMBERS = (
        46,
        "higher_half=value lower_half=amount_fen",
        "Key the numbers of bids, auctions, intents, dialogues and deals, before the first one.",
    )
    HOLD_ACT = (
        47,
        "act_kind=parameter",
        "Have an act of that kind await a second key; its request is a text ahead.",
    )
    SET_VENUE_RULE = 49, "rule=parameter value", "Set a rule of the venue."
    SET_FEES = (
        48,
        "instrument date trading_fee_ppm=quantity trading_fee_min_fen=amount_fen"
        " settlement_fee_ppm=value settlement_fee_min_fen=reference",
        "Set the fees from a day on.",
    )
    START_DAY = 50, "date flags reason=text", "Start a trading day; flag OVERRIDE."
    SET_PHASE = 51, "phase reason=text", "Go on to a later phase of the day."
    END_DAY = 52, "reason=text", "End the trading day."
    HALT = (
        53,
        "instrument date until_hhmm=price call_minutes=quantity",
        "Halt trading, with a date until its end, after which a call may come.",
    )
    RESUME = 54, "instrument", "Resume halted trading; a call ends."
    TAKE_BACK_DAY = 56, "date reason=text", "Take back the running day, which has not traded."
    # Acts that await approval (engine/rules/approvals.py); `held` is the number of one.
    APPROVE_ACT = (
        58,
        "held=reference commands=value",
        "Approve an act: that number of commands after it are its texts and the act itself.",
    )
    DROP_ACT = 59, "held=reference how=parameter", "End an act that awaits approval (HeldEnd)."
    BEGIN_CALL = 57, "instrument", "Begin the call that ends a halt."
    CLEARING_RESULT = (
        60,
        "date count=value quantity amount_fen tape_hash",
        "State the day's figures for the exchange to confirm.",
    )
    TRADE_FAILED = (
        61,
        "date trade=order_id method=value buyer=account seller=counterparty instrument price"
        " quantity",
        "Report a trade that could not be delivered.",
    )
    SETTLEMENT_DONE = (
        62,
        "date failed=value note",
        "Report that a day is settled, but for failed trades; the note is the registry's anchor.",
    )
    BUST_TRADE = 63, "trade=order_id method=value", "Undo a trade of the running day."
    WITHDRAW_FEES = 64, "instrument date", "Take back fees that are not in force yet."

    # Texts lie in commands of their own right ahead of the one that they go with
    # (engine/commands/texts.py).
    TEXT = 65, "use=quantity flags line", "Carry 120 bytes of a text; flag MORE."
    ANNOUNCE = 66, "", "Publish the announcement whose texts go with it."
    SET_NAMES = 67, "account instrument", "Set the legal names of an account or an instrument."
    ACKNOWLEDGE_ALERT = (
        68,
        "alert=reference key=value raised_ns=quantity",
        "Say that an alert to the staff was seen; the reason that goes with it is the note.",
    )

    POST_INTENT = (
        70,
        "account instrument side price quantity counterparty flags note valid_until_ns",
        "Post an intent to one account or (0) to all; flags HIDDEN, IN_PARTS, INVITATION.",
    )
    WITHDRAW_INTENT = 71, "account intent=order_id valid_until_ns", "Withdraw an intent."
    ACCEPT_INTENT = (
        72,
        "account intent=order_id quantity valid_until_ns",
        "Deal on an intent at its price.",
    )
    OPEN_DIALOGUE = (
        73,
        "account intent=order_id price quantity flags note valid_until_ns",
        "Open a dialogue on an intent with an offer; flag HIDDEN.",
    )
    COUNTER_OFFER = (
        74,
        "account dialogue=order_id price quantity note valid_until_ns",
        "Answer an offer with another one.",
    )
    SEND_NOTE = 75, "account dialogue=order_id note valid_until_ns", "Send the other side a note."
    CONFIRM_TERMS = (
        76,
        "account dialogue=order_id price quantity valid_until_ns",
        "Confirm the last offer's terms.",
    )
    LEAVE_DIALOGUE = 77, "account dialogue=order_id valid_until_ns", "Leave a dialogue."
    CANCEL_DEAL = 78, "deal=order_id", "Cancel a deal before the close."
    SUSPEND_DESK = 79, "instrument suspend=value", "Suspend (1) or resume (0) the block desk."

    APPLY_AUCTION = (
        80,
        "account instrument side quantity flags smallest_bid=value lot=parameter date",
        "Apply for an auction; flags PAY_AS_BID, DISCOUNTED, VOID_IF_SHORT, TIE_BY_LOT.",
    )
    ACCEPT_AUCTION = (
        81,
        "auction=reference date",
        "Accept an application and freeze what it offers.",
    )
    REFUSE_AUCTION = 82, "auction=reference", "Refuse an application."
    ANNOUNCE_AUCTION = (
        83,
        "auction=reference date opens_hhmm=price closes_hhmm=quantity reason=text",
        "Announce the date and hours of an auction's session.",
    )
    OPEN_AUCTION = 84, "auction=reference", "Open an auction's session."
    CLOSE_AUCTION = 85, "auction=reference seed=tape_hash", "Close a session; the seed draws lots."
    PLACE_BID = 86, "auction=reference account price quantity valid_until_ns text", "Place a bid."
    CHANGE_BID = (
        87,
        "account bid=order_id price quantity valid_until_ns",
        "Give a bid another price and quantity.",
    )
    WITHDRAW_BID = 88, "account bid=order_id valid_until_ns", "Take back a bid."
    CANCEL_AUCTION = 89, "auction=reference account", "Cancel an auction before its closing."
