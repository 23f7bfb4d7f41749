"""The operations of PROTOCOL.md: who may ask which, with which fields."""

from __future__ import annotations

from typing import Any

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.errors import RequestError
from gateway.schema import (
    ACCOUNT_MAX,
    LINE_MAX,
    LOG_ON,
    Field,
    Operation,
    Way,
    account,
    choice,
    code,
    date,
    integer,
    may,
    must,
    number,
    out_of_range,
    read_id,
    wrong_type,
)
from settlement_bridge.client import WAIT_MAX_MS
from settlement_bridge.records import PAGE_MAX, Instruction, State, Task
from settlement_bridge.schema import NAME_SIZE

ALL = ("member", "viewer", "exchange", "feed", "bridge")
OWN = ("member", "viewer")  # read their own account
STAFF = ("exchange", "bridge")  # read all
OPERATOR = ("bridge",)

TASKS = {
    "open_account": Task.OPEN_ACCOUNT,
    "allocate": Task.ALLOCATE,
    "freeze": Task.FREEZE,
    "unfreeze": Task.UNFREEZE,
    "deposit": Task.DEPOSIT,
    "withdraw": Task.WITHDRAW,
    "transfer_in": Task.TRANSFER_IN,
    "transfer_out": Task.TRANSFER_OUT,
}


def name(field: str, value: Any) -> str:
    """A name of 1 to 64 printable characters."""
    rule = f"1 to {NAME_SIZE} printable characters"
    if type(value) is not str:
        raise wrong_type(field, value, "a text")
    if not value.isprintable() or not 1 <= len(value) <= NAME_SIZE:
        raise out_of_range(field, value, rule, f"must be {rule}")
    return value


_any_account = integer(0, ACCOUNT_MAX)  # 0: the exchange's fee income
_UNITS: dict[str, Field] = must(account=account, instrument=code, quantity=integer(1, UNITS_MAX))
_CASH: dict[str, Field] = must(account=account, amount_fen=integer(1, CASH_MAX_FEN))
_STATE = may(state=choice({state.name.lower(): int(state) for state in (State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)}))
_PAGE = may(**{"from": number}, limit=integer(1, PAGE_MAX))
_ACCOUNT = may(account=_any_account)

# Operation: roles, fields. A member or viewer who leaves `account` out means its own.
_TABLE: dict[str, tuple[tuple[str, ...], dict[str, Field]]] = {
    "heartbeat": (ALL, {}),
    "log_off": (ALL, {}),
    "accounts": (STAFF, may(after=_any_account)),
    "holdings": (OWN + STAFF, _ACCOUNT),
    "cash": (OWN + STAFF, _ACCOUNT),
    "journal": (OWN + STAFF, _ACCOUNT | _PAGE),
    "trades": (OWN + STAFF, _ACCOUNT | _PAGE | must(date=date)),
    "statement": (OWN + STAFF, _ACCOUNT | must(date=date)),
    "summary": (STAFF, must(date=date)),
    "transfers": (STAFF, {}),
    "reconcile": (STAFF, {}),
    "settled": (ALL, may(date=date, wait_ms=integer(0, WAIT_MAX_MS))),
    "open_account": (OPERATOR, must(account=account, name=name)),
    "allocate": (OPERATOR, _UNITS),
    "freeze": (OPERATOR, _UNITS | _STATE),
    "unfreeze": (OPERATOR, _UNITS | _STATE),
    "deposit": (OPERATOR, _CASH),
    "withdraw": (OPERATOR, _CASH),
    "transfer_in": (OPERATOR, _UNITS),
    "transfer_out": (OPERATOR, _UNITS),
}
OPERATIONS = {name: Operation(name, Way.QUERY, fields) for name, (_roles, fields) in _TABLE.items()}


def read_request(message: dict[str, Any], role: str | None) -> tuple[Operation, dict[str, Any]]:
    """The operation a request names and its checked fields; `role` is None before log-on. Raises RequestError."""
    read_id("id", message.get("id"))
    operation = LOG_ON if role is None else _operation(message.get("op"), role)
    if role is None and message.get("op") != LOG_ON.name:
        raise RequestError("not_logged_on", "log on first", field="op", value=message.get("op"), allowed=[LOG_ON.name])
    return operation, operation.read(message)


def _operation(asked: Any, role: str) -> Operation:
    if asked == LOG_ON.name:
        raise RequestError("already_logged_on", "this session has logged on already", field="op", value=asked)
    if not isinstance(asked, str) or asked not in _TABLE:
        said = str(asked)[:LINE_MAX]
        raise RequestError("operation_unknown", f"no operation {said!r}", field="op", value=said, allowed=list(_TABLE))
    roles = _TABLE[asked][0]
    if role not in roles:
        rule = f"{asked} is for {', '.join(roles)}, this key is a {role}'s"
        raise RequestError("role_not_allowed", rule, field="op", value=asked, allowed=list(roles))
    return OPERATIONS[asked]


def instruction(operation: Operation, fields: dict[str, Any], who: str, today: int) -> Instruction:
    """A writing operation as an instruction to the registry."""
    return Instruction(
        TASKS[operation.name],
        fields["account"],
        fields["instrument"].decode() if "instrument" in fields else "",
        fields.get("quantity", fields.get("amount_fen", 0)),
        name=fields.get("name", ""),
        state=State(fields.get("state", State.REGISTRY_AVAILABLE)),
        who=who,
        date=today,
    )
