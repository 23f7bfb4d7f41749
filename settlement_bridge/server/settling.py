"""Answers to the operations of settlement: what waits for the exchange, whether both sides agree,
and the catching up.
"""

from __future__ import annotations

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.bank import balances
from settlement_bridge.books import ledger_rows
from settlement_bridge.books.event_table import TRANSFERS
from settlement_bridge.bridge import outbox, reconcile, trading_days
from settlement_bridge.bridge.agreement import Agreement, AgreementState
from settlement_bridge.bridge.catch_up import CatchUp
from settlement_bridge.bridge.exchange import Exchange, exchange_answers
from settlement_bridge.bridge.reconcile import BREAKS_SAID_MAX
from settlement_bridge.bridge.registry import SqlRegistry
from settlement_bridge.bridge.settlement import Bridge
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.defaults import differences
from settlement_bridge.defaults.handlers import known_row
from settlement_bridge.office import Fields, Office, signed
from settlement_bridge.records import Break, Transfer

DATES_SAID_MAX = 500
PENDING_SAID_MAX = 500


async def answer_transfers(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """Transfers that wait for the exchange."""
    rows = await office.read(outbox.pending, PENDING_SAID_MAX)
    return {"pending": [_transfer_row(row) for row in rows]}


async def answer_settled(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Which days are settled; the answer waits for the day that is named."""
    if "date" in fields:
        wait_s = fields.get("wait_ms", 0) / 1000
        await office.part(Bridge).wait_settled(fields["date"], wait_s)
    dates = await office.read(trading_days.settled_dates)
    unfinished = await office.read(trading_days.unfinished_days)
    return {
        "dates": [format_date(date) for date in dates[-DATES_SAID_MAX:]],
        "last": format_date(dates[-1]) if dates else None,
        "days": [
            {
                "date": format_date(day.date),
                "status": day.status.name.lower(),
                "problem": day.problem or None,
            }
            for day in unfinished
        ],
    }


async def answer_reconcile(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """Registry against exchange, account by account, and the books against themselves."""
    exchange, transfers = office.part(Exchange), office.part(Transfers)
    with exchange_answers():
        async with office.part(Bridge).settling, transfers.quiet():
            theirs = await reconcile.ask_exchange(exchange)
            undelivered = await office.read(trading_days.undelivered)
            held = await office.read(ledger_rows.nonzero_holdings, None)
            ours = reconcile.expected(held, undelivered)
            known = await office.read(differences.explained)
            at_bank, bank_breaks = await office.read(balances.position)
            breaks = reconcile.compare(ours, theirs, known) + bank_breaks
        # beside what goes on, however long it takes
        breaks += await office.worker.aside(office.part(SqlRegistry).conservation)
    return {
        "breaks": [_break_row(row) for row in breaks[:BREAKS_SAID_MAX]],
        "break_count": len(breaks),
        "explained": [known_row(row) for row in known[:BREAKS_SAID_MAX]],
        "explained_count": len(known),
        "compared": len(ours.keys() | theirs.keys()) + (at_bank is not None),
        "bank": at_bank,
        "undelivered": len(undelivered),
        "date": format_date(exchange.date),
        "phase": exchange.phase,
    }


async def answer_standing(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """How registry and exchange stand to each other."""
    return _agreement_row(await office.part(Exchange).compared())


async def answer_catch_up(office: Office, fields: Fields, grant: Grant) -> Fields:
    """One step of catching up with the exchange, and how both stand then."""
    exchange, catch_up = office.part(Exchange), office.part(CatchUp)
    async with catch_up.under_way:
        agreement = await exchange.compared()
        if agreement.sound:
            nothing = {"transfers": 0, "days": 0, "waits_for": None, "done": True}
            return nothing | _agreement_row(agreement)
        if agreement.state is not AgreementState.BEHIND:
            raise RequestError(agreement.state.value, agreement.sentence)
        by_bank = bool(fields["cash"]) if "cash" in fields else None
        with exchange_answers():
            progress = await catch_up.step(signed(fields, grant), by_bank)
            if exchange.agreement.state is AgreementState.BEHIND:
                await exchange.examine()  # so that what may be entered meanwhile is known
    done = progress._asdict() | {"waits_for": progress.waits_for or None}
    return done | _agreement_row(exchange.agreement)


def _agreement_row(agreement: Agreement) -> Fields:
    return {
        "state": agreement.state.value,
        "sentence": agreement.sentence,
        "catching_up": agreement.catching_up,
    }


def _transfer_row(row: Transfer) -> Fields:
    assert row.task in TRANSFERS
    return {
        "reference": row.reference,
        "task": row.task.name.lower(),
        "account": row.account,
        "instrument": row.instrument or None,
        "quantity" if row.instrument else "amount_fen": row.quantity,
    }


def _break_row(row: Break) -> Fields:
    return row._asdict() | {"instrument": row.instrument or None}
