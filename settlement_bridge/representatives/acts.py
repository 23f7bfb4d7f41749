"""What a member's representative can ask for, each done in the transaction it is called in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from gateway.protocol.maps import Record
from settlement_bridge.bank import payments
from settlement_bridge.bridge import outbox
from settlement_bridge.compliance import carry_over, surrender
from settlement_bridge.errors import Refusal
from settlement_bridge.operations import ROWS
from settlement_bridge.operations.fields import ranges
from settlement_bridge.records import CASH, Instruction, Repeated, SignOff, Task

Fields = Mapping[str, Any]
Act = Callable[[Connection, Fields, SignOff, int, int], int | Refusal]

TRANSFERS = {
    "transfer_in": Task.TRANSFER_IN,
    "transfer_out": Task.TRANSFER_OUT,
    "cash_to_trading": Task.CASH_TO_TRADING,
    "cash_to_registry": Task.CASH_TO_REGISTRY,
}


def act(
    connection: Connection, operation: str, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    """Do one operation: the number it leads to, or why not."""
    return _ACTS[operation](connection, fields, sign_off, today, now)


def _instructed(task: Task) -> Act:
    def carry_out(
        connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
    ) -> int | Refusal:
        (outcome,) = outbox.record(connection, [_instruction(task, fields, sign_off, today)], now)
        assert not isinstance(
            outcome,
            Repeated,
        )  # what is asked for again is found before it comes here
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


def _surrender(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    what = (fields["account"], fields["instrument"], fields["quantity"], fields["year"])
    return surrender.surrender(connection, *what, sign_off, today, now)


def _carry_over(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    what = (fields["account"], fields["instrument"], fields["quantity"], fields["year"])
    return carry_over.request(connection, *what, sign_off, today, now)


def _request_payment(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    return payments.request(
        connection, fields["account"], fields["amount_fen"], sign_off, today, now
    )


def _withdraw_payment(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    return payments.withdraw(connection, fields["payment"], fields["account"], sign_off, today, now)


_ACTS: dict[str, Act] = {name: _instructed(task) for name, task in TRANSFERS.items()} | {
    "cancel": _instructed(Task.CANCEL),
    "surrender": _surrender,
    "request_carry_over": _carry_over,
    "request_payment": _request_payment,
    "withdraw_payment": _withdraw_payment,
}
_REPLIES = {row.name: row.reply for row in ROWS if row.name in _ACTS}
# What the number that an operation leads to is called in its reply.
RESULTS = {
    name: next(iter(reply.fields)) for name, reply in _REPLIES.items() if isinstance(reply, Record)
}
