"""Answers to the operations of the bank's side."""

from __future__ import annotations

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.bank import answers, balances, deposits, may_go, payments
from settlement_bridge.books import SUSPENSE, bank_money, settings, venue_rules
from settlement_bridge.books.bank_money import BankLine, Payee, Payment
from settlement_bridge.books.first_answers import PaymentFile
from settlement_bridge.books.parties import PaymentStatus
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.bank import PART_CHARACTERS
from settlement_bridge.operations.fields import PAGE_MAX

# Money in.


async def answer_bank_deposits(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that booked the file, and how much of it is in suspense."""
    file = (office.uploaded(fields), fields["reference"], fields.get("suspense", False))
    when = (office.today(), office.now_ns(), fields.get("again", ""))
    taken = await office.do(deposits.take_in, *file, signed(fields, grant), *when)
    office.uploads.forget(fields["digest"])
    return taken._asdict()


async def answer_assign_suspense(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that gave the money to its owner."""
    given = (fields["line"], fields["account"], signed(fields, grant))
    event = await office.do(bank_money.assign, *given, office.today(), office.now_ns())
    return {"event": event}


async def answer_return_suspense(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The payment that takes the money back to its payer."""
    given = (fields["line"], signed(fields, grant))
    payment = await office.do(bank_money.give_back, *given, office.today(), office.now_ns())
    return {"payment": payment}


async def answer_suspense(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Lines in suspense, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    found = await office.read(bank_money.open_lines, fields.get("after", 0), limit + 1)
    return page("lines", found, limit, "number", line_row)


# Money out.


async def answer_set_bank_account(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    payee = Payee(fields["holder"], fields["bank"], fields["bank_account"])
    given = (fields["account"], payee, signed(fields, grant), office.now_ns())
    return {"change": await office.do(bank_money.set_payee, *given)}


async def answer_bank_account(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Where the account's money is paid; null where it is not registered."""
    if "account" not in fields:
        raise RequestError("field_missing", "name the account", field="account")
    account = fields["account"]
    payee = await office.read(bank_money.payee_of, account)
    known = payee._asdict() if payee else dict.fromkeys(Payee._fields)
    room = await office.read(may_go, account, office.today())
    return {"account": account, **known, "withdrawable_fen": room.withdrawable}


async def answer_request_payment(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The payment's number."""
    given = (fields["account"], fields["amount_fen"], signed(fields, grant))
    payment = await office.do(payments.request, *given, office.today(), office.now_ns())
    return {"payment": payment}


async def answer_withdraw_payment(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that freed the payment's money."""
    given = (fields["payment"], fields.get("account"), signed(fields, grant))
    event = await office.do(payments.withdraw, *given, office.today(), office.now_ns())
    return {"event": event}


async def answer_payments(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Payments, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    status = PaymentStatus[fields["status"].upper()] if "status" in fields else None
    wanted = (fields.get("account"), status, after, limit + 1)
    found = await office.read(bank_money.payments_of, *wanted)
    return page("payments", found, limit, "payment", payment_row)


async def answer_cut_payments(office: Office, _fields: Fields, grant: Grant) -> Fields:
    """The payment file that was made."""
    file = await office.do(payments.cut, grant.key, office.today(), office.now_ns())
    return file._asdict()


async def answer_payment_files(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Payment files, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    found = await office.read(payments.all_files, fields.get("after", 0), limit + 1)
    return page("files", found, limit, "file", lambda file: file._asdict())


async def answer_payment_file(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A part of the file's text, which never changes."""
    noted = await office.read(payments.file_of, fields["file"])
    if noted is None:
        message = "no such payment file"
        raise RequestError("file_unknown", message, field="file", value=fields["file"])
    text, offset = await _file_text(office, noted), fields.get("offset", 0)
    end = offset + PART_CHARACTERS
    return noted._asdict() | {"text": text[offset:end], "next": end if end < len(text) else None}


async def _file_text(office: Office, file: PaymentFile) -> str:
    """The file's text; the last one is kept for the questions for its other parts."""
    kept = office.payment_texts
    if file.digest not in kept:
        text = await office.read(payments.file_text, file.file)
        kept.clear()
        kept[file.digest] = text
    return kept[file.digest]


async def answer_bank_answer(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that booked the answers, and how many of each kind they are."""
    file = (office.uploaded(fields), fields["reference"], signed(fields, grant))
    when = (office.today(), office.now_ns(), fields.get("again", ""))
    answered = await office.do(answers.take_in, *file, *when)
    office.uploads.forget(fields["digest"])
    return answered._asdict()


# The bank's balance, and the rules.


async def answer_bank_balance(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The days whose balances were taken in."""
    file = (office.uploaded(fields), fields["reference"], signed(fields, grant))
    days = await office.do(balances.take_in, *file, office.now_ns(), fields.get("again", ""))
    office.uploads.forget(fields["digest"])
    return {"dates": [format_date(day.date) for day in days]}


async def answer_bank_position(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The comparison of a day, and its breaks."""
    found, breaks = await office.read(balances.position, fields.get("date"))
    if found is None:
        message = "there is no balance of the bank for that day"
        value = format_date(fields["date"]) if "date" in fields else None
        raise RequestError("date_unknown", message, field="date", value=value)
    return {"position": found, "breaks": [row._asdict() | {"instrument": None} for row in breaks]}


async def answer_set_rule(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    what = (fields["rule"], fields.get("entity", settings.VENUE), fields.get("value"))
    given = (*what, signed(fields, grant), office.now_ns())
    return {"change": await office.do(venue_rules.set_rule, *given)}


async def answer_rules(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """Every rule of the registry, and those set for entities."""
    found = await office.read(venue_rules.rules_set)
    rows = [
        {"rule": name, "entity": entity or None, "value": value} for name, entity, value in found
    ]
    return {"rules": rows}


# Rows of replies.


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
    words = {
        "account": payment.account if payment.account != SUSPENSE else None,
        "status": payment.status.name.lower(),
        "requested": format_date(payment.requested) or None,
        "sent": format_date(payment.sent) if payment.sent is not None else None,
        "reason": payment.reason or None,
    }
    return payment._asdict() | words
