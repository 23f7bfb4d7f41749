"""Whatever contradicts the defaults is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from settlement_bridge.books import CASH, SignOff, Trade
from settlement_bridge.books.clearing import figures
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, outbox, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.defaults import DefaultRules, cases, reserve, set_rules
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105
LIN = SignOff("lin", "bridge", "case 1")


@pytest.fixture
def with_defaults(registry: Registry, trade_of: Callable[..., Trade]) -> Registry:
    """Default 1 is covered, default 2 open."""
    at_once.record(
        registry, [Instruction(Task.OPEN_ACCOUNT, account, name="m") for account in (1, 2)]
    )
    orders = [
        (2, Task.ALLOCATE, "CEA25", 20),
        (2, Task.TRANSFER_IN, "CEA25", 20),
        (1, Task.DEPOSIT, CASH, 78_000),
    ]
    at_once.record(
        registry,
        [Instruction(task, account, asset, quantity) for account, task, asset, quantity in orders],
    )
    at_once.conclude(
        registry,
        [Verdict(row.reference, "") for row in registry.read(outbox.pending, 10)],
        "bridge",
    )
    registry.write(reserve.pay_in, 500, LIN, DATE, 1)
    settle(registry, DATE, trade_of())
    registry.write(set_rules, DefaultRules(540), LIN, 1)
    settle(registry, DATE + 1, trade_of(date=DATE + 1, seq=3))
    return registry


def settle(registry: Registry, date: int, trade: Trade) -> None:
    registry.write(
        trading_days.collect,
        "venue",
        [trade],
        [DayClose(trade.seq + 1, date, figures(date, [trade]), None, {})],
    )
    at_once.deliver(registry, date, 10, "bridge")


def damage(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


DAMAGES = (  # what is done, how it is undone, and the break in between
    (
        "UPDATE trades SET status = 4 WHERE seq = 1",
        "UPDATE trades SET status = 2 WHERE seq = 1",
        "default_missing",
    ),
    (
        "UPDATE trades SET status = 3 WHERE seq = 3",
        "UPDATE trades SET status = 4 WHERE seq = 3",
        "default_differs",
    ),
    (
        "UPDATE default_acts SET amount_fen = 499 WHERE kind = 4",
        "UPDATE default_acts SET amount_fen = 500 WHERE kind = 4",
        "claim_differs",
    ),
    (
        "UPDATE journal SET quantity = 499 WHERE kind = 73",
        "UPDATE journal SET quantity = 500 WHERE kind = 73",
        "claim_differs",
    ),
    (
        "UPDATE default_acts SET kind = 2 WHERE kind = 4",
        "UPDATE default_acts SET kind = 4 WHERE kind = 2",
        "default_differs",
    ),
)


def test_a_contradiction_is_a_break(with_defaults: Registry) -> None:
    assert [found.status for found in with_defaults.read(cases.listed)] == ["covered", "open"]
    for damaging, mending, what in DAMAGES:
        assert with_defaults.snapshot(disagreements) == []
        with_defaults.write(damage, damaging)
        assert what in {found.what for found in with_defaults.snapshot(disagreements)}, damaging
        with_defaults.write(damage, mending)
