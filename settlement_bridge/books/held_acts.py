"""Acts of the registry's staff that await a second key: held, found, ended.

While the rule `second_approval` is on, an operation whose row says so is not done when it is asked.
Its request is kept as a fact; another key of the registry's staff approves or refuses it, or the
key that asked withdraws it. An act that nobody approves within the rule `approval_minutes` lapses,
as measured by the registry's clock, and is never done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from settlement_bridge.books import SignOff, settings, venue_rules
from settlement_bridge.books.entities import note_change
from settlement_bridge.errors import Refusal
from settlement_bridge.store.approval_tables import REQUEST_SIZE, held_acts
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.registry_tables import TEXT_SIZE

AWAITING_MAX = 100  # acts at once
AWAITS_APPROVAL = "awaits_approval"
_MINUTE_NS = 60 * 10**9


class HeldStatus(IntEnum):
    """Life of an act that was held. Numbers are stored and never reused."""

    AWAITS = 1
    APPROVED = 2  # and done
    REFUSED = 3
    WITHDRAWN = 4
    LAPSED = 5  # never stored: it follows from the time


class HeldAct(NamedTuple):
    """A row of the table; `request` is JSON."""

    number: int
    operation: str
    request: str
    maker: str
    time_ns: int
    until_ns: int
    status: HeldStatus
    decided_by: str
    decided_ns: int
    reason: str
    led_to: int

    def at(self, now_ns: int) -> HeldStatus:
        """What has become of it."""
        late = self.status == HeldStatus.AWAITS and now_ns > self.until_ns
        return HeldStatus.LAPSED if late else self.status


def is_on(connection: Connection) -> bool:
    """Whether a second key has to approve."""
    return venue_rules.number(connection, settings.SECOND_APPROVAL) == 1


def hold(
    connection: Connection,
    operation: str,
    request: Mapping[str, Any],
    sign_off: SignOff,
    time_ns: int,
) -> Refusal:
    """Keep an act: the refusal whose value is its number, or why it cannot be kept."""
    text = json.dumps(dict(request), ensure_ascii=False, sort_keys=True)
    if len(text) > REQUEST_SIZE:
        message = "a second key has to approve this: ask for less at once"
        return Refusal("act_too_long", "serials", len(text), REQUEST_SIZE, message)
    waiting = (held_acts.c.status == HeldStatus.AWAITS) & (held_acts.c.until_ns >= time_ns)
    if (connection.scalar(select(func.count()).where(waiting)) or 0) >= AWAITING_MAX:
        message = "decide on the acts that await approval first"
        return Refusal("acts_full", "op", operation, AWAITING_MAX, message)
    number = next_number(connection, held_acts.c.number)
    minutes = venue_rules.number(connection, settings.APPROVAL_MINUTES)
    until = time_ns + minutes * _MINUTE_NS
    row = (number, operation, text, sign_off.who, time_ns, until, HeldStatus.AWAITS, "", 0, "", 0)
    connection.execute(insert(held_acts).values(row))
    note_change(connection, _change(number, "", f"{operation} {text}"), sign_off, time_ns)
    message = f"kept as act {number}; another key has to approve it, do not ask again"
    return Refusal(AWAITS_APPROVAL, "act", number, None, message)


def _change(number: int, before: str, after: str) -> tuple[str, int, str, str, str]:
    return ("registry", 0, f"act {number}", before, after[:TEXT_SIZE])


def awaiting(connection: Connection, number: int, time_ns: int) -> HeldAct | Refusal:
    """An act that awaits approval, or why it is none."""
    found = one(connection, number)
    status = found.at(time_ns) if found else None
    if found is None or status not in (HeldStatus.AWAITS, HeldStatus.LAPSED):
        became = "" if status is None else f": it is {status.name.lower()}"
        message = f"no such act awaits approval{became}"
        return Refusal("act_unknown", "act", number, None, message)
    if status == HeldStatus.LAPSED:
        message = "nobody has approved this act in time"
        return Refusal("act_lapsed", "act", number, found.until_ns, message)
    return found


def end(
    connection: Connection,
    found: HeldAct,
    status: HeldStatus,
    sign_off: SignOff,
    time_ns: int,
    led_to: int = 0,
) -> None:
    """Fill in how an act has ended."""
    said = {"decided_by": sign_off.who, "decided_ns": time_ns, "reason": sign_off.note}
    this = held_acts.c.number == found.number
    values = said | {"status": status, "led_to": led_to}
    connection.execute(update(held_acts).where(this).values(values))
    words = f"{status.name.lower()}{f', {led_to}' if led_to else ''} {sign_off.note}".strip()
    note_change(connection, _change(found.number, "awaits", words), sign_off, time_ns)


def one(connection: Connection, number: int) -> HeldAct | None:
    """One act, or None."""
    row = connection.execute(select(held_acts).where(held_acts.c.number == number)).one_or_none()
    return None if row is None else _held(row)


def some(
    connection: Connection, waiting: bool, after: int, limit: int, time_ns: int
) -> list[HeldAct]:
    """Acts with a number above `after`, all or only those that await approval, in order."""
    query = select(held_acts).where(held_acts.c.number > after)
    if waiting:
        still = (held_acts.c.status == HeldStatus.AWAITS) & (held_acts.c.until_ns >= time_ns)
        query = query.where(still)
    rows = connection.execute(query.order_by(held_acts.c.number).limit(limit))
    return [_held(row) for row in rows]


def _held(row: Row[*tuple[Any, ...]]) -> HeldAct:
    return HeldAct(*row)._replace(status=HeldStatus(row.status))
