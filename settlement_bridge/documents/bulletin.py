"""A day's settlement bulletin (清结算信息日报) as CSV and on paper, from what the operation
`bulletin` answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.units import format_hundredths
from engine.writer.csv_files import csv_text
from gateway.terminal.tables import count, money

TRADES = {
    "instrument": "标的\ninstrument",
    "method": "方式\nmethod",
    "count": "笔数\ntrades",
    "quantity": "成交量（吨）\nt",
    "amount_fen": "成交额（元）\nCNY",
    "delivered": "已交收\ndelivered",
    "failed": "交收失败\nfailed",
    "in_default": "交收违约\nin default",
}
TRANSFERS = {
    "instrument": "标的\ninstrument",
    "transferred_in": "转入交易\ninto trading",
    "transferred_out": "转回登记\nout of trading",
}
CASH = {
    "deposits_fen": "入金 cash in",
    "withdrawals_fen": "出金 cash out",
    "to_trading_fen": "登记转交易 registry to trading",
    "to_registry_fen": "交易转登记 trading to registry",
}
BANK = {
    "received_fen": "银行入账 received by bank file",
    "paid_fen": "银行出账 paid by bank file",
    "balance_fen": "银行日终余额 the bank's closing balance",
    "expected_fen": "账面应有 expected by the books",
    "difference_fen": "差额 difference",
}
DEFAULTS = {
    "set_aside": "交收违约 set aside",
    "open": "待补足 open",
    "delivered_late": "补足交收 delivered late",
    "covered": "准备金垫付 covered",
    "cancelled": "撤销 cancelled",
}
_COUNTS = ("count", "delivered", "failed", "in_default", *DEFAULTS)


def as_csv(content: dict[str, Any]) -> str:
    """The bulletin as CSV: one figure a row, its unit in its own column."""
    header = ("date", "instrument", "method", "unit", "item", "value")
    return csv_text([header, *_csv_rows(content)])


def _csv_rows(content: dict[str, Any]) -> Iterator[list[str]]:
    bank = {f"bank_{name}": value for name, value in content["bank"].items() if value is not None}
    for row in (
        *content["trades"],
        *content["transfers"],
        content["cash"],
        bank,
        content["defaults"],
    ):
        head = [content["date"], row.get("instrument", ""), row.get("method", "")]
        for name, value in row.items():
            if name not in ("instrument", "method"):
                yield [*head, _unit(name), name.removesuffix("_fen"), _figure(name, value)]


def draw(content: dict[str, Any]) -> bytes:
    """The bulletin as a PDF file."""
    from settlement_bridge.documents import sheet

    cash = [(words, money(content["cash"][name])) for name, words in CASH.items()]
    bank = [(words, money(content["bank"][name]) or "–") for name, words in BANK.items()]
    cash.append(
        ("风险准备金垫付 covered by the reserve", money(content["defaults"]["covered_fen"]))
    )
    defaults = [(words, count(content["defaults"][name])) for name, words in DEFAULTS.items()]
    grids = [
        sheet.Grid(
            "成交与交收 Trades and delivery",
            list(TRADES.values()),
            _rows(content["trades"], TRADES),
            words=2,
        ),
        sheet.Grid(
            "划转 Transfers, t", list(TRANSFERS.values()), _rows(content["transfers"], TRANSFERS)
        ),
        sheet.Grid("资金 Cash", ("项目 item", "元 CNY"), cash),
        sheet.Grid("结算银行 Settlement bank", ("项目 item", "元 CNY"), bank),
        sheet.Grid("交收违约 Delivery defaults", ("项目 item", "笔数 trades"), defaults),
    ]
    return sheet.draw(
        "清结算信息日报 Daily settlement bulletin", f"{content['date']}  {content['status']}", grids
    )


def _rows(rows: list[dict[str, Any]], columns: dict[str, str]) -> list[list[str]]:
    return [[_shown(name, row[name]) for name in columns] for row in rows]


def _unit(name: str) -> str:
    return "CNY" if name.endswith("_fen") else "trades" if name in _COUNTS else "t"


def _figure(name: str, value: int) -> str:
    return format_hundredths(value) if name.endswith("_fen") else str(value)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    return money(value) if name.endswith("_fen") else count(value)
