"""Which registry of credits this one offsets with, and whose accounts belong together.

The link is kept by the registry of allowances: an address and the public key of the server there.
The bindings are kept by the registry of credits: an emitter's account here, and its account in the
registry whose key asks. Each is an act with a sign-off, and the last one counts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select

from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.entities import ACCOUNT, note_change
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.offset_tables import account_bindings, registry_links

NO_ACCOUNT = 0  # of a binding that was ended


class Link(NamedTuple):
    """The registry of credits: where it is, the public key (64 hex digits) that its server must
    have, and the id of the key with which this registry logs on there.
    """

    address: str
    server_key: str
    key: str


NO_LINK = Link("", "", "")


class Binding(NamedTuple):
    """An account of this registry, and the account of the same emitter in a peer's."""

    number: int
    peer: str  # id of the key of the other registry
    peer_account: int
    account: int  # NO_ACCOUNT: the binding was ended
    time_ns: int
    who: str
    document: str


def link(connection: Connection) -> Link | None:
    """The link that counts, None where there is none."""
    query = select(registry_links).order_by(registry_links.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None or not row.address:
        return None
    return Link(row.address, row.server_key, row.key)


def set_link(connection: Connection, to: Link, sign_off: SignOff, time_ns: int) -> int:
    """Set the link, or end it with `NO_LINK`: the change's number."""
    before = link(connection) or NO_LINK
    number = next_number(connection, registry_links.c.number)
    row = (number, *to, time_ns, sign_off.who, sign_off.document)
    connection.execute(insert(registry_links).values(row))
    was, now = (" ".join(each).strip() for each in (before, to))
    change = ("registry", 0, "link", was, now)
    return note_change(connection, change, sign_off, time_ns)


def bind(
    connection: Connection,
    account: int,
    peer: str,
    peer_account: int,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Bind an account to one of a peer's, in the place of what was bound: the change's number."""
    if account not in entities.register(connection, [account]):
        return entities.unknown_account(account)
    return _write(connection, account, peer, peer_account, sign_off, time_ns)


def unbind(
    connection: Connection, peer: str, peer_account: int, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """End a binding: the change's number. What is frozen already goes on."""
    if bound(connection, peer, peer_account) is None:
        message = f"no account is bound to account {peer_account} of {peer}"
        return Refusal("account_not_bound", "peer_account", peer_account, None, message)
    return _write(connection, NO_ACCOUNT, peer, peer_account, sign_off, time_ns)


def _write(
    connection: Connection,
    account: int,
    peer: str,
    peer_account: int,
    sign_off: SignOff,
    time_ns: int,
) -> int:
    before = bound(connection, peer, peer_account)
    number = next_number(connection, account_bindings.c.number)
    row = (number, peer, peer_account, account, time_ns, sign_off.who, sign_off.document)
    connection.execute(insert(account_bindings).values(row))
    was, now = (f"{each} to {peer} {peer_account}" if each else "" for each in (before, account))
    change = (ACCOUNT, account or before or 0, "binding", was, now)
    return note_change(connection, change, sign_off, time_ns)


def bound(connection: Connection, peer: str, peer_account: int) -> int | None:
    """The account bound to one of a peer's, or None."""
    column = account_bindings.c
    query = select(column.account).where(column.peer == peer, column.peer_account == peer_account)
    found = connection.scalar(query.order_by(column.number.desc()).limit(1))
    return found or None


def bindings(connection: Connection, account: int | None, after: int, limit: int) -> list[Binding]:
    """Bindings that count, of an account or all, with numbers above one, in order."""
    column = account_bindings.c
    newest = select(func.max(column.number)).group_by(column.peer, column.peer_account)
    query = select(account_bindings).where(
        column.number.in_(newest), column.account != NO_ACCOUNT, column.number > after
    )
    if account is not None:
        query = query.where(column.account == account)
    return [_binding(row) for row in connection.execute(query.order_by(column.number).limit(limit))]


def _binding(row: Row[*tuple[Any, ...]]) -> Binding:
    return Binding(
        row.number, row.peer, row.peer_account, row.account, row.time_ns, row.who, row.document
    )
