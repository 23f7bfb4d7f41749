"""An account's end-of-day statement (日终报表) on paper."""

from __future__ import annotations

from typing import Any

from gateway.terminal.tables import count, money
from settlement_bridge.documents import sheet

CASH = {
    "opening_fen": "期初余额 opening",
    "deposits_fen": "入金 deposits",
    "withdrawals_fen": "出金 withdrawals",
    "bought_fen": "买入付款 bought",
    "sold_fen": "卖出收款 sold",
    "trading_fees_fen": "交易手续费 trading fees",
    "settlement_fees_fen": "结算手续费 settlement fees",
    "fees_received_fen": "手续费收入 fees received",
    "covered_fen": "风险准备金垫付 covered by the reserve",
    "repaid_fen": "追偿还款 repaid to the reserve",
    "closing_fen": "期末余额 closing",
}
DEFAULTS = (
    "编号\nnumber",
    "交易日\ndate",
    "状态\nstatus",
    "缺口\nshort of",
    "截止\nuntil",
    "追偿余额（元）\nclaim CNY",
)
UNITS = {
    "instrument": "标的\ninstrument",
    "opening": "期初\nopening",
    "allocated": "分配\nallocated",
    "bought": "买入\nbought",
    "sold": "卖出\nsold",
    "transferred_in": "转入\ntransferred in",
    "transferred_out": "转出\ntransferred out",
    "closing": "期末\nclosing",
    "registry_available": "登记可用\nin registry",
    "trading_available": "交易可用\nfor trading",
    "other": "其他\nother",
}


def draw(content: dict[str, Any]) -> bytes:
    """A statement, as the operation `statement` answers, as a PDF file."""
    cash = [(words, money(content["cash"][name])) for name, words in CASH.items()]
    units = [
        [row["instrument"], *(count(row[name]) for name in list(UNITS)[1:])]
        for row in content["units"]
    ]
    grids = [sheet.Grid("资金 Cash", ("项目 item", "元 CNY"), cash)]
    if units:
        grids.append(sheet.Grid("配额与减排量 Units, t", list(UNITS.values()), units))
    if content["defaults"]:
        grids.append(
            sheet.Grid(
                "交收违约 Delivery defaults",
                DEFAULTS,
                [_default(row) for row in content["defaults"]],
                words=5,
            )
        )
    below = f"{content['name']}  账户 account {content['account']}  {content['date']}"
    return sheet.draw("日终报表 End-of-day statement", below, grids)


def _default(row: dict[str, Any]) -> list[str]:
    short = (
        f"{count(row['missing'])} t {row['instrument']}"
        if "missing" in row
        else f"{money(row['missing_fen'])} CNY"
    )
    return [
        count(row["default"]),
        row["date"],
        row["status"],
        short,
        row["deadline"],
        money(row["outstanding_fen"]),
    ]
