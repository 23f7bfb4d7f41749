"""Every field of every operation: what is read, what is refused, and what the refusal says."""

from __future__ import annotations

import pytest

from gateway.errors import RequestError
from gateway.schema import OPERATIONS, ROLES_OF, Way

ORDER = {"op": "new_order", "id": 1, "instrument": "CEA25", "side": "buy", "price": 7850, "quantity": 10}
NEW_ORDER = OPERATIONS["member"]["new_order"]


@pytest.mark.parametrize("field", ["instrument", "side", "price", "quantity"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(RequestError) as caught:
        NEW_ORDER.read({name: value for name, value in ORDER.items() if name != field})
    assert (caught.value.code, caught.value.field) == ("field_missing", field)


def test_only_members_enter_orders_and_only_the_bridge_moves_cash() -> None:
    assert ROLES_OF["new_order"] == ("member",)
    assert ROLES_OF["cash_in"] == ("bridge",)
    assert ROLES_OF["clearing_result"] == ("bridge",)
    for role in ("viewer", "feed"):
        assert all(operation.way in (Way.QUERY, Way.SESSION) for operation in OPERATIONS[role].values())
