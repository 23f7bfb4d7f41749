"""The door to the registry's answers.

Requests read by the table of operations, who may ask for what of an account, requests that are done
once, the rights of representatives, and what one side of a trade may not read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from types import ModuleType
from typing import Any

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import LOG_ON, Operation
from gateway.protocol.terms import Terms
from gateway.protocol.wire import Frame, Message, encode
from settlement_bridge import documents
from settlement_bridge.approvals import handlers as approvals
from settlement_bridge.asked import OPERATOR_SCOPE, answering, asked, without_reference
from settlement_bridge.bank import handlers as bank
from settlement_bridge.bank import proceeds
from settlement_bridge.books import State, cuts, scopes
from settlement_bridge.books.event_table import TRANSFERS
from settlement_bridge.books.legs import not_kept_here
from settlement_bridge.books.market import other_market
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Outcome
from settlement_bridge.compliance import application_handlers, authority_handlers
from settlement_bridge.compliance import certificate_handlers as certificates
from settlement_bridge.compliance import handlers as compliance
from settlement_bridge.compliance import law_handlers as law
from settlement_bridge.compliance import sanction_handlers as sanctions
from settlement_bridge.credits import handlers as credits
from settlement_bridge.documents import audit, fee_statements
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office
from settlement_bridge.offsets import handlers as offsets
from settlement_bridge.operations import OF_AN_ACCOUNT, OF_LEGS, OF_MARKET, OPERATIONS, ROLES_OF
from settlement_bridge.operations.fields import (
    ALL,
    AUTHORITY,
    OWN,
    PEER,
    STRANGER,
    checked,
    ranges,
    sign_off,
)
from settlement_bridge.representatives import handlers as representatives
from settlement_bridge.server import (
    defaults,
    delivery,
    public,
    reading,
    registrar,
    relations,
    waiting,
    without_counterparty,
)

TASKS = {task.name.lower(): task for task in Task}
PREFIX = "answer_"
ROOMS = (
    reading,
    registrar,
    bank,
    proceeds,
    law,
    compliance,
    sanctions,
    application_handlers,
    authority_handlers,
    approvals,
    certificates,
    public,
    defaults,
    representatives,
    relations,
    credits,
    delivery,
    waiting,
    audit,
    documents,
    fee_statements,
    offsets,
)

Answer = Callable[[Office, Fields, Grant], Awaitable[Fields]]
Stream = Callable[[Fields, Grant], AsyncIterator[list[Fields]]]


class _OfUnits(Operation):
    """An operation whose request may name units by their serial numbers."""

    def read(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """As of any operation, and the numbers are checked with one another."""
        return checked(self.name, super().read(message))


def _asked_by(role: str) -> dict[str, Operation]:
    """The operations that a role may ask."""
    return {
        name: _OfUnits(name, each.way, each.fields) if "serials" in each.fields else each
        for name, each in OPERATIONS.items()
        if role in ROLES_OF[name]
    }


OF_STRANGER = {LOG_ON.name: LOG_ON} | _asked_by(STRANGER)
OF_ROLE = {role: _asked_by(role) for role in (*ALL, *PEER)}
TERMS = Terms(OF_STRANGER, OF_ROLE, ROLES_OF, log_on_s=10)


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


def answers(rooms: Sequence[ModuleType] = ROOMS) -> dict[str, Answer]:
    """The answers to the operations, by their names."""
    return {
        name.removeprefix(PREFIX): each
        for room in rooms
        for name, each in vars(room).items()
        if name.startswith(PREFIX)
    }


class Queries:
    """Answers what is asked of the registry. `answer` is the only door.

    `streams`: what a session is sent, without end, after it has asked an operation of that name.
    """

    def __init__(self, office: Office, streams: Mapping[str, Stream] | None = None) -> None:
        self.streams: Mapping[str, Stream] = streams or {}
        self._office, self._answers = office, answers()

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        refusal = self._of_other_market(operation)
        if refusal is not None:
            raise as_error(refusal)
        own = grant.role in OWN
        if own and fields.get("account", grant.account) != grant.account:
            message, value = f"this key reads account {grant.account}", fields["account"]
            raise RequestError(
                "role_not_allowed", message, field="account", value=value, allowed=grant.account
            )
        fields = fields | {"account": grant.account} if own else fields
        with answering(asked(operation, fields, _references_of(grant), grant.key)):
            return await self._answer(operation, without_reference(fields), grant)

    def is_of_this_market(self, operation: str) -> bool:
        """Whether an operation is of the registry's market, or of both."""
        return self._of_other_market(operation) is None

    def _of_other_market(self, operation: str) -> Refusal | None:
        wanted = OF_MARKET.get(operation)
        refusal = other_market(operation, wanted, self._office.market)
        return refusal or not_kept_here(operation, OF_LEGS.get(operation), self._office.legs)

    async def cut_in(self, events: Collection[int]) -> dict[int, int]:
        """What some allocations have given back for cuts, t, by their numbers."""
        return await self._office.read(cuts.cut_in, events) if events else {}

    async def _answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        if representatives.needs_right(operation, grant.role):
            return await representatives.act(self._office, operation, fields, grant)
        if grant.role in AUTHORITY:
            named = (fields.get("account"), fields.get("entity"))
            await self._office.read(scopes.out_of_scope, scopes.seen_by(grant), *named)
        await approvals.hold(self._office, operation, fields, grant)
        if grant.role in OWN and operation in OF_AN_ACCOUNT:
            await representatives.check_reading(self._office, operation, grant)
        said = await self._answers[operation](self._office, fields, grant)
        return without_counterparty(said, grant.account) if grant.role in OWN else said


def _references_of(grant: Grant) -> int:
    """Whose client references a key uses: a member's are of its account, an authority's of its key,
    the others' of the registry's operator.
    """
    if grant.role in AUTHORITY:
        return -grant.number
    return grant.account if grant.role in OWN else OPERATOR_SCOPE


def frame_of(messages: list[Message], text: bool) -> Frame:
    """Messages in a frame, a single one without a list."""
    return encode(messages if len(messages) > 1 else messages[0], text)


def reply(number: int | None, error: Message | None = None) -> Message:
    """The reply to a request by its number, with the error where it is refused."""
    plain: Message = {"type": "reply", "id": number, "ok": error is None}
    return plain if error is None else plain | {"error": error}


def written(number: int | None, task: Task, outcome: Outcome, cut: Mapping[int, int]) -> Message:
    """The reply to a writing request, from what came of it; `cut`: of allocations, what they gave
    back.
    """
    if isinstance(outcome, Refusal):
        return reply(number, as_error(outcome).as_map())
    if task == Task.OPEN_ACCOUNT:
        return reply(number)
    if task == Task.ALLOCATE:
        return reply(number) | {"number": outcome, "cut": cut.get(outcome, 0)}
    return reply(number) | {"reference" if task in TRANSFERS else "number": outcome}
