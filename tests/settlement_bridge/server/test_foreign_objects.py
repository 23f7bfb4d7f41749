"""Every operation of the registry × every role × everything that is another's: from the table of
operations.

A key of a member or viewer, or one without business here, that names something of another gets the
same answer as one that names what never was. An operation, a field or a role that nobody has
written down fails.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import String, Table

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.conversation import Conversation
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import Way, merged
from gateway.protocol.private_keys import generate
from gateway.protocol.table.words import (
    AUTHORITY,
    BRIDGE,
    EXCHANGE,
    FEED,
    MEMBER,
    ROLES,
    VIEWER,
)
from settlement_bridge.asked import FIELD
from settlement_bridge.books import Legs, Market, SignOff, entities
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.parties import (
    Entity,
    EntityKind,
    Instruction,
    Sector,
    Status,
    Task,
)
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import outbox
from settlement_bridge.errors import Refusal
from settlement_bridge.office import Office, Uploads
from settlement_bridge.operations import OPERATIONS, ROLES_OF, ROWS
from settlement_bridge.operations.fields import PEER, STRANGER
from settlement_bridge.operations.representatives import Right
from settlement_bridge.representatives import FOR_EVER, Person, give
from settlement_bridge.server import ENDS, SIDES, reading, without_counterparty
from settlement_bridge.server.requests import TERMS, Queries
from settlement_bridge.server.strangers import NOBODY
from settlement_bridge.store import Worker
from settlement_bridge.store.authority_tables import applications
from settlement_bridge.store.entity_tables import (
    alerts,
    certificate_codes,
    certificates,
    obligations,
    proposals,
)
from settlement_bridge.store.law_tables import sanctions
from settlement_bridge.store.settlement_tables import (
    default_acts,
    defaults,
    payments,
    trade_orders,
    trades,
)
from tests.gateway.samples import request_of
from tests.signing import welcome

OWN, OTHER = 1, 2
DATE = 20_260_105
# quantities and amounts of the other's that occur nowhere else
UNITS, CASH_FEN, PAYMENT_FEN, SHORT, ORDER = 7307, 8_900_117, 310_013, 41_903, 2_097_331
DUE, WARNED, APPLIED = 6_211, 5_501, 1_213
PROVINCES = {OWN: 42, OTHER: 11}
OWED = 52_901
CLIENT_ID, CERTIFICATE_CODE = "theirs", "CEAX1.theirs"
UNITS_SHORT = f"units_insufficient in account {OTHER}"
# Fields that name something that can be another's: of the other's, and of nothing.
NAMES: dict[str, tuple[Any, Any]] = {
    "account": (OTHER, 77),
    "to_account": (OTHER, 77),
    "entity": (OTHER, 77),
    "payment": (61, 77),
    "proposal": (61, 77),
    "default": (61, 77),
    "application": (61, 77),
    "act": (61, 77),
    "alert": (61, 77),
    "for_entity": (OTHER, 77),
    "sanction": (61, 77),
    "number": (61, 77),
    "serials": (["11-15"], ["90011-90015"]),
}
OTHER_FIELDS = {
    "act",
    *("after", "after_instrument", "again", "all_methods", "amount_fen", "at_deadline", "bank"),
    *("bank_account", "base_other", "base_power", "case", "cash", "city", "client_reference"),
    *("code", "differentiated", "share_bp", "upheld"),
    *("correction", "credit_code", "date", "deadline", "denominator", "digest", "direction"),
    *("document", "event", "fee_share_bp", "file", "fine_high", "fine_low", "first"),
    *("first_vintage", "from", "from_date", "hold_results", "holder", "instrument", "key", "kind"),
    *("last", "last_vintage", "last_year", "limit", "line", "method", "name", "note", "numerator"),
    *("other", "party", "relation", "cash_short", "units_short"),
    *("objection", "offset", "offset_bp", "opens", "closes", "province", "quantity", "reason"),
    *("reference", "request", "rights", "rule", "sector", "serial", "sold_from", "sold_to"),
    *("standing", "state", "status", "suspense", "text", "time", "title", "to_date", "top_up"),
    *("top_up_days", "trade", "value", "wait_ms", "waiting", "year"),
    *("apply_until", "factor", "gains_fen", "how", "methods", "month", "offence", "offence_date"),
    *("rows", "topic", "until", "window"),
    # of the credits market, whose projects, periods and cancellations are public
    *("applied_from", "applied_to", "beneficiary", "body", "cancellation", "comments"),
    *("commitment", "conclusion", "construction", "content", "crediting_from", "crediting_to"),
    *("design", "fields", "methodology", "name_en", "observations", "of_field"),
    *("open_requests", "owner", "period", "project", "proof", "purpose", "quantities"),
    *("reasons", "report", "site", "sites", "size", "start", "team", "visited", "waited_days"),
    *("years_least", "years_most"),
    # of two registries, whose operator and peers they are
    *("address", "peer", "peer_account", "server_key", "step"),
}
TRUSTED = (EXCHANGE, BRIDGE)  # staff reads everything, the registry's operator also acts
ASKING = (MEMBER, VIEWER, FEED, AUTHORITY)


class Registry:
    """The registry's answers without sockets; the exchange does what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.database = open_registry(
            f"sqlite:///{folder}/registry.sqlite3", clock=itertools.count(1).__next__
        )
        self.worker = Worker()
        self.keys = PublicKeys(folder / "keys.json")
        for role in ROLES:
            account = OWN if role in (MEMBER, VIEWER) else None
            public_key = generate(folder / f"{role}.pem").public_key
            scope = f"province:{PROVINCES[OWN]}" if role == AUTHORITY else ""
            self.keys.add(role, role, account, role, public_key, scope=scope)
        turn = Turn(self.database, self.worker, _allowed)
        transfers = SimpleNamespace(turn=turn, carried=turn.mending, answered=_answered)
        exchange = SimpleNamespace(date=DATE, venue="ceax")
        given: Any = (self.database, self.worker, exchange, transfers, None, None, None, None)
        own = (generate(folder / "own.pem"), self.keys, Market.ALLOWANCES, Legs.BOTH)
        self.queries = Queries(Office(*given, Uploads(), *own))

    def give_rights(self, connection: Any) -> None:
        """The member's key may do everything that a representative may."""
        entry = self.keys.entry(MEMBER)
        assert entry is not None
        every = Right(sum(Right))
        who = (OWN, Person(MEMBER, entry.public_key), ("Lin", "trader"), every, (0, FOR_EVER))
        assert not isinstance(give(connection, *who, SignOff("bridge", BRIDGE), 1), Refusal)

    def close(self) -> None:
        self.worker.close()
        self.database.close()

    def answer(self, role: str | None, message: dict[str, Any]) -> dict[str, Any]:
        """What a key of a role is answered, as the conversation reads its request."""
        talk = Conversation(TERMS, self.keys, welcome(), 0)
        if role is not None:
            entry = self.keys.entry(role)
            assert entry is not None
            whose = (role, entry.number, role, entry.account or 0)
            talk.grant = Grant(*whose, scope=entry.scope)
            talk.operations = TERMS.of_role[role]
        request = talk.read({"id": 1, **message}, 0)
        if request.error is not None or request.operation is None:
            return {"error": request.error}
        given = (request.operation.name, request.fields, talk.grant or NOBODY)
        try:
            return asyncio.run(self.queries.answer(*given))
        except RequestError as error:
            return {"error": error.as_map()}


async def _allowed() -> None:
    return None


async def _answered(number: int) -> int:
    return number


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    made = Registry(tmp_path_factory.mktemp("registry"))
    made.database.write(furnish)
    made.database.write(made.give_rights)
    yield made
    made.close()


def furnish(connection: Any) -> None:
    """Two entities, each with an account; the other has cash, units, a payment, a default, an
    obligation, an alert, an application.
    """
    for number, province in PROVINCES.items():
        row = (number, f"member {number}", EntityKind.EMITTER, province, Sector.POWER, None)
        given = (Entity(*row, Status.ACTIVE), SignOff("bridge", BRIDGE), 1)
        assert entities.open_entity(connection, *given) == number
    instructions = [
        *(Instruction(Task.OPEN_ACCOUNT, each, name=f"member {each}") for each in (OWN, OTHER)),
        Instruction(Task.ALLOCATE, OTHER, "CEA25", UNITS, year=2025, province=42),
        Instruction(Task.ALLOCATE, OWN, "CEA25", 50, year=2025, province=42),
        Instruction(Task.DEPOSIT, OTHER, "", CASH_FEN),
    ]
    outbox.record(connection, instructions, 1)
    for table, values in (*ROWS_OF_THE_OTHER.items(), *ROWS_OF_BOTH):
        row = {
            each.name: values.get(each.name, "" if isinstance(each.type, String) else 0)
            for each in table.columns
            if each.name in values or not each.nullable
        }
        connection.execute(table.insert().values(row))


ROWS_OF_THE_OTHER: dict[Table, dict[str, Any]] = {
    obligations: {"number": 61, "entity": OTHER, "year": 2024, "emissions": DUE, "due": DUE},
    alerts: {
        "number": 61,
        "date": DATE,
        "entity": OTHER,
        "year": 2024,
        "kind": "shortfall",
        "shortfall": WARNED,
    },
    applications: {
        "number": 61,
        "kind": 1,
        "entity": OTHER,
        "account": OTHER,
        "year": 2024,
        "instrument": "CEA24",
        "quantity": APPLIED,
        "date": DATE,
        "status": 1,
    },
    sanctions: {
        "number": 61,
        "entity": OTHER,
        "year": 2000,
        "offence": "late_surrender",
        "offence_day": DATE,
        "stage": "first",
        "measure": "order",
        "date": DATE,
        "mark": "text",
        "quantity": OWED,
    },
    certificates: {"number": 61, "entity": OTHER, "year": 2024, "fingerprint": "61"},
    certificate_codes: {"number": 61, "code": CERTIFICATE_CODE},
    payments: {"payment": 61, "account": OTHER, "amount_fen": PAYMENT_FEN, "status": 1},
    proposals: {
        "number": 61,
        "entity": OTHER,
        "account": OTHER,
        "operation": "request_payment",
        "fields": json.dumps({"account": OTHER, "amount_fen": PAYMENT_FEN}),
        "status": 1,
    },
    trades: {
        "seq": 1,
        "trade": 1,
        "date": DATE,
        "method": "listed",
        "instrument": "CEA25",
        "instrument_number": 5,
        "price": 7850,
        "quantity": 10,
        "amount_fen": 78_500,
        "buyer": OTHER,
        "seller": 3,
        "status": 1,
    },
    defaults: {
        "number": 61,
        "date": DATE,
        "seq": 1,
        "account": OTHER,
        "instrument": "CEA25",
        "missing": SHORT,
    },
    default_acts: {"number": 1, "of_default": 61, "kind": 1, "date": DATE},
    trade_orders: {
        "seq": 1,
        "buyer_order": ORDER,
        "buyer_client_order_id": CLIENT_ID,
        "seller_order": 5,
    },
}
_TRADED = ROWS_OF_THE_OTHER[trades] | {"buyer": OWN, "seller": OTHER, "status": 3}
ROWS_OF_BOTH: list[tuple[Table, dict[str, Any]]] = [
    (trades, _TRADED | {"seq": 2, "trade": 2, "reason": f"cash_insufficient in account {OWN}"}),
    (trades, _TRADED | {"seq": 3, "method": "auction", "reason": UNITS_SHORT}),
    (trades, _TRADED | {"seq": 4, "method": "block", "reason": UNITS_SHORT}),
    (
        defaults,
        ROWS_OF_THE_OTHER[defaults] | {"number": 62, "seq": 2, "account": OWN, "missing": 7},
    ),
    (default_acts, {"number": 2, "of_default": 62, "kind": 1, "date": DATE}),
    (
        trade_orders,
        {
            "seq": 2,
            "buyer_order": 4,
            "buyer_client_order_id": "mine",
            "seller_order": ORDER,
            "seller_client_order_id": CLIENT_ID,
        },
    ),
]
MARKS = {UNITS, CASH_FEN, PAYMENT_FEN, SHORT, ORDER, CLIENT_ID, DUE, WARNED, APPLIED}
MARKS |= {CERTIFICATE_CODE}


def test_every_field_of_every_operation_is_written_down() -> None:
    fields = {name for row in ROWS for name in merged(row)}
    assert fields - NAMES.keys() - OTHER_FIELDS == set()
    assert (NAMES.keys() | OTHER_FIELDS) - fields == set()


def test_every_role_is_written_down() -> None:
    assert {*TRUSTED, *ASKING} == set(ROLES)
    # a peer is a registry, which asks for what it named itself (tests of offsets)
    assert {role for roles in ROLES_OF.values() for role in roles} <= {*ROLES, *PEER, STRANGER}


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        ({"op": "default", "default": 61}, SHORT),
        ({"op": "payments", "account": OTHER}, PAYMENT_FEN),
        ({"op": "sanction", "sanction": 61}, OWED),
        ({"op": "proposals", "account": OTHER}, 61),
        ({"op": "holdings", "account": OTHER}, UNITS),
        ({"op": "cash", "account": OTHER}, CASH_FEN),
        ({"op": "positions", "year": 2024}, DUE),
        ({"op": "alerts"}, WARNED),
        ({"op": "applications"}, APPLIED),
        ({"op": "trades", "date": "2026-01-05", "account": OWN}, ORDER),
        ({"op": "trades", "date": "2026-01-05", "account": OWN}, CLIENT_ID),
    ],
)
def test_the_scene_holds_what_is_asked_for(
    registry: Registry, request_: dict[str, Any], found: int | str
) -> None:
    assert found in set(values_of(registry.answer(EXCHANGE, request_)))


def own_request(name: str, whole: bool = False) -> dict[str, Any]:
    """A request of an operation about the asker's own account or entity."""
    request = request_of(OPERATIONS[name], whole=whole)
    request.pop("serials", None)
    return request | {field: OWN for field in ("account", "entity") if field in request}


CASES = [
    (row.name, role, name)
    for row in ROWS
    for role in (*ASKING, None)
    for name in merged(row)
    if name in NAMES and row.name != "log_off"
]


@pytest.mark.parametrize(("operation", "role", "field"), CASES)
def test_what_is_another_s_is_answered_as_what_never_was(
    registry: Registry, operation: str, role: str | None, field: str
) -> None:
    said = []
    for number, named in enumerate(NAMES[field]):
        request = own_request(operation) | {field: named}
        if field == "serials":
            request = {name: each for name, each in request.items() if name != "quantity"}
        if FIELD in request:
            request[FIELD] = f"{operation}-{role}-{field}-{number}"
        answer = json.dumps(registry.answer(role, request), ensure_ascii=False)
        parts = named if isinstance(named, list) else [str(named)]
        for each in parts:
            answer = re.sub(rf"\b{each}\b", "NAMED", answer)
        said.append(answer)
    assert said[0] == said[1]


QUERIES = [
    (row.name, role)
    for row in ROWS
    if row.way is Way.QUERY
    for role in ASKING
    if role in ROLES_OF[row.name] and STRANGER not in ROLES_OF[row.name]  # what is not public
]


@pytest.mark.parametrize(("operation", "role"), QUERIES)
def test_a_query_shows_nothing_of_another_s(registry: Registry, operation: str, role: str) -> None:
    request = own_request(operation)
    request |= {"year": 2024} if "year" in request else {}
    whose = [{}] if "entity" not in OPERATIONS[operation].fields else [{}, {"entity": OTHER}]
    dates = [{}, {"date": "2026-01-05"}] if "date" in request else [{}]
    for named, dated in itertools.product(whose, dates):
        answer = registry.answer(role, request | named | dated)
        assert not MARKS & set(values_of(answer))
        assert "member 2" not in json.dumps(answer)


def values_of(part: Any) -> Iterator[Any]:
    """Every value in an answer."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from values_of(each)
    else:
        yield part


@pytest.mark.parametrize(
    ("operation", "role"), [case for case in QUERIES if case[1] in (MEMBER, VIEWER)]
)
def test_a_query_does_not_say_who_was_on_the_other_side(
    registry: Registry, operation: str, role: str
) -> None:
    request = own_request(operation)
    dated = {"date": "2026-01-05"} if operation in ("trades", "statement") else {}
    for row in maps_of(registry.answer(role, request | dated)):
        if row.get("method") != "block":
            assert OTHER not in [row.get(name) for name in (*SIDES, *ENDS)]
            assert f"account {OTHER}" not in (row.get("reason") or "")


def test_each_side_sees_its_own_half_of_a_trade_without_names(registry: Registry) -> None:
    asked = {"op": "trades", "date": "2026-01-05"}
    listed, auction, block = registry.answer(MEMBER, asked)["trades"]
    assert (listed["buyer"], listed["seller"]) == (OWN, None)
    assert (listed["buyer_pays_fen"], listed["seller_receives_fen"]) == (78_500, None)
    assert (listed["buyer_trading_fee_fen"], listed["seller_trading_fee_fen"]) == (0, None)
    assert (listed["buyer_order"], listed["buyer_client_order_id"]) == (4, "mine")
    assert (listed["seller_order"], listed["seller_client_order_id"]) == (None, None)
    assert listed["reason"] == f"cash_insufficient in account {OWN}"
    assert (auction["seller"], auction["reason"]) == (
        None,
        "units_insufficient in the other account",
    )
    assert (block["seller"], block["reason"]) == (OTHER, UNITS_SHORT)
    (case,) = registry.answer(MEMBER, {"op": "defaults"})["defaults"]
    assert (case["default"], case["buyer"], case["seller"]) == (62, OWN, None)
    statement = registry.answer(EXCHANGE, asked | {"op": "statement", "account": OWN})
    assert [row["seller"] for row in statement["defaults"]] == [None]
    known = [(row["order"], row["client_order_id"]) for row in statement["trades"]]
    assert known == [(4, "mine"), (None, None), (None, None)]
    everything = registry.answer(EXCHANGE, asked)["trades"]
    assert [row["seller"] for row in everything] == [3, OTHER, OTHER, OTHER]


def test_a_statement_says_where_the_trades_go_on_that_it_does_not_have(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"op": "trades", "date": "2026-01-05"}
    monkeypatch.setattr(reading, "STATEMENT_TRADES_MAX", 2)
    statement = registry.answer(MEMBER, asked | {"op": "statement"})
    following = registry.answer(MEMBER, asked | {"from": statement["next_trade"]})
    methods = [row["method"] for row in (*statement["trades"], *following["trades"])]
    assert (len(statement["trades"]), methods) == (2, ["listed", "auction", "block"])


def test_legs_of_the_journal_do_not_name_the_other_side() -> None:
    leg = {"method": "listed", "from_account": OWN, "to_account": OTHER, "quantity": 10}
    fee = {"method": "listed", "from_account": OWN, "to_account": 0, "amount_fen": 5}
    court = {"method": None, "from_account": OTHER, "to_account": OWN, "quantity": 3}
    said = without_counterparty({"entries": [leg, fee, court]}, OWN)["entries"]
    assert said == [leg | {"to_account": None}, fee, court]


def maps_of(part: Any) -> Iterator[dict[str, Any]]:
    """Every map in an answer, at any depth."""
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from maps_of(each)
