"""The law of a year as people read it: each row a sentence, in Chinese and in English. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.units import format_date, format_hundredths
from settlement_bridge.law import TOPICS, Mark
from settlement_bridge.law.in_force import Law, allowed

MARK_WORDS = {
    Mark.TEXT: ("规则原文", "rule text"),
    Mark.DRAFT: ("征求意见稿", "draft"),
    Mark.SECOND_HAND: ("转述", "second-hand"),
    Mark.COMPUTED: ("复算", "recomputed"),
    Mark.DEFAULT: ("默认", "default"),
    Mark.SET: ("本机构设定", "set here"),
}
_OPEN = "…"
_WORDS = {
    "power": "发电",
    "steel": "钢铁",
    "cement": "水泥",
    "aluminium": "铝冶炼",
    "all": "全部交易方式",
    "listed": "挂牌协议交易",
    "month_ending_at_deadline": "截至清缴截止日的一个月",
    "month_before_deadline": "清缴截止日前一自然月",
    "late_surrender": "未按时清缴",
    "emission_records": "排放数据与记录",
    "emission_fraud": "数据造假",
    "first": "首次处理",
    "not_corrected": "逾期未改",
    "order": "责令改正",
    "fine": "罚款",
    "multiple": "按倍数罚款",
    "cut": "核减配额",
    "stop": "责令停产整治",
    "": "",
    "shortfall_value": "市场交易均价×欠缴量",
    "gains": "违法所得",
    "shortfall": "欠缴量",
    "hidden": "虚报瞒报量",
    "next_allocation": "下一年度配额",
    "due_quantity": "应清缴量核定",
    "surrender": "清缴申请",
    "carry_over": "结转申请",
    "help": "代为清缴",
    "objection_to_allocation": "分配异议",
    "objection_to_verification": "核查异议",
    "merger": "合并分立",
    "sanction": "处罚",
    "market_sanction": "市场处罚",
    "province": "省级生态环境主管部门",
    "city": "市级生态环境主管部门",
    "ministry": "生态环境部",
    "registry": "注册登记机构",
    "low": "低",
    "medium": "中",
    "high": "高",
    "issued": "发放量",
    "due": "应清缴量",
}


class Line(NamedTuple):
    """One row of the law of a year as it is shown."""

    topic: str
    topic_zh: str
    topic_en: str
    zh: str
    en: str
    source: str
    mark: str


def lines(law: Law, year: int) -> list[Line]:
    """The law of a year, topic by topic; of sanctions those of the day after the deadline."""
    return [_line(law, topic, row, year) for topic in TOPICS for row in _rows(law, topic, year)]


def _rows(law: Law, topic: str, year: int) -> list[Any]:
    rows = law.about(topic, year)
    if topic == "sanctions":
        day = law.offence_day(year)
        offences = dict.fromkeys(row.offence for row in rows)
        return [each for offence in offences for each in law.sanctions(offence, year, day)]
    if topic in (
        "deadlines",
        "deadline_hours",
        "offset",
        "carry_over",
        "average_price",
        "balance_rates",
    ):
        return rows[-1:]
    return rows


def _line(law: Law, topic: str, row: Any, year: int) -> Line:
    named, (zh, en) = TOPICS[topic], _SENTENCES[topic](law, row, year)
    return Line(topic, named.zh, named.en, zh, en, row.source, row.mark)


def _of(zh: str, en: str, *given: object) -> tuple[str, str]:
    """Both sentences with what is given; words are given in English."""
    return zh.format(*[_WORDS.get(str(each), each) for each in given]), en.format(
        *[str(each).replace("_", " ") for each in given]
    )


def both(word: str) -> str:
    """A word of the data in Chinese and English."""
    return " ".join(_of("{0}", "{0}", word))


def _span(first: int, last: int) -> str:
    """Two days as people write them; an open end is a dot each."""
    return f"{format_date(first) or _OPEN} – {format_date(last) or _OPEN}"


def _deadline(law: Law, _row: Any, year: int) -> tuple[str, str]:
    return _of("{0} 前完成清缴", "surrendered by {0}", format_date(law.deadline(year)))


def _hour(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    clock = f"{row.minute // 60:02}:{row.minute % 60:02}"
    return _of("当日 {0} 止", "until {0} of that day", clock)


def _vintages(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    zh, en = ("欠缴补缴", "in arrears") if row.arrears else ("按时清缴", "on time")
    day = format_date(row.from_day)
    since = (f"自 {day} 起", f"from {day} on") if day else ("", "")
    codes = allowed(row)
    chinese = codes.replace(" to ", " 至 ")
    return f"{zh}{since[0]}：{chinese}", f"{en} {since[1]}".strip() + f": {codes}"


def _offset(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    share = format_hundredths(row.share_bp)
    return _of("不超过应清缴量的 {0} %", "at most {0} % of what is due", share)


def _offset_kind(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    zh = "项目登记或备案日期 {0}；使用日期 {1}"
    en = "of projects registered or filed {0}; used {1}"
    used, registered = (row.from_day, row.to_day), (row.registered_from, row.registered_to)
    return _of(zh, en, _span(*registered), _span(*used))


def _round(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    zh = (
        "结转为 {0}：基数 + {1}/{2} × 净卖出（{3}），不超过末日持仓；{4} 前申请；未按时清缴 {5}"
        " 的除外"
    )
    en = (
        "into {0}: base + {1}/{2} x net sales of {3}, within the holding of the last day; asked for"
        " by {4}; nobody who was late for {5}"
    )
    years = ", ".join(map(str, row.barred)) or _OPEN
    given = (_span(row.sold_from, row.sold_to), format_date(row.apply_until) or _OPEN, years)
    return _of(zh, en, row.instrument, row.numerator, row.denominator, *given)


def _base(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    return _of("{0}：{1} 吨", "{0}: {1} t", row.sector, f"{row.base:,}")


def _average(law: Law, row: Any, year: int) -> tuple[str, str]:
    window = law.price_window(year)
    days = _span(window.first, window.last) if window else _OPEN
    return _of("{0}（{1}），{2}", "{0} ({1}), {2} methods", row.window, days, row.methods)


def _sanction(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    figures = {
        "fine": (f"{row.low:,}–{row.high:,} 元", f"{row.low:,}-{row.high:,} CNY"),
        "multiple": (f"{_times(row)} 倍", f"{_times(row)} times"),
        "cut": (f"{_range(row)} %", f"{_range(row)} %"),
    }.get(row.measure, ("", ""))
    given = (row.offence, row.stage, row.measure)
    zh, en = _of("{0}，{1}：{2}", "{0}, {1}: {2}", *given)
    base = _of("{0}", "{0}", row.base) if row.base else ("", "")
    until = format_date(row.decided_until)
    ends = (f"（{until} 后不再决定）", f"(not decided after {until})") if until else ("", "")
    parts = (
        (zh, base[0], figures[0], ends[0]),
        (en, figures[1], base[1] and f"x {base[1]}", ends[1]),
    )
    return tuple(" ".join(filter(None, each)) for each in parts)  # type: ignore[return-value]


def _times(row: Any) -> str:
    return f"{row.low / 100:g}-{row.high / 100:g}"


def _range(row: Any) -> str:
    return str(row.low) if row.low == row.high else f"{row.low}-{row.high}"


def _balance(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    return _of("占 {0}", "a share of what is {0}", row.share_of)


def _review(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    zh, en = _of("{0}：{1}", "{0}: {1}", row.act, row.reviewer)
    for days, words in (
        (row.ask_days, ("提出", "to ask")),
        (row.decide_days, ("决定", "to decide")),
    ):
        if days:
            zh, en = f"{zh}，{days} 个工作日内{words[0]}", f"{en}, {days} working days {words[1]}"
    return zh, en


def _interval(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    zh, en = "截止日前 {0} 天内，每 {1} 天", "within {0} days of the deadline every {1} days"
    return _of(zh, en, row.days_left, row.every_days)


def _level(_law: Law, row: Any, _year: int) -> tuple[str, str]:
    zh = f"缺口达应清缴量 {{0}} % 起，资金{'足够' if row.cash_covers else '不足'}：{{1}}"
    cash = "buys" if row.cash_covers else "does not buy"
    en = f"a lack from {{0}} % of what is due that cash {cash}: {{1}}"
    return _of(zh, en, format_hundredths(row.lack_bp), row.level)


_SENTENCES: dict[str, Callable[[Law, Any, int], tuple[str, str]]] = {
    "deadlines": _deadline,
    "deadline_hours": _hour,
    "vintages": _vintages,
    "offset": _offset,
    "offset_kinds": _offset_kind,
    "carry_over": _round,
    "carry_over_bases": _base,
    "average_price": _average,
    "sanctions": _sanction,
    "balance_rates": _balance,
    "reviews": _review,
    "alert_intervals": _interval,
    "alert_levels": _level,
}
