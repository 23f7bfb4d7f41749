"""Requests as they are read by the table of operations, and instructions to the registry."""

from __future__ import annotations

from typing import Any

from gateway.protocol.errors import RequestError
from gateway.protocol.fields import LINE_MAX
from gateway.protocol.operations import LOG_ON, Operation, read_id, read_op
from settlement_bridge.asked import OPERATOR_SCOPE, asked
from settlement_bridge.operations import OPERATIONS, ROLES_OF, units
from settlement_bridge.operations.fields import (
    sign_off,
)
from settlement_bridge.records import Instruction, State, Task

TASKS = {task.name.lower(): task for task in Task}


def read_request(message: dict[str, Any], role: str | None) -> tuple[Operation, dict[str, Any]]:
    """The operation a request names and its checked fields; `role` is None before log-on.

    Raises RequestError.
    """
    read_id("id", message.get("id"))
    asked = read_op(message)
    operation = LOG_ON if role is None else _operation(asked, role)
    if role is None and asked != LOG_ON.name:
        rule, allowed = "log on first", [LOG_ON.name]
        raise RequestError("not_logged_on", rule, field="op", value=asked, allowed=allowed)
    fields = operation.read(message)
    named = "serials" in operation.fields
    return operation, units.checked(operation.name, fields) if named else fields


def _operation(asked: str, role: str) -> Operation:
    if asked == LOG_ON.name:
        raise RequestError(
            "already_logged_on", "this session has logged on already", field="op", value=asked
        )
    if asked not in OPERATIONS:
        rule, allowed = f"no operation {asked[:LINE_MAX]!r}", list(OPERATIONS)
        raise RequestError("operation_unknown", rule, field="op", value=asked, allowed=allowed)
    roles = ROLES_OF[asked]
    if role not in roles:
        rule = f"{asked} is for {', '.join(roles)}, this key is a {role}'s"
        raise RequestError("role_not_allowed", rule, field="op", value=asked, allowed=list(roles))
    return OPERATIONS[asked]


def instruction(
    operation: Operation, fields: dict[str, Any], who: str, role: str, today: int
) -> Instruction:
    """A writing operation as an instruction to the registry."""
    signed = sign_off(fields, who, role)
    return Instruction(
        TASKS[operation.name],
        fields.get("account", 0),
        fields["instrument"].decode() if "instrument" in fields else "",
        fields.get("quantity", fields.get("amount_fen", 0)),
        name=fields.get("name", ""),
        state=State(fields.get("state", State.REGISTRY_AVAILABLE)),
        who=signed.who,
        role=signed.role,
        document=signed.document,
        note=signed.note,
        date=today,
        to_account=fields.get("to_account", 0),
        entity=fields.get("entity", 0),
        year=fields.get("year"),
        province=fields.get("province"),
        serials=units.ranges(fields),
        asked=asked(operation.name, fields, OPERATOR_SCOPE, who),
    )
