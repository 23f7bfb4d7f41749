"""Answers to the operations that read the books and follow settlement.

Accounts, what they hold, the journal, what waits for the exchange, whether both sides agree, and
the catching up.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.bank import balances
from settlement_bridge.books import (
    CASH,
    Break,
    Holding,
    State,
    TradeOrders,
    entities,
    ledger_rows,
)
from settlement_bridge.books.clearing import obligation
from settlement_bridge.books.event_table import TRANSFERS
from settlement_bridge.books.legs import legs_of
from settlement_bridge.books.parties import Account
from settlement_bridge.bridge import SettledTrade, Transfer, outbox, reconcile, trading_days
from settlement_bridge.bridge.agreement import Agreement, AgreementState
from settlement_bridge.bridge.exchange import exchange_answers
from settlement_bridge.bridge.reconcile import BREAKS_SAID_MAX, disagreements
from settlement_bridge.defaults import cases, differences
from settlement_bridge.documents import statements
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX
from settlement_bridge.server import account_row, entry_row, without_counterparty
from settlement_bridge.server.defaults import case_row, known_row

UNITS_SAID_MAX = 8  # spans of an entry of the journal
STATEMENT_TRADES_MAX = 100  # of one answer


async def answer_heartbeat(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """The registry's time."""
    return {"server_time_ns": office.now_ns()}


answer_log_off = answer_heartbeat


async def answer_accounts(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Accounts in order of their numbers, a page at a time."""
    known = await office.read(entities.all_accounts)
    rows = [row for row in known if row.account > fields.get("after", -1)]
    return page("accounts", rows, PAGE_MAX, "account", account_row)


async def answer_holdings(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Units by instrument and state."""
    account = await _account(office, fields)
    held = await office.read(ledger_rows.nonzero_holdings, account.account)
    rows = [_holding_row(row) for row in held if row.instrument]
    return {"account": account.account, "holdings": rows}


async def answer_cash(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The cash sub-ledger."""
    account = await _account(office, fields)
    rows = await office.read(ledger_rows.nonzero_holdings, account.account)
    amounts = {row.state: row.quantity for row in rows if row.instrument == CASH}
    return {
        "account": account.account,
        "available_fen": amounts.get(State.CASH_AVAILABLE, 0),
        "in_transit_fen": amounts.get(State.CASH_IN_TRANSIT, 0),
        "registry_fen": amounts.get(State.CASH_REGISTRY, 0),
        "payable_fen": amounts.get(State.CASH_PAYABLE, 0),
    }


async def answer_journal(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Journal entries of one account or of all, a page at a time."""
    limit, first = fields.get("limit", PAGE_MAX), fields.get("from", 1)
    rows = await office.read(ledger_rows.entries, fields.get("account"), first, limit + 1)
    following = rows[limit].number if len(rows) > limit else None
    return {"entries": [entry_row(row, UNITS_SAID_MAX) for row in rows[:limit]], "next": following}


async def answer_trades(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A day's trades in the order of settlement, a page at a time."""
    first, limit = fields.get("from", 1), fields.get("limit", PAGE_MAX)
    trades, following = await _trades(office, fields["date"], first, limit, fields.get("account"))
    return {"trades": trades, "next": following}


async def _trades(
    office: Office, date: int, first: int, limit: int, account: int | None
) -> tuple[list[Fields], int | None]:
    """A page of trades, and the first of the next one."""
    rows = await office.read(trading_days.day_trades, date, first - 1, limit + 1, account)
    orders = await office.read(trading_days.orders_of, rows[:limit])
    following = rows[limit].trade.seq if len(rows) > limit else None
    return [trade_row(row, orders) for row in rows[:limit]], following


async def answer_statement(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """An account's end-of-day statement (日终报表): the same for the account and for staff."""
    account, date = await _account(office, fields), fields["date"]
    number = account.account
    before = await office.read(ledger_rows.turnovers, number, 0, date - 1)
    during = await office.read(ledger_rows.turnovers, number, date, date)
    found = await office.read(cases.on_statement, number, date)
    defaults = [without_counterparty(case_row(row), number) for row in found]
    trades, following = await _trades(office, date, 1, STATEMENT_TRADES_MAX, number)
    said = statements.statement(account, date, before, during, defaults)
    return said | {"trades": statements.own_trades(trades, number), "next_trade": following}


async def answer_summary(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A day's settlement summary."""
    date = fields["date"]
    day = await office.read(trading_days.day, date)
    if day is None:
        message, value = "no trade and no close of that day", format_date(date)
        raise RequestError("date_unknown", message, field="date", value=value)
    totals = await office.read(trading_days.day_totals, date)
    closes = await office.read(trading_days.closes, date)
    return statements.summary(day, totals, closes, await office.read(trading_days.failures, date))


async def _account(office: Office, fields: Fields) -> Account:
    if "account" not in fields:
        raise RequestError("field_missing", "name the account", field="account")
    number = fields["account"]
    account: Account | None = await office.read(entities.one_account, number)
    if account is None:
        message = "no such account in the registry"
        raise RequestError("account_unknown", message, field="account", value=number)
    return account


def _holding_row(row: Holding) -> Fields:
    return {"instrument": row.instrument, "state": row.state.name.lower(), "quantity": row.quantity}


def trade_row(row: SettledTrade, orders: Mapping[int, TradeOrders]) -> Fields:
    """A trade as `trades` answers it, to those who may read both sides."""
    owed = obligation(row.trade)
    return {
        **row.trade._asdict(),
        **orders.get(row.trade.seq, TradeOrders(row.trade.seq))._asdict(),
        "date": format_date(row.trade.date),
        "buyer_pays_fen": owed.buyer_pays_fen,
        "seller_receives_fen": owed.seller_receives_fen,
        "status": row.status.name.lower(),
        "reason": row.reason or None,
    }


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
        await office.settlement.wait_settled(fields["date"], wait_s)
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
    exchange, transfers = office.exchange, office.transfers
    with exchange_answers():
        async with office.settlement.settling, transfers.quiet():
            theirs = await reconcile.ask_exchange(exchange)
            undelivered = await office.read(trading_days.undelivered)
            held = await office.read(ledger_rows.nonzero_holdings, None)
            legs = await office.read(legs_of)
            ours = reconcile.kept(reconcile.expected(held, undelivered), legs)
            theirs = reconcile.kept(theirs, legs)
            known = await office.read(differences.explained, legs)
            at_bank, bank_breaks = await office.read(balances.position)
            breaks = reconcile.compare(ours, theirs, known) + bank_breaks
        # beside what goes on, however long it takes
        breaks += await office.worker.aside(office.registry.snapshot, disagreements)
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


async def answer_market(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """The registry's market."""
    return {"market": office.market.value}


async def answer_standing(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """Whether registry and exchange agree."""
    return _agreement_row(await office.exchange.compared())


async def answer_catch_up(office: Office, fields: Fields, grant: Grant) -> Fields:
    """One step of catching up with the exchange, and whether both agree then."""
    exchange, catch_up = office.exchange, office.catch_up
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
