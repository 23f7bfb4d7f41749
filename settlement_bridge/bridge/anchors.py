"""Anchors: with each day's settlement the head of the registry's hash chain goes into the log of
the exchange, and the head of that log into the registry. So neither can be written anew without the
other.

An anchor is the link's number, a blank, and its SHA-256 in URL-safe base64 without padding.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from gateway.protocol.fields import boolean, line
from settlement_bridge.bridge.agreement import Noted, count, may_be, read
from settlement_bridge.store import chain
from settlement_bridge.store.registry_tables import links, log_heads

ANCHOR = re.compile("([0-9]{1,12}) ([A-Za-z0-9_-]{43})")


class LogHead(NamedTuple):
    """A batch that was the last one of the exchange's log, on which day."""

    date: int
    position: int
    link: str


def of_head(connection: Connection) -> str:
    """The anchor of the registry as it is."""
    head = chain.head(connection)
    digest = base64.urlsafe_b64encode(bytes.fromhex(head.digest)).rstrip(b"=").decode()
    return f"{head.number} {digest}"


def link_of(anchor: str) -> tuple[int, str] | None:
    """The number and the digest of the link that an anchor names; None for another text."""
    found = ANCHOR.fullmatch(anchor)
    if found is None:
        return None
    return int(found[1]), base64.urlsafe_b64decode(found[2] + "=").hex()


def last_log_head(connection: Connection) -> LogHead | None:
    """The one noted last."""
    column = log_heads.c
    query = select(column.date, column.position, column.link).order_by(column.date.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else LogHead(*row)


def note_log_head(connection: Connection, date: int, answer: Noted, time_ns: int) -> None:
    """Keep where the exchange's log is at the end of a day."""
    connection.execute(delete(log_heads).where(log_heads.c.date == date))
    row = (date, answer.log_position, answer.log_link, time_ns)
    connection.execute(insert(log_heads).values(row))


def read_noted(answer: Mapping[str, Any]) -> Noted:
    """The gateway's answer to `anchor`. Raises ExchangeAway."""
    found = read(
        answer,
        anchor=may_be(line),
        log_position=count,
        log_link=line,
        stands=may_be(boolean),
    )
    return Noted(**found)


def digest_at(connection: Connection, anchor: str | None) -> str | None:
    """The anchor of the link that has the number of another one; None where there is none, or
    nothing to compare.
    """
    named = None if anchor is None else link_of(anchor)
    if named is None:
        return None
    found = connection.scalar(select(links.c.digest).where(links.c.number == named[0]))
    return "" if found is None else anchor if found == named[1] else "another"
