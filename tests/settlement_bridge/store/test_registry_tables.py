"""The tables hold the records, column by column."""

from __future__ import annotations

from settlement_bridge.books import Holding, SignOff, Trade
from settlement_bridge.books.held_units import Block
from settlement_bridge.books.parties import Entity
from settlement_bridge.store.entity_tables import entities
from settlement_bridge.store.registry_tables import blocks, holdings, metadata, sign_offs
from settlement_bridge.store.settlement_tables import trades


def test_rows_that_are_written_as_they_are_have_their_columns_in_order() -> None:
    assert tuple(trades.columns.keys()) == (*Trade._fields, "status", "reason")
    assert tuple(holdings.columns.keys()) == Holding._fields
    assert tuple(blocks.columns.keys()) == Block._fields
    assert tuple(entities.columns.keys())[:7] == Entity._fields
    assert tuple(sign_offs.columns.keys())[4:] == SignOff._fields


def test_every_table_has_a_primary_key() -> None:
    assert all(len(table.primary_key) for table in metadata.tables.values())
