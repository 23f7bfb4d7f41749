"""Records and registries for the tests of this room."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from settlement_bridge.records import Trade
from settlement_bridge.registry_sql import SqlRegistry, open_registry

DATE = 20_260_105


@pytest.fixture
def trade_of() -> Callable[..., Trade]:
    """Makes trades numbered 1, 2, 3 ...: 10 t of CEA25 at 78.50 from account 2 to account 1, unless said otherwise."""
    numbers = itertools.count(1)

    def make(**fields: object) -> Trade:
        number = next(numbers)
        values: dict = {
            "seq": number,
            "date": DATE,
            "method": "listed",
            "trade": number,
            "instrument": "CEA25",
            "instrument_number": 5,
            "price": 7850,
            "quantity": 10,
            "buyer": 1,
            "seller": 2,
            "buyer_trading_fee_fen": 0,
            "buyer_settlement_fee_fen": 0,
            "seller_trading_fee_fen": 0,
            "seller_settlement_fee_fen": 0,
        }
        values |= fields
        return Trade(**{"amount_fen": values["price"] * values["quantity"], **values})

    return make


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[SqlRegistry]:
    """An empty registry in a SQLite file; its clock counts 1, 2, 3 ..."""
    opened = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3", clock=itertools.count(1).__next__)
    yield opened
    opened.close()
