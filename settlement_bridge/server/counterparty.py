"""What an account's own keys are not told of its trades: who was on the other side.

Listed trades and auctions are made without names, so an account never learns from the registry with
whom. The two sides of a block have agreed with each other, and both are named. PROTOCOL.md has the
table of what each side sees.
"""

from __future__ import annotations

import re
from typing import Any

NAMED = ("", "block")  # methods whose sides know each other; "": no trade
SIDES = ("buyer", "seller")
ENDS = ("from_account", "to_account")  # of an entry of the journal
OTHER = "the other account"


def without_counterparty(said: Any, account: int) -> Any:
    """A reply, or a part of one, as that account may read it."""
    if isinstance(said, list):
        return [without_counterparty(each, account) for each in said]
    if not isinstance(said, dict):
        return said
    row = {name: without_counterparty(each, account) for name, each in said.items()}
    if (row.get("method") or "") not in NAMED:
        _hide(row, account)
    return row


def _hide(row: dict[str, Any], account: int) -> None:
    """Take the other side's number, and what is written beside its name, out of a trade."""
    for end in (*SIDES, *ENDS):
        other = row.get(end)
        if other is None or other in (account, 0):  # 0: the exchange's fee income
            continue
        whose = f"{end}_"
        row |= {name: None for name in row if name == end or name.startswith(whose)}
        if row.get("reason"):
            row["reason"] = re.sub(rf"\baccount {other}\b", OTHER, row["reason"])
