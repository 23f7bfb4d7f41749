"""Paid allocation (有偿分配): units of an issuer's account are sold in one-way auctions, and the
money goes to the proceeds account.

Both accounts are rules of the registry. Cash never goes from them into trading, no member acts for
them here, and units never go from the proceeds account to the exchange. The money of a sale is the
issuer's at the exchange until the next trading day; then the bridge takes it back into the registry
and hands it over.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import Connection, func, select

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import (
    CASH,
    EntryKind,
    Key,
    Movement,
    SignOff,
    State,
    events,
    venue_rules,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.settings import PaidAllocation
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, signed
from settlement_bridge.store.registry_tables import holdings, journal

COLLECT_EVERY_S = 30.0
BY_BRIDGE = SignOff("bridge", "bridge", "paid allocation")

log = logging.getLogger(__name__)


async def answer_collect_proceeds(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Hand the issuer's money over to the proceeds account."""
    paid = await office.read(venue_rules.paid_allocation)
    if paid.issuer is None or paid.proceeds is None:
        rule = "set the rules issuer_account and proceeds_account first"
        raise RequestError("proceeds_unset", rule)
    amount, event = await collect(office, paid.issuer, paid.proceeds, signed(fields, grant))
    return {"amount_fen": amount, "event": event or None}


async def collect(office: Office, issuer: int, proceeds: int, sign_off: SignOff) -> tuple[int, int]:
    """Take the issuer's cash back into the registry and hand all of it over: fen and the event's
    number, 0 where there is none. Raises RequestError.
    """
    at_exchange = await office.read(_cash, issuer, State.CASH_AVAILABLE)
    if at_exchange:
        back = Instruction(
            Task.CASH_TO_REGISTRY,
            issuer,
            CASH,
            at_exchange,
            who=sign_off.who,
            role=sign_off.role,
            document=sign_off.document,
            date=office.today(),
        )
        (outcome,) = await office.transfers.submit([back])
        if isinstance(outcome, Refusal):
            raise as_error(outcome)
    amount = await office.read(_cash, issuer, State.CASH_REGISTRY)
    if not amount:
        return 0, 0
    given = (issuer, proceeds, amount, sign_off, office.today(), office.now_ns())
    return amount, await office.do(hand_over, *given)


def hand_over(
    connection: Connection,
    issuer: int,
    proceeds: int,
    amount_fen: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """The issuer's registry cash to the proceeds account: the event's number, or why not."""
    source, target = (Key(account, CASH, State.CASH_REGISTRY) for account in (issuer, proceeds))
    movement = Movement(EntryKind.PROCEEDS, source, target, amount_fen, date)
    return events.post(connection, [movement], sign_off, time_ns)


def _cash(connection: Connection, account: int, state: State) -> int:
    query = select(holdings.c.quantity).where(
        holdings.c.account == account, holdings.c.instrument == CASH, holdings.c.state == state
    )
    return int(connection.scalar(query) or 0)


async def keep_collecting(office: Office) -> None:
    """Hand proceeds over on the trading day after their sale, until cancelled."""
    tried = 0
    while True:
        today = office.today()
        if today > tried and (paid := await office.read(_due, today)):
            assert paid.issuer is not None and paid.proceeds is not None
            try:
                amount, _ = await collect(office, paid.issuer, paid.proceeds, BY_BRIDGE)
                log.info("%d fen of paid allocation handed over", amount)
            except RequestError as refused:
                log.warning("proceeds are not handed over today: %s", refused)
            tried = today
        await asyncio.sleep(COLLECT_EVERY_S)


def _due(connection: Connection, today: int) -> PaidAllocation | None:
    """The accounts, where the issuer has money of a sale of an earlier day."""
    paid = venue_rules.paid_allocation(connection)
    if paid.issuer is None or paid.proceeds is None:
        return None
    sale = (journal.c.to_account == paid.issuer) & (journal.c.kind == EntryKind.TRADE_CASH)
    last = connection.scalar(select(func.max(journal.c.date)).where(sale))
    held = any(
        _cash(connection, paid.issuer, state)
        for state in (State.CASH_AVAILABLE, State.CASH_REGISTRY)
    )
    return paid if last is not None and last < today and held else None
