"""The bank's answer to payment files (付款回单): what it has paid and what it returned, line by
line.

CSV in UTF-8, header `payment,file,date,amount,result,bank_reference,reason`, at the end
`total,ROWS,,AMOUNT,,,`. `result` is `confirmed`, or `returned` with a reason: not paid, or (of a
payment confirmed before) come back.

Paid money leaves payable for the bank, returned money is its owner's again, with the reason. An
answer file is taken in whole or not at all; it need not answer every payment of a file, and no
payment is answered twice but by coming back after it was paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, update

from engine.units import format_hundredths
from settlement_bridge import intake
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.bank.deposits import FIRST_LINE, taken_before, twins
from settlement_bridge.books import SUSPENSE, EntryKind, Movement, SignOff, entities, events
from settlement_bridge.books.bank_money import BANK, Payment, free, one_payment, payable
from settlement_bridge.books.parties import PaymentStatus, Status
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Malformed, Sheet
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.settlement_tables import REFERENCE_SIZE, bank_lines, payments

HEADER = ("payment", "file", "date", "amount", "result", "bank_reference", "reason")
SHEET = Sheet("bank_answer", HEADER, (), ("amount",))
CONFIRMED, RETURNED = "confirmed", "returned"


class Answer(NamedTuple):
    """One line."""

    payment: int
    file: int
    date: int
    amount_fen: int
    result: str
    reference: str
    reason: str


def read(text: str) -> list[Answer] | Refusal:
    """The lines of a file, or what is wrong in which line and column. O(characters)."""
    rows = intake.read(text, SHEET, _row)
    if isinstance(rows, Refusal):
        return rows
    twice = twins([row.payment for row in rows], "payment") or twins(
        [row.reference for row in rows], "bank_reference"
    )
    return twice or rows


def _row(line: int, cell: list[str]) -> Answer:
    if cell[4] not in (CONFIRMED, RETURNED):
        raise Malformed(line, cell[4][:100], [CONFIRMED, RETURNED], "not a result", "result")
    returned = cell[4] == RETURNED
    if not returned and cell[6]:
        raise Malformed(line, cell[6][:100], "", "a reason goes with returned", "reason")
    return Answer(
        intake.number(line, "payment", cell[0]),
        intake.number(line, "file", cell[1]),
        intake.day(line, "date", cell[2]),
        intake.amount(line, "amount", cell[3]),
        cell[4],
        intake.name(line, "bank_reference", cell[5], REFERENCE_SIZE, least=1),
        intake.words(line, "reason", cell[6], NOTE_SIZE, least=1 if returned else 0),
    )


class Answered(NamedTuple):
    """What became of a file."""

    event: int
    confirmed: int
    returned: int


class _Step(NamedTuple):
    """One answer with its payment, its movement and the amount of the bank's line."""

    answer: Answer
    payment: Payment
    movement: Movement
    amount_fen: int  # into the settlement account


def take_in(
    connection: Connection,
    text: str,
    reference: str,
    sign_off: SignOff,
    date: int,
    time_ns: int,
    again: str = "",
) -> Answered | Refusal:
    """Book an answer file as one event, or refuse the whole file. The same rows are booked once."""
    rows = read(text)
    if isinstance(rows, Refusal):
        return rows
    file = intake.Handed(SHEET.kind, text, rows, reference, sign_off, again)
    signed = sign_off._replace(document=reference)
    book = partial(_book, connection, rows, signed, date, time_ns)
    event = intake.once(connection, file, sum(row.amount_fen for row in rows), time_ns, book)
    if isinstance(event, Refusal):
        return event
    confirmed = sum(row.result == CONFIRMED for row in rows)
    return Answered(event, confirmed, len(rows) - confirmed)


def _book(
    connection: Connection, rows: Sequence[Answer], sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    refusal = taken_before(connection, [row.reference for row in rows])
    if refusal is not None:
        return refusal
    steps = list(_steps(connection, rows, date))
    wrong = next((step for step in steps if isinstance(step, Refusal)), None)
    if wrong is not None:
        return wrong
    sound = [step for step in steps if isinstance(step, _Step)]
    event = events.post(connection, [step.movement for step in sound], sign_off, time_ns)
    if not isinstance(event, Refusal):
        _write(connection, sound, event, date)
    return event


def _steps(connection: Connection, rows: Sequence[Answer], date: int) -> Iterator[_Step | Refusal]:
    for line, answer in enumerate(rows, FIRST_LINE):
        payment = one_payment(connection, answer.payment)
        if payment is None or payment.file != answer.file:
            message = (
                "no such payment" if payment is None else f"this payment is in file {payment.file}"
            )
            yield _wrong(
                "payment_unknown", line, "payment" if payment is None else "file", answer, message
            )
        elif payment.amount_fen != answer.amount_fen:
            message = f"payment {payment.payment} is of {format_hundredths(payment.amount_fen)}"
            yield _wrong("payment_differs", line, "amount", answer, message)
        elif not _may_follow(payment.status, answer.result):
            yield _wrong(
                "payment_answered",
                line,
                "result",
                answer,
                f"this payment is {payment.status.name.lower()}",
            )
        else:
            yield _step(connection, answer, payment, date)


def _wrong(code: str, line: int, column: str, answer: Answer, message: str) -> Refusal:
    value = format_hundredths(answer.amount_fen) if column == "amount" else getattr(answer, column)
    return Refusal(code, f"line {line}, column {column}", value, None, message)


def _may_follow(status: PaymentStatus, result: str) -> bool:
    """Sent payments are answered; one that was paid may still come back (退汇)."""
    return status == PaymentStatus.SENT or (
        status == PaymentStatus.CONFIRMED and result != CONFIRMED
    )


def _step(connection: Connection, answer: Answer, payment: Payment, date: int) -> _Step:
    waiting, late = payable(payment.account), payment.status == PaymentStatus.CONFIRMED
    if answer.result == CONFIRMED:
        kind, source, target, amount_fen = (
            EntryKind.PAYMENT_DONE,
            waiting,
            BANK,
            -payment.amount_fen,
        )
    else:
        owner = _owner(connection, payment.account) if late else payment.account
        kind, source, target = EntryKind.PAYMENT_RETURNED, BANK if late else waiting, free(owner)
        amount_fen = payment.amount_fen if late else 0
    movement = Movement(kind, source, target, payment.amount_fen, date, reference=payment.payment)
    return _Step(answer, payment, movement, amount_fen)


def _owner(connection: Connection, account: int) -> int:
    """The account that gets back a payment which the bank had confirmed; SUSPENSE if the account
    has been closed since.
    """
    closed = entities.register(connection, [account])[account].status == Status.CLOSED
    return SUSPENSE if closed else account


def _write(connection: Connection, steps: Sequence[_Step], event: int, date: int) -> None:
    execute_rows(
        connection,
        insertion(bank_lines),
        [_line(event, place, step, date) for place, step in enumerate(steps)],
    )
    for step in steps:
        status = (
            PaymentStatus.CONFIRMED if step.answer.result == CONFIRMED else PaymentStatus.RETURNED
        )
        here = payments.c.payment == step.payment.payment
        connection.execute(
            update(payments).where(here).values(status=status, reason=step.answer.reason)
        )


def _line(event: int, place: int, step: _Step, date: int) -> tuple[object, ...]:
    answer, payment = step.answer, step.payment
    owner = step.movement.target.account if step.amount_fen > 0 else payment.account
    # money of a line in suspense goes on under that line's number
    settled = event if payment.line is not None else None
    return (
        event + place,
        answer.reference,
        answer.date,
        date,
        step.amount_fen,
        owner,
        f"payment {payment.payment}",
        payment.holder,
        payment.bank_account,
        settled,
    )
