"""What a house has left when it ends: every event by its fields, and every table of the registry by
its columns.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, MetaData, select

from engine.rules import views
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from tests.corpus.house import CorpusHouse
from tests.corpus.recording import Line, masked

PAGE = 1_000
# A name that is drawn, how often it was asked, and when a timer of the wall's clock has looked.
NOT_COMPARED = {
    ("registry", "writer"),
    ("registry", "writes"),
    ("acceptances", "time_ns"),
    ("alerts", "time_ns"),
}
# Digests of what the other tables and the log hold, also of what is not compared.
DIGESTS = {"links", "log_heads"}


def events(house: CorpusHouse) -> list[Line]:
    """Every event of the log."""
    sequencer = house.sequencer
    codes = Codes(
        {number: code for code, number in views.instrument_numbers(sequencer.state).items()}
    )
    found: list[Line] = []
    while len(found) < sequencer.next_event - 1:
        found += event_maps(sequencer.events(len(found) + 1, PAGE), codes)
    return found


def tables(house: CorpusHouse) -> list[Line]:
    """Every row of the registry's database, in order of its columns."""
    assert house.registry is not None
    return house.registry.read(_rows)


def _rows(connection: Connection) -> list[Line]:
    found = MetaData()
    found.reflect(connection)
    lines: list[Line] = []
    for table in found.sorted_tables:
        if table.name in DIGESTS:
            continue
        rows = connection.execute(select(table).order_by(*table.columns)).mappings()
        lines += [
            {"table": table.name, "row": masked(_plain(table.name, dict(row)))} for row in rows
        ]
    return lines


def _plain(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON can say it."""
    kept = {name: value for name, value in row.items() if (table, name) not in NOT_COMPARED}
    return {
        name: value.hex() if isinstance(value, bytes) else value for name, value in kept.items()
    }
