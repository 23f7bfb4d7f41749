"""A day's settlement bulletin (清结算信息日报) as CSV and on paper, from what the operation `bulletin` answers."""

from __future__ import annotations

import csv
import io
from typing import Any

from engine.units import format_hundredths
from gateway.tables import count, money

TRADES = {
    "instrument": "标的\ninstrument",
    "method": "方式\nmethod",
    "count": "笔数\ntrades",
    "quantity": "成交量（吨）\nt",
    "amount_fen": "成交额（元）\nCNY",
    "delivered": "已交收\ndelivered",
    "failed": "交收失败\nfailed",
}
TRANSFERS = {
    "instrument": "标的\ninstrument",
    "transferred_in": "转入交易\ninto trading",
    "transferred_out": "转回登记\nout of trading",
}
CASH = {"deposits_fen": "入金 cash in", "withdrawals_fen": "出金 cash out"}


def as_csv(content: dict[str, Any]) -> str:
    """The bulletin as CSV: one figure a row, its unit in its own column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "instrument", "method", "unit", "item", "value"])
    for row in (*content["trades"], *content["transfers"], content["cash"]):
        head = [content["date"], row.get("instrument", ""), row.get("method", "")]
        for name, value in row.items():
            if name not in ("instrument", "method"):
                writer.writerow([*head, _unit(name), name.removesuffix("_fen"), _figure(name, value)])
    return out.getvalue()


def draw(content: dict[str, Any]) -> bytes:
    """The bulletin as a PDF file."""
    from settlement_bridge.papers import sheet

    cash = [(words, money(content["cash"][name])) for name, words in CASH.items()]
    grids = [
        sheet.Grid("成交与交收 Trades and delivery", list(TRADES.values()), _rows(content["trades"], TRADES), words=2),
        sheet.Grid("划转 Transfers, t", list(TRANSFERS.values()), _rows(content["transfers"], TRANSFERS)),
        sheet.Grid("资金 Cash", ("项目 item", "元 CNY"), cash),
    ]
    return sheet.draw("清结算信息日报 Daily settlement bulletin", f"{content['date']}  {content['status']}", grids)


def _rows(rows: list[dict[str, Any]], columns: dict[str, str]) -> list[list[str]]:
    return [[_shown(name, row[name]) for name in columns] for row in rows]


def _unit(name: str) -> str:
    return "CNY" if name.endswith("_fen") else "trades" if name in ("count", "delivered", "failed") else "t"


def _figure(name: str, value: int) -> str:
    return format_hundredths(value) if name.endswith("_fen") else str(value)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    return money(value) if name.endswith("_fen") else count(value)
