"""Reading requests: who may ask what, with which fields."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.conversation import Conversation, Request
from settlement_bridge.books import Range, State
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.operations import KEYED, OPERATIONS
from settlement_bridge.server.requests import TERMS, instruction
from tests.signing import welcome


def asked(message: dict[str, Any], role: str | None = "bridge") -> Request:
    """A request as the server reads it from a key of that role."""
    talk = Conversation(TERMS, PublicKeys("keys.json"), welcome(), 0)
    if role is not None:
        talk.grant, talk.operations = Grant("lin", 1, role, 0), TERMS.of_role[role]
    return talk.read({"id": 1, **message}, 0)


def refused(message: dict[str, Any], role: str | None = "bridge") -> SimpleNamespace:
    error = asked(message, role).error
    assert error is not None
    return SimpleNamespace(**error)


def test_a_request_is_read_into_its_operation_and_fields() -> None:
    fields = {"account": 1, "amount_fen": 500, "client_reference": "2026-01-05/7"}
    request = asked({"op": "deposit", **fields})
    assert request.operation is not None
    assert (request.operation.name, request.fields) == ("deposit", fields)


def test_what_moves_or_issues_carries_a_client_reference_and_nothing_else_does() -> None:
    assert set(OPERATIONS) >= KEYED
    missing = refused({"op": "deposit", "account": 1, "amount_fen": 5})
    assert (missing.code, missing.field) == ("field_missing", "client_reference")
    for bad in ("", "a b", " a", "a ", "\ufeffa", "银行", "-a", "x" * 65, "a\n"):
        fields = {"op": "deposit", "account": 1, "amount_fen": 5, "client_reference": bad}
        assert (refused(fields).code, refused(fields).field) == (
            "field_out_of_range",
            "client_reference",
        )
    assert refused({"op": "check", "client_reference": "a"}).code == "field_unknown"


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ({"op": "deposit", "account": 1}, "field_missing", "amount_fen"),
        ({"op": "deposit", "account": 1, "amount_fen": 5, "hint": "x"}, "field_unknown", "hint"),
        ({"op": "deposit", "account": "1", "amount_fen": 5}, "field_wrong_type", "account"),
        ({"op": "deposit", "account": True, "amount_fen": 5}, "field_wrong_type", "account"),
        ({"op": "deposit", "account": 0, "amount_fen": 5}, "field_out_of_range", "account"),
        ({"op": "deposit", "account": 1, "amount_fen": 0}, "field_out_of_range", "amount_fen"),
        ({"op": "deposit", "account": 1, "amount_fen": -5}, "field_out_of_range", "amount_fen"),
        ({"op": "deposit", "account": 1, "amount_fen": 2**63}, "field_out_of_range", "amount_fen"),
        (
            {"op": "allocate", "account": 1, "instrument": "", "quantity": 5},
            "field_out_of_range",
            "instrument",
        ),
        (
            {"op": "allocate", "account": 1, "instrument": "CEA 25", "quantity": 5},
            "field_out_of_range",
            "instrument",
        ),
        (
            {"op": "freeze", "account": 1, "instrument": "C", "quantity": 5, "state": "frozen"},
            "field_out_of_range",
            "state",
        ),
        ({"op": "open_account", "account": 1, "name": ""}, "field_out_of_range", "name"),
        ({"op": "open_account", "account": 1, "name": "x" * 65}, "field_out_of_range", "name"),
        ({"op": "open_account", "account": 1, "name": "a\nb"}, "field_out_of_range", "name"),
        ({"op": "journal", "limit": 501}, "field_out_of_range", "limit"),
        ({"op": "trades", "date": "2026-02-30"}, "field_out_of_range", "date"),
        ({"op": "settled", "wait_ms": 30_001}, "field_out_of_range", "wait_ms"),
        ({"op": "trace", "serial": "CEA25-7"}, "field_out_of_range", "serial"),
        ({"op": "reverse", "event": 7}, "field_missing", "document"),
        (
            {"op": "pledge", "account": 1, "instrument": "C", "quantity": 5},
            "field_missing",
            "document",
        ),
        (
            {"op": "open_entity", "entity": 1, "name": "x", "kind": "club"},
            "field_out_of_range",
            "kind",
        ),
        ({"op": "upload", "digest": "x", "offset": 0, "text": ""}, "field_out_of_range", "digest"),
        ({"op": "burn"}, "operation_unknown", "op"),
        ({"op": 7}, "operation_unknown", "op"),
        ({}, "operation_unknown", "op"),
        ({"op": "log_on"}, "already_logged_on", "op"),
        ({"op": "cash", "id": "one"}, "field_wrong_type", "id"),
    ],
)
def test_a_bad_request_says_which_field_and_what_is_allowed(
    message: dict[str, Any], code: str, field: str
) -> None:
    error = refused(message)
    assert (error.code, error.field) == (code, field)
    assert error.message


NAMED = {"op": "freeze", "client_reference": "f-1", "instrument": "CEA25", "document": "court 1"}


@pytest.mark.parametrize(
    ("fields", "code", "field", "value"),
    [
        ({}, "field_missing", "account", None),
        ({"account": 1}, "field_missing", "quantity", None),
        ({"serials": "11-15"}, "field_wrong_type", "serials", "11-15"),
        ({"serials": [11]}, "field_wrong_type", "serials", [11]),
        ({"serials": [["11", "15"]]}, "field_wrong_type", "serials", [["11", "15"]]),
        ({"serials": []}, "field_out_of_range", "serials", 0),
        ({"serials": ["7"] * 501}, "field_out_of_range", "serials", 501),
        ({"serials": ["7" * 101]}, "field_out_of_range", "serials", "7" * 80 + "…"),
        ({"serials": ["1-5", "7..9"]}, "field_out_of_range", "serials", "7..9"),
        ({"serials": ["9-5"]}, "field_out_of_range", "serials", "9-5"),
        ({"serials": ["1-5", "5-9"]}, "field_out_of_range", "serials", "1-5 and 5-9"),
        (
            {"serials": ["CEA24-2024-42-000000000011"]},
            "field_out_of_range",
            "serials",
            "CEA24-2024-42-000000000011",
        ),
        ({"serials": ["1-5"], "quantity": 5}, "field_beside_serials", "quantity", 5),
        (
            {"serials": ["1-5"], "state": "trading_available"},
            "field_beside_serials",
            "state",
            int(State.TRADING_AVAILABLE),
        ),
    ],
)
def test_serials_that_cannot_be_taken_are_refused_by_name(
    fields: dict[str, Any], code: str, field: str, value: object
) -> None:
    error = refused(NAMED | fields)
    assert (error.code, error.field, error.value) == (code, field, value)


def test_serials_become_ranges_of_an_instruction_that_counts_them() -> None:
    request = asked(NAMED | {"serials": ["20", "11-15"]})
    assert request.operation is not None
    made = instruction(request.operation, request.fields, "lin", "bridge", 20_260_105)
    assert (made.account, made.quantity, made.serials) == (0, 6, (Range(11, 15), Range(20, 20)))


@pytest.mark.parametrize("role", ["member", "viewer", "exchange", "feed"])
@pytest.mark.parametrize(
    "op",
    ["deposit", "open_account", "allocate", "withdraw", "freeze", "cut_payments", "give_rights"],
)
def test_only_the_registrys_operator_writes(role: str, op: str) -> None:
    error = refused({"op": op}, role)
    assert (error.code, error.allowed) == ("role_not_allowed", ["bridge"])


@pytest.mark.parametrize("op", ["summary", "reconcile", "accounts", "transfers"])
def test_members_do_not_read_what_is_the_venues(op: str) -> None:
    assert refused({"op": op}, "member").code == "role_not_allowed"


def test_before_log_on_nothing_else_is_accepted() -> None:
    assert refused({"op": "cash"}, None).code == "not_logged_on"


def test_a_writing_operation_becomes_an_instruction() -> None:
    fields = {
        "account": 3,
        "instrument": b"CEA25",
        "quantity": 9,
        "state": int(State.TRADING_AVAILABLE),
    }
    made = instruction(OPERATIONS["freeze"], fields, "lin", "bridge", 20_260_105)
    assert made == Instruction(
        Task.FREEZE,
        3,
        "CEA25",
        9,
        state=State.TRADING_AVAILABLE,
        who="lin",
        role="bridge",
        date=20_260_105,
    )
    paid = instruction(OPERATIONS["withdraw"], {"account": 3, "amount_fen": 5}, "lin", "bridge", 0)
    assert (paid.task, paid.instrument, paid.quantity) == (Task.WITHDRAW, "", 5)
