"""Requests made from the three servers' tables of operations, for tests of every one of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from gateway.protocol.errors import InternalError, RequestError, sayable
from gateway.protocol.maps import Field
from gateway.protocol.operations import Operation, echoed_id

Message = dict[str, Any]

# What a field of that name is given; one that does not take it gets the first of `POOL` it takes.
NAMED: Message = {
    "account": 2,
    "instrument": "CEA25",
    "price": 7850,
    "quantity": 10,
    "value": 0,
    "wait_ms": 0,
    "method": "listed",
    "name": "Bob",
    "channel": "depth",  # takes every field of `subscribe`
    "heartbeat_s": 15,
    "limit": "maximum_holding",
    "opens": "10:00",
    "dry_run": False,
}
# one of both is named
RIVALS = {"client_order_id": "order", "composite_close": "instrument", "total": "quantity"}
RIVALS |= {"everyone": "account", "party": "other"}
# What a field of one operation is given in a whole request.
NAMED_OF: dict[str, Message] = {
    "acts": {"act": "halt"},
    "key_changes": {"act": "key_made"},
    "case_act": {"act": "measure"},  # takes a measure and a day
}
WORDS = ("buy", "limit", "day", "listed", "member", "emitter", "power", "active", "transfer_in")
MAPS = ({"tick": 1}, {"CEA25": [1, 1]}, {"read": True}, {})
POOL = (1, 2000, "a", "CEA25", "2026-01-05", "10:30", True, *WORDS, *MAPS, [1], ["read"], [])
TEXTS = (
    *("0" * 16, "0" * 64, "CEA25-2025-42-000000000001", "2026-01"),
    *("0" * 32, "wss://localhost:9103"),
    *("9" * 18, "91110000000000000X", "CEAX1." + "A" * 20 + "." + "A" * 86),
    *("CCER-01-002-V01", "2022=10", "1,14", "CEAX2." + "A" * 20 + "." + "A" * 86),
)

DEEP: Any = [[[[[["deep"]]]]]]
# Values of every type that JSON or MessagePack carries, those at the edges of a type among them.
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**32, 2**63 - 1, -(2**63), 2**64 - 1),
    *(0.0, -0.5, 1e300),
    *("", "x", "x" * 300, "\0", "\n", "汉字", "👍", "1", "new_order", "log_on"),
    *([], [[]], ["new_order"], [1, 2], {}, {"op": "new_order"}, {"tick": []}, {"": [[]]}, DEEP),
)
BINARY = (*ODD, b"", b"\xff", b"new_order", float("inf"), float("nan"))  # in MessagePack
TEXT = (*ODD, 2**64, 10**39, -(10**38))  # in JSON
JSON_SHARE = 3 if int(os.environ.get("CEAX_EXAMPLES", "1")) == 1 else 1
# Codes of what the tables of operations refuse.
OF_FIELDS = ("field_wrong_type", "field_out_of_range", "field_unknown", "field_missing")
BY_TABLE = (*OF_FIELDS, "operation_unknown")


def sample(name: str, field: Field) -> Any:
    """A value that the field takes."""
    choices = tuple(field.read.schema().get("enum", ()))
    for value in (*([NAMED[name]] if name in NAMED else []), *POOL, *TEXTS, *choices):
        with contextlib.suppress(RequestError):
            field.read(name, value)
            return value
    raise LookupError(f"no sample for the field {name}")


def request_of(operation: Operation, *, whole: bool = False) -> Message:
    """A request that its table takes: with every field when `whole`, else with those it needs."""
    fields = operation.fields.items()
    values = {name: sample(name, field) for name, field in fields if whole or field.required}
    return {"op": operation.name} | values | (NAMED_OF.get(operation.name, {}) if whole else {})


def odd_of(operation: Operation, text: bool) -> Iterator[tuple[str, Message]]:
    """Requests with odd values in binary frames, or in JSON, where what is read is the same: there
    with a third of the values, from field to field another one, and all in a campaign.
    """
    return odd_requests(operation, TEXT, JSON_SHARE) if text else odd_requests(operation, BINARY)


def odd_requests(
    operation: Operation, odd: tuple[Any, ...] = ODD, share: int = 1
) -> Iterator[tuple[str, Message]]:
    """Requests with one field after another, id and name too, given every odd value, or one in
    `share`; that field.
    """
    whole = request_of(operation, whole=True) | {"id": 1}
    for place, name in enumerate(whole, len(operation.name)):
        apart = [RIVALS[name]] if name in RIVALS else [a for a, b in RIVALS.items() if b in whole]
        sound = {each: value for each, value in whole.items() if each not in apart}
        for value in odd[place % share :: share]:
            yield name, sound | {name: value}


def torn(frame: bytes) -> bytes:
    """What a client's socket has sent when it is cut in the middle of a binary frame."""
    return bytes([0x82, 0xFE]) + len(frame).to_bytes(2) + bytes(4) + frame[: len(frame) // 2]


def complaint(name: str, request: Message, answer: Message) -> str | None:
    """What is wrong with the answer to a request whose field `name` is odd; None when nothing is.

    It is answered under its own id where that is one. A refusal by the tables names the field, or a
    part of it, and says the value back.
    """
    wanted = echoed_id(request)
    if answer["id"] not in ((wanted,) if name != "id" else (wanted, None)):
        return f"{request}: answered under {answer['id']}"
    if answer["ok"]:
        return None
    error = answer["error"]
    if error["code"] == InternalError.code:
        return f"{request}: {error}"
    if error["code"] not in BY_TABLE or (name == "op" and type(request["op"]) is str):
        return None
    field = error["field"] or ""
    if field.split(".")[0] != name and not (error["code"] == "field_missing" and name != "id"):
        return f"{request}: {error} names another field than {name}"
    if field == name and error["code"] != "field_missing" and not says_back(error, request[name]):
        return f"{request}: {error} says another value"
    return None


def says_back(error: Message, value: Any) -> bool:
    """Whether an error says the value, or of a list or text how long it is."""
    count = len(value) if isinstance(value, (list, str)) else None
    return error["value"] == sayable(value) or (count is not None and error["value"] == count)
