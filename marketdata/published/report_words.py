"""Words of reports, in Chinese and English, and how their values are written."""

from __future__ import annotations

from enum import StrEnum

from engine.units import format_date, format_hundredths
from gateway.terminal.tables import count, money
from marketdata.published.figures import ALL, Figure, Unit


class Language(StrEnum):
    """Languages of a report's words."""

    ZH = "zh"
    EN = "en"


# Words in Chinese and in English, by the name in JSON.
WORDS = {
    "volume": ("成交量", "volume"),
    "amount": ("成交额", "amount"),
    "mean_price": ("成交均价", "mean price"),
    "missing_volume": ("缺失交易日成交量", "volume of days that are missing"),
    "mean_month_volume": ("月均成交量", "mean volume of a month"),
    "peak_month_volume": ("成交量最高月份", "volume of the peak month"),
    "close": ("收盘价", "close"),
    "close_before": ("前期收盘价", "close before the period"),
    "rise": ("涨跌幅", "change of the close"),
    "first_open": ("首日开盘价", "first open"),
    "rise_since_first_open": ("较首日开盘价涨跌幅", "change since the first open"),
    "lowest_close": ("最低收盘价", "lowest close"),
    "highest_close": ("最高收盘价", "highest close"),
    "first_above": ("收盘价首次高于", "close first above"),
    "mean_daily_move": ("日均涨跌幅绝对值", "mean daily move"),
    "days": ("交易日数", "trading days"),
    "days_with_trade": ("有成交天数", "days with trade"),
    "days_without_trade": ("无成交天数", "days without trade"),
    "active_days": ("交易活跃天数", "active days"),
    "days_without_composite": ("无综合价格天数", "days without a composite"),
    "days_corrected": ("有更正的天数", "days with a correction"),
    "entities_traded": ("参与交易主体数", "entities that traded"),
    "entities_more_than_once": ("交易两次及以上主体数", "entities with two trades or more"),
    "entities_above_1_mt": ("成交量超过100万吨主体数", "entities above 1,000,000 t"),
    "entities_both_methods": (
        "挂牌和大宗均参与主体数",
        "entities with listed and block trades",
    ),
    ALL: ("合计", "all methods"),
    "listed": ("挂牌协议交易", "listed"),
    "block": ("大宗协议交易", "block"),
    "auction": ("单向竞价", "auction"),
}
UNITS = {
    Unit.TONNES: ("吨", "t"),
    Unit.MEAN_TONNES: ("吨", "t"),
    Unit.AMOUNT: ("元", "CNY"),
    Unit.PRICE: ("元/吨", "CNY/t"),
    Unit.PERCENT: ("%", "%"),
    Unit.DAYS: ("天", "days"),
    Unit.ENTITIES: ("家", "entities"),
}
PHRASES = {
    "head": ("全国碳市场碳排放配额", "Allowances of the national carbon market"),
    "against": ("对比期", "against"),
    "erratum": (
        "更正：{date} {code}，{published}发布，以更正后的数据为准：{figures}",
        "Corrected: {code} of {date}, published {published}, and so counted: {figures}",
    ),
    "whole_market": ("全市场", "whole market"),
    "report": ("全国碳市场成交情况报告", "National carbon market: report"),
    "prices": ("综合价格", "Composite price"),
    "trading": ("成交情况", "Trading"),
    "market": ("市场", "Market"),
    "closes": ("综合价格收盘价（元/吨）", "Composite close, CNY/t"),
    "daily": ("日成交量（吨）", "Volume of a day, t"),
    "monthly": ("月成交量（吨）", "Volume of a month, t"),
    "errata": ("更正", "Corrections"),
    "figure": ("项目", "figure"),
    "value": ("数值", "value"),
    "unit": ("单位", "unit"),
    "date": ("日期", "date"),
    "growth": ("增长率（%）", "growth, %"),
    "instrument": ("品种", "instrument"),
    "method": ("交易方式", "method"),
}


def phrase(name: str, language: Language) -> str:
    """Words of a report that are no figure's."""
    return PHRASES[name][_place(language)]


def word(name: str, language: Language) -> str:
    """The words of a figure or a method; none for no name."""
    return WORDS[name][_place(language)] if name else ""


def unit_of(unit: Unit, language: Language) -> str:
    """The unit in which a value is written."""
    return UNITS[unit][_place(language)]


def number(unit: Unit, value: int | None) -> str:
    """A value with thousands apart."""
    if value is None:
        return "-"
    return money(value) if unit.startswith("0.01") else count(value)


def decimal(unit: Unit, value: int | None) -> str:
    """A value for programs, nothing where there is none."""
    if value is None:
        return ""
    return format_hundredths(value) if unit.startswith("0.01") else str(value)


def percent(value: int | None) -> str | None:
    """Hundredths of a percent as a decimal."""
    return None if value is None else format_hundredths(value)


def date_of(figure: Figure) -> str:
    """The day, or the month, that a figure is of; nothing where it is of no one day."""
    if figure.date is None:
        return ""
    return format_date(figure.date)[: 7 if figure.name.startswith("peak_month") else 10]


def _place(language: Language) -> int:
    return list(Language).index(language)
