"""Answers to the operations of the bank's side: each writing one is a transaction of its own, in
turn with the others.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.bank import answers, balances, deposits, payment_files, payments
from settlement_bridge.books import bank_money, settings, venue_rules
from settlement_bridge.books.bank_money import BankLine, Payee, Payment
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.intake.uploads import Uploads
from settlement_bridge.operations.bank import PART_CHARACTERS, ROWS
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.records import PAGE_MAX, SUSPENSE, PaymentStatus, SignOff
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

Fields = dict[str, Any]
Result = TypeVar("Result")


class Turn(Protocol):
    """Where writing work waits for its turn: `transfers.Transfers`."""

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...


class Counter:
    """Answers the operations of `ROWS`. `today` gives the exchange's date."""

    operations = tuple(row.name for row in ROWS)

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        today: Callable[[], int],
        uploads: Uploads,
    ) -> None:
        self._registry, self._sql, self._turn, self._today = registry, worker, turn, today
        self._uploads = uploads
        self._file = (0, "")  # the payment file last asked for; it never changes
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "bank_deposits": self._bank_deposits,
            "assign_suspense": self._assign_suspense,
            "return_suspense": self._return_suspense,
            "suspense": self._suspense,
            "set_bank_account": self._set_bank_account,
            "bank_account": self._bank_account,
            "request_payment": self._request_payment,
            "withdraw_payment": self._withdraw_payment,
            "payments": self._payments,
            "cut_payments": self._cut_payments,
            "payment_files": self._payment_files,
            "payment_file": self._payment_file,
            "bank_answer": self._bank_answer,
            "bank_balance": self._bank_balance,
            "bank_position": self._bank_position,
            "set_rule": self._set_rule,
            "rules": self._rules,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    async def _do(self, work: Callable[..., Result | Refusal], *given: Any) -> Result:
        result = await self._turn.apart(lambda connection: work(connection, *given))
        if isinstance(result, Refusal):
            raise as_error(result)
        return result

    async def _read(self, query: Callable[..., Result], *given: Any) -> Result:
        return await self._sql(lambda: self._registry.read(query, *given))

    def _signed(self, fields: Fields, grant: Grant) -> SignOff:
        return sign_off(fields, grant.key, grant.role)

    def _whole(self, fields: Fields) -> str:
        text = self._uploads.whole(fields["digest"])
        if isinstance(text, Refusal):
            raise as_error(text)
        return text

    # Money in.

    async def _bank_deposits(self, fields: Fields, grant: Grant) -> Fields:
        signed, today, now = self._signed(fields, grant), self._today(), self._registry.now_ns()
        file, again = (self._whole(fields), fields["reference"]), fields.get("again", "")
        given = (*file, fields.get("suspense", False), signed, today, now, again)
        taken = await self._do(deposits.take_in, *given)
        self._uploads.forget(fields["digest"])
        return taken._asdict()

    async def _assign_suspense(self, fields: Fields, grant: Grant) -> Fields:
        given = (
            fields["line"],
            fields["account"],
            self._signed(fields, grant),
            self._today(),
            self._registry.now_ns(),
        )
        return {"event": await self._do(bank_money.assign, *given)}

    async def _return_suspense(self, fields: Fields, grant: Grant) -> Fields:
        given = (
            fields["line"],
            self._signed(fields, grant),
            self._today(),
            self._registry.now_ns(),
        )
        return {"payment": await self._do(bank_money.give_back, *given)}

    async def _suspense(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        found = await self._read(bank_money.open_lines, fields.get("after", 0), limit + 1)
        following = found[limit - 1].number if len(found) > limit else None
        return {"lines": [line_row(line) for line in found[:limit]], "next": following}

    # Money out.

    async def _set_bank_account(self, fields: Fields, grant: Grant) -> Fields:
        payee = Payee(fields["holder"], fields["bank"], fields["bank_account"])
        signed, now = self._signed(fields, grant), self._registry.now_ns()
        return {"change": await self._do(payments.set_payee, fields["account"], payee, signed, now)}

    async def _bank_account(self, fields: Fields, _grant: Grant) -> Fields:
        account = _named(fields)
        payee = await self._read(payments.payee_of, account)
        known = payee._asdict() if payee else dict.fromkeys(Payee._fields)
        room = await self._read(payments.may_go, account, self._today())
        return {"account": account, **known, "withdrawable_fen": room.withdrawable}

    async def _request_payment(self, fields: Fields, grant: Grant) -> Fields:
        given = (
            fields["account"],
            fields["amount_fen"],
            self._signed(fields, grant),
            self._today(),
            self._registry.now_ns(),
        )
        return {"payment": await self._do(payments.request, *given)}

    async def _withdraw_payment(self, fields: Fields, grant: Grant) -> Fields:
        given = (
            fields["payment"],
            fields.get("account"),
            self._signed(fields, grant),
            self._today(),
            self._registry.now_ns(),
        )
        return {"event": await self._do(payments.withdraw, *given)}

    async def _payments(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        status = PaymentStatus[fields["status"].upper()] if "status" in fields else None
        found = await self._read(
            payments.payments_of, fields.get("account"), status, fields.get("after", 0), limit + 1
        )
        following = found[limit - 1].payment if len(found) > limit else None
        return {
            "payments": [payment_row(payment) for payment in found[:limit]],
            "next": following,
        }

    async def _cut_payments(self, _fields: Fields, grant: Grant) -> Fields:
        file = await self._do(payment_files.cut, grant.key, self._today(), self._registry.now_ns())
        return file._asdict()

    async def _payment_files(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        found = await self._read(payment_files.all_files, fields.get("after", 0), limit + 1)
        following = found[limit - 1].file if len(found) > limit else None
        return {"files": [file._asdict() for file in found[:limit]], "next": following}

    async def _payment_file(self, fields: Fields, _grant: Grant) -> Fields:
        noted = await self._read(payment_files.file_of, fields["file"])
        if noted is None:
            raise RequestError(
                "file_unknown", "no such payment file", field="file", value=fields["file"]
            )
        if self._file[0] != noted.file:
            self._file = (noted.file, await self._read(payment_files.file_text, noted.file))
        text, offset = self._file[1], fields.get("offset", 0)
        following = offset + PART_CHARACTERS if offset + PART_CHARACTERS < len(text) else None
        return noted._asdict() | {
            "text": text[offset : offset + PART_CHARACTERS],
            "next": following,
        }

    async def _bank_answer(self, fields: Fields, grant: Grant) -> Fields:
        signed, today, now = self._signed(fields, grant), self._today(), self._registry.now_ns()
        given = (
            self._whole(fields),
            fields["reference"],
            signed,
            today,
            now,
            fields.get("again", ""),
        )
        answered = await self._do(answers.take_in, *given)
        self._uploads.forget(fields["digest"])
        return answered._asdict()

    # The bank's balance, and the rules.

    async def _bank_balance(self, fields: Fields, grant: Grant) -> Fields:
        signed, now = self._signed(fields, grant), self._registry.now_ns()
        given = (self._whole(fields), fields["reference"], signed, now, fields.get("again", ""))
        days = await self._do(balances.take_in, *given)
        self._uploads.forget(fields["digest"])
        return {"dates": [format_date(day.date) for day in days]}

    async def _bank_position(self, fields: Fields, _grant: Grant) -> Fields:
        found, breaks = await self._read(balances.position, fields.get("date"))
        if found is None:
            value = format_date(fields["date"]) if "date" in fields else None
            raise RequestError(
                "date_unknown",
                "the bank has told no balance of that day",
                field="date",
                value=value,
            )
        return {
            "position": found,
            "breaks": [row._asdict() | {"instrument": None} for row in breaks],
        }

    async def _set_rule(self, fields: Fields, grant: Grant) -> Fields:
        name, signed, now = (
            fields["rule"],
            self._signed(fields, grant),
            self._registry.now_ns(),
        )
        given = (name, fields.get("entity", settings.VENUE), fields.get("value"), signed, now)
        return {"change": await self._do(venue_rules.set_rule, *given)}

    async def _rules(self, _fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(venue_rules.rules_set)
        return {
            "rules": [
                {"rule": name, "entity": entity or None, "value": value}
                for name, entity, value in found
            ]
        }


def _named(fields: Fields) -> int:
    if "account" not in fields:
        raise RequestError("field_missing", "name the account", field="account")
    result: int = fields["account"]
    return result


def line_row(line: BankLine) -> Fields:
    """A line of the bank; `line` is its number here."""
    return {
        "line": line.number,
        "bank_reference": line.reference,
        "date": format_date(line.date),
        "amount_fen": line.amount_fen,
        "named": line.named,
        "payer_name": line.payer_name,
        "payer_account": line.payer_account,
    }


def payment_row(payment: Payment) -> Fields:
    """A payment; `account` is null if the money was in suspense."""
    own = payment.account if payment.account != SUSPENSE else None
    sent = format_date(payment.sent) if payment.sent is not None else None
    words = {
        "account": own,
        "status": payment.status.name.lower(),
        "sent": sent,
        "reason": payment.reason or None,
    }
    return payment._asdict() | words | {"requested": format_date(payment.requested) or None}
