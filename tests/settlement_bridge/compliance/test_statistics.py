"""Completion by province, and the cost of being late."""

from __future__ import annotations

from settlement_bridge.books import Trade
from settlement_bridge.bridge import trading_days
from settlement_bridge.compliance import allowances, completion, late
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.compliance.conftest import DATE, LIN


def give_up(registry: Registry, account: int, code: str, quantity: int) -> None:
    result = registry.write(
        allowances.surrender, account, code, quantity, 2024, LIN, DATE, registry.now_ns()
    )
    assert isinstance(result, int)


def test_completion_is_counted_by_province_and_in_all(owing: Registry) -> None:
    give_up(owing, 1, "CEA24", 1_000)
    give_up(owing, 2, "CEA24", 280_000)
    give_up(owing, 2, "CCER24", 20_000)
    rows = owing.read(completion.completion, 2024)
    said = [
        (
            row.province,
            row.entities,
            row.complete,
            row.due,
            row.surrendered,
            row.offset,
            row.completion_bp,
        )
        for row in rows
    ]
    assert said == [
        (11, 1, 1, 0, 0, 0, 10_000),
        (42, 2, 1, 401_000, 281_000, 20_000, 7_506),
        (None, 3, 2, 401_000, 281_000, 20_000, 7_506),
    ]
    assert owing.read(completion.completion, 2020) == []


def trade(number: int, date: int, method: str, price: int, quantity: int) -> Trade:
    return Trade(
        number,
        date,
        method,
        number,
        "CEA24",
        24,
        price,
        quantity,
        price * quantity,
        2,
        1,
        0,
        0,
        0,
        0,
    )


def test_the_fine_follows_from_the_average_price_of_the_window(owing: Registry) -> None:
    trades = [
        trade(1, 20_251_031, "listed", 9_999, 10),
        trade(2, 20_251_103, "listed", 6_000, 10),
        trade(3, 20_251_128, "listed", 6_101, 20),
        trade(4, 20_251_128, "block", 5_000, 100_000),
        trade(5, 20_251_201, "listed", 9_999, 10),
        trade(6, 20_251_128, "listed", 9_999, 500)._replace(instrument="CCER24"),  # no allowance
    ]
    owing.write(trading_days.collect, "epoch", trades, [])
    give_up(owing, 1, "CEA24", 990)
    before = ("month_before_deadline", "listed")
    found = owing.read(late.late_figures, 2024, *before)
    assert isinstance(found, late.LateFigures)
    assert (found.first, found.last, found.quantity, found.average) == (
        20_251_101,
        20_251_130,
        30,
        6_067,
    )
    assert found.late[0] == late.Late(1, "Alice Power", 10, 6_067 * 10 * 5, 6_067 * 10 * 10)
    assert [row.entity for row in found.late] == [1, 2]
    both = owing.read(late.late_figures, 2024, "month_before_deadline", "all")
    assert isinstance(both, late.LateFigures)
    assert both.average == 5_000
    of_the_year = owing.read(late.late_figures, 2024)
    assert isinstance(of_the_year, late.LateFigures)
    assert (of_the_year.first, of_the_year.last, of_the_year.average) == (
        20_251_201,
        20_251_231,
        9_999,
    )


def test_without_trades_or_deadline_there_is_no_figure(owing: Registry) -> None:
    for year, code in ((2024, "no_trades"), (2018, "deadline_unknown")):
        found = owing.read(late.late_figures, year)
        assert isinstance(found, Refusal)
        assert found.code == code
