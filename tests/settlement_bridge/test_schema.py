"""The tables hold the records, column by column."""

from __future__ import annotations

from settlement_bridge.records import Account, Holding, Trade
from settlement_bridge.schema import accounts, holdings, metadata, trades


def test_rows_that_are_written_as_they_are_have_their_columns_in_order() -> None:
    assert tuple(trades.columns.keys()) == (*Trade._fields, "status", "reason")
    assert tuple(holdings.columns.keys()) == Holding._fields
    assert tuple(accounts.columns.keys())[:3] == Account._fields


def test_every_table_has_a_primary_key() -> None:
    assert all(len(table.primary_key) for table in metadata.tables.values())
