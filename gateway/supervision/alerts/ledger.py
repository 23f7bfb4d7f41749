"""The alerts of a venue, kept for good in SQLite in its data folder.

What the rules report is written in one transaction, with the numbers that it is given, before
anybody hears of it. The same report changes nothing, so that a process which was killed reports
everything again from the beginning of its day.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gateway.protocol.errors import GatewayError
from gateway.supervision.alerts import changes
from gateway.supervision.alerts.catalogue import OF_DAY
from gateway.supervision.alerts.ledger_tables import TABLES
from gateway.supervision.alerts.records import Alert, DayOver, Item, Said, Seen, Turn, from_plain

FOLDER, LEDGER_NAME = "alerts", "alerts.sqlite3"  # in a venue's data folder
KEPT_MAX = 100_000  # alerts; beyond them the oldest go, those that are cleared first
BUSY_WAIT_S = 10.0  # for another reader


class LedgerFailed(GatewayError):
    """The database of alerts cannot be opened, read or written."""

    code = "alerts_failed"


class LedgerUnreadable(LedgerFailed):
    """The file in the place of the alerts is damaged, or another database."""

    code = "alerts_unreadable"


class Ledger:
    """The alerts of a data folder. Raises LedgerFailed, LedgerUnreadable."""

    def __init__(self, data: Path, kept_max: int = KEPT_MAX) -> None:
        self.path = data / FOLDER / LEDGER_NAME
        self._kept_max = kept_max
        self._lock = threading.Lock()  # one transaction at a time
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = sqlite3.connect(
                self.path, timeout=BUSY_WAIT_S, isolation_level=None, check_same_thread=False
            )
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                self._database.execute(f"PRAGMA {pragma}")
            self._database.executescript(TABLES)
        except sqlite3.OperationalError as error:
            raise LedgerFailed(f"{self.path} cannot be opened: {error}") from error
        except sqlite3.DatabaseError as error:
            raise LedgerUnreadable(f"{self.path} is no database of alerts: {error}") from error

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_of: object) -> None:
        self.close()

    @contextmanager
    def _using(self, begin: str = "BEGIN") -> Iterator[sqlite3.Connection]:
        """One transaction, whole or not at all. Raises LedgerFailed."""
        with self._lock:
            try:
                self._database.execute(begin)
                try:
                    yield self._database
                    self._database.execute("COMMIT")
                except BaseException:
                    self._database.execute("ROLLBACK")
                    raise
            except sqlite3.DatabaseError as error:
                raise LedgerFailed(f"{self.path} cannot be used: {error}") from error

    def take(self, items: Iterable[Item], place: tuple[str, int, str] | None = None) -> list[Alert]:
        """Write what the rules report; the alerts that are new or have changed, as they are now, in
        order. `place`: the venue, the next event and what lasts, where a day has ended.
        """
        with self._using("BEGIN IMMEDIATE") as database:
            changed: dict[int, Alert] = {}
            for item in items:
                for alert in self._changed(database, item):
                    self._write(database, alert)
                    changed.pop(alert.number, None)
                    changed[alert.number] = alert
                self._note_event(database, item)
            if place is not None:
                database.execute("INSERT OR REPLACE INTO place VALUES (1, ?, ?, ?)", place)
            if changed:
                self._bound(database)
        return list(changed.values())

    def _changed(self, database: sqlite3.Connection, item: Item) -> Iterator[Alert]:
        if isinstance(item, DayOver):
            for alert in self._lasting_of(database, OF_DAY):
                if changes.day_over(alert, item):
                    yield alert
        elif isinstance(item, Seen):
            for alert in _read(database, "WHERE number = ?", item.number):
                if changes.seen(alert, item):
                    yield alert
        else:
            yield from self._said(database, item)

    def _said(self, database: sqlite3.Connection, said: Said) -> Iterator[Alert]:
        where = (
            "WHERE rule = ? AND subject = ? AND instrument = ? AND account = ?"
            " ORDER BY number DESC LIMIT 1"
        )
        newest = next(_read(database, where, *said.change.about), None)
        if newest and changes.is_known(newest, said):
            return
        if newest and (newest.state != changes.CLEARED or newest.date == said.date):
            if changes.said_of(newest, said):
                yield newest
        elif said.change.turn in (Turn.BEGINS, Turn.COMES_AGAIN):
            number = database.execute("UPDATE given SET number = number + 1 RETURNING number")
            yield changes.begun(int(number.fetchone()[0]), said)

    def _write(self, database: sqlite3.Connection, alert: Alert) -> None:
        change = database.execute("UPDATE given SET change = change + 1 RETURNING change")
        alert.change = int(change.fetchone()[0])
        about, over = alert.about, int(alert.state == changes.CLEARED)
        content = json.dumps(alert.as_plain(), ensure_ascii=False)
        row = (alert.number, alert.change, over, *about, content)
        database.execute("INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _note_event(self, database: sqlite3.Connection, item: Item) -> None:
        if item.event:
            note = "UPDATE given SET newest_event = max(newest_event, ?)"
            database.execute(note, (item.event,))

    def _bound(self, database: sqlite3.Connection) -> None:
        beyond = database.execute("SELECT count(*) FROM alerts").fetchone()[0] - self._kept_max
        if beyond > 0:
            database.execute(
                "DELETE FROM alerts WHERE number IN"
                " (SELECT number FROM alerts ORDER BY is_cleared DESC, change LIMIT ?)",
                (beyond,),
            )

    def _lasting_of(self, database: sqlite3.Connection, rules: Iterable[str]) -> list[Alert]:
        lasting = _read(database, "WHERE is_cleared = 0 ORDER BY change")
        return [alert for alert in lasting if alert.about.rule in rules]

    def after(self, change: int, most: int) -> list[Alert]:
        """The alerts that have changed after a number, in order, `most` at most."""
        with self._using() as database:
            where = "WHERE change > ? ORDER BY change LIMIT ?"
            return list(_read(database, where, change, most))

    def posted_after(self, change: int, most: int) -> list[dict[str, Any]]:
        """The same as the gateway takes them."""
        return [each.as_map() for each in self.after(change, most)]

    def before_last(self, count: int) -> int:
        """The number after which the newest changes are that count of alerts; 0: all are."""
        with self._using() as database:
            newest = "SELECT change FROM alerts ORDER BY change DESC LIMIT 1 OFFSET ?"
            found = database.execute(newest, (count,)).fetchone()
        return int(found[0]) if found else 0

    def waiting(self, change: int) -> int:
        """How many alerts have changed after a number."""
        with self._using() as database:
            counted = "SELECT count(*) FROM alerts WHERE change > ?"
            return int(database.execute(counted, (change,)).fetchone()[0])

    @property
    def last_change(self) -> int:
        """The number of the newest change; 0 before the first."""
        with self._using() as database:
            return int(database.execute("SELECT change FROM given").fetchone()[0])

    def lasting(self) -> list[Alert]:
        """The alerts that are not cleared."""
        with self._using() as database:
            return list(_read(database, "WHERE is_cleared = 0 ORDER BY change"))

    def newest_event(self) -> int:
        """The newest event that alerts and place come from; 0 before the first."""
        place = self.place()
        with self._using() as database:
            found = database.execute("SELECT newest_event FROM given").fetchone()[0]
        return max(int(found), place[1] - 1 if place else 0)

    def place(self) -> tuple[str, int, dict[str, Any]] | None:
        """Where the last day that has ended leaves off: the venue, the number of the next event,
        and what lasts from day to day; None before the first.
        """
        with self._using() as database:
            found = database.execute("SELECT venue, next_event, lasting FROM place").fetchone()
        return None if found is None else (found[0], found[1], json.loads(found[2]))

    def delivered(self) -> int | None:
        """The newest change that the webhook has taken; None where there was none."""
        with self._using() as database:
            found = database.execute("SELECT delivered FROM hooks").fetchone()
        return None if found is None else int(found[0])

    def keep_delivered(self, change: int) -> None:
        """The webhook has taken the changes up to that number."""
        with self._using("BEGIN IMMEDIATE") as database:
            database.execute("INSERT OR REPLACE INTO hooks VALUES (1, ?)", (change,))


def _read(database: sqlite3.Connection, where: str, *values: str | int) -> Iterator[Alert]:
    found = database.execute(f"SELECT content FROM alerts {where}", values)
    for (content,) in found.fetchall():
        yield from_plain(json.loads(content))
