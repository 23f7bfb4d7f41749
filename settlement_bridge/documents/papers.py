"""Papers of compliance as PDF files: a sanction with its computation. Chinese and English."""

from __future__ import annotations

from typing import Any

from engine.texts.paper import Grid, paper
from gateway.terminal.tables import count, money
from settlement_bridge.law import Mark
from settlement_bridge.law.words import MARK_WORDS, both

_DAYS = ("日期 date", "成交量（吨） t", "成交额（元） CNY")
_ITEM = ("项目 item", "内容 content")


def draw_sanction(reply: dict[str, Any]) -> bytes:
    """A sanction, as the operation `sanction` answers, as a PDF file."""
    row, found = reply["sanction"], reply["computation"]
    grids = [Grid("处罚决定 Sanction", _ITEM, _terms(row), words=2)]
    if found["high_fen"]:
        grids.append(Grid("计算 Computation", _ITEM, _sums(found), words=2))
    if found["days"]:
        days = [
            (day["date"], count(day["quantity"]), money(day["amount_fen"])) for day in found["days"]
        ]
        grids.append(Grid("价格窗口 Window of the price", _DAYS, days))
    below = f"编号 number {row['sanction']}  {row['date']}"
    return paper("处罚决定 Sanction", [below], grids)


def _terms(row: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        ("重点排放单位 entity", str(row["entity"])),
        ("履约年度 year", str(row["year"])),
        ("违法行为 offence", f"{both(row['offence'])}  {row['offence_day']}"),
        ("措施 measure", both(row["measure"])),
    ]
    if row["until"]:
        found.append(("改正期限 to be corrected by", row["until"]))
    if row["quantity"]:
        found.append(("吨数 t", count(row["quantity"])))
    if row["amount_fen"]:
        found.append(("罚款金额（元） CNY", money(row["amount_fen"])))
    mark = " ".join(MARK_WORDS[Mark(row["mark"])])
    return [
        *found,
        ("依据 source", f"{row['source']} ({mark})"),
        ("文书 document", row["document"]),
        ("状态 status", row["status"]),
    ]


def _sums(found: dict[str, Any]) -> list[tuple[str, str]]:
    rows = []
    if found["average"] is not None:
        total = f"{money(found['amount_fen'])} CNY / {count(found['quantity'])} t"
        rows.append(("平均成交价格 average price", f"{total} = {money(found['average'])} CNY"))
    ends = f"{money(found['low_fen'])} – {money(found['high_fen'])} CNY"
    decided = f"{found['words']} = {money(found['decided_fen'])} CNY"
    return [*rows, ("法定幅度 range", ends), ("决定 decided", decided)]


_LINES = {
    "method": "方式\nmethod",
    "trades": "笔数\ntrades",
    "quantity": "成交量（吨）\nt",
    "amount_fen": "成交额（元）\nCNY",
    "rate_ppm": "费率（百万分之）\nrate, ppm",
    "trading_fee_fen": "交易手续费\ntrading fee",
    "settlement_fee_fen": "结算手续费\nsettlement fee",
    "fee_fen": "合计（元）\ntotal CNY",
}


def draw_fee_statement(content: dict[str, Any]) -> bytes:
    """The statements of fees of an account and month, as `fee_statement` answers, as a PDF."""
    below = [
        f"{content['name']}  统一社会信用代码 {content['credit_code'] or '–'}",
        f"账户 account {content['account']}  {content['first']} – {content['last']}"
        f"  {content['venue']}",
    ]
    grids = [_statement_grid(each) for each in content["statements"]]
    return paper("手续费对账单 Statement of fees", below, grids)


def _statement_grid(statement: dict[str, Any]) -> Grid:
    number = statement["invoice"] or "未出具 not issued yet"
    corrects = f"，更正 corrects {statement['corrects']}" if statement["corrects"] else ""
    rows = [[_cell(name, line[name]) for name in _LINES] for line in statement["lines"]]
    total = ["合计 total", *[""] * (len(_LINES) - 2), money(statement["fee_fen"])]
    return Grid(f"{number}{corrects}", list(_LINES.values()), [*rows, total])


def _cell(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    return money(value) if name.endswith("_fen") else count(value)
