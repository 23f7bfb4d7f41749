"""With what an entity can buy the units that it lacks: its free cash, and the last price of what
pays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Connection, func, select

from settlement_bridge.books import State
from settlement_bridge.compliance.positions import PART
from settlement_bridge.law import VintageRule
from settlement_bridge.law.in_force import takes
from settlement_bridge.store.entity_tables import accounts
from settlement_bridge.store.registry_tables import holdings
from settlement_bridge.store.settlement_tables import day_closes


def last_price(connection: Connection, rule: VintageRule | None) -> int:
    """The lowest of the last closes of vintages that pay, ticks; 0 where none has traded."""
    newest = select(func.max(day_closes.c.date)).group_by(day_closes.c.instrument)
    query = select(day_closes.c.instrument, day_closes.c.date, day_closes.c.price)
    last: dict[str, tuple[int, int]] = {}
    for code, day, price in connection.execute(query.where(day_closes.c.date.in_(newest))):
        if takes(rule, code):
            last[code] = max(last.get(code, (0, 0)), (day, price))
    return min((price for _, price in last.values()), default=0)


def free_cash(connection: Connection, numbers: Collection[int]) -> Counter[int]:
    """The free cash of entities, at the exchange and in the registry, fen."""
    owned, found = holdings.join(accounts, accounts.c.account == holdings.c.account), Counter[int]()
    wanted = sorted(numbers)
    for start in range(0, len(wanted), PART):
        query = select(accounts.c.entity, func.sum(holdings.c.quantity)).select_from(owned)
        query = query.where(
            holdings.c.state.in_([State.CASH_AVAILABLE, State.CASH_REGISTRY]),
            accounts.c.entity.in_(wanted[start : start + PART]),
        )
        found.update(
            {
                entity: int(fen)
                for entity, fen in connection.execute(query.group_by(accounts.c.entity))
            }
        )
    return found
