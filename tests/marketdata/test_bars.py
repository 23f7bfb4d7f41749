"""Bars against a plain recomputation: of trades, of days, as a channel and by request."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.commands import CommandKind, Phase
from engine.units import format_date
from gateway.schedule.calendar import Calendar, released_hours
from gateway.schedule.hours import TradingHours
from marketdata import bars
from marketdata.bar_answers import MINUTE_DAYS, Wanted, answer, running
from marketdata.bar_tracker import KeptBars
from marketdata.history import History
from marketdata.session_hours import released_sessions, sessions_by
from marketdata.spans import MINUTES, USUAL, bar_start, time_of, wider_start
from tests.marketdata.conftest import Exchange

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
Trade = tuple[int, int, int, int]  # time, price, quantity, amount
Row = dict[str, Any]


def ns(clock: str) -> int:
    """Nanoseconds of a time of 2026-01-05 in Shanghai."""
    at = dt.datetime.fromisoformat(f"2026-01-05T{clock}").replace(tzinfo=SHANGHAI)
    return int(at.timestamp() * 1_000_000) * 1000


def plain(trades: list[Trade], minutes: int) -> list[Row]:
    """The obvious bars: a dictionary of lists of trades."""
    found: dict[int, list[Trade]] = {}
    for trade in trades:
        at = dt.datetime.fromtimestamp(trade[0] // 1_000_000_000, SHANGHAI)
        minute = at.hour * 60 + at.minute
        minute = 570 if minute < 570 else 689 if 690 <= minute < 780 else min(minute, 899)
        opens = 570 if minute < 780 else 780
        found.setdefault(opens + (minute - opens) // minutes * minutes, []).append(trade)
    return [
        {
            "start": start,
            "open": each[0][1],
            "high": max(price for _, price, _, _ in each),
            "low": min(price for _, price, _, _ in each),
            "close": each[-1][1],
            "volume": sum(quantity for _, _, quantity, _ in each),
            "amount_fen": sum(amount for _, _, _, amount in each),
            "trades": len(each),
        }
        for start, each in found.items()
    ]


@pytest.mark.parametrize(
    ("clock", "minutes", "start"),
    [
        ("09:30:00", 1, "09:30"),
        ("09:29:59", 1, "09:30"),
        ("10:29:59.999999", 60, "09:30"),
        ("10:30:00", 60, "10:30"),
        ("11:29:59", 15, "11:15"),
        ("11:30:00.4", 1, "11:29"),
        ("12:10:00", 5, "11:25"),
        ("13:00:00", 60, "13:00"),
        ("14:59:59", 5, "14:55"),
        ("15:00:00.2", 1, "14:59"),
        ("23:00:00", 60, "14:00"),
        ("00:10:00", 60, "09:30"),
    ],
)
def test_a_trade_lies_in_a_bar_of_its_session(clock: str, minutes: int, start: str) -> None:
    hour, minute = map(int, start.split(":"))
    assert wider_start(bar_start(ns(clock)), minutes) == hour * 60 + minute
    assert bars.starts_of(np.array([ns(clock)]), minutes).tolist() == [hour * 60 + minute]


def test_the_usual_sessions_are_those_of_the_released_hours() -> None:
    assert released_sessions(20260105) == USUAL


SINCE = {"from": "2026-02-02", "pre_open": "09:00", "morning": "09:15", "lunch": "11:45"}
SHORT = {"2026-01-06": "11:30", "2026-02-13": "14:10"}
CHANGED = {
    "hours": [SINCE | {"afternoon": "13:10", "closed": "15:30"}],
    "short_days": [{"date": date, "closed": close} for date, close in SHORT.items()],
}


@pytest.mark.parametrize(
    ("date", "clock", "starts"),
    [
        # the usual day
        (20260105, "10:31:10", ["10:31", "10:30", "10:30", "10:30"]),
        # a day that closes at noon: nothing belongs to an afternoon
        (20260106, "11:29:59", ["11:29", "11:25", "11:15", "10:30"]),
        (20260106, "11:30:00", ["11:29", "11:25", "11:15", "10:30"]),
        (20260106, "13:00:00", ["11:29", "11:25", "11:15", "10:30"]),
        # hours that hold from a day on: bars are counted from the beginning of their session
        (20260202, "09:15:00", ["09:15", "09:15", "09:15", "09:15"]),
        (20260202, "10:16:00", ["10:16", "10:15", "10:15", "10:15"]),
        (20260202, "11:44:00", ["11:44", "11:40", "11:30", "11:15"]),
        (20260202, "12:30:00", ["11:44", "11:40", "11:30", "11:15"]),
        (20260202, "13:10:00", ["13:10", "13:10", "13:10", "13:10"]),
        (20260202, "15:29:59", ["15:29", "15:25", "15:25", "15:10"]),
        # a day of these that closes early
        (20260213, "14:11:00", ["14:09", "14:05", "13:55", "13:10"]),
        # what the call trades with which a halt ends
        (20260202, "10:50:00", ["10:50", "10:50", "10:45", "10:15"]),
    ],
)
def test_bars_follow_the_hours_of_their_day(date: int, clock: str, starts: list[str]) -> None:
    own = TradingHours.of(CHANGED)
    calendar = replace(Calendar.load(), hours=released_hours().with_own(own))
    sessions = sessions_by(lambda: calendar)(date)
    at = np.array([ns(clock)])
    for minutes, start in zip(MINUTES.values(), starts, strict=True):
        assert time_of(wider_start(bar_start(ns(clock), sessions), minutes, sessions)) == start
        assert time_of(int(bars.starts_of(at, minutes, sessions)[0])) == start
        one = bars.of_trades(at, at, at, at, 1, sessions)
        assert time_of(int(bars.wider(one, minutes, sessions).start[0])) == start


def some_trades(seed: int, count: int) -> list[Trade]:
    actor = random.Random(seed)
    times = sorted(ns("09:30:00") + actor.randrange(20_000_000_000_000) for _ in range(count))
    terms = [(actor.randint(7000, 7100), actor.randint(1, 500)) for _ in times]
    return [(at, price, t, price * t) for at, (price, t) in zip(times, terms, strict=True)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("minutes", MINUTES.values())
def test_bars_of_trades_are_the_plain_ones(seed: int, minutes: int) -> None:
    trades = some_trades(seed, seed * 300)
    columns = [np.array([trade[place] for trade in trades], np.int64) for place in range(4)]
    found = bars.of_trades(*columns, minutes)
    assert bars.to_rows(found) == plain(trades, minutes)
    assert bars.to_rows(bars.wider(bars.of_trades(*columns, 1), minutes)) == plain(trades, minutes)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("span", ["day", "week", "month", "year"])
def test_bars_of_days_are_the_plain_ones(seed: int, span: str) -> None:
    actor = random.Random(seed)
    days, day = [], dt.date(2024, 12, 2)
    for _ in range(120):
        day += dt.timedelta(1 + actor.randrange(4))
        traded = actor.random() < 0.8
        low, high = sorted(actor.sample(range(7000, 7100), 2))
        days.append(
            {
                "start": day.year * 10_000 + day.month * 100 + day.day,
                "open": actor.randint(low, high),
                "high": high if traded else None,
                "low": low if traded else None,
                "close": actor.randint(low, high),
                "volume": actor.randint(1, 999) if traded else 0,
                "amount_fen": actor.randint(1, 10**6) if traded else 0,
                "trades": None,
            }
        )
    wanted: dict[Any, list[Row]] = {}
    for row in days:
        at = dt.date.fromisoformat(format_date(row["start"]))
        period = {
            "day": at,
            "week": at.isocalendar()[:2],
            "month": (at.year, at.month),
            "year": at.year,
        }
        wanted.setdefault(period[span], []).append(row)
    assert bars.to_rows(bars.of_days(bars.from_rows(days), span)) == [
        {
            "start": rows[0]["start"],
            "open": next((row["open"] for row in rows if row["volume"]), rows[0]["open"]),
            "high": max((row["high"] for row in rows if row["volume"]), default=None),
            "low": min((row["low"] for row in rows if row["volume"]), default=None),
            "close": rows[-1]["close"],
            "volume": sum(row["volume"] for row in rows),
            "amount_fen": sum(row["amount_fen"] for row in rows),
            "trades": None,
        }
        for rows in wanted.values()
    ]


def crowd(exchange: Exchange, seed: int, steps: int) -> None:
    """Trades of two vintages, some minutes apart."""
    actor = random.Random(seed)
    for _ in range(steps):
        exchange.trade(actor.choice(("CEA24", "CEA25")), f"75.{actor.randint(0, 99):02}", 5)
        exchange.pass_time(actor.randrange(200))


@pytest.fixture
def two(exchange: Exchange) -> Exchange:
    """Two vintages with half the weight each, in the morning."""
    for code in ("CEA24", "CEA25"):
        exchange.list_instrument(code, "75.00")
    exchange.weigh("2026-01-05", 2, {"CEA24": 1, "CEA25": 1})
    exchange.at("2026-01-05T09:30:00+08:00")
    exchange.start("2026-01-05")
    return exchange


@pytest.mark.parametrize("span", MINUTES)
def test_the_channel_shows_the_bars_of_the_tape_and_of_the_composite_s_path(
    two: Exchange, span: Any
) -> None:
    crowd(two, 7, 120)
    for code in ("CEA24", "CEA25", "COMCEA"):
        kept = KeptBars()
        assert all(kept.apply(body) for body in two.bodies(f"bars_{span}", code))
        fills = [
            (event["time_ns"], event["price"], event["quantity"], event["amount_fen"])
            for event in two.events
            if event["kind"] == "fill" and code in (event["code"], "COMCEA")
        ]
        if code == "COMCEA":
            path = [body["data"]["latest"] for body in two.bodies("composite")]
            path = [price for price in path if price is not None]
            fills = [(fill[0], price, *fill[2:]) for fill, price in zip(fills, path, strict=True)]
        wanted = {row["start"]: row for row in plain(fills, MINUTES[span])}
        times = {f"{start // 60:02}:{start % 60:02}": row for start, row in wanted.items()}
        assert [bar._asdict() for bar in kept.of(code, span)] == [
            {"time": time} | {name: row[name] for name in row if name != "start"}
            for time, row in sorted(times.items())
        ]


def test_who_comes_in_the_afternoon_gets_the_day_and_goes_on_without_a_gap(two: Exchange) -> None:
    early, late = KeptBars(), KeptBars()
    crowd(two, 1, 40)
    two.do(CommandKind.SET_PHASE, phase=Phase.LUNCH)
    two.at("2026-01-05T14:00:00+08:00")
    two.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    stream, data = two.feed.board.streams("bars_5m")["CEA25"]
    opening = stream.opening(data).body
    late.apply(opening)
    assert {"09:30", "10:30"} <= {bar.time for bar in late.of("CEA25", "5m")}
    crowd(two, 2, 15)
    for body in two.bodies("bars_5m", "CEA25"):
        early.apply(body)
        if body["seq"] > opening["seq"]:
            late.apply(body)
    assert late.of("CEA25", "5m") == early.of("CEA25", "5m") != []
    assert late.date("CEA25", "5m") == early.date("CEA25", "5m") == "2026-01-05"
    two.end()
    two.settle()
    two.start("2026-01-06")
    late.apply(two.bodies("bars_5m", "CEA25")[-1])
    assert (late.date("CEA25", "5m"), late.of("CEA25", "5m")) == ("2026-01-06", [])
    assert not late.apply(two.bodies("depth", "CEA25")[-1])


def test_bars_asked_for_are_those_of_the_channel_before_and_after_the_close(
    two: Exchange, history: History
) -> None:
    crowd(two, 3, 60)

    def asked(span: str, instrument: str = "CEA25", first: str = "") -> Row:
        wanted = Wanted(instrument, span, first, "9999-12-31")
        return answer(history, wanted, running(two.feed.board, wanted))

    def heard(span: str, instrument: str = "CEA25") -> list[Row]:
        data = two.feed.board.bars_of(instrument).data(span)
        return [{"date": data["date"]} | bar for bar in data["bars"]]

    live = {(span, code): heard(span, code) for span in MINUTES for code in ("CEA25", "COMCEA")}
    assert all(asked(*key)["bars"] == bars for key, bars in live.items())
    (day,) = asked("day")["bars"]
    assert day["close"] == two.data("summary", "CEA25")["latest"]
    bulletin = two.end()
    history.record([bulletin], two.feed.board.take_ended_bars())
    two.settle()
    two.at("2026-01-06T09:30:00+08:00")
    two.start("2026-01-06")
    assert all(asked(*key)["bars"] == bars for key, bars in live.items())
    ended, today = asked("day", "COMCEA")["bars"]
    row = bulletin["composite"]
    assert [ended[name] for name in ("open", "high", "low", "close")] == [
        row[name] for name in ("open", "high", "low", "close")
    ]
    assert (today["date"], today["high"], today["volume"]) == ("2026-01-06", None, 0)
    two.trade("CEA25", "75.55", 10)
    (week,) = asked("week", first="2026-01-07")["bars"]
    assert (week["date"], week["close"], week["time"]) == ("2026-01-05", 7555, None)
    assert week["volume"] == sum(bar["volume"] for bar in live["1m", "CEA25"]) + 10
    assert asked("1m", first="2026-01-07") == {"bars": [], "more_from": None}


def test_an_answer_ends_with_whole_days_and_says_where_to_go_on(history: History) -> None:
    prices = {"open": 1, "high": 1, "low": 1, "close": 1, "volume": 1, "amount_fen": 1, "trades": 1}
    days = [f"2026-01-{day:02}" for day in range(1, MINUTE_DAYS + 3)]
    history.record(
        [BULLETIN | {"date": days[0]}],
        [{"date": day, "instrument": "CEA25", "minute": 570} | prices for day in days],
    )
    said = answer(history, Wanted("CEA25", "1m", "", "9999-12-31"), [])
    assert ([bar["date"] for bar in said["bars"]], said["more_from"]) == (
        days[:MINUTE_DAYS],
        days[MINUTE_DAYS],
    )


BULLETIN: Row = {
    "composite": dict.fromkeys(("previous_close", "open", "high", "low", "close", "change_pct")),
    "instruments": [],
    "totals": {name: {"volume": 0, "amount_fen": 0} for name in ("day", "year", "cumulative")},
}
