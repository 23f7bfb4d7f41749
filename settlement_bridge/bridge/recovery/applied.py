"""What the exchange has applied for the bridge, read back out of its log page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any, NamedTuple, Protocol

from gateway.protocol.fields import account, date, line
from gateway.protocol.readers import Read, out_of_range
from settlement_bridge.bridge.answers import count, fen, may_be, read, tape_hash, tonnes
from settlement_bridge.bridge.answers import rows as rows_of
from settlement_bridge.bridge.recovery.standing import Theirs

Row = dict[str, Any]


class Ask(Protocol):
    """A question to the gateway, on a session that may not be used for anything else yet."""

    def __call__(self, op: str, **fields: Any) -> Awaitable[Row]:
        """Its answer. Raises RequestRefused, ExchangeAway."""
        ...


_TRANSFER: dict[str, Read] = {"account": account, "reference": count, "event": count}
_CASH: dict[str, Read] = _TRANSFER | {"amount_fen": fen}
_UNITS: dict[str, Read] = _TRANSFER | {"instrument": line, "quantity": tonnes}
_DAY: dict[str, Read] = {"date": date}
_CLEARED: dict[str, Read] = {"count": count, "quantity": tonnes, "amount_fen": fen}
_FIELDS: dict[str, dict[str, Read]] = {
    "start_day": _DAY,
    "cash_in": _CASH,
    "cash_out": _CASH,
    "units_in": _UNITS,
    "units_out": _UNITS,
    "clearing_result": _DAY | _CLEARED | {"tape_hash": tape_hash},
    "trade_failed": _DAY | {"method": line, "trade": count},
    "settlement_done": _DAY,
}


def _op(name: str, value: Any) -> str:
    if value not in tuple(_FIELDS):
        raise out_of_range(name, value, list(_FIELDS), f"must be one of {', '.join(_FIELDS)}")
    return str(value)


class Page(NamedTuple):
    """What was applied among some events, in order, and the number of the event to go on with, None
    at the end.
    """

    rows: list[Row]
    following: int | None


async def page(ask: Ask, first: int) -> Page:
    """What was applied from event `first` on, every row checked.

    Raises RequestRefused when that part of the log is archived, ExchangeAway when it cannot be
    read.
    """
    reply = read(await ask("applied", from_=first), applied=rows_of, next=may_be(count))
    for row in reply["applied"]:
        read(row, **_FIELDS[read(row, op=_op)["op"]])
    return Page(reply["applied"], reply["next"])


async def rows(ask: Ask, first: int) -> AsyncIterator[Row]:
    """All that was applied from event `first` on."""
    following: int | None = first
    while following is not None:
        found = await page(ask, following)
        for row in found.rows:
            yield row
        following = found.following


def first_event(theirs: Theirs, last_done: int) -> int:
    """Where to begin so as to miss nothing: at the last day settled here, where the exchange
    remembers it, else at event 1.

    What the registry does not know came after that day was settled.
    """
    return next((day.first_event for day in theirs.days if day.date == last_done), 1)
