"""The results of a year: completion by province, what late surrender costs, and the certificates of
entities that have fulfilled their obligation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from engine.instrument_codes import is_allowance
from settlement_bridge.books import SignOff, TradeStatus, entities
from settlement_bridge.compliance import (
    Position,
    average_price,
    certificate,
    completion_bp,
    fine_fen,
    month_before,
)
from settlement_bridge.compliance.certificate import SIGNED, Statement
from settlement_bridge.compliance.obligations import rules_of
from settlement_bridge.compliance.positions import position, positions
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import certificates
from settlement_bridge.store.settlement_tables import trades

LISTED = "listed"
Sign = Callable[[bytes], bytes]  # the registry's Ed25519 signature over a text


class Completion(NamedTuple):
    """A year's completion (履约完成率) of the entities of a province; province None: of all."""

    province: int | None
    entities: int
    complete: int  # entities that owe nothing any more
    emissions: int
    due: int
    surrendered: int
    offset: int
    outstanding: int
    completion_bp: int  # by tonnes, hundredths of a percent
    surrendered_ineligible: int  # of what is surrendered: of vintages that did not pay then


class Late(NamedTuple):
    """What it costs an entity that it did not surrender in time."""

    entity: int
    name: str
    outstanding: int
    low_fen: int
    high_fen: int


class LateFigures(NamedTuple):
    """A year's late surrender: the average price of the month before the deadline, and who is
    late.
    """

    year: int
    deadline: int
    first: int
    last: int
    quantity: int
    amount_fen: int
    average: int  # ticks of 0.01 CNY
    late: list[Late]


def completion(connection: Connection, year: int) -> list[Completion]:
    """Completion by province in order, that of all last; empty without obligations."""
    found = positions(connection, year)
    by_province: dict[int, list[Position]] = defaultdict(list)
    for row in found:
        by_province[row.province].append(row)
    rows = [_completion(province, by_province[province]) for province in sorted(by_province)]
    return [*rows, _completion(None, found)] if found else []


def _completion(province: int | None, of: list[Position]) -> Completion:
    due, outstanding = sum(row.due for row in of), sum(row.outstanding for row in of)
    return Completion(
        province,
        len(of),
        sum(row.outstanding == 0 for row in of),
        sum(row.emissions for row in of),
        due,
        sum(row.surrendered for row in of),
        sum(row.offset for row in of),
        outstanding,
        completion_bp(due, due - outstanding),
        sum(row.surrendered_ineligible for row in of),
    )


def late_figures(
    connection: Connection, year: int, methods: Iterable[str] = (LISTED,)
) -> LateFigures | Refusal:
    """Figures for entities that still owe tonnes of a year, from the trades of the given methods.

    Fines are a range.
    """
    rules = rules_of(connection, year)
    if rules.deadline == 0:
        return Refusal(
            "deadline_unknown", "year", year, None, "no deadline has been set for this year"
        )
    first, last = month_before(rules.deadline)
    counted = trades.c.date.between(first, last) & trades.c.method.in_(list(methods))
    counted &= trades.c.status != TradeStatus.UNDONE
    traded = connection.scalars(select(trades.c.instrument).where(counted).distinct())
    allowances = [code for code in traded if is_allowance(code)]
    query = select(func.sum(trades.c.quantity), func.sum(trades.c.amount_fen))
    query = query.where(counted, trades.c.instrument.in_(allowances))
    quantity, amount_fen = (int(value or 0) for value in connection.execute(query).one())
    average = average_price(amount_fen, quantity)
    if average is None:
        return Refusal(
            "no_trades",
            "year",
            year,
            None,
            f"nothing was traded from {first} to {last}: there is no average price",
        )
    late = [
        Late(
            row.entity,
            row.name,
            row.outstanding,
            fine_fen(average, row.outstanding, rules.fine_low),
            fine_fen(average, row.outstanding, rules.fine_high),
        )
        for row in positions(connection, year)
        if row.outstanding
    ]
    return LateFigures(year, rules.deadline, first, last, quantity, amount_fen, average, late)


class Issued(NamedTuple):
    """A certificate with the code that proves it."""

    statement: Statement
    code: str


def issue(
    connection: Connection,
    entity: int,
    year: int,
    venue: str,
    sign: Sign,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> Issued | Refusal:
    """Certify that an entity has fulfilled its obligation of a year."""
    owed, owner = position(connection, entity, year), entities.one_entity(connection, entity)
    if owed is None or owner is None:
        return Refusal(
            "obligation_unknown",
            "year",
            year,
            None,
            f"entity {entity} has no obligation for this year",
        )
    if owed.outstanding:
        return Refusal(
            "obligation_outstanding",
            "entity",
            entity,
            0,
            f"{owed.outstanding} t are still to be surrendered",
        )
    number = next_number(connection, certificates.c.number)
    statement = _statement(number, venue, owed, owner.credit_code or "", date)
    text = certificate.signed_text(statement)
    code = certificate.code_of(text, sign(SIGNED + text))
    connection.execute(
        insert(certificates).values(
            (number, entity, year, certificate.fingerprint(code), time_ns, sign_off.who)
        )
    )
    return Issued(statement, code)


def _statement(number: int, venue: str, owed: Position, credit_code: str, date: int) -> Statement:
    return Statement(
        number,
        venue,
        owed.entity,
        owed.name,
        credit_code,
        owed.year,
        owed.due,
        owed.surrendered,
        owed.offset,
        date,
    )


def standing(connection: Connection, code: str, statement: Statement) -> Refusal | None:
    """Why a certificate with a good signature is not valid; None when the registry issued it and
    nothing was taken back since.
    """
    issued = select(certificates.c.number).where(
        certificates.c.fingerprint == certificate.fingerprint(code)
    )
    if connection.scalar(issued) is None:
        return Refusal(
            "certificate_unknown",
            "code",
            code[:100],
            None,
            "the registry has issued no such certificate",
        )
    owed = position(connection, statement.entity, statement.year)
    if owed is None or owed.outstanding:
        message = (
            "the obligation is not fulfilled any more: it was corrected or a surrender was taken"
            " back"
        )
        return Refusal("certificate_void", "code", code[:100], None, message)
    return None
