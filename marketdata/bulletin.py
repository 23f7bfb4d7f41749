"""The daily bulletin (每日成交数据): figures of one closed day, and the same as text in Chinese and
English.

The text follows the form of the exchange's own announcement: the composite's prices and change,
then listed, block and auction trading, then the totals of the day, the year and since the
beginning; after that each instrument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.units import format_date, format_hundredths
from marketdata.listing import AUCTION, BLOCK, Listing

Totals = Mapping[tuple[int, int], tuple[int, int]]  # (instrument or 0, TotalsKind) to (tonnes, fen)
DAY, YEAR, CUMULATIVE = 0, 1, 2
COMPOSITE_FIELDS = ("previous_close", "open", "high", "low", "close", "change_pct")


def bulletin(
    date: int, composite: Mapping[str, Any], listings: Iterable[Listing], totals: Totals
) -> dict[str, Any]:
    """The `bulletin` channel's data for a closed day.

    `composite` holds the figures of `Composite.figures`.
    """
    data: dict[str, Any] = {
        "date": format_date(date),
        "composite": _composite_row(composite),
        "totals": {name: _totals(totals, 0, kind) for name, kind in _KINDS.items()},
        "instruments": [_instrument_row(listing, totals) for listing in listings],
    }
    return data | {"text_zh": text_zh(data), "text_en": text_en(data)}


def without(totals: Totals, others: Iterable[int]) -> Totals:
    """Totals of which those of some instruments, which are of another market, are taken off."""
    left = dict(totals)
    for number in others:
        for kind in _KINDS.values():
            volume, amount_fen = totals.get((number, kind), (0, 0))
            all_volume, all_fen = left.get((0, kind), (0, 0))
            left[0, kind] = all_volume - volume, all_fen - amount_fen
    return left


_KINDS = {"day": DAY, "year": YEAR, "cumulative": CUMULATIVE}


def _totals(totals: Totals, instrument: int, kind: int) -> dict[str, int]:
    volume, amount_fen = totals.get((instrument, kind), (0, 0))
    return {"volume": volume, "amount_fen": amount_fen}


def _composite_row(figures: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: figures[name] for name in COMPOSITE_FIELDS}
    if row["open"] is None:  # nothing traded all day
        row["open"] = row["previous_close"]
    return row


def _instrument_row(listing: Listing, totals: Totals) -> dict[str, Any]:
    summary = listing.summary_data()
    row = {
        name: summary[name]
        for name in ("previous_close", "first_day", "open", "high", "low", "close", "change_pct")
    }
    if row["open"] is None:
        row["open"] = row["previous_close"]
    row |= {"listed_volume": summary["volume"], "listed_amount_fen": summary["turnover_fen"]}
    for method in (BLOCK, AUCTION):
        row[f"{method}_volume"], row[f"{method}_amount_fen"] = listing.other_methods.get(
            method, (0, 0)
        )
    for name in ("year", "cumulative"):
        total = _totals(totals, listing.number, _KINDS[name])
        row |= {f"{name}_volume": total["volume"], f"{name}_amount_fen": total["amount_fen"]}
    return {"instrument": listing.code} | row


def text_zh(data: Mapping[str, Any]) -> str:
    """The bulletin as the exchange words it, in Chinese."""
    year, month, day = (int(part) for part in data["date"].split("-"))
    totals = data["totals"]
    lines = [
        f"{year}年{month}月{day}日 全国碳市场每日成交数据",
        _zh_prices("全国碳市场综合价格行情", data["composite"]),
        _zh_methods(_sum_of_methods(data["instruments"])),
        f"今日全国碳排放配额总成交量{_zh_turnover(totals['day'])}。",
        f"{year}年1月1日至{month}月{day}日,全国碳市场碳排放配额成交量{_zh_turnover(totals['year'])}。",
        f"截至{year}年{month}月{day}日,全国碳市场碳排放配额累计成交量{_zh_turnover(totals['cumulative'])}。",
    ]
    for row in data["instruments"]:
        lines += ["", _zh_prices(f"{row['instrument']}价格行情", row), _zh_methods(row)]
        lines.append(f"{row['instrument']}累计成交量{_zh_turnover(_named(row, 'cumulative'))}。")
    return "\n".join(lines)


def text_en(data: Mapping[str, Any]) -> str:
    """The bulletin in English, sentence by sentence as in Chinese."""
    date, totals = data["date"], data["totals"]
    lines = [
        f"National carbon market, daily trading data of {date}",
        _en_prices("Composite price", data["composite"]),
        _en_methods(_sum_of_methods(data["instruments"])),
        f"Total volume of allowances today {_en_turnover(totals['day'])}.",
        f"From {date[:4]}-01-01 to {date}: {_en_turnover(totals['year'])}.",
        f"Cumulative to {date}: {_en_turnover(totals['cumulative'])}.",
    ]
    for row in data["instruments"]:
        lines += ["", _en_prices(row["instrument"], row), _en_methods(row)]
        lines.append(f"{row['instrument']} cumulative: {_en_turnover(_named(row, 'cumulative'))}.")
    return "\n".join(lines)


def _sum_of_methods(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    names = [
        f"{method}_{what}"
        for method in ("listed", BLOCK, AUCTION)
        for what in ("volume", "amount_fen")
    ]
    rows = list(rows)
    return {name: sum(row[name] for row in rows) for name in names}


def _named(row: Mapping[str, Any], name: str) -> dict[str, int]:
    return {"volume": row[f"{name}_volume"], "amount_fen": row[f"{name}_amount_fen"]}


def _yuan(value: int) -> str:
    sign, digits = ("-", -value) if value < 0 else ("", value)
    return f"{sign}{digits // 100:,}.{digits % 100:02d}"


def _zh_prices(title: str, row: Mapping[str, Any]) -> str:
    if row["close"] is None:
        return f"{title}:无。"
    named = (
        ("开盘价", row["open"]),
        ("最高价", row["high"]),
        ("最低价", row["low"]),
        ("收盘价", row["close"]),
    )
    prices = ",".join(
        f"{name}{format_hundredths(price)}元/吨" for name, price in named if price is not None
    )
    return f"{title}:{prices},收盘价较前一日{_zh_change(row['change_pct'])}。"


def _zh_change(change: str | None) -> str:
    if change is None or change == "0.00":
        return "持平"
    return f"下跌{change[1:]}%" if change.startswith("-") else f"上涨{change}%"


def _zh_turnover(total: Mapping[str, int]) -> str:
    return f"{total['volume']:,}吨,成交额{_yuan(total['amount_fen'])}元"


def _zh_methods(row: Mapping[str, Any]) -> str:
    sentences = [f"今日挂牌协议交易成交量{_zh_turnover(_named(row, 'listed'))}"]
    for method, name in ((BLOCK, "大宗协议交易"), (AUCTION, "单向竞价")):
        total = _named(row, method)
        sentences.append(
            f"{name}成交量{_zh_turnover(total)}" if total["volume"] else f"今日无{name}"
        )
    return ";".join(sentences) + "。"


def _en_prices(title: str, row: Mapping[str, Any]) -> str:
    if row["close"] is None:
        return f"{title}: none."
    prices = ", ".join(
        f"{name} {format_hundredths(row[name])}"
        for name in ("open", "high", "low", "close")
        if row[name] is not None
    )
    return f"{title} (CNY/t): {prices}, change {_en_change(row['change_pct'])} on the day before."


def _en_change(change: str | None) -> str:
    if change is None:
        return "none"
    return f"{change}%" if change.startswith("-") or change == "0.00" else f"+{change}%"


def _en_turnover(total: Mapping[str, int]) -> str:
    return f"{total['volume']:,} t, CNY {_yuan(total['amount_fen'])}"


def _en_methods(row: Mapping[str, Any]) -> str:
    sentences = [f"Listed agreements {_en_turnover(_named(row, 'listed'))}"]
    for method, name in ((BLOCK, "block agreements"), (AUCTION, "one-way bidding")):
        total = _named(row, method)
        sentences.append(f"{name} {_en_turnover(total)}" if total["volume"] else f"no {name}")
    return "; ".join(sentences) + "."
