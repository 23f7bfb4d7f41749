"""Fields: what is read, what is refused, and what the refusal says."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import Side, TimeInForce
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import LOG_ON
from gateway.protocol.table.rows import OPERATIONS

ORDER = {
    "op": "new_order",
    "id": 1,
    "instrument": "CEA25",
    "side": "buy",
    "price": 7850,
    "quantity": 10,
}


NEW_ORDER = OPERATIONS["member"]["new_order"]


def test_an_order_is_read_in_the_engines_units() -> None:
    read = NEW_ORDER.read(ORDER | {"time_in_force": "fok", "client_order_id": "a-1", "take": 5})
    assert read == {
        "instrument": b"CEA25",
        "side": Side.BUY,
        "price": 7850,
        "quantity": 10,
        "time_in_force": TimeInForce.FOK,
        "client_order_id": b"a-1",
        "take": 5,
    }


BAD_FIELDS: dict[str, tuple[str, Any, str]] = {
    "a price with a point": ("price", 78.5, "field_wrong_type"),
    "a price as text": ("price", "78.50", "field_wrong_type"),
    "a price of true": ("price", True, "field_wrong_type"),
    "a price of null": ("price", None, "field_wrong_type"),
    "a price of nothing": ("price", 0, "field_out_of_range"),
    "a price below nothing": ("price", -1, "field_out_of_range"),
    "a price of 2^63": ("price", 2**63, "field_out_of_range"),
    "a quantity of nothing": ("quantity", 0, "field_out_of_range"),
    "a quantity below nothing": ("quantity", -5, "field_out_of_range"),
    "a quantity of 2^63": ("quantity", 2**63, "field_out_of_range"),
    "a quantity in a list": ("quantity", [1], "field_wrong_type"),
    "a side nobody takes": ("side", "hold", "field_out_of_range"),
    "a side as number": ("side", 1, "field_wrong_type"),
    "an instrument with a space": ("instrument", "CEA 25", "field_out_of_range"),
    "an instrument of 25 characters": ("instrument", "C" * 25, "field_out_of_range"),
    "an instrument with a line end": ("instrument", "CEA25\n", "field_out_of_range"),
    "an instrument as bytes": ("instrument", b"CEA25", "field_wrong_type"),
    "a client order id of 21 characters": ("client_order_id", "a" * 21, "field_out_of_range"),
    "an empty client order id": ("client_order_id", "", "field_out_of_range"),
    "a client order id in Chinese": ("client_order_id", "订单", "field_out_of_range"),
    "a client order id with a zero byte": ("client_order_id", "a\0", "field_out_of_range"),
    "a time in force of another market": ("time_in_force", "gtc", "field_out_of_range"),
    "a field nobody knows": ("prise", 1, "field_unknown"),
    "an account, which is the key's": ("account", 2, "field_unknown"),
}


@pytest.mark.parametrize(("field", "value", "code"), BAD_FIELDS.values(), ids=BAD_FIELDS.keys())
def test_a_bad_field_is_named_with_what_is_allowed(field: str, value: Any, code: str) -> None:
    with pytest.raises(RequestError) as caught:
        NEW_ORDER.read(ORDER | {field: value})
    error = caught.value.as_map()
    assert (error["code"], error["field"]) == (code, field)
    assert error["allowed"]
    assert field in error["message"]


OTHER_BAD_FIELDS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "no calendar date": ("exchange", "start_day", {"date": "2026-02-30"}, "date"),
    "a date as number": ("exchange", "start_day", {"date": 20260105}, "date"),
    "a date with a time": ("exchange", "start_day", {"date": "2026-01-05T00:00"}, "date"),
    "a date of the last millennium": ("exchange", "start_day", {"date": "1999-01-05"}, "date"),
    "override as a number": (
        "exchange",
        "start_day",
        {"date": "2026-01-05", "override": 1},
        "override",
    ),
    "a phase that commands cannot set": ("exchange", "set_phase", {"phase": "ended"}, "phase"),
    "a name too long in bytes": (
        "exchange",
        "open_account",
        {"account": 1, "name": "碳排放配额有限公司"},
        "name",
    ),
    "a name with a line end": ("exchange", "open_account", {"account": 1, "name": "A\nB"}, "name"),
    "an account of 2^31": ("exchange", "suspend", {"account": 2**31}, "account"),
    "weights in a list": (
        "exchange",
        "set_price_weights",
        {"from_date": "2026-01-05", "weights": []},
        "weights",
    ),
    "no weights": (
        "exchange",
        "set_price_weights",
        {"from_date": "2026-01-05", "weights": {}},
        "weights",
    ),
    "a weight as number": (
        "exchange",
        "set_price_weights",
        {"from_date": "2026-01-05", "weights": {"CEA": 1}},
        "weights.CEA",
    ),
    "a weight over nothing": (
        "exchange",
        "set_price_weights",
        {"from_date": "2026-01-05", "weights": {"CEA": [1, 0]}},
        "weights.CEA",
    ),
    "an unknown parameter": (
        "exchange",
        "list_instrument",
        {"instrument": "CEA", "number": 1, "base_price": 1, "parameters": {"speed": 1}},
        "parameters.speed",
    ),
    "a parameter past its range": (
        "exchange",
        "list_instrument",
        {"instrument": "CEA", "number": 1, "base_price": 1, "parameters": {"resale_days": 8}},
        "parameters.resale_days",
    ),
    "a hash of 15 digits": (
        "bridge",
        "clearing_result",
        {"date": "2026-01-05", "count": 0, "quantity": 0, "amount_fen": 0, "tape_hash": "0" * 15},
        "tape_hash",
    ),
    "a heartbeat of a second": (
        "",
        "log_on",
        {"key": "a", "time_ns": 1, "signature": "", "heartbeat_s": 1},
        "heartbeat_s",
    ),
    "a signature of a megabyte": (
        "",
        "log_on",
        {"key": "a", "time_ns": 1, "signature": "0" * 1_000_000},
        "signature",
    ),
}


@pytest.mark.parametrize(
    ("role", "op", "fields", "named"), OTHER_BAD_FIELDS.values(), ids=OTHER_BAD_FIELDS.keys()
)
def test_other_operations_name_their_bad_fields_too(
    role: str, op: str, fields: dict[str, Any], named: str
) -> None:
    operation = OPERATIONS[role][op] if role else LOG_ON
    with pytest.raises(RequestError) as caught:
        operation.read({"op": op, "id": 1} | fields)
    assert caught.value.field == named
    assert caught.value.code in ("field_wrong_type", "field_out_of_range")
    assert len(str(caught.value.as_map())) < 2000
