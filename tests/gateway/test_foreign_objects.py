"""Every operation of the gateway × every role × everything that is another's: from the table of
operations.

A request that names something of another gets the same answer as one that names what never was,
and changes nothing; what a role reads has nothing of it. What differs is written down here. An
operation, a field or a role that nobody has written down fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.rules.state import StateArray
from gateway.protocol.operations import Row, Way, merged
from gateway.protocol.session import Session
from gateway.protocol.table.rows import ROWS
from gateway.protocol.table.words import (
    AUTHORITY,
    BRIDGE,
    EXCHANGE,
    FEED,
    MEMBER,
    ROLES,
    VIEWER,
)
from gateway.reports.event_maps import event_maps
from tests.gateway.samples import sample
from tests.gateway.secret_scene import (
    ALICE,
    APPLICATION,
    DEAL,
    HIDDEN_ORDER,
    NOTE,
    NUMBER_KEY,
    OFFER,
    PRIVATE_INTENT,
    SEALED_BID,
    SecretFloor,
    keep_secrets,
)

Message = dict[str, Any]
STRANGER = "stranger"
WHO = {MEMBER: "carol", VIEWER: "wilma", EXCHANGE: "exchange", FEED: "feed", BRIDGE: "bridge"}
WHO |= {AUTHORITY: "hubei"}

# Fields that name something that can be another's, and the secret that each names here.
NAMES = {
    "order": "order",
    "take": "order",
    "bid": "bid",
    "auction": "application",
    "intent": "intent",
    "dialogue": "dialogue",
    "deal": "deal",
    "after": "every",
    "account": "account",
    "operator": "operator",
}
NEVER = {
    **dict.fromkeys(("bid", "application", "intent", "dialogue", "deal"), 123_456_789_012_345),
    "order": 987_654_321,
    "account": 60,
    "operator": 4_000,
}
# Fields whose value names nothing of anybody, or what only a trusted role names.
OTHER_FIELDS = {
    *("instrument", "side", "price", "quantity", "order_type", "time_in_force", "valid_until_ns"),
    *(
        "client_order_id",
        "report_date",
        "from",
        "to",
        "limit",
        "value",
        "name",
        "number",
        "base_price",
    ),
    *("parameters", "parameter", "from_date", "weights", "confirm", "reason", "kind", "amount_fen"),
    *("composite_close", "method", "date", "override", "phase", "reference", "follows", "count"),
    *("tape_hash", "trade", "buyer", "seller", "failed", "entity", "accounts", "year", "days_left"),
    *("shortfall", "outstanding", "available", "offered", "lot", "smallest_bid", "pay_as_bid"),
    *("discounted", "void_if_short", "tie_by_lot", "opens", "closes", "seed", "in_parts", "note"),
    *("invitation", "hidden", "refuse_log_on", "counterparty", "anchor", "link", "position"),
    *("expires_ns", "after_ms", "total", "expected_leaves", "scope", "client_request_id"),
    *("everyone", "steps", "dry_run", "rule", "who", "act", "from_ns", "to_ns"),
    *("alert", "alerts", "call_minutes", "trading_fee_ppm", "trading_fee_min_fen"),
    *("settlement_fee_ppm", "settlement_fee_min_fen"),
    *("until", "relation", "first", "last", "other", "party"),
    *("case_number", "case_note", "measure", "day", "cases", "cash"),
    *("name_zh", "name_en", "title_zh", "title_en", "text_zh", "text_en"),
}
# A staff's and the bridge's operations may name what is anybody's.
TRUSTED = {
    EXCHANGE: {row.name for row in ROWS if EXCHANGE in row.fields},
    BRIDGE: {
        "balances",
        "accounts",
        "cash_in",
        "cash_out",
        "units_in",
        "units_out",
        "trade_failed",
    },
}
DESK = {"intent", "dialogue", "deal", "note"}
# What a role may read of the secrets, by operation; every query that can be asked is named.
NOTHING: set[str] = set()
READ: dict[str, dict[str, set[str]]] = {
    "status": dict.fromkeys(ROLES, NOTHING),
    "announcements": dict.fromkeys(ROLES, NOTHING),
    "anchor": dict.fromkeys((EXCHANGE, BRIDGE), NOTHING),
    "auctions": {**dict.fromkeys(ROLES, NOTHING), EXCHANGE: {"application"}},
    "open_orders": {MEMBER: NOTHING, VIEWER: NOTHING, EXCHANGE: {"order"}},
    "balances": dict.fromkeys((MEMBER, VIEWER, EXCHANGE, BRIDGE), NOTHING),
    "reports": {MEMBER: NOTHING, VIEWER: NOTHING, EXCHANGE: DESK | {"order", "application"}},
    "fills": dict.fromkeys((MEMBER, VIEWER, EXCHANGE), NOTHING),
    "orders": {MEMBER: NOTHING, VIEWER: NOTHING, EXCHANGE: {"order"}},
    "order": dict.fromkeys((MEMBER, VIEWER, EXCHANGE), NOTHING),
    "instruments": dict.fromkeys(ROLES, NOTHING),
    "time": dict.fromkeys(ROLES, NOTHING),
    "calendar": dict.fromkeys(ROLES, NOTHING),
    "schedule": dict.fromkeys(ROLES, NOTHING),
    "usage": dict.fromkeys(ROLES, NOTHING),
    "sessions": {EXCHANGE: NOTHING},
    "resume_reports": dict.fromkeys((MEMBER, VIEWER), NOTHING),
    "limits": {EXCHANGE: NOTHING},
    "accounts": dict.fromkeys((EXCHANGE, BRIDGE), NOTHING),
    "account_limits": dict.fromkeys((MEMBER, VIEWER, EXCHANGE), NOTHING),
    "supervision": {EXCHANGE: NOTHING},
    "acts": {EXCHANGE: NOTHING},
    "key_changes": {EXCHANGE: NOTHING},
    "parameters": dict.fromkeys((MEMBER, VIEWER, EXCHANGE), NOTHING),
    "venue_rules": dict.fromkeys((MEMBER, VIEWER, EXCHANGE), NOTHING),
    "approvals": {EXCHANGE: NOTHING},
    "fees": dict.fromkeys((MEMBER, VIEWER, EXCHANGE), NOTHING),
    "alerts": dict.fromkeys((EXCHANGE, FEED), NOTHING),
    "begin_alerts": {FEED: NOTHING},
    "post_alerts": {FEED: NOTHING},
    "begin_cases": {FEED: NOTHING},
    "post_cases": {FEED: NOTHING},
    "cases": dict.fromkeys((EXCHANGE, FEED), NOTHING),
    "case": {EXCHANGE: NOTHING},
    "case_events": {EXCHANGE: NOTHING},
    "bids": dict.fromkeys((MEMBER, VIEWER), NOTHING),
    "bust_preview": {EXCHANGE: NOTHING},
    "intents": {MEMBER: NOTHING, VIEWER: NOTHING, EXCHANGE: {"intent", "note"}},
    "dialogues": {MEMBER: NOTHING, VIEWER: NOTHING, EXCHANGE: {"intent", "dialogue"}},
    "deals": {MEMBER: NOTHING, VIEWER: NOTHING, EXCHANGE: {"deal"}},
    "transfers": {BRIDGE: NOTHING},
    "fee_income": dict.fromkeys((BRIDGE, EXCHANGE), NOTHING),
    "unsettled": dict.fromkeys((BRIDGE, EXCHANGE), NOTHING),
    "days": dict.fromkeys((BRIDGE, EXCHANGE), NOTHING),
    "applied": dict.fromkeys((BRIDGE, EXCHANGE), NOTHING),
    "risk_alerts": dict.fromkeys((BRIDGE, EXCHANGE), NOTHING),
    "last_relation": dict.fromkeys((BRIDGE, EXCHANGE), NOTHING),
    "risk_alert": {BRIDGE: NOTHING},
    "begin_risk_alerts": {BRIDGE: NOTHING},
    "follow": dict.fromkeys((FEED, EXCHANGE), {"order", "application"} | DESK),
}
# What betrays a secret, besides its number.
MARKS: dict[str, set[int | str]] = {
    "order": set(HIDDEN_ORDER.values()),
    "bid": set(SEALED_BID.values()),
    "application": set(APPLICATION.values()),
    "intent": set(PRIVATE_INTENT.values()),
    "dialogue": {OFFER["price"]},
    "deal": set(DEAL.values()),
    "note": {NOTE},
}


class Scene:
    """The floor with all secrets, a session for each role, one that has not logged on."""

    def __init__(self, folder: Path) -> None:
        self.floor = SecretFloor(folder, number_key=NUMBER_KEY)
        self.floor.open_market()
        every = self.floor.sessions()
        self.floor.prepare(every["exchange"], every["bridge"])
        auction = self.floor.open_session(every["exchange"], every["alice"])
        self.numbers = keep_secrets(self.floor, every, auction)
        entries = self.floor.public_keys.entries()
        key = next(entry.number for entry in entries if entry.key == "alice")
        self.numbers |= {"account": ALICE, "operator": key}
        self.sessions = {role: every[name] for role, name in WHO.items()}
        self.sessions[STRANGER] = self.floor.stranger("carol")[0]

    def answers(self, role: str, request: Message, number: int) -> str:
        """What comes of a request, with a sign in the place of the number that it names."""
        session = self.sessions[role]
        before = len(self.floor.reports(session))
        frame = self.floor.frame(session, request)
        self.floor.run(frame)
        reports = self.floor.reports(session)[before:]
        passing = ("id", "report", "number", "time_ns", "received_ns")
        said = [
            {name: value for name, value in each.items() if name not in passing}
            for each in (*frame.answers, *reports)
        ]
        return json.dumps(said, ensure_ascii=False).replace(str(number), "NUMBER")


@pytest.fixture(scope="module")
def unasked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene in which nobody has named what is another's: reports say back what was asked."""
    scene = Scene(tmp_path_factory.mktemp("unasked"))
    yield scene
    scene.floor.sequencer.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    scene = Scene(tmp_path_factory.mktemp("secrets"))
    yield scene
    scene.floor.sequencer.close()


def test_every_field_of_every_operation_is_written_down() -> None:
    fields = {name for row in ROWS for name in merged(row)}
    assert fields <= NAMES.keys() | OTHER_FIELDS
    assert not NAMES.keys() & OTHER_FIELDS
    assert NAMES.keys() | OTHER_FIELDS <= fields | {"take"}


def test_every_query_is_written_down_for_every_role_that_may_ask_it() -> None:
    asked = {row.name: set(row.fields) for row in ROWS if row.way is Way.QUERY}
    assert {name: set(roles) for name, roles in READ.items()} == asked


def cases() -> Iterator[tuple[str, str, str]]:
    """Every operation, role and field that names something."""
    for row in ROWS:
        for role in (*ROLES, STRANGER):
            if row.name not in TRUSTED.get(role, ()):
                yield from ((row.name, role, name) for name in merged(row) if name in NAMES)


def request_of(row: Row, role: str, field: str, number: int) -> Message:
    """A request of this row that names the number."""
    fields = row.fields.get(role) or next(iter(row.fields.values()))
    needed = {name: sample(name, each) for name, each in fields.items() if each.required}
    return {"op": row.name} | needed | {field: number}


def kept(state: StateArray) -> bytes:
    """Everything that members have, as bytes."""
    tables = ("accounts", "holdings", "orders", "links", "auctions", "bids", "intents", "deals")
    return b"".join(state[table].tobytes() for table in (*tables, "dialogues", "account_kills"))


@pytest.mark.parametrize(("operation", "role", "field"), list(cases()))
def test_what_is_another_s_is_answered_as_what_never_was(
    scene: Scene, operation: str, role: str, field: str
) -> None:
    row = next(row for row in ROWS if row.name == operation)
    secrets = [NAMES[field]] if field != "after" else ["bid", "intent", "dialogue", "deal", "order"]
    for secret in secrets:
        before = kept(scene.floor.sequencer.state)
        foreign, never = scene.numbers[secret], NEVER[secret]
        said = [
            scene.answers(role, request_of(row, role, field, number), number)
            for number in (foreign, never)
        ]
        assert said[0] == said[1]
        assert kept(scene.floor.sequencer.state) == before


@pytest.mark.parametrize(
    ("operation", "role"), [(name, role) for name, roles in READ.items() for role in roles]
)
def test_a_query_shows_nothing_of_another_s_that_is_not_written_down(
    unasked: Scene, operation: str, role: str
) -> None:
    scene, row = unasked, next(row for row in ROWS if row.name == operation)
    fields = row.fields[role]
    request = {"op": operation} | {
        name: sample(name, each) for name, each in fields.items() if each.required
    }
    if "account" in request:
        request["account"] = ALICE
    if operation == "resume_reports":
        request |= {"report_date": "2026-01-05", "from": 1}
    session = scene.sessions[role]
    heard = [*scene.floor.ask(session, request), *scene.floor.reports(session)]
    found = seen_in([*heard, *followed(scene, session, operation)], scene.numbers)
    assert found <= READ[operation][role]


def followed(scene: Scene, session: Session, operation: str) -> list[Message]:
    """The events that a follower is sent from the first on."""
    if operation != "follow":
        return []
    assert scene.floor.floor.followers.pop(session) == 1
    events = scene.floor.sequencer.events(1, 65_536)
    return event_maps(events, scene.floor.floor.directory.codes)


def seen_in(messages: list[Message], numbers: dict[str, int]) -> set[str]:
    """The secrets of which messages say a number, a term or a note."""
    found = set(values_of(messages))
    marks = {
        secret: each | ({numbers[secret]} if secret in numbers else set())
        for secret, each in MARKS.items()
    }
    return {secret for secret, each in marks.items() if each & found}


def values_of(part: Any) -> Iterator[int | str]:
    """Every number and text in a message."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from values_of(each)
    elif isinstance(part, (int, str)):
        yield part
