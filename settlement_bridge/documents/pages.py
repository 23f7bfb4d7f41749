"""Papers of tables as PDF files, an account's end-of-day statement (日终报表) and a day's
settlement bulletin (清结算信息日报).

A4 across, Chinese and English, as many pages as it takes.
"""

from __future__ import annotations

from typing import Any

from engine.texts.paper import Grid, paper
from gateway.terminal.tables import count, money

_OWN_CASH = {
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
_OWN_DEFAULTS = (
    "编号\nnumber",
    "交易日\ndate",
    "状态\nstatus",
    "缺口\nshort of",
    "截止\nuntil",
    "追偿余额（元）\nclaim CNY",
)
_OWN_TRADES = {
    "method": "方式\nmethod",
    "trade": "成交编号\ntrade",
    "instrument": "标的\ninstrument",
    "side": "买卖\nside",
    "order": "委托编号\norder",
    "client_order_id": "客户编号\nclient id",
    "status": "状态\nstatus",
    "price": "价格（元）\nprice",
    "quantity": "成交量（吨）\nt",
    "amount_fen": "成交额（元）\nCNY",
    "trading_fee_fen": "交易手续费\ntrading fee",
    "settlement_fee_fen": "结算手续费\nsettlement fee",
}
_OWN_UNITS = {
    "instrument": "标的\ninstrument",
    "opening": "期初\nopening",
    "allocated": "分配\nallocated",
    "cut": "核减\ncut",
    "bought": "买入\nbought",
    "sold": "卖出\nsold",
    "transferred_in": "转入\ntransferred in",
    "transferred_out": "转出\ntransferred out",
    "closing": "期末\nclosing",
    "registry_available": "登记可用\nin registry",
    "trading_available": "交易可用\nfor trading",
    "other": "其他\nother",
}
_DAY_TRADES = {
    "instrument": "标的\ninstrument",
    "method": "方式\nmethod",
    "count": "笔数\ntrades",
    "quantity": "成交量（吨）\nt",
    "amount_fen": "成交额（元）\nCNY",
    "delivered": "已交收\ndelivered",
    "failed": "交收失败\nfailed",
    "in_default": "交收违约\nin default",
}
_DAY_TRANSFERS = {
    "instrument": "标的\ninstrument",
    "transferred_in": "转入交易\ninto trading",
    "transferred_out": "转回登记\nout of trading",
}
_DAY_CASH = {
    "deposits_fen": "入金 cash in",
    "withdrawals_fen": "出金 cash out",
    "to_trading_fen": "登记转交易 registry to trading",
    "to_registry_fen": "交易转登记 trading to registry",
}
_DAY_BANK = {
    "received_fen": "银行入账 received by bank file",
    "paid_fen": "银行出账 paid by bank file",
    "balance_fen": "银行日终余额 the bank's closing balance",
    "expected_fen": "账面应有 expected by the books",
    "difference_fen": "差额 difference",
}
_DAY_DEFAULTS = {
    "set_aside": "交收违约 set aside",
    "open": "待补足 open",
    "delivered_late": "补足交收 delivered late",
    "covered": "准备金垫付 covered",
    "cancelled": "撤销 cancelled",
}


def draw_statement(content: dict[str, Any]) -> bytes:
    """A statement, as the operation `statement` answers, as a PDF file."""
    cash = [(words, money(content["cash"][name])) for name, words in _OWN_CASH.items()]
    units = [
        [row["instrument"], *(count(row[name]) for name in list(_OWN_UNITS)[1:])]
        for row in content["units"]
    ]
    grids = [Grid("资金 Cash", ("项目 item", "元 CNY"), cash)]
    if units:
        grids.append(Grid("配额与减排量 Units, t", list(_OWN_UNITS.values()), units))
    if content["trades"]:
        rows = _rows(content["trades"], _OWN_TRADES)
        grids.append(Grid("成交 Trades", list(_OWN_TRADES.values()), rows, words=7))
    if content["defaults"]:
        grids.append(
            Grid(
                "交收违约 Delivery defaults",
                _OWN_DEFAULTS,
                [_default(row) for row in content["defaults"]],
                words=5,
            )
        )
    below = f"{content['name']}  账户 account {content['account']}  {content['date']}"
    return paper("日终报表 End-of-day statement", [below], grids)


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


def draw_bulletin(content: dict[str, Any]) -> bytes:
    """The bulletin as a PDF file."""
    cash = [(words, money(content["cash"][name])) for name, words in _DAY_CASH.items()]
    bank = [(words, money(content["bank"][name]) or "–") for name, words in _DAY_BANK.items()]
    cash.append(
        ("风险准备金垫付 covered by the reserve", money(content["defaults"]["covered_fen"]))
    )
    defaults = [(words, count(content["defaults"][name])) for name, words in _DAY_DEFAULTS.items()]
    grids = [
        Grid(
            "成交与交收 Trades and delivery",
            list(_DAY_TRADES.values()),
            _rows(content["trades"], _DAY_TRADES),
            words=2,
        ),
        Grid(
            "划转 Transfers, t",
            list(_DAY_TRANSFERS.values()),
            _rows(content["transfers"], _DAY_TRANSFERS),
        ),
        Grid("资金 Cash", ("项目 item", "元 CNY"), cash),
        Grid("结算银行 Settlement bank", ("项目 item", "元 CNY"), bank),
        Grid("交收违约 Delivery defaults", ("项目 item", "笔数 trades"), defaults),
    ]
    return paper(
        "清结算信息日报 Daily settlement bulletin",
        [f"{content['date']}  {content['status']}"],
        grids,
    )


def _rows(rows: list[dict[str, Any]], columns: dict[str, str]) -> list[list[str]]:
    return [[_shown(name, row[name]) for name in columns] for row in rows]


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if name == "order":
        return str(value)
    return money(value) if name.endswith("_fen") or name == "price" else count(value)
