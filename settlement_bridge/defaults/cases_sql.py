"""Defaults in tables: opened, listed with all that happened to them, their rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Subquery, case, func, insert, select

from settlement_bridge.defaults.cases import ENDS, Act, ActKind, Case
from settlement_bridge.defaults.rules import DefaultRules
from settlement_bridge.records import SignOff, Trade
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.tables.defaults import default_acts, default_rules, defaults
from settlement_bridge.store.tables.registry import accounts, trades


class Wanted(NamedTuple):
    """Which defaults are asked for; None: whatever it is."""

    account: int | None = None
    date: int | None = None
    standing: bool = False  # only those open or with a claim outstanding
    number: int | None = None
    open_only: bool = False


ANY = Wanted()


class Notice(NamedTuple):
    """An act and whom it concerns."""

    act: Act
    case: Case


def rules_of(connection: Connection) -> DefaultRules:
    """The rules that apply: the last ones set."""
    row = connection.execute(
        select(default_rules).order_by(default_rules.c.number.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return DefaultRules()
    return DefaultRules(
        row.top_up_minute,
        row.top_up_days,
        bool(row.automatic),
        row.fee_share_bp,
        bool(row.hold_results),
    )


def set_rules(connection: Connection, rules: DefaultRules, sign_off: SignOff, time_ns: int) -> int:
    """Write rules that apply to defaults from now on: their number."""
    number = (connection.scalar(select(func.max(default_rules.c.number))) or 0) + 1
    terms = (
        rules.top_up_minute,
        rules.top_up_days,
        int(rules.automatic),
        rules.fee_share_bp,
        int(rules.hold_results),
    )
    connection.execute(
        insert(default_rules).values(
            (number, *terms, time_ns, sign_off.who, sign_off.role, sign_off.document)
        )
    )
    return number


def next_default(connection: Connection) -> int:
    """The number the next default gets."""
    return (connection.scalar(select(func.max(defaults.c.number))) or 0) + 1


def write_acts(connection: Connection, acts: Iterable[Act]) -> None:
    """Write acts, numbered on; their own numbers are not looked at."""
    number = (connection.scalar(select(func.max(default_acts.c.number))) or 0) + 1
    execute_rows(
        connection,
        insertion(default_acts),
        [(place, *act[1:]) for place, act in enumerate(acts, number)],
    )


def cases(
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
    if wanted.standing:
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
    found = cases(connection, Wanted(number=number))
    return found[0] if found else None


def on_statement(connection: Connection, account: int, date: int) -> list[Case]:
    """An account's defaults up to a day that are open or claimed now, or to which something
    happened on that day.
    """
    acted = set(
        connection.scalars(select(default_acts.c.of_default).where(default_acts.c.date == date))
    )
    found = cases(connection, Wanted(account=account))
    standing = [row for row in found if row.ended is None or row.outstanding_fen]
    return [
        row for row in found if row.trade.date <= date and (row.number in acted or row in standing)
    ]


def open_cases(connection: Connection, date: int) -> list[Case]:
    """A day's defaults that are open, in the order of their trades."""
    return sorted(
        cases(connection, Wanted(date=date, open_only=True)), key=lambda found: found.trade.seq
    )


def acts_of(connection: Connection, default: int) -> list[Act]:
    """All that happened to a default, in order."""
    query = (
        select(default_acts)
        .where(default_acts.c.of_default == default)
        .order_by(default_acts.c.number)
    )
    return [_act(row) for row in connection.execute(query)]


def notices(connection: Connection, after: int, limit: int, account: int | None) -> list[Notice]:
    """Acts behind a number, in order, of all defaults or of one account's."""
    query = (
        select(default_acts)
        .where(default_acts.c.number > after)
        .order_by(default_acts.c.number)
        .limit(limit)
    )
    if account is not None:
        own = select(defaults.c.number).where(defaults.c.account == account)
        query = query.where(default_acts.c.of_default.in_(own))
    acts = [_act(row) for row in connection.execute(query)]
    concerned: Sequence[int] = sorted({act.default for act in acts})
    known = {
        found.number: found
        for number in concerned
        for found in cases(connection, Wanted(number=number))
    }
    return [Notice(act, known[act.default]) for act in acts]


def _act(row: Row[*tuple[Any, ...]]) -> Act:
    return Act(*row)._replace(kind=ActKind(row.kind))
