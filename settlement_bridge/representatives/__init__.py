"""Representatives (授权代表): who may act for an entity, with which rights, and what needs a second
one's approval.

Here is what they may ask for: with which right, and how it is done. Each is done in the transaction
in which it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from gateway.protocol.maps import Record
from settlement_bridge.bank import payments
from settlement_bridge.books import CASH, SignOff
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Repeated, outbox
from settlement_bridge.compliance import allowances, carry_over
from settlement_bridge.errors import Refusal
from settlement_bridge.operations import ROWS
from settlement_bridge.operations.fields import ranges
from settlement_bridge.operations.representatives import Right

Fields = Mapping[str, Any]
Work = Callable[[Connection, Fields, SignOff, int, int], int | Refusal]

TRANSFERS = {
    task.name.lower(): task
    for task in (Task.TRANSFER_IN, Task.TRANSFER_OUT, Task.CASH_TO_TRADING, Task.CASH_TO_REGISTRY)
}
_OF_A_YEAR = ("account", "instrument", "quantity", "year")


class Act(NamedTuple):
    """An operation of representatives: the right that it needs, and what does it."""

    right: Right
    work: Work


def act(
    connection: Connection, operation: str, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    """Do one operation: the number it leads to, or why not."""
    return ACTS[operation].work(connection, fields, sign_off, today, now)


def _instructed(task: Task) -> Work:
    def carry_out(
        connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
    ) -> int | Refusal:
        (outcome,) = outbox.record(connection, [_instruction(task, fields, sign_off, today)], now)
        # what is asked for again is found before it comes here
        assert not isinstance(outcome, Repeated)
        return outcome

    return carry_out


def _instruction(task: Task, fields: Fields, sign_off: SignOff, today: int) -> Instruction:
    quantity = fields["quantity"] if "quantity" in fields else fields["amount_fen"]
    return Instruction(
        task,
        fields["account"],
        fields.get("instrument", CASH),
        quantity,
        who=sign_off.who,
        role=sign_off.role,
        document=sign_off.document,
        note=sign_off.note,
        date=today,
        serials=ranges(fields),
    )


def _taking(work: Callable[..., int | Refusal], *names: str) -> Work:
    """Work that takes these fields of a request."""

    def carry_out(
        connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
    ) -> int | Refusal:
        return work(connection, *[fields[name] for name in names], sign_off, today, now)

    return carry_out


ACTS = {name: Act(Right.TRANSFER, _instructed(task)) for name, task in TRANSFERS.items()} | {
    "request_payment": Act(Right.TRANSFER, _taking(payments.request, "account", "amount_fen")),
    "withdraw_payment": Act(Right.TRANSFER, _taking(payments.withdraw, "payment", "account")),
    "cancel": Act(Right.SURRENDER, _instructed(Task.CANCEL)),
    "surrender": Act(Right.SURRENDER, _taking(allowances.surrender, *_OF_A_YEAR)),
    "request_carry_over": Act(Right.SURRENDER, _taking(carry_over.request, *_OF_A_YEAR)),
}
# What the number that an operation leads to is called in its reply.
RESULTS = {
    row.name: next(iter(row.reply.fields))
    for row in ROWS
    if row.name in ACTS and isinstance(row.reply, Record)
}
