"""Who may have accounts in the credits market, who may trade and act; and what anybody reads."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest

from gateway.protocol.http import Response
from gateway.protocol.http_head import Head
from settlement_bridge.books import entities
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.bridge import outbox
from settlement_bridge.credits import kinds, law
from settlement_bridge.credits.public import PublicRecord
from settlement_bridge.errors import Refusal
from settlement_bridge.operations.representatives import Right
from settlement_bridge.representatives import FOR_EVER, Person, give
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.credits.stage import (
    BODY,
    CONTENT,
    ISSUED,
    OPERATOR,
    OWNER,
    PAPER,
    played,
    take,
    told,
)

TODAY = 20_260_302


def opened(registry: Registry, kind: EntityKind) -> str:
    entity = Entity(50, "entity 50", kind, 0, Sector.NONE, None, Status.ACTIVE)
    return told(registry.write(kinds.open_entity, entity, TODAY, OPERATOR, registry.now_ns()))


def test_natural_persons_have_no_accounts_before_a_rule_opens_them(
    credits_registry: Registry,
) -> None:
    assert opened(credits_registry, EntityKind.PERSON).startswith("kind_not_open")
    rule = law.Rule("natural_persons_open", TODAY, 1, "notice 2")
    credits_registry.write(law.set_rule, rule, OPERATOR, credits_registry.now_ns())
    assert opened(credits_registry, EntityKind.PERSON) == "done"


@pytest.mark.parametrize("kind", [EntityKind.PROJECT_OWNER, EntityKind.BODY, EntityKind.PERSON])
def test_owners_and_bodies_are_of_the_credits_market(registry: Registry, kind: EntityKind) -> None:
    assert opened(registry, kind).startswith("kind_not_open")


@pytest.mark.parametrize(("account", "code"), [(BODY, "may_not_trade"), (OWNER, "")])
def test_a_body_moves_nothing_into_trading(
    credits_registry: Registry, account: int, code: str
) -> None:
    played(credits_registry, ISSUED)
    task = Instruction(Task.TRANSFER_IN, account, "A210001-22", 10, who="lin", date=TODAY)
    (outcome,) = credits_registry.write(
        lambda connection: outbox.record(connection, [task], credits_registry.now_ns())
    )
    assert (outcome.code if isinstance(outcome, Refusal) else "") == code


def test_an_entity_has_at_most_five_operators(credits_registry: Registry) -> None:
    def given(key: str, rights: Right) -> str:
        what = (OWNER, Person(key, "0" * 64), (key, "operator"), rights, (0, FOR_EVER))
        return told(credits_registry.write(give, *what, OPERATOR, credits_registry.now_ns()))

    assert [given(f"key{number}", Right.APPLY) for number in range(5)] == ["done"] * 5
    assert given("key5", Right.APPLY) == "too_many_operators (5)"
    assert given("key4", Right.APPLY | Right.READ) == "done"
    assert given("key4", Right(0)) == "done"
    assert given("key5", Right.APPLY) == "done"


def test_a_suspended_holder_cancels_nothing_and_a_suspended_owner_applies_for_nothing(
    credits_registry: Registry,
) -> None:
    played(credits_registry, ISSUED)
    given = (entities.ACCOUNT, OWNER, Status.SUSPENDED, OPERATOR, credits_registry.now_ns())
    credits_registry.write(entities.set_status, *given)
    assert told(take(credits_registry, "2026-03-02", "cancel_credits")) == "account_suspended"
    other = {"site": "Dafeng, Jiangsu"}
    assert told(take(credits_registry, "2026-03-02", "submit_project", **other)) == (
        "account_suspended"
    )


def answered(registry: Registry, path: str, query: str = "", method: str = "GET") -> Response:
    site = PublicRecord(registry, lambda: TODAY)
    response = site.respond(Head(method, f"/public/{path}", 1, {}, query), "127.0.0.1")
    return response if isinstance(response, Response) else response()


def read(registry: Registry, path: str, query: str = "") -> Any:
    response = answered(registry, path, query)
    assert response.status is HTTPStatus.OK
    return json.loads(response.body)


def test_anybody_reads_the_public_record_without_a_key(credits_registry: Registry) -> None:
    played(credits_registry, ISSUED)
    take(credits_registry, "2026-03-02", "cancel_credits")
    (project,) = read(credits_registry, "projects")["projects"]
    assert (project["code"], project["state_words"]) == ("A210001", "已登记")
    assert read(credits_registry, "projects/1")["papers"][0]["digest"] == PAPER
    assert read(credits_registry, "periods/1")["quantities"][0]["verified"] == 20_000
    assert read(credits_registry, "periods", "after=1") == {"periods": [], "next": None}
    (cancelled,) = read(credits_registry, "cancellations")["cancellations"]
    assert (cancelled["beneficiary"], cancelled["quantity"]) == ("the public", 100)
    assert [row["issued"] for row in read(credits_registry, "issued")["issued"]] == [20_000, 30_000]
    assert len(read(credits_registry, "bodies")["bodies"]) == 2
    assert read(credits_registry, "methodologies")["methodologies"][0]["code"] == "CCER-01-001-V01"
    paper = answered(credits_registry, f"papers/{PAPER}")
    assert (paper.status, paper.body) == (HTTPStatus.OK, CONTENT)


@pytest.mark.parametrize(
    ("path", "query", "method", "status"),
    [
        ("projects/2", "", "GET", 404),
        ("nothing", "", "GET", 404),
        (f"papers/{'0' * 64}", "", "GET", 404),
        ("projects", "after=x", "GET", 400),
        ("projects", "", "POST", 405),
    ],
)
def test_what_the_public_record_does_not_have(
    credits_registry: Registry, path: str, query: str, method: str, status: int
) -> None:
    assert answered(credits_registry, path, query, method).status == status
