"""The reports and orders of an account on one day, the running one included, for questions."""

from __future__ import annotations

import numpy as np

from engine.rules import views
from gateway.floor.account_day import AccountDay, Reports
from gateway.floor.asked import Fields, Floor, past_day
from gateway.floor.directory import Directory
from gateway.floor.report_days import ReportDay
from gateway.protocol.errors import RequestError
from gateway.protocol.session import Session

AT_ONCE_MAX = 4_096  # reports taken in while a question waits


def account_of(floor: Floor, fields: Fields, session: Session) -> int:
    """The account that a question is about. Raises RequestError."""
    assert session.grant is not None
    account: int = fields.get("account", session.grant.account)
    if not views.is_opened(floor.sequencer.state, account):
        raise RequestError(
            "account_unknown", f"no account {account}", field="account", value=account
        )
    return account


def reports_on(floor: Floor, fields: Fields, account: int) -> tuple[int, Reports]:
    """The day that a question names, else the running one, and an account's reports of it. Raises
    RequestError.
    """
    directory, day = floor.directory, past_day(floor, "date", fields)
    if day is None:
        return directory.date, directory.reports(account)
    return day.date, directory.past.reports(account, day)


def collected_on(floor: Floor, fields: Fields, account: int) -> tuple[int, AccountDay]:
    """The same with the orders. Raises RequestError."""
    directory, day = floor.directory, past_day(floor, "date", fields)
    if day is not None:
        return day.date, directory.past.reports(account, day)
    return directory.date, _of_today(directory, account)


def _of_today(directory: Directory, account: int) -> AccountDay:
    """Those up to now: what is missing is taken in at once, or beside where that is much."""
    past, today = directory.past, ReportDay(directory.date, directory.begun, directory.next_event)
    found = past.begun(account, today)
    if found is None and past.is_idle(account, today):
        found = AccountDay(today.first)
    if found is None or not _taken_in(directory, account, found):
        return past.reports(account, today)
    found.end = today.end
    past.keep(account, today, found)
    return found


def _taken_in(directory: Directory, account: int, day: AccountDay) -> bool:
    """Take in the newest reports, where they are few and their events at hand."""
    entries = directory.streams.entries(account, day.next_number, AT_ONCE_MAX + 1)
    if len(entries) > AT_ONCE_MAX:
        return False
    numbers = sorted({entry >> 1 for entry in entries})
    events = directory.recall.pick(numbers, reads=0)
    if len(events) < len(numbers):
        return False
    own = np.array(entries, np.int64)
    day.take(own, events[np.searchsorted(numbers, own >> 1)])
    return True
