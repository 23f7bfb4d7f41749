"""Alerts to the exchange's staff as the process of alerts posts them: kept in memory, and pushed.

That process keeps them for good, and posts the newest ones again after a start of the venue. Here
each alert is kept as it is now, in the order of the changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.units import format_date
from gateway.protocol.errors import RequestError
from gateway.protocol.wire import Message

Fields = dict[str, Any]
KEPT_MAX = 2_000  # alerts
PAGE_MAX = 100


class Alerts:
    """The newest alerts, and those that have come since they were last taken to be pushed."""

    def __init__(self) -> None:
        self._rows: dict[int, Fields] = {}  # by number, in order of their changes
        self.news: list[Message] = []
        self.last = 0  # number of the newest change

    def begin(self) -> None:
        """Forget all: those kept are posted from the first on."""
        self._rows.clear()
        self.last = 0

    def take_in(self, posted: Iterable[Fields]) -> None:
        """Take in alerts in order of their changes; one that was posted before is passed over."""
        for fields in posted:
            if fields["change"] <= self.last:
                continue
            row = fields | {"date": format_date(fields["date"])}
            self._rows.pop(row["number"], None)
            self._rows[row["number"]] = row
            self.last = row["change"]
            self.news.append({"type": "alert", **row})
        while len(self._rows) > KEPT_MAX:
            del self._rows[next(iter(self._rows))]

    def after(self, change: int) -> tuple[list[Fields], int | None]:
        """A page of the alerts that have changed after a number, in order, and the number to go on
        after, None at the end. O(alerts kept).
        """
        later = [row for row in self._rows.values() if row["change"] > change]
        page = later[:PAGE_MAX]
        return page, page[-1]["change"] if len(later) > PAGE_MAX else None

    def raised_ns(self, number: int) -> int:
        """When an alert was raised. Raises RequestError for one that is not kept."""
        row = self._rows.get(number)
        if row is None:
            rule = f"there is no alert {number} among the {len(self._rows)} that are kept"
            allowed = [min(self._rows), max(self._rows)] if self._rows else []
            raise RequestError("alert_unknown", rule, field="alert", value=number, allowed=allowed)
        raised_ns: int = row["time_ns"]
        return raised_ns

    def take_news(self) -> list[Message]:
        """What has come since the last call, to be pushed."""
        news, self.news = self.news, []
        return news
