"""Every field of every operation: what is read, what is refused, and what the refusal says."""

from __future__ import annotations

import pytest

from engine.commands import MARKET
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import Way
from gateway.protocol.table.rows import OPERATIONS, ROLES_OF

ORDER = {
    "op": "new_order",
    "id": 1,
    "instrument": "CEA25",
    "side": "buy",
    "price": 7850,
    "quantity": 10,
}
NEW_ORDER = OPERATIONS["member"]["new_order"]


@pytest.mark.parametrize("field", ["instrument", "side", "price", "quantity"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(RequestError) as caught:
        NEW_ORDER.read({name: value for name, value in ORDER.items() if name != field})
    assert (caught.value.code, caught.value.field) == ("field_missing", field)


def test_a_market_order_needs_no_price_and_a_limit_order_does() -> None:
    without = {name: value for name, value in ORDER.items() if name != "price"}
    assert NEW_ORDER.read(without | {"order_type": "market"})["order_type"] == MARKET
    with pytest.raises(RequestError) as caught:
        NEW_ORDER.read(without | {"order_type": "limit"})
    assert (caught.value.code, caught.value.field) == ("field_missing", "price")
    with pytest.raises(RequestError) as caught:
        NEW_ORDER.read(ORDER | {"order_type": "stop"})
    assert (caught.value.code, caught.value.allowed) == ("field_out_of_range", ["limit", "market"])


def test_only_members_enter_orders_and_only_the_bridge_moves_cash() -> None:
    assert ROLES_OF["new_order"] == ("member",)
    assert ROLES_OF["cash_in"] == ("bridge",)
    assert ROLES_OF["clearing_result"] == ("bridge",)
    for role in ("viewer", "feed"):
        assert all(
            operation.way in (Way.QUERY, Way.SESSION) for operation in OPERATIONS[role].values()
        )


def test_requests_of_one_form_are_read_by_column() -> None:
    messages = [ORDER | {"id": id_, "price": 7800 + id_} for id_ in range(5)]
    read = NEW_ORDER.read_alike(messages)
    assert read is not None
    ids, columns = read
    assert list(ids) == [0, 1, 2, 3, 4]
    rows = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    assert rows == [NEW_ORDER.read(message) for message in messages]


@pytest.mark.parametrize(
    "odd",
    [
        ORDER | {"price": 0},
        ORDER | {"side": "hold"},
        ORDER | {"id": -1},
        ORDER | {"op": "cancel"},
        ORDER | {"prise": 1},
        ORDER | {"client_order_id": "a"},
        {name: value for name, value in ORDER.items() if name != "price"},
        {name: value for name, value in ORDER.items() if name != "id"},
        dict(reversed(ORDER.items())),
    ],
    ids=repr,
)
def test_one_request_that_is_odd_has_them_read_one_by_one(odd: dict[str, object]) -> None:
    NEW_ORDER.read(ORDER)
    assert NEW_ORDER.read_alike([ORDER, ORDER, odd]) is None
    assert NEW_ORDER.read_alike([odd, ORDER, ORDER]) is None
