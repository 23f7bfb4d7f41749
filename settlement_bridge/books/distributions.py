"""Which emitters are under differentiated distribution (差异化发放) for which years: no units are
issued to them directly.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, func, insert, select

from settlement_bridge.books import SignOff, scopes
from settlement_bridge.books.entities import ENTITY, note_change, one_entity, unknown_entity
from settlement_bridge.books.scopes import Seen
from settlement_bridge.errors import Refusal
from settlement_bridge.store.authority_tables import distributions
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import accounts


def state(
    connection: Connection,
    entity: int,
    year: int,
    differentiated: bool,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """State that units of a year come to an emitter through its province, or directly again: the
    change's number.
    """
    if one_entity(connection, entity) is None:
        return unknown_entity(entity)
    before = is_differentiated(connection, entity, year)
    number = next_number(connection, distributions.c.number)
    said = (int(differentiated), time_ns, sign_off.who, sign_off.document)
    connection.execute(insert(distributions).values((number, entity, year, *said)))
    words = ("directly", "by its province")
    change = (ENTITY, entity, f"distribution of {year}", words[before], words[differentiated])
    return note_change(connection, change, sign_off, time_ns)


def _standing(year: int) -> list[ColumnElement[bool]]:
    newest = select(func.max(distributions.c.number)).where(distributions.c.year == year)
    newest = newest.group_by(distributions.c.entity)
    return [distributions.c.number.in_(newest), distributions.c.differentiated == 1]


def is_differentiated(connection: Connection, entity: int, year: int) -> bool:
    """Whether an emitter gets no units of a year directly."""
    query = select(distributions.c.number).where(distributions.c.entity == entity, *_standing(year))
    return connection.scalar(query) is not None


def of_year(connection: Connection, seen: Seen, year: int, after: int, limit: int) -> list[int]:
    """The emitters under it for a year with a number above `after`, in order."""
    column = distributions.c.entity
    query = select(column).where(column > after, *_standing(year), *scopes.only(column, seen))
    return list(connection.scalars(query.order_by(column).limit(limit)))


def not_directly(
    connection: Connection, issues: Iterable[tuple[int, int | None]]
) -> dict[tuple[int, int | None], Refusal]:
    """The refusals of those issues, (account, year), that may not go to the account itself."""
    wanted = set(issues)
    years = {year for _, year in wanted if year is not None}
    found: dict[tuple[int, int | None], Refusal] = {}
    for year in years:
        query = select(accounts.c.account, accounts.c.entity)
        query = query.join(distributions, distributions.c.entity == accounts.c.entity)
        for account, entity in connection.execute(query.where(*_standing(year))):
            message = f"units of {year} for entity {entity} go to its province's account"
            refusal = Refusal("differentiated", "account", account, None, message)
            found[account, year] = refusal
    return {place: refusal for place, refusal in found.items() if place in wanted}
