"""Alerts: raised once, changed, lifted."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from settlement_bridge.compliance import alerts_sql, surrender_sql
from settlement_bridge.compliance.alerts_sql import AlertKind, risks
from settlement_bridge.compliance.obligations_sql import Position
from settlement_bridge.registry_sql import SqlRegistry
from tests.settlement_bridge.compliance.conftest import DATE, LIN, UNITS


def position(registry_available: int = 0, trading_available: int = 0) -> Position:
    available = {"registry_available": registry_available, "trading_available": trading_available}
    return Position(1, "Alice", 42, 2024, 100, 100, 0, 0, 5, **available, withheld=50, credits=50, deadline=20_251_231)


# Held in the registry, for trading, offered for sale, today: what is raised, and the tonnes that are missing.
TABLE = [
    (100, 0, 0, 20_251_201, None, 0),
    (60, 40, 0, 20_251_201, None, 0),
    (60, 39, 0, 20_251_201, AlertKind.SHORTFALL, 1),
    (0, 0, 0, 20_251_101, AlertKind.SHORTFALL, 100),
    (0, 0, 0, 20_251_031, None, 0),
    (60, 60, 20, 20_251_201, None, 0),
    (60, 60, 21, 20_250_101, AlertKind.OVER_SELLING, 1),
    (60, 60, 0, 20_251_231, None, 0),
    (60, 60, 0, 20_260_101, AlertKind.OVERDUE, 100),
]


@pytest.mark.parametrize(("registry", "trading", "offered", "today", "kind", "missing"), TABLE)
def test_a_risk_follows_from_holdings_offers_and_days_left(
    registry: int, trading: int, offered: int, today: int, kind: AlertKind | None, missing: int
) -> None:
    found = risks([position(registry, trading)], {1: offered}, today)
    assert [(alert.kind, alert.shortfall) for alert in found] == ([(kind, missing)] if kind else [])


def assess(registry: SqlRegistry, offered: Mapping[int, int], today: int) -> int:
    return registry.write(alerts_sql.assess, offered, today, registry.now_ns())


def test_an_alert_is_told_when_it_is_raised_changed_and_lifted(owing: SqlRegistry) -> None:
    assert assess(owing, {}, DATE) == 0
    assert assess(owing, {1: 2 * UNITS - 400}, DATE) == 1
    assert assess(owing, {1: 2 * UNITS - 400}, DATE + 1) == 0
    assert assess(owing, {1: 2 * UNITS - 100}, DATE + 1) == 1
    assert assess(owing, {}, DATE + 1) == 1
    said = [(row.name, row.alert.kind, row.alert.shortfall) for row in owing.read(alerts_sql.raised, 0, 10)]
    over_selling = ("Alice Power", AlertKind.OVER_SELLING)
    assert said == [(*over_selling, 600), (*over_selling, 900), (*over_selling, 0)]
    assert [row.number for row in owing.read(alerts_sql.raised, 2, 10)] == [3]


def test_surrender_lifts_what_was_overdue(owing: SqlRegistry) -> None:
    assert assess(owing, {}, 20_260_105) == 2
    owing.write(surrender_sql.surrender, 1, "CEA24", 1_000, 2024, LIN, 20_260_105, owing.now_ns())
    assert assess(owing, {}, 20_260_106) == 1
    assert owing.read(alerts_sql.raised, 2, 10)[0].alert.shortfall == 0
