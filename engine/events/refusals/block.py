"""Refusals at the block desk."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import HUNDREDTHS, NOTHING, NUMBER, PHASE, Refusal

BLOCK: dict[Reason, Refusal] = {
    Reason.DESK_NOT_OPEN: Refusal(
        None,
        PHASE,
        "the block desk is open in the sessions of the parameter block_hours, by default in"
        " the afternoon; the phase is {value}",
        "Wait for a session of the block desk.",
    ),
    Reason.DESK_SUSPENDED: Refusal(
        None,
        NOTHING,
        "the block desk is suspended",
        "Wait until the desk is resumed; what is open may be withdrawn.",
    ),
    Reason.DESK_NOT_SUSPENDED: Refusal(
        None,
        NOTHING,
        "the block desk is not suspended",
        "Nothing is to be done.",
    ),
    Reason.INTENTS_FULL: Refusal(
        None,
        NUMBER,
        "the day's {value} places for intents are used",
        "Wait for the next day.",
    ),
    Reason.DIALOGUES_FULL: Refusal(
        None,
        NUMBER,
        "the day's {value} places for dialogues are used",
        "Wait for the next day.",
    ),
    Reason.DEALS_FULL: Refusal(
        None,
        NUMBER,
        "the day's {value} places for deals are used",
        "Wait for the next day.",
    ),
    Reason.INTENTS_OF_ACCOUNT_FULL: Refusal(
        None,
        NUMBER,
        "one account posts at most {value} intents a day",
        "Wait for the next day.",
    ),
    Reason.DIALOGUES_OF_ACCOUNT_FULL: Refusal(
        None,
        NUMBER,
        "one account opens at most {value} dialogues a day",
        "Wait for the next day.",
    ),
    Reason.DEALS_OF_ACCOUNT_FULL: Refusal(
        None,
        NUMBER,
        "who answers intents makes at most {value} deals a day",
        "Wait for the next day, or post intents of your own.",
    ),
    Reason.COUNTERPARTY_UNKNOWN: Refusal(
        "counterparty",
        NOTHING,
        "no account {maker_account}",
        "Name an open account, or none for all.",
    ),
    Reason.PARTS_NOT_ALLOWED: Refusal(
        "in_parts",
        NOTHING,
        "intents in {code} are dealt whole",
        "Post the intent whole.",
    ),
    Reason.INTENT_UNKNOWN: Refusal(
        "intent",
        NOTHING,
        "no open intent {order_id}",
        "Ask for the open intents.",
    ),
    Reason.INTENT_OWN: Refusal(
        None,
        NOTHING,
        "an account does not deal with itself",
        "Name an intent of another account.",
    ),
    Reason.INTENT_NOT_YOURS: Refusal(
        "intent",
        NOTHING,
        "intent {order_id} is not one of your account's",
        "Name an intent of your own account.",
    ),
    Reason.INTENT_NOT_FIRM: Refusal(
        "intent",
        NOTHING,
        "intent {order_id} is an invitation: open a dialogue on it, it cannot be accepted directly",
        "Open a dialogue on it.",
    ),
    Reason.INTENT_TOO_SMALL: Refusal(
        "quantity",
        NUMBER,
        "the intent has only {value} t left, asked {quantity} t",
        "Ask for at most what is left.",
    ),
    Reason.INTENT_NOT_IN_PARTS: Refusal(
        "quantity",
        NUMBER,
        "the intent is dealt whole: {value} t",
        "Ask for the whole quantity.",
    ),
    Reason.REST_BELOW_MINIMUM: Refusal(
        "quantity",
        NUMBER,
        "{quantity} t would leave less than the smallest block, {value} t",
        "Ask for less, or for all that is left.",
    ),
    Reason.DIALOGUE_UNKNOWN: Refusal(
        "dialogue",
        NOTHING,
        "no open dialogue {order_id} of your account's",
        "Ask for your dialogues.",
    ),
    Reason.DIALOGUE_EXISTS: Refusal(
        "intent",
        NOTHING,
        "your account has a dialogue on this intent already",
        "Go on in that dialogue.",
    ),
    Reason.TURN_NOT_YOURS: Refusal(
        None,
        NOTHING,
        "the last offer is yours: it is the other side's turn",
        "Wait for the other side, or confirm or leave.",
    ),
    Reason.TERMS_DIFFER: Refusal(
        "price",
        HUNDREDTHS,
        "the last terms are {leaves} t at {value}",
        "Confirm the last offer's terms, or make another offer.",
    ),
    Reason.CONFIRMED_ALREADY: Refusal(
        None,
        NOTHING,
        "your account has confirmed these terms already",
        "Wait for the other side.",
    ),
    Reason.DEAL_UNKNOWN: Refusal(
        "deal",
        NOTHING,
        "no deal {order_id}",
        "Ask for the day's deals.",
    ),
    Reason.DEAL_NOT_OPEN: Refusal(
        "deal",
        NOTHING,
        "deal {order_id} is cancelled already, or final since the close",
        "Nothing can be done any more.",
    ),
}
