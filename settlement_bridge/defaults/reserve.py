"""The settlement reserve (结算风险准备金): an account of the registry's own at the bank, moved by
signed events; and recourse (追偿).

What the reserve paid for a buyer is owed to it, paid back in parts, or written off.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    OUTSIDE,
    RESERVE,
    EntryKind,
    Key,
    Movement,
    SignOff,
    State,
    TradeStatus,
    events,
)
from settlement_bridge.defaults import ActKind, cases
from settlement_bridge.defaults.cases import Case, note_act, unknown
from settlement_bridge.errors import Refusal
from settlement_bridge.operations.fields import BASIS_POINTS
from settlement_bridge.store.registry_tables import holdings, journal
from settlement_bridge.store.settlement_tables import reserve_shares, trades

RESERVE_CASH = Key(RESERVE, CASH, State.CASH_AVAILABLE)
FEE_INCOME = Key(EXCHANGE, CASH, State.CASH_AVAILABLE)
BANK = Key(OUTSIDE, CASH, State.BANK)
_FEES = (
    trades.c.buyer_trading_fee_fen
    + trades.c.buyer_settlement_fee_fen
    + trades.c.seller_trading_fee_fen
    + trades.c.seller_settlement_fee_fen
)


class Balance(NamedTuple):
    """What the reserve has and from where, in fen; `claims` is what it has paid for others and not
    got back.
    """

    available_fen: int
    paid_in_fen: int
    fees_fen: int
    paid_out_fen: int
    covered_fen: int
    repaid_fen: int


def pay_in(
    connection: Connection, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """A contribution (缴入) from the settlement bank: the event's number, or why not."""
    movement = Movement(EntryKind.RESERVE_IN, BANK, RESERVE_CASH, amount_fen, date)
    return events.post(connection, [movement], sign_off, time_ns)


def pay_out(
    connection: Connection, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Back to the bank: the event's number, or why not."""
    movement = Movement(EntryKind.RESERVE_OUT, RESERVE_CASH, BANK, amount_fen, date)
    return events.post(connection, [movement], sign_off, time_ns)


def take_fees(
    connection: Connection, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Put some of the exchange's fee income into the reserve (提取): the event's number, or why
    not.
    """
    movement = Movement(EntryKind.RESERVE_FEES, FEE_INCOME, RESERVE_CASH, amount_fen, date)
    return events.post(connection, [movement], sign_off, time_ns)


def put_fees_aside(
    connection: Connection, date: int, share_bp: int, sign_off: SignOff, time_ns: int
) -> None:
    """Put the share of the fees of a day's delivered trades into the reserve, once for each day;
    rounded down.
    """
    if (
        not share_bp
        or connection.scalar(select(reserve_shares.c.date).where(reserve_shares.c.date == date))
        is not None
    ):
        return
    delivered = (trades.c.date == date, trades.c.status == TradeStatus.DELIVERED)
    received = select(func.coalesce(func.sum(_FEES), 0)).where(*delivered)
    amount_fen = int(connection.scalar(received) or 0) * share_bp // BASIS_POINTS
    event = take_fees(connection, amount_fen, sign_off, date, time_ns) if amount_fen else 0
    # what was received and has been put elsewhere since is not there to be put aside
    if isinstance(event, int):
        connection.execute(insert(reserve_shares).values((date, amount_fen, event)))


def balance(connection: Connection) -> Balance:
    """The reserve, and the turnovers that made it. O(its journal entries)."""
    at = (
        holdings.c.account == RESERVE,
        holdings.c.instrument == CASH,
        holdings.c.state == State.CASH_AVAILABLE,
    )
    available = connection.scalar(select(holdings.c.quantity).where(*at)) or 0
    own = (journal.c.from_account == RESERVE) | (journal.c.to_account == RESERVE)
    sums = select(journal.c.kind, func.sum(journal.c.quantity)).where(own).group_by(journal.c.kind)
    moved = {EntryKind(kind): int(total) for kind, total in connection.execute(sums)}
    kinds = (
        EntryKind.RESERVE_IN,
        EntryKind.RESERVE_FEES,
        EntryKind.RESERVE_OUT,
        EntryKind.RESERVE_COVER,
        EntryKind.RECOURSE,
    )
    return Balance(int(available), *[moved.get(kind, 0) for kind in kinds])


def repay(
    connection: Connection, number: int, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Pay a part of a claim out of the account's cash into the reserve: the event's number, or why
    not.

    What was written off may still be paid.
    """
    found = _claim(connection, number, amount_fen, "owed_fen")
    if isinstance(found, Refusal):
        return found
    source = Key(found.account, CASH, State.CASH_AVAILABLE)
    movement = Movement(
        EntryKind.RECOURSE, source, RESERVE_CASH, amount_fen, date, reference=number
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        note_act(connection, found, (ActKind.REPAID, amount_fen, 0, event), sign_off, date, time_ns)
    return event


def write_off(
    connection: Connection, number: int, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give up a part of a claim; no cash moves. What is outstanding then, or why not."""
    found = _claim(connection, number, amount_fen, "outstanding_fen")
    if isinstance(found, Refusal):
        return found
    note_act(connection, found, (ActKind.WRITTEN_OFF, amount_fen, 0, 0), sign_off, date, time_ns)
    return found.outstanding_fen - amount_fen


def _claim(connection: Connection, number: int, amount_fen: int, field: str) -> Case | Refusal:
    found = cases.one_case(connection, number)
    if found is None:
        return unknown(number)
    most = getattr(found, field)
    if amount_fen > most:
        return Refusal(
            "more_than_claimed",
            "amount_fen",
            amount_fen,
            most,
            "more than the reserve claims for this default",
        )
    return found
