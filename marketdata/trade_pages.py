"""Pages of the public tape: the listed trades of a day by their numbers, as the feed keeps them.

Trades of all instruments are numbered together, without holes over all days.
"""

from __future__ import annotations

from typing import Any

from engine.units import format_date
from gateway.protocol.errors import RequestError
from marketdata.settlement import Settlement

PAGE = 1_000  # numbers that one answer looks at


def answer(kept: Settlement, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of the reply. Raises RequestError for what is older than what is kept."""
    date, wanted = fields["date"], fields.get("from", 0)
    numbers = kept.listed_of(date)
    if wanted < numbers.start and _lacks(kept, date, numbers):
        rule = f"trades of {format_date(date)} are kept from number {kept.first_listed} on"
        allowed = [kept.first_listed, None]
        raise RequestError(
            "trades_not_kept", rule, field="date", value=format_date(date), allowed=allowed
        )
    page = range(max(wanted, numbers.start), numbers.stop)[:PAGE]
    code = fields["instrument"].decode() if "instrument" in fields else None
    found = [each for each in map(kept.listed, page) if code in (None, each["instrument"])]
    return {"trades": found, "more_from": page.stop if page.stop < numbers.stop else None}


def _lacks(kept: Settlement, date: int, numbers: range) -> bool:
    """Whether earlier trades of the day may have been forgotten."""
    return numbers.start == kept.first_listed > 1
