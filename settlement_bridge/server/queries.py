"""Answers to the registry's reading operations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from engine.units import format_date
from gateway.client import RequestRefused
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.asked import OPERATOR_SCOPE, answering, asked, without_reference
from settlement_bridge.bank import balances
from settlement_bridge.books.clearing import obligation
from settlement_bridge.bridge import reconcile
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.instructions import TRANSFERS
from settlement_bridge.bridge.registry import SqlRegistry
from settlement_bridge.bridge.settlement import Bridge
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.defaults import cases, differences
from settlement_bridge.defaults.counter import case_row, known_row
from settlement_bridge.documents import statements
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.fields import OWN
from settlement_bridge.records import (
    CASH,
    PAGE_MAX,
    Account,
    Break,
    Holding,
    SettledTrade,
    State,
    Transfer,
)
from settlement_bridge.registrar.rows import account_row, entry_row
from settlement_bridge.representatives.counter import Counter as Representatives
from settlement_bridge.server.operations import OF_AN_ACCOUNT
from settlement_bridge.store.worker import Worker

Fields = dict[str, Any]
DATES_SAID_MAX = 500
PENDING_SAID_MAX = 500
UNITS_SAID_MAX = 8  # spans of an entry of the journal


class Counter(Protocol):
    """Whoever answers some of the operations: the desk and its like."""

    @property
    def operations(self) -> Collection[str]:
        """The operations it answers."""
        ...

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        ...


Stream = Callable[[Fields], AsyncIterator[list[Fields]]]


class Queries:
    """Answers questions about the registry, and passes on what the counters answer. `answer` is the
    only door.

    `streams`: what a session is sent, without end, after it has asked an operation of that name.
    """

    def __init__(
        self,
        registry: SqlRegistry,
        worker: Worker,
        exchange: Exchange,
        transfers: Transfers,
        bridge: Bridge,
        counters: Sequence[Counter],
        representatives: Representatives,
        streams: Mapping[str, Stream] | None = None,
    ) -> None:
        self.streams: Mapping[str, Stream] = streams or {}
        self._registry, self._sql = registry, worker
        self._exchange, self._transfers, self._bridge = exchange, transfers, bridge
        self._representatives = representatives
        self._counters: dict[str, Counter] = {
            name: counter for counter in counters for name in counter.operations
        }
        self._handlers: dict[str, Callable[[Fields], Awaitable[Fields]]] = {
            "heartbeat": self._heartbeat,
            "log_off": self._heartbeat,
            "accounts": self._accounts,
            "holdings": self._holdings,
            "cash": self._cash,
            "journal": self._journal,
            "trades": self._trades,
            "statement": self._statement,
            "summary": self._summary,
            "transfers": self._pending,
            "reconcile": self._reconcile,
            "settled": self._settled,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        if grant.role in OWN and "account" in fields and fields["account"] != grant.account:
            message = f"this key reads account {grant.account}"
            raise RequestError(
                "role_not_allowed",
                message,
                field="account",
                value=fields["account"],
                allowed=grant.account,
            )
        if grant.role in OWN:
            fields = fields | {"account": grant.account}
        scope = grant.account if grant.role in OWN else OPERATOR_SCOPE
        with answering(asked(operation, fields, scope, grant.key)):
            return await self._answer(operation, without_reference(fields), grant)

    async def _answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        if self._representatives.guards(operation, grant.role):
            return await self._representatives.act(operation, fields, grant)
        if grant.role in OWN and operation in OF_AN_ACCOUNT:
            await self._representatives.check_reading(operation, grant)
        if operation in self._counters:
            return await self._counters[operation].answer(operation, fields, grant)
        return await self._handlers[operation](fields)

    async def _heartbeat(self, _fields: Fields) -> Fields:
        return {"server_time_ns": self._registry.now_ns()}

    async def _accounts(self, fields: Fields) -> Fields:
        rows = [
            row
            for row in await self._sql(self._registry.accounts)
            if row.account > fields.get("after", -1)
        ]
        page = rows[:PAGE_MAX]
        following = page[-1].account if len(rows) > PAGE_MAX else None
        return {"accounts": [account_row(row) for row in page], "next": following}

    async def _account(self, fields: Fields) -> Account:
        if "account" not in fields:
            raise RequestError("field_missing", "name the account", field="account")
        number = fields["account"]
        account = await self._sql(self._registry.account, number)
        if account is None:
            raise RequestError(
                "account_unknown", "no such account in the registry", field="account", value=number
            )
        return account

    async def _holdings(self, fields: Fields) -> Fields:
        account = await self._account(fields)
        rows = [
            row
            for row in await self._sql(self._registry.holdings, account.account)
            if row.instrument
        ]
        return {"account": account.account, "holdings": [_holding_row(row) for row in rows]}

    async def _cash(self, fields: Fields) -> Fields:
        account = await self._account(fields)
        rows = await self._sql(self._registry.holdings, account.account)
        amounts = {row.state: row.quantity for row in rows if row.instrument == CASH}
        return {
            "account": account.account,
            "available_fen": amounts.get(State.CASH_AVAILABLE, 0),
            "in_transit_fen": amounts.get(State.CASH_IN_TRANSIT, 0),
            "registry_fen": amounts.get(State.CASH_REGISTRY, 0),
            "payable_fen": amounts.get(State.CASH_PAYABLE, 0),
        }

    async def _journal(self, fields: Fields) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        rows = await self._sql(
            self._registry.entries, fields.get("account"), fields.get("from", 1), limit + 1
        )
        following = rows[limit].number if len(rows) > limit else None
        return {
            "entries": [entry_row(row, UNITS_SAID_MAX) for row in rows[:limit]],
            "next": following,
        }

    async def _trades(self, fields: Fields) -> Fields:
        limit, after = fields.get("limit", PAGE_MAX), fields.get("from", 1) - 1
        rows = await self._sql(
            self._registry.trades, fields["date"], after, limit + 1, fields.get("account")
        )
        following = rows[limit].trade.seq if len(rows) > limit else None
        return {"trades": [_trade_row(row) for row in rows[:limit]], "next": following}

    async def _statement(self, fields: Fields) -> Fields:
        account, date = await self._account(fields), fields["date"]
        before = await self._sql(self._registry.turnovers, account.account, 0, date - 1)
        during = await self._sql(self._registry.turnovers, account.account, date, date)
        found = await self._sql(self._registry.read, cases.on_statement, account.account, date)
        defaults = [case_row(row) for row in found]
        return statements.statement(account, date, before, during, defaults)

    async def _summary(self, fields: Fields) -> Fields:
        date = fields["date"]
        day = await self._sql(self._registry.day, date)
        if day is None:
            raise RequestError(
                "date_unknown",
                "no trade and no close of that day",
                field="date",
                value=format_date(date),
            )
        totals = await self._sql(self._registry.day_totals, date)
        closes = await self._sql(self._registry.closes, date)
        return statements.summary(
            day, totals, closes, await self._sql(self._registry.failures, date)
        )

    async def _pending(self, _fields: Fields) -> Fields:
        rows = await self._sql(self._registry.pending_transfers, PENDING_SAID_MAX)
        return {"pending": [_transfer_row(row) for row in rows]}

    async def _reconcile(self, _fields: Fields) -> Fields:
        try:
            async with self._bridge.settling, self._transfers.quiet():
                theirs = await reconcile.ask_exchange(self._exchange)
                undelivered = await self._sql(self._registry.undelivered)
                ours = reconcile.expected(await self._sql(self._registry.holdings), undelivered)
                known = await self._sql(self._registry.read, differences.explained)
                at_bank, bank_breaks = await self._sql(
                    lambda: self._registry.read(balances.position)
                )
                breaks = reconcile.compare(ours, theirs, known) + bank_breaks
            # beside what goes on, however long it takes
            breaks += await self._sql.aside(self._registry.conservation)
        except ExchangeAway as away:
            raise RequestError("exchange_away", str(away)) from away
        except RequestRefused as refused:
            raise RequestError(
                refused.code, f"the exchange refused: {refused.message}"
            ) from refused
        return {
            "breaks": [_break_row(row) for row in breaks[: reconcile.BREAKS_SAID_MAX]],
            "break_count": len(breaks),
            "explained": [known_row(row) for row in known[: reconcile.BREAKS_SAID_MAX]],
            "explained_count": len(known),
            "compared": len(ours.keys() | theirs.keys()) + (at_bank is not None),
            "bank": at_bank,
            "undelivered": len(undelivered),
            "date": format_date(self._exchange.date),
            "phase": self._exchange.phase,
        }

    async def _settled(self, fields: Fields) -> Fields:
        if "date" in fields:
            await self._bridge.wait_settled(fields["date"], fields.get("wait_ms", 0) / 1000)
        dates = await self._sql(self._registry.settled_dates)
        unfinished = await self._sql(self._registry.unfinished_days)
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


def _holding_row(row: Holding) -> Fields:
    return {"instrument": row.instrument, "state": row.state.name.lower(), "quantity": row.quantity}


def _trade_row(row: SettledTrade) -> Fields:
    owed = obligation(row.trade)
    return {
        **row.trade._asdict(),
        "date": format_date(row.trade.date),
        "buyer_pays_fen": owed.buyer_pays_fen,
        "seller_receives_fen": owed.seller_receives_fen,
        "status": row.status.name.lower(),
        "reason": row.reason or None,
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
