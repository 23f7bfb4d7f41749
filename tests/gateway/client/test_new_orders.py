from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.units import UnitError
from gateway.client.new_orders import PriceMalformed, new_order, ticks


@pytest.mark.parametrize(
    ("price", "value"),
    [(7850, 7850), ("78.50", 7850), ("78.5", 7850), (Decimal("78.50"), 7850), ("78", 7800)],
)
def test_prices_are_ticks_or_decimal_text(price: Any, value: int) -> None:
    assert ticks(price) == value


@pytest.mark.parametrize(
    "price",
    [78.5, True, None, "78.505", "1e3", "", Decimal("78.505"), Decimal("NaN"), Decimal("1E+3")],
)
def test_anything_else_is_no_price(price: Any) -> None:
    with pytest.raises(UnitError) as wrong:
        ticks(price)
    assert isinstance(wrong.value, PriceMalformed) and "two decimals" in wrong.value.remedy


def test_a_new_order_is_a_request_with_its_price_in_ticks() -> None:
    order: dict[str, Any] = {
        "op": "new_order",
        "instrument": "CEA25",
        "side": "buy",
        "price": 7850,
        "quantity": 100,
    }
    assert new_order("buy", "CEA25", "78.50", 100) == order
    assert new_order("buy", "CEA25", 7850, 100, {"time_in_force": "ioc"}) == order | {
        "time_in_force": "ioc"
    }


def test_a_market_order_has_a_type_instead_of_a_price() -> None:
    order = {
        "op": "new_order",
        "instrument": "CEA25",
        "side": "sell",
        "order_type": "market",
        "quantity": 100,
    }
    assert new_order("sell", "CEA25", "market", 100, {"client_order_id": "m-1"}) == order | {
        "client_order_id": "m-1"
    }
