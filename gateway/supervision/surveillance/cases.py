"""Cases: findings that staff look into, kept for good in SQLite beside the venue's log.

A finding opens a case, or adds to the one of its day, rule, instrument and accounts. What happens
to a case is a line of its history, which nobody can change or take away: the database refuses.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from gateway.supervision.surveillance.case_errors import (
    CaseRefused,
    CasesFailed,
    CasesUnreadable,
)
from gateway.supervision.surveillance.case_events import CaseEvent
from gateway.supervision.surveillance.case_records import BY_RULE, Act, Case, Line
from gateway.supervision.surveillance.case_tables import COLUMNS, OF_STAFF, TABLES
from gateway.supervision.surveillance.findings import Finding

FOLDER, CASES_NAME = "surveillance", "cases.sqlite3"  # in a venue's data folder
BUSY_WAIT_S = 10.0  # for another writer
SURVEILLANCE = "surveillance"  # who writes what a rule has found, or an act on an account
log = logging.getLogger("surveillance")


class Cases:
    """The cases of a data folder. Raises CasesFailed, CasesUnreadable."""

    def __init__(self, data: Path) -> None:
        self.path = data / FOLDER / CASES_NAME
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = sqlite3.connect(
                self.path, timeout=BUSY_WAIT_S, isolation_level=None, check_same_thread=False
            )
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._database.execute(f"PRAGMA {pragma}")
            self._database.executescript(TABLES)
            self._complete()
        except sqlite3.OperationalError as error:
            raise CasesFailed(f"{self.path} cannot be opened: {error}") from error
        except sqlite3.DatabaseError as error:
            raise CasesUnreadable(f"{self.path} is no database of cases: {error}") from error

    def _complete(self) -> None:
        """Add what a file of an earlier build lacks."""
        there = {row[1] for row in self._database.execute("PRAGMA table_info(history)")}
        if not set(COLUMNS) <= there:
            with self._writing() as database:
                for each in OF_STAFF.strip().removesuffix(";").split(";"):
                    database.execute(each)

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_of: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, whole or not at all. Raises CasesFailed."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            raise CasesFailed(f"{self.path} cannot be written: {error}") from error

    def record(self, findings: Iterable[Finding]) -> list[int]:
        """Open cases and add to them; the numbers of those that are new. What a case knows
        already, or what is older, is passed over: a day that is judged again adds nothing.
        """
        opened = []
        with self._writing() as database:
            for each in findings:
                number, is_new = self._case_of(database, each)
                if not is_new and each.sequence <= self._newest_event(number):
                    continue
                act = Act.OPENED if is_new else Act.GROWN
                said = (each.sentence, each.strength, each.sequence, json.dumps(each.evidence))
                database.execute(
                    "INSERT INTO history"
                    " (number, time_ns, who, act, words, strength, event, evidence)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (number, each.time_ns, SURVEILLANCE, act, *said),
                )
                opened += [number] * is_new
        return opened

    def _case_of(self, database: sqlite3.Connection, finding: Finding) -> tuple[int, bool]:
        key = (finding.date, finding.rule, finding.instrument, json.dumps(finding.accounts))
        found = database.execute(
            "SELECT number FROM cases"
            " WHERE date = ? AND rule = ? AND instrument = ? AND accounts = ?",
            key,
        ).fetchone()
        if found:
            return int(found[0]), False
        made = database.execute(
            "INSERT INTO cases (date, rule, instrument, accounts) VALUES (?, ?, ?, ?)", key
        )
        return int(made.lastrowid or 0), True

    def _newest_event(self, number: int) -> int:
        sought = "SELECT max(event) FROM history WHERE number = ? AND act IN (?, ?)"
        return int(self._database.execute(sought, (number, *BY_RULE)).fetchone()[0] or 0)

    def take_in(self, done: Iterable[CaseEvent], who_of: Callable[[int], str]) -> None:
        """Write down what staff did; what is written already is passed over. Of a case that is not
        there nothing is kept.
        """
        with self._writing() as database:
            for each in done:
                for case in self._cases_of(each):
                    who = who_of(each.operator) if each.operator else SURVEILLANCE
                    self._write_down(database, case, each, who)

    def _cases_of(self, each: CaseEvent) -> list[Case]:
        if not each.case:
            sought = "WHERE number IN (SELECT number FROM history WHERE hold = ?)"
            return [case for case in self._cases(sought, each.hold) if each.hold in case.holds]
        found = list(self._cases("WHERE number = ?", each.case))
        if not found:
            log.error("event %d is about case %d, which is not there", each.event, each.case)
        return found

    def _write_down(
        self, database: sqlite3.Connection, case: Case, each: CaseEvent, who: str
    ) -> None:
        if any(line.event == each.event and line.hold == each.hold for line in case.history):
            return
        row = (case.number, each.time_ns, who, each.act, each.words, each.event, each.operator)
        database.execute(
            "INSERT INTO history"
            " (number, time_ns, who, act, words, event, operator, measure, day, hold)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, each.measure, each.day, each.hold),
        )

    def case(self, number: int) -> Case:
        """One case. Raises CaseRefused."""
        found = list(self._cases("WHERE number = ?", number))
        if not found:
            last = self._database.execute("SELECT max(number) FROM cases").fetchone()[0] or 0
            rule = f"there is no case {number}; there are {last}"
            raise CaseRefused(rule, field="number", value=number, allowed=last)
        return found[0]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Raises CasesFailed where the disk refuses, CasesUnreadable for damage."""
        try:
            yield self._database
        except sqlite3.OperationalError as error:
            raise CasesFailed(f"{self.path} cannot be read: {error}") from error
        except sqlite3.DatabaseError as error:
            raise CasesUnreadable(f"{self.path} is damaged: {error}") from error

    def all(self, first: int = 0, last: int = 99_991_231) -> list[Case]:
        """The cases of these days, in order."""
        return list(self._cases("WHERE date BETWEEN ? AND ?", first, last))

    def _cases(self, where: str, *values: int | str) -> Iterator[Case]:
        with self._reading() as database:
            found = database.execute(f"SELECT * FROM cases {where} ORDER BY number", values)
            for number, date, rule, instrument, accounts in found.fetchall():
                lines = database.execute(
                    f"SELECT {', '.join(COLUMNS)} FROM history WHERE number = ? ORDER BY line",
                    (number,),
                ).fetchall()
                history = tuple(_line(each) for each in lines)
                yield Case(number, date, rule, instrument, tuple(json.loads(accounts)), history)

    def newest_event(self) -> int:
        """The newest event that cases and place come from; 0 before the first."""
        place = self.place()
        with self._reading() as database:
            found = database.execute("SELECT max(event) FROM history").fetchone()[0] or 0
        return max(int(found), place[1] - 1 if place else 0)

    def place(self) -> tuple[str, int, dict[str, Any]] | None:
        """Where the last day that has ended leaves off: the venue, the number of the next event,
        and what lasts from day to day; None before the first.
        """
        with self._reading() as database:
            found = database.execute("SELECT venue, next_event, lasting FROM place").fetchone()
        return None if found is None else (found[0], found[1], json.loads(found[2]))

    def keep_place(self, venue: str, next_event: int, lasting: str) -> None:
        """A day has ended: go on from here at the next start."""
        with self._writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO place VALUES (1, ?, ?, ?)", (venue, next_event, lasting)
            )

    def keep_today(self, date: int) -> None:
        """A trading day has begun, yyyymmdd."""
        with self._writing() as database:
            database.execute("INSERT OR REPLACE INTO today VALUES (1, ?)", (date,))

    def today(self) -> int:
        """The trading day that runs, or the last one, yyyymmdd; 0 before the first."""
        with self._reading() as database:
            found = database.execute("SELECT date FROM today").fetchone()
        return int(found[0]) if found else 0

    def rename(self, venue: str) -> None:
        """The cases are those of a copy of their venue from now on."""
        with self._writing() as database:
            database.execute("UPDATE place SET venue = ?", (venue,))


def cases_of(data: Path) -> Cases:
    """The cases of a data folder that has some. Raises CaseRefused where surveillance has never
    run, and as Cases.
    """
    if not (data / FOLDER / CASES_NAME).exists():
        rule = f"{data} has no cases: surveillance has not run there (`ceax serve --surveillance`)"
        raise CaseRefused(rule, field="data", value=str(data))
    return Cases(data)


def _line(row: tuple[Any, ...]) -> Line:
    time_ns, who, act, words, strength, event, evidence, *of_staff = row
    found = (time_ns, who, Act(act), words, strength, event, tuple(json.loads(evidence)))
    return Line(*found, *of_staff)
