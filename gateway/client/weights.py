"""What each request to a gateway counts as, and what it weighs.

Written by `python -m gateway.protocol.weight_list`; not to be edited.
"""

from __future__ import annotations

REQUESTS, CANCELS, QUESTIONS = 0, 1, 2  # each has a rate of its own
# Kind, weight of the request itself, and how many rows of its answer weigh one more (0: none).
# An operation that is not named is an ordinary request of weight 1.
WEIGHTS: dict[str, tuple[int, int, int]] = {
    "status": (QUESTIONS, 2, 1),
    "time": (QUESTIONS, 1, 0),
    "calendar": (QUESTIONS, 2, 8),
    "schedule": (QUESTIONS, 2, 8),
    "usage": (QUESTIONS, 2, 0),
    "sessions": (QUESTIONS, 2, 8),
    "cancel": (CANCELS, 1, 0),
    "mass_cancel": (CANCELS, 1, 8),
    "cancel_after": (CANCELS, 1, 0),
    "open_orders": (QUESTIONS, 2, 8),
    "balances": (QUESTIONS, 2, 8),
    "resume_reports": (QUESTIONS, 4, 0),
    "reports": (QUESTIONS, 2, 8),
    "fills": (QUESTIONS, 2, 8),
    "orders": (QUESTIONS, 2, 8),
    "order": (QUESTIONS, 2, 0),
    "limits": (QUESTIONS, 2, 8),
    "accounts": (QUESTIONS, 2, 8),
    "account_limits": (QUESTIONS, 4, 4),
    "supervision": (QUESTIONS, 1, 0),
    "kill": (CANCELS, 1, 0),
    "last_relation": (QUESTIONS, 1, 0),
    "parameters": (QUESTIONS, 2, 8),
    "instruments": (QUESTIONS, 2, 1),
    "fees": (QUESTIONS, 2, 8),
    "begin_risk_alerts": (QUESTIONS, 1, 0),
    "risk_alert": (QUESTIONS, 1, 0),
    "risk_alerts": (QUESTIONS, 1, 0),
    "auctions": (QUESTIONS, 2, 4),
    "bids": (QUESTIONS, 2, 8),
    "withdraw_bid": (CANCELS, 1, 0),
    "withdraw_intent": (CANCELS, 1, 0),
    "leave_dialogue": (CANCELS, 1, 0),
    "intents": (QUESTIONS, 2, 8),
    "dialogues": (QUESTIONS, 2, 8),
    "deals": (QUESTIONS, 2, 8),
    "announcements": (QUESTIONS, 2, 1),
    "venue_rules": (QUESTIONS, 1, 0),
    "approvals": (QUESTIONS, 4, 1),
    "begin_alerts": (QUESTIONS, 1, 0),
    "post_alerts": (QUESTIONS, 1, 0),
    "alerts": (QUESTIONS, 2, 4),
    "transfers": (QUESTIONS, 1, 0),
    "fee_income": (QUESTIONS, 1, 0),
    "unsettled": (QUESTIONS, 1, 0),
    "days": (QUESTIONS, 1, 0),
    "anchor": (QUESTIONS, 1, 0),
    "applied": (QUESTIONS, 64, 8),
    "follow": (QUESTIONS, 1, 0),
    "acts": (QUESTIONS, 16, 4),
    "key_changes": (QUESTIONS, 16, 4),
}
