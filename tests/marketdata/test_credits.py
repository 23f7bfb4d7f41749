"""A market of credits as the feed tells it: its status, its bulletin, and no composite."""

from __future__ import annotations

import pytest

from engine.commands import Market
from engine.rules.state import Capacity
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import RequestError
from marketdata.credits_bulletin import mean_price
from marketdata.errors import ReportRefused
from marketdata.history import History
from marketdata.listener import Listener
from marketdata.published.bulletins import bulletin_of
from marketdata.published.days import days_until, rows_until
from marketdata.published.periods import Period
from marketdata.published.reports import report
from tests.marketdata.conftest import Exchange
from tests.marketdata.many_credits import KINDS, a_day
from tests.signing import welcome

SOLAR, WIND = "A110002-23", "A210001-22"


@pytest.fixture
def market() -> Exchange:
    """A venue of credits on a morning, with two products."""
    exchange = Exchange(Market.CREDITS)
    exchange.list_instrument(WIND, "62.36")
    exchange.list_instrument(SOLAR, "81.58")
    exchange.start("2026-03-02")
    return exchange


def test_the_status_says_which_market_it_is(market: Exchange) -> None:
    assert market.data("status")["market"] == "credits"
    assert not market.bodies("composite")


def test_the_bulletin_has_volume_amount_and_mean_price(market: Exchange) -> None:
    market.trade(WIND, "62.36", 1_000)
    bulletin = market.end()
    assert bulletin["totals"]["day"] == {"volume": 1_000, "amount_fen": 6_236_000}
    assert bulletin["means"] == {"day": 6_236, "year": 6_236, "cumulative": 6_236}
    listed = {"method": "listed", "volume": 1_000, "amount_fen": 6_236_000, "mean": 6_236}
    assert bulletin["by_method"][0] == listed
    (wind,) = bulletin["by_kind"]
    assert (wind["kind"], wind["methodology"], wind["mean"]) == ("A2", "CCER-01-002", 6_236)
    (row,) = bulletin["instruments"]
    assert (row["instrument"], row["close"], row["listed_volume"]) == (WIND, 6_236, 1_000)
    assert [row[name] for name in ("open", "high", "low", "change_pct")] == [None] * 4
    assert set(bulletin["composite"].values()) == {None}


def test_the_bulletin_s_words_name_no_index_and_no_open(market: Exchange) -> None:
    market.trade(WIND, "62.36", 1_000)
    market.trade(SOLAR, "81.57", 1)
    bulletin = market.end()
    for language, said in (("zh", "成交均价62.38元/吨"), ("en", "mean price CNY 62.38/t")):
        text = bulletin[f"text_{language}"]
        assert "62,441.57" in text and "1,001" in text and said in text
        for word in ("综合价格", "开盘", "最高", "最低", "Composite", "open", "high", "low "):
            assert word not in text
    assert "并网海上风力发电成交量1,000吨" in bulletin["text_zh"]
    assert "afforestation" not in bulletin["text_en"]


def test_a_day_without_trades_carries_the_base_price(market: Exchange) -> None:
    bulletin = market.end()
    assert (bulletin["instruments"], bulletin["means"]["day"]) == ([], None)
    assert "无成交" in bulletin["text_zh"] and "none" in bulletin["text_en"]
    market.settle()
    market.start("2026-03-03")
    assert market.data("status")["instruments"][WIND]["base"] == 6_236


def test_daily_rows_have_no_composite(market: Exchange, history: History) -> None:
    market.trade(WIND, "62.36", 1_000)
    history.record([market.end()])
    rows, _ = history.rows()
    assert [row["instrument"] for row in rows] == [WIND]


def test_the_composite_is_refused_and_what_there_is_is_named(
    market: Exchange, keys: PublicKeys
) -> None:
    listener = Listener(keys, welcome("test"))
    with pytest.raises(RequestError) as refused:
        listener.subscribe({"channel": "composite"}, market.feed)
    error = refused.value
    assert (error.code, error.field, error.value) == (
        "channel_of_other_market",
        "channel",
        "composite",
    )
    assert "summary" in error.allowed and "composite" not in error.allowed
    assert "COMCEA" not in market.feed.board.codes("bars_1m")
    assert listener.subscribe({"channel": "bars_1m"}, market.feed)["channel"] == "bars_1m"


@pytest.mark.parametrize(
    ("volume", "amount_fen", "mean"),
    [(0, 0, None), (2, 125, 63), (3, 200, 67), (4, 201, 50), (1_000, 6_236_000, 6_236)],
)
def test_a_mean_price_is_rounded_half_up(volume: int, amount_fen: int, mean: int | None) -> None:
    assert mean_price(volume, amount_fen) == mean


def test_the_bulletin_of_a_month_adds_up_the_days_that_traded(
    market: Exchange, history: History
) -> None:
    market.trade(WIND, "62.36", 1_000)
    history.record([market.end()])
    market.settle()
    market.start("2026-03-03")
    market.trade(WIND, "64.00", 500)
    market.trade(SOLAR, "80.00", 500)
    history.record([market.end()])
    days = rows_until(history, 20_261_231)
    month = bulletin_of(days, "month", 20_260_303)
    assert month["totals"]["all"] == {"volume": 2_000, "amount_fen": 13_436_000}
    assert month["means"] == {"all": 6_718, "year": 6_718, "cumulative": 6_718}
    assert [(row["kind"], row["volume"], row["mean"]) for row in month["by_kind"]] == [
        ("A1", 500, 8_000),
        ("A2", 1_500, 6_291),
    ]
    assert "每月成交数据20260302-20260303" in month["text_zh"]
    assert "本月" in month["text_zh"] and "成交均价67.18元/吨" in month["text_zh"]
    day = bulletin_of(days, "day", 20_260_302)
    assert day["totals"]["cumulative"] == {"volume": 1_000, "amount_fen": 6_236_000}
    with pytest.raises(ReportRefused, match="of allowances"):
        report(days_until(history, 20_261_231), Period(20_260_301, 20_260_331), None, ())


def test_a_day_of_many_products_adds_up() -> None:
    """300 products and 100,000 trades: `python -m tests.marketdata.many_credits 300 100000`."""
    day = a_day(250, 1_000, Capacity())
    by_kind = {row["kind"]: (row["volume"], row["amount_fen"]) for row in day.bulletin["by_kind"]}
    assert by_kind == day.sums and len(by_kind) == len(KINDS)
    volume, amount_fen = (sum(part) for part in zip(*day.sums.values(), strict=True))
    assert day.bulletin["totals"]["day"] == {"volume": volume, "amount_fen": amount_fen}
    assert day.feed.board.date and len(day.bulletin["instruments"]) > 200
