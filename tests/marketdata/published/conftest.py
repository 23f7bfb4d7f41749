"""A week of published days."""

from __future__ import annotations

import pytest

from tests.marketdata.published.tables import Row, Table


@pytest.fixture
def rows() -> list[Row]:
    """From Monday 2021-07-19 to Friday: the composite and one vintage, from its first day."""
    return Table(seed=21).rows("2021-07-19", "2021-07-23")
