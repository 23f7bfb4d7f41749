"""Refusals about acts of staff that await approval, and about rules of the venue."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import MARKET, NOTHING, NUMBER, Refusal

APPROVALS: dict[Reason, Refusal] = {
    Reason.HELD_UNKNOWN: Refusal(
        "number",
        NOTHING,
        "no act of that number awaits approval",
        "Ask for the approvals: it was approved, refused or withdrawn, or it has lapsed.",
    ),
    Reason.HELD_EXPIRED: Refusal(
        "number",
        NUMBER,
        "the act has lapsed at {value} ns",
        "Have the act asked again.",
    ),
    Reason.HELD_OWN: Refusal(
        "number",
        NOTHING,
        "the key that asked the act neither approves nor refuses it",
        "Have another key approve it, or withdraw it.",
    ),
    Reason.HELD_NOT_YOURS: Refusal(
        "number",
        NOTHING,
        "an act is withdrawn by the key that asked it",
        "Refuse it with a reason.",
    ),
    Reason.HELD_FULL: Refusal(
        None,
        NUMBER,
        "{value} acts await approval, as many as the venue keeps",
        "Have some of them approved, refused or withdrawn.",
    ),
    Reason.HELD_NOT_EXPIRED: Refusal(
        "number",
        NUMBER,
        "the act awaits approval until {value} ns",
        "Nothing is to be done.",
    ),
    Reason.APPROVAL_MISSING: Refusal(
        None,
        NOTHING,
        "the act needs an approval, and has none",
        "Have it approved by another key.",
    ),
    Reason.APPROVAL_OFF: Refusal(
        None,
        NOTHING,
        "the venue has no second approval any more",
        "Ask the act again: it is done at once.",
    ),
    Reason.HELD_END_UNKNOWN: Refusal(
        None,
        NOTHING,
        "an act ends refused, withdrawn or expired",
        "Name one of these.",
    ),
    Reason.RULE_UNKNOWN: Refusal(
        "rule",
        NOTHING,
        "no such rule",
        "Ask for the rules that there are.",
    ),
    Reason.MARKET_CHOSEN: Refusal(
        "rule",
        MARKET,
        "the market of a venue is chosen when its data folder is made; this is one of {value}",
        "Make another venue for the other market.",
    ),
}
