"""Requests that are done once however often they are sent: which they are, and the client
reference they carry.

They move money or units, issue them, or give up a claim. The same client reference with the same
content brings the first answer; with other content the request is refused.
"""

from __future__ import annotations

import secrets

FIELD = "client_reference"
FORM = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"
RULE = "1 to 64 letters, digits, '.', '_', ':', '/', '-', the first a letter or digit"
SIZE = 64  # characters

KEYED = frozenset(
    {
        "allocate",
        "freeze",
        "unfreeze",
        "court_transfer",
        "inherit",
        "pledge",
        "release",
        "cancel",
        "reverse",
        "deposit",
        "withdraw",
        "transfer_in",
        "transfer_out",
        "cash_to_trading",
        "cash_to_registry",
        "surrender",
        "request_carry_over",
        "grant_carry_over",
        "release_carry_over",
        "assign_suspense",
        "return_suspense",
        "request_payment",
        "withdraw_payment",
        "cut_payments",
        "approve_proposal",
        "cover_default",
        "cancel_default",
        "repay_default",
        "write_off_default",
        "pay_into_reserve",
        "fees_into_reserve",
        "pay_out_of_reserve",
        "uphold_objection",
    }
)


def new_reference() -> str:
    """A client reference that nobody has used: 32 hexadecimal digits by chance."""
    return secrets.token_hex(16)
