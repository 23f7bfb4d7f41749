"""Which legs of a trade these books deliver: it follows from the market, and from whether they are
the exchange's own books of cash.

In the allowance market the registry delivers units and cash. In the credits market the exchange
keeps the cash, in books of its own, and the registry keeps the units.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from settlement_bridge.books import Legs, Market
from settlement_bridge.books.market import market_of
from settlement_bridge.errors import Refusal, RegistryUnreadable
from settlement_bridge.store.registry_tables import cash_books

_KEPT_BY = {
    Legs.BOTH: "the registry",
    Legs.UNITS: "the registry, which keeps no cash in the credits market",
    Legs.CASH: "the exchange's books of cash, which keep no units",
}


def legs_of(connection: Connection) -> Legs:
    """The legs that these books deliver."""
    if connection.scalar(select(cash_books.c.one)) is not None:
        return Legs.CASH
    return Legs.UNITS if market_of(connection) is Market.CREDITS else Legs.BOTH


def write_cash_books(connection: Connection, time_ns: int) -> None:
    """Write that these new books are the exchange's own."""
    connection.execute(insert(cash_books).values(one=1, time_ns=time_ns))


def check_legs(connection: Connection, cash: bool) -> None:
    """Raise RegistryUnreadable where books of cash are opened as a registry, or the reverse."""
    own = legs_of(connection)
    if (own is Legs.CASH) != cash:
        raise RegistryUnreadable(f"these are the books of {_KEPT_BY[own]}")


def not_kept_here(operation: str, wanted: Legs | None, own: Legs) -> Refusal | None:
    """The refusal of an operation on what other books keep, or None; `wanted` None: all keep it."""
    kept = own is Legs.BOTH and operation not in BETWEEN_BOOKS
    if wanted in (None, own) or kept:
        return None
    message = f"{operation} is about {wanted}; these are the books of {_KEPT_BY[own]}"
    return Refusal("kept_elsewhere", "op", operation, own.value, message)


# What the exchange's books of cash ask of the registry.
BETWEEN_BOOKS = frozenset({"deliver_units", "take_back_units"})
