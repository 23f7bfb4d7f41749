"""Which market a registry keeps the books of: allowances (配额) or credits (核证自愿减排量).

It is written once, when the database is made. A registry made before there were two keeps the
allowance market.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from engine.instrument_codes import is_allowance
from settlement_bridge.books import OLD_CREDITS, Market
from settlement_bridge.errors import Refusal, RegistryUnreadable
from settlement_bridge.store.registry_tables import markets


def market_of(connection: Connection) -> Market:
    """The registry's market."""
    return Market(connection.execute(select(markets.c.market)).scalar_one())


def write_market(connection: Connection, market: Market, time_ns: int) -> None:
    """Write the market of a registry that has none yet."""
    connection.execute(insert(markets).values(one=1, market=market.value, time_ns=time_ns))


def check_market(connection: Connection, wanted: Market | None) -> None:
    """Raise RegistryUnreadable where another market was asked for; None: whichever it is."""
    own = market_of(connection)
    if wanted not in (None, own):
        raise RegistryUnreadable(
            f"this registry keeps the market of {own}, not of {wanted}: that is for ever"
        )


def is_old_credit(code: str) -> bool:
    """Whether a code is that of credits as registries of allowances held them before there were
    two markets.
    """
    return code.startswith(OLD_CREDITS)


def of_other_market(code: str, own: Market) -> Refusal | None:
    """The refusal of units of the other market, or None. What a registry has opened before it
    keeps.
    """
    foreign = is_allowance(code) if own is Market.CREDITS else is_old_credit(code)
    if not foreign:
        return None
    message = f"{code} is of the other market; this registry keeps that of {own}"
    return Refusal("market_differs", "instrument", code, own.value, message)


def other_market(operation: str, wanted: Market | None, own: Market) -> Refusal | None:
    """The refusal of an operation of the other market, or None; `wanted` None: of both."""
    if wanted in (None, own):
        return None
    message = f"{operation} is of the market of {wanted}; this registry keeps that of {own}"
    return Refusal("market_differs", "op", operation, own.value, message)
