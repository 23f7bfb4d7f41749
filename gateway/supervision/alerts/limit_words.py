"""What alerts of price limits say, in both languages, with their figures."""

from __future__ import annotations

from engine.units import format_hundredths
from gateway.supervision.alerts.limit_states import AT, LOCKED, NEAR, UPPER, Line, Standing
from gateway.supervision.alerts.records import Figure

PRICE, TONNES = "0.01 CNY/t", "t"
_ZH = {UPPER: "涨停价", "lower": "跌停价"}
_DOING = {NEAR: "is near", AT: "is at", LOCKED: "is locked at"}
_DOING_ZH = {NEAR: "临近", AT: "触及", LOCKED: "封于"}


def figures_of(line: Line, standing: Standing) -> tuple[Figure, ...]:
    """The limit, what is sealed, the last price and the best ones, as far as there are any."""
    known = (
        ("limit", line.limit(standing.limit), PRICE),
        ("sealed", standing.sealed or None, TONNES),
        ("last", line.last, PRICE),
        ("bid", line.bids.best, PRICE),
        ("ask", line.asks.best, PRICE),
    )
    return tuple(Figure(name, value, unit) for name, value, unit in known if value is not None)


def limit_words(line: Line, standing: Standing) -> tuple[str, str]:
    """Where an instrument is, in Chinese and in English."""
    price = format_hundredths(line.limit(standing.limit))
    zh = f"{line.code} {_DOING_ZH[standing.state]}{_ZH[standing.limit]} {price}"
    en = f"{line.code} {_DOING[standing.state]} its {standing.limit} price limit {price}"
    if standing.state == LOCKED:
        return f"{zh}，封单量 {standing.sealed:,} 吨", f"{en}, {standing.sealed:,} t are sealed"
    return f"{zh}：{_prices(line, _NAMES_ZH)}", f"{en}: {_prices(line, _NAMES)}"


_NAMES, _NAMES_ZH = ("last", "best bid", "best ask"), ("最新价", "买一", "卖一")


def _prices(line: Line, names: tuple[str, ...]) -> str:
    """The last price and the best ones, as far as there are any."""
    prices = zip(names, (line.last, line.bids.best, line.asks.best), strict=True)
    return ", ".join(f"{name} {format_hundredths(each)}" for name, each in prices if each)


def left_words(line: Line, before: Standing) -> tuple[str, str]:
    """That an instrument has left a limit, in Chinese and in English."""
    price = format_hundredths(line.limit(before.limit))
    zh = f"{line.code} 离开{_ZH[before.limit]} {price}：{_prices(line, _NAMES_ZH)}"
    en = f"{line.code} left its {before.limit} price limit {price}: {_prices(line, _NAMES)}"
    return zh.rstrip("："), en.rstrip(": ")
