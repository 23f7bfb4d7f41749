"""The bank's closing balances (银行日终余额).

Taken in from a file of one or more days, and compared with the books at the end of those days.

CSV in UTF-8, header `date,settlement_account,closing_balance`, at the end `total,ROWS,BALANCES`,
the sum of the balances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
)

from settlement_bridge import intake
from settlement_bridge.asked import BANK_ACCOUNT_SIZE
from settlement_bridge.bank import Balance, Books, Timing, breaks, compare, comparison_row
from settlement_bridge.bank.deposits import twins
from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    OUTSIDE,
    SUSPENSE,
    Break,
    SignOff,
    State,
    bank_money,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Sheet
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.registry_tables import holdings, journal
from settlement_bridge.store.settlement_tables import bank_balances, bank_lines

SHEET = Sheet(
    "bank_balance", ("date", "settlement_account", "closing_balance"), (), ("closing_balance",)
)
# the condition of the index `journal_bank`
_CROSSING: ColumnElement[bool] = literal_column("(from_state = 150 OR to_state = 150)")
FEE_INCOME, RESERVE = "fee_income", "reserve"
SUB_LEDGERS = {
    State.CASH_REGISTRY: "registry",
    State.CASH_AVAILABLE: "trading",
    State.CASH_IN_TRANSIT: "in_transit",
    State.CASH_PAYABLE: "payable",
    State.CASH_SUSPENSE: "suspense",
}
OF_BALANCE = ("balance_fen", "expected_fen", "difference_fen")


def read(text: str) -> list[Balance] | Refusal:
    """The days of a file, or what is wrong in which line and column. O(characters)."""
    rows = intake.read(text, SHEET, _row)
    return rows if isinstance(rows, Refusal) else twins([row.date for row in rows], "date") or rows


def _row(line: int, cell: list[str]) -> Balance:
    return Balance(
        intake.day(line, "date", cell[0]),
        intake.name(line, "settlement_account", cell[1], BANK_ACCOUNT_SIZE, least=1),
        intake.amount(line, "closing_balance", cell[2], least=0),
    )


def take_in(
    connection: Connection,
    text: str,
    reference: str,
    sign_off: SignOff,
    time_ns: int,
    again: str = "",
) -> Sequence[Balance] | Refusal:
    """Keep the balances of a file, and return them. The last file to name a day counts."""
    rows = read(text)
    if isinstance(rows, Refusal):
        return rows
    file = intake.Handed(SHEET.kind, text, rows, reference, sign_off, again)
    write = partial(_write, connection, rows, sign_off.who, time_ns)
    done = intake.once(connection, file, sum(row.balance_fen for row in rows), time_ns, write)
    return done if isinstance(done, Refusal) else rows


def _write(connection: Connection, rows: Sequence[Balance], who: str, time_ns: int) -> int:
    """Write the rows: 0, which is no event."""
    first = next_number(connection, bank_balances.c.number)
    for number, row in enumerate(rows, first):
        connection.execute(insert(bank_balances).values((number, *row, time_ns, who)))
    return 0


def balance_of(connection: Connection, date: int | None) -> Balance | None:
    """The bank's last balance of a day; without a date, of its last day. None: there is none."""
    query = select(
        bank_balances.c.date, bank_balances.c.settlement_account, bank_balances.c.balance_fen
    )
    if date is not None:
        query = query.where(bank_balances.c.date == date)
    order = (bank_balances.c.date.desc(), bank_balances.c.number.desc())
    row = connection.execute(query.order_by(*order).limit(1)).one_or_none()
    return None if row is None else Balance(*row)


def books_of(connection: Connection, date: int) -> Books:
    """The figures of the books that are compared with the bank's balance of a day.

    O(bank entries after that day + holdings).
    """
    came, went = _since(connection, date)
    return Books(
        _sub_ledgers(connection),
        came,
        went,
        _timing(connection, date),
        bank_money.unanswered(connection, date),
    )


def _sub_ledgers(connection: Connection) -> dict[str, int]:
    query = select(holdings.c.account, holdings.c.state, func.sum(holdings.c.quantity))
    query = query.where(
        holdings.c.instrument == CASH, holdings.c.account != OUTSIDE, holdings.c.quantity != 0
    )
    totals = dict.fromkeys([*SUB_LEDGERS.values(), FEE_INCOME, RESERVE], 0)
    for account, state, quantity in connection.execute(
        query.group_by(holdings.c.account, holdings.c.state)
    ):
        totals[_sub_ledger(account, State(state))] += int(quantity)
    return totals


def _sub_ledger(account: int, state: State) -> str:
    """Where the bookkeeper counts a holding: by its state, the registry's own accounts by what they
    are.
    """
    if account == EXCHANGE:
        return FEE_INCOME
    if account < EXCHANGE and account != SUSPENSE:
        return RESERVE
    return SUB_LEDGERS[state]


def _since(connection: Connection, date: int) -> tuple[int, int]:
    """Fen that came to the bank and fen that left it after a day, by the books."""
    came = func.sum(case((journal.c.from_state == State.BANK, journal.c.quantity), else_=0))
    went = func.sum(case((journal.c.to_state == State.BANK, journal.c.quantity), else_=0))
    row = connection.execute(
        select(came, went).select_from(journal).where(_CROSSING, journal.c.date > date)
    ).one()
    return int(row[0] or 0), int(row[1] or 0)


def _timing(connection: Connection, date: int) -> list[Timing]:
    """Lines that the bank had by a day and the books later, or the other way."""
    column = bank_lines.c
    later = and_(column.date <= date, column.booked > date)
    earlier = and_(column.date > date, column.booked <= date)
    query = select(column.amount_fen, column.booked).where(
        or_(later, earlier), column.amount_fen != 0
    )
    found: dict[str, list[int]] = defaultdict(list)
    for amount_fen, booked in connection.execute(query):
        when = "booked_later" if booked > date else "booked_before_the_bank"
        found[f"{'received' if amount_fen > 0 else 'paid'}_{when}"].append(
            amount_fen if booked > date else -amount_fen
        )
    return [Timing(what, len(amounts), sum(amounts)) for what, amounts in sorted(found.items())]


def position(
    connection: Connection, date: int | None = None
) -> tuple[dict[str, Any] | None, list[Break]]:
    """The comparison of a day with its breaks; without a date, of the bank's last day.

    The comparison is None if the bank gave no balance of the day.
    """
    balance = balance_of(connection, date)
    if balance is None:
        return None, []
    books = books_of(connection, balance.date)
    compared = compare(balance, books)
    return comparison_row(compared, books), breaks(compared)


def day_figures(connection: Connection, date: int) -> dict[str, int | None]:
    """What bank files booked on a trading day brought and took, and the bank's balance of that day;
    null if it gave none.
    """
    amount = bank_lines.c.amount_fen
    sums = [
        func.sum(case((amount > 0, amount), else_=0)),
        func.sum(case((amount < 0, -amount), else_=0)),
    ]
    moved = connection.execute(select(*sums).where(bank_lines.c.booked == date)).one()
    found, _ = position(connection, date)
    balance = {name: found[name] if found else None for name in OF_BALANCE}
    return {"received_fen": int(moved[0] or 0), "paid_fen": int(moved[1] or 0), **balance}
