"""Alerts of compliance risk (履约风险预警) as the registry sends them: kept in memory for the
exchange's staff and pushed.

They are no part of the engine's state; the exchange acts on one by suspending or restricting an
account itself. Of each entity, year and kind the newest is kept, by the registry's number of it.
After a restart of the venue the bridge sends those that hold.
"""

from __future__ import annotations

from typing import Any

from engine.units import format_date
from gateway.protocol.errors import RequestError
from gateway.protocol.wire import Message

Fields = dict[str, Any]
KEPT_MAX = 20_000  # entities, years and kinds
PAGE_MAX = 500


class RiskAlerts:
    """The newest alert of each entity, year and kind, and those that have come since they were last
    taken to be pushed.
    """

    def __init__(self) -> None:
        self._rows: dict[tuple[int, int, bytes], Fields] = {}
        self.news: list[Message] = []
        self.last = 0  # highest number taken in

    def begin(self) -> None:
        """Forget all: the bridge sends those that hold from the first on."""
        self._rows.clear()
        self.last = 0

    def take_in(self, fields: Fields) -> None:
        """Take in an alert; a number that was taken in before is passed over.

        Raises RequestError when there is no room.
        """
        if fields["number"] <= self.last:
            return
        key = fields["entity"], fields["year"], fields["kind"]
        if key not in self._rows and len(self._rows) >= KEPT_MAX:
            rule = f"alerts of {KEPT_MAX} entities, years and kinds are kept at most"
            raise RequestError(
                "overloaded", rule, field="entity", value=fields["entity"], allowed=KEPT_MAX
            )
        row = fields | {"date": format_date(fields["date"]), "kind": fields["kind"].decode()}
        self._rows.pop(key, None)
        self._rows[key] = row  # last of all: rows stay in order of their numbers
        self.last = fields["number"]
        self.news.append({"type": "risk_alert", **row})

    def after(self, number: int) -> tuple[list[Fields], int | None]:
        """A page of the alerts after a number, in order, and the number to go on after, None at
        the end. O(alerts kept).
        """
        later = [row for row in self._rows.values() if row["number"] > number]
        page = later[:PAGE_MAX]
        return page, page[-1]["number"] if len(later) > PAGE_MAX else None

    def take_news(self) -> list[Message]:
        """What has come since the last call, to be pushed."""
        news, self.news = self.news, []
        return news
