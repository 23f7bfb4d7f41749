"""Every operation of the three servers, asked by every role: as it should be, and with each field
wrong.

The requests are made from the tables of operations once, when a recording is made; afterwards the
recording's own are sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.protocol.operations import Operation
from gateway.protocol.table.rows import OPERATIONS as GATEWAY
from gateway.protocol.table.rows import ROLES_OF
from marketdata.listener import OPERATIONS as FEED
from settlement_bridge.asked import FIELD
from settlement_bridge.operations import OPERATIONS as REGISTRY
from settlement_bridge.operations import ROLES_OF as REGISTRY_ROLES
from tests.corpus.story import Step

WHO_OF = {
    "member": "carol",
    "viewer": "vera",
    "exchange": "exchange",
    "feed": "feed",
    "bridge": "bridge",
}
WRONG: tuple[Any, ...] = ([], {}, "", "\u0000", -1, 1.5, True, None, 2**63)
SILENT = ("heartbeat", "log_off")  # the corpus's own
AGAIN = "carol"
DIGEST = "0" * 64
OWN = "a reference of its own"
# A value that the field of this name takes, for whatever operation.
SAMPLES: dict[str, Any] = {
    "account": 3,
    "to_account": 2,
    "accounts": [3],
    "after": 0,
    "after_instrument": "CEA24",
    "act": "note",
    "amount_fen": 100,
    "all_methods": True,
    "at_deadline": "wait",
    "anchor": "1 " + "A" * 43,
    "auction": 1,
    "bank": "ICBC",
    "bank_account": "6222-9",
    "base_other": 100,
    "base_power": 10,
    "base_price": 7850,
    "bid": 65537,
    "buyer": 1,
    "case_note": "a note",
    "case_number": 1,
    "cash": "bank",
    "channel": "summary",
    "client_order_id": "s-1",
    "closes": "14:00",
    "code": "CEAX1.e30.AA",
    "composite_close": 7800,
    "correction": True,
    "count": 1,
    "counterparty": 2,
    "credit_code": "91420000177716821H",
    "date": "2026-01-05",
    "day": "2026-01-06",
    "days_left": 3,
    "deadline": "2026-12-31",
    "deal": 1,
    "default": 1,
    "denominator": 2,
    "dialogue": 1,
    "digest": DIGEST,
    "direction": "transfer_in",
    "discounted": True,
    "dry_run": False,
    "document": "S-1",
    "entity": 3,
    "epoch": "corpus",
    "event": 1,
    "failed": 0,
    "fee_share_bp": 1,
    "file": 1,
    "fine_high": 10,
    "fine_low": 5,
    "first": "2026-01-05",
    "follows": 1,
    "from": 1,
    "from_date": "2026-01-05",
    "hidden": True,
    "hold_results": True,
    "holder": "Carol",
    "in_parts": True,
    "instrument": "CEA25",
    "intent": 1,
    "invitation": True,
    "key": "vera",
    "kind": "year",
    "last": "2026-01-06",
    "limit": "open_orders",
    "line": 85,
    "link": DIGEST,
    "lot": 1,
    "measure": "pledge",
    "method": "listed",
    "missing": 1,
    "name": "A name",
    "note": "a note",
    "number": 7,
    "numerator": 3,
    "objection": 1,
    "offered": 1,
    "offset": 0,
    "offset_bp": 500,
    "opens": "13:00",
    "operator": 5,
    "order": 1,
    "order_type": "market",
    "other": 2,
    "outstanding": 1,
    "override": True,
    "parameter": "lot",
    "parameters": {"lot": 1},
    "party": "Heng",
    "pay_as_bid": True,
    "payment": 1,
    "phase": "lunch",
    "position": 0,
    "price": 7850,
    "proposal": 1,
    "province": 42,
    "quantity": 100,
    "reason": "a reason",
    "reference": 99_999,
    "relation": "owner",
    "request": 1,
    "rights": ["read"],
    "rule": "direct_cash",
    "sector": "power",
    "seed": "00000000000000ff",
    "seller": 2,
    "serial": "CEA24-2024-42-000000000001",
    "shortfall": 1,
    "side": "sell",
    "smallest_bid": 1,
    "sold_from": "2026-01-01",
    "sold_to": "2026-01-06",
    "state": "registry_available",
    "status": "active",
    "suspense": True,
    "take": 1,
    "tape_hash": "0" * 16,
    "text": "a text",
    "tie_by_lot": True,
    "time": "15:30",
    "time_in_force": "ioc",
    "title": "a title",
    "to_date": "2026-01-06",
    "top_up": "15:30",
    "top_up_days": 1,
    "trade": 1,
    "until": "2026-02-02",
    "valid_until_ns": 2**62,
    "value": 1,
    "void_if_short": True,
    "wait_ms": 0,
    "waiting": True,
    "weights": {"CEA25": [1, 1]},
    "year": 2024,
    "available": 1,
    "standing": True,
    "refuse_log_on": False,
    "case": "on_time",
    "last_vintage": 2026,
    "again": "told twice",
    FIELD: OWN,
    "report_date": "2026-01-06",
    "last_year": 2025,
    "serials": ["800021-800022"],
    "confirm": True,
    "first_vintage": 2020,
    "next_report": 1,
    "heartbeat_s": 15,
    "cancel_on_disconnect": False,
    "after_ms": 0,
    "client_request_id": "s-2",
    "expected_leaves": 1,
    "expires_ns": 2**62,
    "guard": 1,
    "scope": "key",
    "total": 100,
}
OTHERS: dict[tuple[str, str], Any] = {
    ("alert", "kind"): "overdue",
    ("risk_alert", "kind"): "overdue",
    ("open_entity", "kind"): "institution",
    ("payments", "status"): "sent",
    ("open_account", "account"): 9,
    ("limits", "limit"): 1,
    **{
        (name, "limit"): 10
        for name in (
            "audit",
            "alerts",
            "proposals",
            "journal",
            "trades",
            "events",
            "event",
            "changes",
        )
    },
    **{
        (name, "limit"): 10
        for name in (
            "payments",
            "payment_files",
            "suspense",
            "objections",
            "defaults",
            "default_notices",
        )
    },
    ("emissions_file", "reference"): "S-2",
    ("relations_file", "reference"): "S-2",
    ("allocate_file", "reference"): "S-2",
    **{(name, "reference"): "S-2" for name in ("bank_deposits", "bank_answer", "bank_balance")},
    **{(name, "reference"): 1 for name in ()},
    ("list_instrument", "instrument"): "CEA26",
    ("audit", "after"): "",
}


def requests() -> Iterator[Step]:
    """The whole sweep, each request with a reference of its own where it carries one."""
    for number, (who, request) in enumerate(_requests(), 1):
        yield Step(who, request | {FIELD: f"s-{number}"} if request.get(FIELD) == OWN else request)


def _requests() -> Iterator[Step]:
    for name in ROLES_OF:
        for role, who in WHO_OF.items():
            yield from _asked(f"{who}@gateway", name, GATEWAY[role].get(name))
    for operation in FEED.values():
        for who in ("stranger", "bridge", "vera"):
            yield from _asked(f"{who}@feed", operation.name, operation)
    for operation in REGISTRY.values():
        for role, who in WHO_OF.items():
            yield from _asked(
                f"{who}@registry",
                operation.name,
                operation if role in REGISTRY_ROLES[operation.name] else None,
            )


def _asked(who: str, name: str, operation: Operation | None) -> Iterator[Step]:
    """One operation as one role may ask it (None: it may not)."""
    if name in SILENT:
        return
    if operation is None:
        yield Step(who, {"op": name})
        return
    fields = {field: _sample(name, field) for field in operation.fields}
    must = {field: value for field, value in fields.items() if operation.fields[field].required}
    yield Step(who, {"op": name, "nothing_like_it": 1})
    for place, field in enumerate(fields):
        yield from (Step(who, {"op": name} | fields | {field: value}) for value in _wrong(place))
        if field in must:
            yield Step(
                who, {"op": name} | {other: each for other, each in must.items() if other != field}
            )
    yield Step(who, {"op": name} | must)
    if fields != must:
        yield Step(who, {"op": name} | fields)


def _wrong(place: int) -> Mapping[Any, None] | list[Any]:
    """Two of the wrong values, others for each field."""
    return [WRONG[place % len(WRONG)], WRONG[(place + 4) % len(WRONG)]]


def _sample(operation: str, field: str) -> Any:
    return OTHERS.get((operation, field), SAMPLES.get(field))
