"""Reports of its limits to an account: changes of them, kills and releases, and that it has
become a large holder (大户).
"""

from __future__ import annotations

from engine.commands import (
    BY_EXCHANGE,
    LIMIT_BY_DEFAULT,
    REFUSE_LOG_ON,
    AccountLimit,
    CommandKind,
)
from engine.events import EventKind
from gateway.protocol.wire import Message
from gateway.reports.kinds import CHANGES
from gateway.reports.rows import EventRow

LIMIT_SET = "limit_set"
LIMIT_CHANGES = {
    kind: change for kind, change in CHANGES.items() if change in (LIMIT_SET, "killed", "released")
} | {
    CommandKind.KILL_OPERATOR: "operator_killed",
    CommandKind.RELEASE_OPERATOR: "operator_released",
}
HOLDERS = {
    EventKind.LARGE_HOLDER: "large_holder",
    EventKind.LARGE_HOLDER_ENDED: "large_holder_ended",
}


def limit_change(row: EventRow, code: str) -> Message:
    """An accepted change of an account's limits or a kill; `code` is the instrument's."""
    kind = CommandKind(row.command_kind)
    message: Message = {"report": "account", "change": LIMIT_CHANGES[kind]}
    if message["change"] == LIMIT_SET:
        message["limit"] = AccountLimit(row.parameter).name.lower()
        message["value"] = None if row.value == LIMIT_BY_DEFAULT else row.value
        return message | ({"instrument": code} if code else {})
    message["by"] = "exchange" if row.flags & BY_EXCHANGE else "member"
    if kind in (CommandKind.KILL_ACCOUNT, CommandKind.KILL_OPERATOR):
        message["log_on_refused"] = bool(row.flags & REFUSE_LOG_ON)
    if kind in (CommandKind.KILL_OPERATOR, CommandKind.RELEASE_OPERATOR):
        message["operator"] = row.value
    return message


def holder_report(row: EventRow, code: str) -> Message:
    """A holding that has reached the large-holder threshold, or is below it again."""
    return {
        "report": "account",
        "change": HOLDERS[EventKind(row.kind)],
        "instrument": code,
        "quantity": row.quantity,
        "threshold": row.number,
        "maximum": row.value,
    }
