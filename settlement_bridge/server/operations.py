"""The operations of PROTOCOL.md: who may ask which, with which fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import LINE_MAX, account, code, date
from gateway.protocol.maps import Field, may, must
from gateway.protocol.operations import LOG_ON, Operation, Way, read_id, read_op
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.asked import KEYED, OPERATOR_SCOPE, asked
from settlement_bridge.bank import operations as bank_operations
from settlement_bridge.books.serials import YEARS
from settlement_bridge.bridge import named_units
from settlement_bridge.bridge.named_units import UNITS, UNITS_OF_ANY
from settlement_bridge.bridge.recovery import operations as recovery_operations
from settlement_bridge.client import WAIT_MAX_MS
from settlement_bridge.compliance import operations as compliance_operations
from settlement_bridge.defaults import operations as defaults_operations
from settlement_bridge.documents import operations as papers_operations
from settlement_bridge.fields import (
    ALL,
    CLIENT_REFERENCE,
    GROUND,
    MEMBER,
    OPERATOR,
    OWN,
    PAGE,
    STAFF,
    any_account,
    document,
    entity,
    name,
    note,
    province,
    sign_off,
    table,
)
from settlement_bridge.objections import operations as objections_operations
from settlement_bridge.records import Instruction, State, Task
from settlement_bridge.registrar import operations as desk_operations
from settlement_bridge.representatives import operations as representatives_operations

TASKS = {
    "open_account": Task.OPEN_ACCOUNT,
    "allocate": Task.ALLOCATE,
    "freeze": Task.FREEZE,
    "unfreeze": Task.UNFREEZE,
    "deposit": Task.DEPOSIT,
    "withdraw": Task.WITHDRAW,
    "transfer_in": Task.TRANSFER_IN,
    "transfer_out": Task.TRANSFER_OUT,
    "cash_to_trading": Task.CASH_TO_TRADING,
    "cash_to_registry": Task.CASH_TO_REGISTRY,
    "court_transfer": Task.COURT_TRANSFER,
    "inherit": Task.INHERIT,
    "pledge": Task.PLEDGE,
    "release": Task.RELEASE,
    "cancel": Task.CANCEL,
}


_UNITS: dict[str, Field] = must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX))
_CASH: dict[str, Field] = must(account=account, amount_fen=Integer(1, CASH_MAX_FEN))
_BY_ORDER = must(document=document) | may(note=note)  # of a court, or by contract


def _states(*states: State) -> dict[str, Field]:
    return may(state=Choice({state.name.lower(): int(state) for state in states}))


_FREE = _states(State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)
_HELD = _states(State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE, State.FROZEN, State.PLEDGED)
_SERIES = may(year=Integer(YEARS.start, YEARS.stop - 1), province=province)
_ACCOUNT = may(account=any_account)

# Operation: roles, fields. A member or viewer who leaves `account` out means its own.
_TABLE: dict[str, tuple[tuple[str, ...], Mapping[str, Field]]] = {
    "heartbeat": (ALL, {}),
    "log_off": (ALL, {}),
    "accounts": (STAFF, may(after=any_account)),
    "holdings": (OWN + STAFF, _ACCOUNT),
    "cash": (OWN + STAFF, _ACCOUNT),
    "journal": (OWN + STAFF, _ACCOUNT | PAGE),
    "trades": (OWN + STAFF, _ACCOUNT | PAGE | must(date=date)),
    "statement": (OWN + STAFF, _ACCOUNT | must(date=date)),
    "summary": (STAFF, must(date=date)),
    "transfers": (STAFF, {}),
    "reconcile": (STAFF, {}),
    "settled": (ALL, may(date=date, wait_ms=Integer(0, WAIT_MAX_MS))),
    "open_account": (OPERATOR, must(account=account, name=name) | may(entity=entity)),
    "allocate": (OPERATOR, _UNITS | _SERIES | GROUND),
    "freeze": (OPERATOR, UNITS_OF_ANY | _FREE | GROUND),
    "unfreeze": (OPERATOR, UNITS_OF_ANY | _FREE | GROUND),
    "deposit": (OPERATOR, _CASH | GROUND),
    "withdraw": (OPERATOR, _CASH | GROUND),
    "transfer_in": (MEMBER + OPERATOR, UNITS | GROUND),
    "transfer_out": (MEMBER + OPERATOR, UNITS | GROUND),
    "cash_to_trading": (MEMBER + OPERATOR, _CASH | GROUND),
    "cash_to_registry": (MEMBER + OPERATOR, _CASH | GROUND),
    "court_transfer": (OPERATOR, UNITS_OF_ANY | must(to_account=account) | _HELD | _BY_ORDER),
    "inherit": (OPERATOR, UNITS | must(to_account=account) | _HELD | _BY_ORDER),
    "pledge": (OPERATOR, UNITS | _BY_ORDER),
    "release": (OPERATOR, UNITS | _BY_ORDER),
    "cancel": (MEMBER + OPERATOR, UNITS | GROUND),
    **table(desk_operations.ROWS),
    **table(bank_operations.ROWS),
    **compliance_operations.TABLE,
    **papers_operations.TABLE,
    **table(representatives_operations.ROWS),
    **recovery_operations.TABLE,
    **table(defaults_operations.ROWS),
    **table(objections_operations.ROWS),
}
# What a key reads of its own account; in an entity with representatives only those of them that may
# read.
OF_AN_ACCOUNT = frozenset(
    name for name, (roles, _) in _TABLE.items() if set(OWN) <= set(roles) and roles != ALL
) | {"object"}
OPERATIONS = {
    name: Operation(name, Way.QUERY, {**fields, **CLIENT_REFERENCE} if name in KEYED else fields)
    for name, (_roles, fields) in _TABLE.items()
}


def roles_of(operation: str) -> tuple[str, ...]:
    """Who may ask an operation."""
    return _TABLE[operation][0]


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
    return operation, named_units.checked(operation.name, fields) if named else fields


def _operation(asked: str, role: str) -> Operation:
    if asked == LOG_ON.name:
        raise RequestError(
            "already_logged_on", "this session has logged on already", field="op", value=asked
        )
    if asked not in _TABLE:
        rule, allowed = f"no operation {asked[:LINE_MAX]!r}", list(_TABLE)
        raise RequestError("operation_unknown", rule, field="op", value=asked, allowed=allowed)
    roles = roles_of(asked)
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
        serials=named_units.ranges(fields),
        asked=asked(operation.name, fields, OPERATOR_SCOPE, who),
    )
