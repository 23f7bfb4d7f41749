"""Events as rows, all at once or one by one."""

from __future__ import annotations

import pytest

from engine.events import EVENT, EventKind, empty_events
from gateway.reports import rows as rows_module
from gateway.reports.rows import EventRows


@pytest.mark.parametrize("at_once", [0, 1000])
def test_rows_and_stretches_of_them_are_the_same_however_they_are_made(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "AT_ONCE_MAX", at_once)
    events = empty_events(5)
    kinds = [
        EventKind.ACCEPTED,
        EventKind.FILL,
        EventKind.CANCELLED,
        EventKind.REFUSED,
        EventKind.ACCEPTED,
    ]
    events["kind"], events["sequence"], events["text"] = kinds, range(1, 6), b"abc"
    rows = EventRows(events)
    assert [rows.at(place).kind for place in range(5)] == kinds
    row = rows.at(3)
    assert row._fields == EVENT.names and row.text == b"abc" and type(row.sequence) is int
    assert [
        [row.sequence for row in rows.between(*places)] for places in ((1, 3), (4, 4), (4, 5))
    ] == [[2, 3], [], [5]]
