"""The door to the registry's answers: requests read by the table of operations, who may ask for
what of an account, requests that are done once, and the rights of representatives.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import LINE_MAX
from gateway.protocol.operations import LOG_ON, Operation, read_id, read_op
from settlement_bridge.asked import OPERATOR_SCOPE, answering, asked, without_reference
from settlement_bridge.bank import handlers as bank
from settlement_bridge.compliance import handlers as compliance
from settlement_bridge.defaults import handlers as defaults
from settlement_bridge.documents import handlers as documents
from settlement_bridge.objections import handlers as objections
from settlement_bridge.office import Fields, Office
from settlement_bridge.operations import OF_AN_ACCOUNT, OPERATIONS, ROLES_OF
from settlement_bridge.operations.fields import OWN, checked, ranges, sign_off
from settlement_bridge.records import Instruction, State, Task
from settlement_bridge.registrar import handlers as registrar
from settlement_bridge.representatives import handlers as representatives
from settlement_bridge.server import reading, settling

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
    return operation, checked(operation.name, fields) if named else fields


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
        serials=ranges(fields),
        asked=asked(operation.name, fields, OPERATOR_SCOPE, who),
    )


PREFIX = "answer_"
ROOMS = (
    reading,
    settling,
    registrar,
    bank,
    compliance,
    defaults,
    objections,
    representatives,
    documents,
)

Answer = Callable[[Office, Fields, Grant], Awaitable[Fields]]


def answers(rooms: Sequence[ModuleType] = ROOMS) -> dict[str, Answer]:
    """The answers to the operations, by their names."""
    return {
        name.removeprefix(PREFIX): each
        for room in rooms
        for name, each in vars(room).items()
        if name.startswith(PREFIX)
    }


Stream = Callable[[Fields], AsyncIterator[list[Fields]]]


class Queries:
    """Answers what is asked of the registry. `answer` is the only door.

    `streams`: what a session is sent, without end, after it has asked an operation of that name.
    """

    def __init__(
        self,
        office: Office,
        streams: Mapping[str, Stream] | None = None,
    ) -> None:
        self.streams: Mapping[str, Stream] = streams or {}
        self._office, self._answers = office, answers()

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        own = grant.role in OWN
        if own and fields.get("account", grant.account) != grant.account:
            message, value = f"this key reads account {grant.account}", fields["account"]
            raise RequestError(
                "role_not_allowed", message, field="account", value=value, allowed=grant.account
            )
        fields = fields | {"account": grant.account} if own else fields
        scope = grant.account if own else OPERATOR_SCOPE
        with answering(asked(operation, fields, scope, grant.key)):
            return await self._answer(operation, without_reference(fields), grant)

    async def _answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        if representatives.needs_right(operation, grant.role):
            return await representatives.act(self._office, operation, fields, grant)
        if grant.role in OWN and operation in OF_AN_ACCOUNT:
            await representatives.check_reading(self._office, operation, grant)
        return await self._answers[operation](self._office, fields, grant)
