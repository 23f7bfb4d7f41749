"""Delivery defaults in tables: opened, listed, and what is done to one noted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Subquery, case, func, select

from settlement_bridge.books import CASH, Key, SignOff, State, Trade
from settlement_bridge.defaults import ENDS, Act, ActKind, as_act, write_acts
from settlement_bridge.errors import Refusal
from settlement_bridge.store.entity_tables import accounts
from settlement_bridge.store.settlement_tables import default_acts, defaults, trades


class Case(NamedTuple):
    """A default in its present state.

    `missing` is what was short at the delivery, in tonnes, or in fen when `instrument` is CASH.
    """

    number: int
    trade: Trade
    account: int
    entity: int
    instrument: str
    missing: int
    deadline_ns: int
    ended: ActKind | None  # None: open
    covered_fen: int
    repaid_fen: int
    written_off_fen: int

    @property
    def outstanding_fen(self) -> int:
        """What the reserve still claims (追偿)."""
        return max(self.owed_fen - self.written_off_fen, 0)

    @property
    def owed_fen(self) -> int:
        """What has not come back to the reserve, written off or not."""
        return self.covered_fen - self.repaid_fen

    @property
    def holding(self) -> Key:
        """Which holding was short."""
        state = State.CASH_AVAILABLE if self.instrument == CASH else State.TRADING_AVAILABLE
        return Key(self.account, self.instrument, state)

    @property
    def status(self) -> str:
        """In a word: open, delivered, covered, repaid, written_off or cancelled."""
        if self.ended is None:
            return "open"
        if self.ended != ActKind.COVERED or self.outstanding_fen:
            return self.ended.name.lower()
        return "repaid" if self.owed_fen == 0 else "written_off"


class Wanted(NamedTuple):
    """Which defaults are asked for; None: all."""

    account: int | None = None
    date: int | None = None
    unsettled: bool = False  # only those open or with a claim outstanding
    number: int | None = None
    open_only: bool = False


ANY = Wanted()


class Notice(NamedTuple):
    """An act and the default it is of."""

    act: Act
    case: Case


def note_act(
    connection: Connection,
    found: Case,
    what: tuple[ActKind, int, int, int],
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> None:
    kind, amount_fen, until_ns, event = what
    signed = (sign_off.who, sign_off.role, sign_off.document, sign_off.note)
    act = Act(0, found.number, kind, time_ns, date, amount_fen, until_ns, event, *signed)
    write_acts(connection, [act])


def listed(
    connection: Connection, wanted: Wanted = ANY, after: int = 0, limit: int | None = None
) -> list[Case]:
    """Defaults with a number above `after`, in order."""
    acted = _acted()
    joined = (
        defaults.join(trades, trades.c.seq == defaults.c.seq)
        .join(accounts, accounts.c.account == defaults.c.account)
        .outerjoin(acted, acted.c.of_default == defaults.c.number)
    )
    own = (
        defaults.c.number,
        defaults.c.account,
        accounts.c.entity,
        defaults.c.instrument,
        defaults.c.missing,
    )
    terms = [
        column.label(f"trade_{column.name}") for column in list(trades.c)[: len(Trade._fields)]
    ]
    query = select(
        *[column.label(f"own_{column.name}") for column in own], *terms, *acted.c
    ).select_from(joined)
    query = (
        query.where(defaults.c.number > after, *_conditions(wanted, acted))
        .order_by(defaults.c.number)
        .limit(limit)
    )
    return [_case(row) for row in connection.execute(query)]


def _acted() -> Subquery:
    column = default_acts.c
    sums = {
        f"{kind.name.lower()}_fen": func.coalesce(
            func.sum(case((column.kind == kind, column.amount_fen), else_=0)), 0
        )
        for kind in (ActKind.COVERED, ActKind.REPAID, ActKind.WRITTEN_OFF)
    }
    ended = func.max(case((column.kind.in_(ENDS), column.kind), else_=0)).label("ended")
    labelled = [total.label(name) for name, total in sums.items()]
    latest = (
        select(func.max(column.number)).where(column.deadline_ns > 0).group_by(column.of_default)
    )
    deadline = func.max(case((column.number.in_(latest), column.deadline_ns), else_=0)).label(
        "deadline_ns"
    )
    return (
        select(column.of_default, ended, deadline, *labelled).group_by(column.of_default).subquery()
    )


def _conditions(wanted: Wanted, acted: Subquery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    ended = acted.c.ended
    owed = acted.c.covered_fen - acted.c.repaid_fen - acted.c.written_off_fen
    if wanted.account is not None:
        found.append(defaults.c.account == wanted.account)
    if wanted.date is not None:
        found.append(defaults.c.date == wanted.date)
    if wanted.number is not None:
        found.append(defaults.c.number == wanted.number)
    if wanted.unsettled:
        found.append((ended == 0) | (owed > 0))
    if wanted.open_only:
        found.append(ended == 0)
    return found


def _case(row: Row[*tuple[Any, ...]]) -> Case:
    trade = Trade(*[getattr(row, f"trade_{name}") for name in Trade._fields])
    ended = ActKind(row.ended) if row.ended else None
    own = (row.own_account, row.own_entity, row.own_instrument, row.own_missing)
    claim = (int(row.covered_fen), int(row.repaid_fen), int(row.written_off_fen))
    return Case(row.own_number, trade, *own, row.deadline_ns, ended, *claim)


def one_case(connection: Connection, number: int) -> Case | None:
    """One default, or None."""
    found = listed(connection, Wanted(number=number))
    return found[0] if found else None


def on_statement(connection: Connection, account: int, date: int) -> list[Case]:
    """An account's defaults up to a day that are open or claimed now, or to which something
    happened on that day.
    """
    acted = set(
        connection.scalars(select(default_acts.c.of_default).where(default_acts.c.date == date))
    )
    found = listed(connection, Wanted(account=account))
    unsettled = [row for row in found if row.ended is None or row.outstanding_fen]
    return [
        row for row in found if row.trade.date <= date and (row.number in acted or row in unsettled)
    ]


def open_cases(connection: Connection, date: int) -> list[Case]:
    """A day's defaults that are open, in the order of their trades."""
    return sorted(
        listed(connection, Wanted(date=date, open_only=True)), key=lambda found: found.trade.seq
    )


def notices(connection: Connection, after: int, limit: int, account: int | None) -> list[Notice]:
    """Acts with a number above `after`, in order, of all defaults or of one account's."""
    query = (
        select(default_acts)
        .where(default_acts.c.number > after)
        .order_by(default_acts.c.number)
        .limit(limit)
    )
    if account is not None:
        own = select(defaults.c.number).where(defaults.c.account == account)
        query = query.where(default_acts.c.of_default.in_(own))
    acts = [as_act(row) for row in connection.execute(query)]
    concerned: Sequence[int] = sorted({act.default for act in acts})
    known = {
        found.number: found
        for number in concerned
        for found in listed(connection, Wanted(number=number))
    }
    return [Notice(act, known[act.default]) for act in acts]


def unknown(number: int) -> Refusal:
    """The refusal of a number that is no default's."""
    return Refusal("default_unknown", "default", number, None, "no such default")


def not_open(found: Case | None, number: int) -> Refusal | None:
    """Why nothing more can be done about a default, or None."""
    if found is None:
        return unknown(number)
    if found.ended is not None:
        return Refusal(
            "default_ended", "default", number, None, f"this default is {found.status} already"
        )
    return None
