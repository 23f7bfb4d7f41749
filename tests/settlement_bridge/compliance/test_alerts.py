"""Alerts: raised once, changed, lifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from settlement_bridge.books import CASH, Figures, Trade
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, outbox, trading_days
from settlement_bridge.compliance import Position, alerts, allowances, obligations
from settlement_bridge.compliance.alerts import AlertKind, risks
from settlement_bridge.compliance.positions import position as position_of
from settlement_bridge.law.in_force import PUBLISHED
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN, UNITS


def position(registry_available: int = 0, trading_available: int = 0) -> Position:
    available = {"registry_available": registry_available, "trading_available": trading_available}
    return Position(
        1,
        "Alice",
        42,
        2024,
        100,
        100,
        0,
        0,
        5,
        **available,
        withheld=50,
        credits=50,
        deadline=20_251_231,
    )


# Held in the registry, for trading, offered for sale, today: what is raised with the tonnes that
# are or would be missing.
SHORT, OVER, LATE = AlertKind.SHORTFALL, AlertKind.OVER_SELLING, AlertKind.OVERDUE
TABLE = [
    (100, 0, 0, 20_251_201, {}),
    (60, 40, 0, 20_251_201, {}),
    (60, 39, 0, 20_251_201, {SHORT: 1}),
    (0, 0, 0, 20_251_101, {SHORT: 100}),
    (0, 0, 0, 20_251_031, {SHORT: 100}),
    (0, 0, 0, 20_241_126, {SHORT: 100}),
    (0, 0, 0, 20_241_125, {}),
    (60, 60, 20, 20_251_201, {}),
    (60, 60, 21, 20_250_101, {OVER: 1}),
    (60, 30, 5, 20_241_101, {OVER: 15}),
    (60, 30, 5, 20_251_201, {SHORT: 10, OVER: 15}),
    (60, 60, 0, 20_251_231, {}),
    (60, 60, 60, 20_260_101, {LATE: 100}),
]


@pytest.mark.parametrize(("registry", "trading", "offered", "today", "raised"), TABLE)
def test_a_risk_follows_from_holdings_offers_and_days_left(
    registry: int, trading: int, offered: int, today: int, raised: dict[AlertKind, int]
) -> None:
    found = risks([position(registry, trading)], {1: offered}, {}, today, PUBLISHED)
    assert {alert.kind: alert.shortfall for alert in found} == raised


# Bought and sold and not delivered yet, offered for sale besides, due for earlier years: all with
# 120 t held and 100 t due.
TRADED = [
    (0, 20, 0, 0, {}),
    (0, 21, 0, 0, {SHORT: 1}),
    (1, 21, 0, 0, {}),
    (0, 20, 1, 0, {OVER: 1}),
    (5, 0, 25, 0, {}),
    (0, 0, 0, 20, {}),
    (0, 0, 0, 21, {SHORT: 1}),
    (0, 5, 5, 10, {}),
    (0, 5, 6, 10, {OVER: 1}),
]


@pytest.mark.parametrize(("bought", "sold", "offered", "before", "raised"), TRADED)
def test_what_is_traded_counts_before_its_delivery_and_earlier_years_come_first(
    bought: int, sold: int, offered: int, before: int, raised: dict[AlertKind, int]
) -> None:
    held = position(60, 60)._replace(to_receive=bought, to_deliver=sold)
    found = risks([held], {1: offered}, {1: before}, 20_251_201, PUBLISHED)
    assert {alert.kind: alert.shortfall for alert in found} == raised


def test_a_sale_counts_from_the_trade_on_and_only_once(
    owing: Registry, trade_of: Callable[..., Trade]
) -> None:
    held = owing.read(position_of, 1, 2024)
    assert held is not None
    units, today = held.available, 20_251_201
    at_once.record(
        owing,
        [
            Instruction(Task.TRANSFER_IN, 1, "CEA24", 600_000),
            Instruction(Task.TRANSFER_IN, 2, "CEA24", 1),
        ],
    )
    at_once.conclude(
        owing, [Verdict(row.reference, "") for row in owing.read(outbox.pending, 9)], "bridge"
    )
    told = [trade_of(date=today, instrument="CEA24", quantity=400_000, seller=1, buyer=2)]
    owing.write(trading_days.collect, "venue", told, [])
    seller, buyer = (owing.read(position_of, number, 2024) for number in (1, 2))
    assert seller is not None
    assert buyer is not None
    assert (seller.available, seller.to_deliver) == (units - 400_000, 400_000)
    assert (buyer.available, buyer.to_receive) == (units + 400_000, 400_000)
    owing.write(
        trading_days.collect,
        "venue",
        [],
        [DayClose(2, today, Figures(1, 400_000, told[0].amount_fen, "aa"), None, {})],
    )
    at_once.record(owing, [Instruction(Task.DEPOSIT, 2, CASH, told[0].amount_fen)])
    at_once.conclude(
        owing, [Verdict(row.reference, "") for row in owing.read(outbox.pending, 9)], "bridge"
    )
    assert at_once.deliver(owing, today, 10, "bridge").delivered == 1
    after = owing.read(position_of, 1, 2024)
    assert after is not None
    assert (after.available, after.to_deliver, after.trading_available) == (
        units - 400_000,
        0,
        200_000,
    )


def assess(
    registry: Registry,
    offered: Mapping[int, int],
    today: int,
    code: str = "CEA24",
) -> int:
    by_code = {account: {code: quantity} for account, quantity in offered.items()}
    return registry.write(alerts.assess, by_code, today, registry.now_ns())


def test_an_alert_is_told_when_it_is_raised_changed_and_lifted(owing: Registry) -> None:
    assert assess(owing, {}, DATE) == 0
    assert assess(owing, {1: 2 * UNITS - 400}, DATE) == 1
    assert assess(owing, {1: 2 * UNITS - 400}, DATE) == 0
    assert assess(owing, {1: 2 * UNITS - 100}, DATE) == 1
    assert assess(owing, {}, DATE) == 1
    said = [
        (row.name, row.alert.kind, row.alert.shortfall) for row in owing.read(alerts.raised, 0, 10)
    ]
    over_selling = ("Alice Power", AlertKind.OVER_SELLING)
    assert said == [(*over_selling, 600), (*over_selling, 900), (*over_selling, 0)]
    (lifted,) = owing.read(alerts.raised, 2, 10)
    assert (lifted.number, lifted.alert.offered, lifted.alert.outstanding) == (3, 0, 1_000)


def test_surrender_lifts_what_was_overdue(owing: Registry) -> None:
    assert assess(owing, {}, 20_260_105) == 2
    owing.write(allowances.surrender, 1, "CEA24", 1_000, 2024, LIN, 20_260_105, owing.now_ns())
    assert assess(owing, {}, 20_260_105) == 1
    assert owing.read(alerts.raised, 2, 10)[0].alert.shortfall == 0


def owe(registry: Registry, due: int) -> None:
    text = f"entity,year,emissions,due\n3,2025,{due},{due}\ntotal,1,{due},{due}\n"
    registry.write(obligations.take_in, text, "2025-1", False, LIN, registry.now_ns())


def test_an_alert_goes_on_daily_near_the_deadline_and_weekly_before(owing: Registry) -> None:
    owe(owing, 100)
    sent = [
        day
        for day in (20_260_401, 20_260_402, 20_260_407, 20_260_408, 20_261_101, 20_261_102)
        if assess(owing, {}, day)
        and owing.read(alerts.raised, owing.read(alerts.last_number) - 1, 1)[0].alert.entity == 3
    ]
    assert sent == [20_260_401, 20_260_408, 20_261_101, 20_261_102]


def test_how_grave_a_lack_is_follows_from_its_share_and_from_cash(
    owing: Registry, trade_of: Callable[..., Trade]
) -> None:
    owe(owing, 1_000)
    at_once.record(owing, [Instruction(Task.ALLOCATE, 3, "CEA25", 900, date=DATE)])
    told = [trade_of(date=DATE, instrument="CEA25", quantity=1, seller=1, buyer=2)]
    close = DayClose(2, DATE, Figures(1, 1, told[0].amount_fen, "aa"), None, {"CEA25": 6_543})
    owing.write(trading_days.collect, "venue", told, [close])
    assert (level(owing, 20_261_201), level(owing, 20_261_202)) == ("medium", "medium")
    at_once.record(owing, [Instruction(Task.DEPOSIT, 3, CASH, 100 * 6_543)])
    at_once.conclude(
        owing, [Verdict(row.reference, "") for row in owing.read(outbox.pending, 9)], "bridge"
    )
    assert level(owing, 20_261_203) == "low"


def level(registry: Registry, day: int) -> str:
    """The level of the alert of entity 3 on a day."""
    assess(registry, {}, day)
    found = [row.alert for row in registry.read(alerts.standing) if row.alert.entity == 3]
    assert [alert.shortfall for alert in found] == [100]
    return found[0].level
