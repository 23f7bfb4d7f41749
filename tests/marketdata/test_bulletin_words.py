"""The words of a bulletin are those that the exchange prints on such a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from marketdata.bulletin_words import LANGUAGES, SPANS, Figures, forms, names_in, text_of

START = dt.date(2021, 7, 16)
SUMS = [f"{name}_{what}" for name in ("all", "year", "cumulative") for what in ("volume", "amount")]
DATES = ["first_date", "last_date", "last_day", "year", "weekday", "first_number", "last_number"]
QUOTED = ["quotes", "listed", "methods", "other_methods", "code"]
KNOWN = {*SUMS, *DATES, *QUOTED, "price", "change", "volume", "amount"}
NAMES = {"span", "language", "from", "source", "derived", "title", "text", "instrument"} | {
    *("comma", "semicolon", "open", "high", "low", "close", "rise", "fall", "unchanged"),
    *(f"{no}{method}" for no in ("", "no_") for method in ("listed", "block", "auction")),
}
Sum = tuple[int, str]


def lines_of(form: dict[str, Any]) -> Iterator[str]:
    for value in form.values():
        for line in value if isinstance(value, list) else [value]:
            yield from line if isinstance(line, list) else [str(line)]


def fen(amount: str) -> int:
    return int(amount.replace(".", "").replace(",", ""))


def figures(
    span: str,
    days: tuple[int, int],
    prices: Sequence[str | None],
    sums: dict[str, Sum],
) -> Figures:
    """Of one instrument; prices: open, high, low, close and the change."""
    ticks = [None if each is None else fen(each) for each in prices[:4]]
    row: dict[str, Any] = dict(zip(("open", "high", "low", "close"), ticks, strict=True))
    row |= {"instrument": "CEA", "change_pct": prices[4]}
    for name in ("listed", "block", "auction", "cumulative"):
        volume, amount = sums.get(name, (0, "0.00"))
        row |= {f"{name}_volume": volume, f"{name}_amount_fen": fen(amount)}
    totals = {
        name: {"volume": sums[name][0], "amount_fen": fen(sums[name][1])} if name in sums else None
        for name in ("all", "year", "cumulative")
    }
    return Figures(span, *days, row, totals, [row])


# Bulletins as the exchange printed them: the sources are in bulletin_forms.toml.
PRINTED: list[tuple[Figures, str]] = [
    (
        figures(
            "day",
            (20220315, 20220315),
            ("58.00", "58.00", "57.50", "57.77", "-0.40"),
            {
                "listed": (748, "43214.90"),
                "block": (190_656, "10581408.00"),
                "all": (191_404, "10624622.90"),
                "cumulative": (188_716_043, "8190561408.52"),
            },
        ),
        "全国碳市场每日成交数据20220315\n"
        "今日全国碳市场碳排放配额（CEA）挂牌协议交易成交量748吨，成交额43,214.90元，"
        "开盘价58.00元/吨，最高价58.00元/吨，最低价57.50元/吨，收盘价57.77元/吨，"
        "收盘价较前一日下跌0.40%。今日大宗协议交易成交量190,656吨，成交额10,581,408.00元。"
        "今日全国碳排放配额（CEA）总成交量191,404吨，总成交额10,624,622.90元。\n"
        "截至今日，全国碳市场碳排放配额（CEA）累计成交量188,716,043吨，"
        "累计成交额8,190,561,408.52元。",
    ),
    (
        figures(
            "day",
            (20241211, 20241211),
            ("99.23", "102.03", "99.23", "101.21", "-0.45"),
            {
                "listed": (1_629_472, "162389430.85"),
                "block": (8_265_953, "804836321.68"),
                "all": (9_895_425, "967225752.53"),
                "year": (155_486_933, "14882712054.15"),
                "cumulative": (597_109_544, "39801862573.43"),
            },
        ),
        "全国碳市场每日综合价格行情及成交信息20241211\n"
        "今日全国碳市场综合价格行情为：开盘价99.23元/吨，最高价102.03元/吨，最低价99.23元/吨，"
        "收盘价101.21元/吨，收盘价较前一日下跌0.45%。\n"
        "今日挂牌协议交易成交量1,629,472吨，成交额162,389,430.85元；"
        "大宗协议交易成交量8,265,953吨，成交额804,836,321.68元。\n"
        "今日全国碳排放配额总成交量9,895,425吨，总成交额967,225,752.53元。\n"
        "2024年1月1日至12月11日，全国碳市场碳排放配额成交量155,486,933吨，"
        "成交额14,882,712,054.15元。\n"
        "截至2024年12月11日，全国碳市场碳排放配额累计成交量597,109,544吨，"
        "累计成交额39,801,862,573.43元。",
    ),
    (
        figures(
            "day",
            (20260113, 20260113),
            ("78.31", None, None, "78.31", "0.00"),
            {
                "block": (1_070_000, "67129000.00"),
                "all": (1_070_000, "67129000.00"),
                "cumulative": (871_068_518, "58114634209.77"),
            },
        ),
        "全国碳市场每日综合价格行情及成交信息20260113\n"
        "今日全国碳市场综合价格行情为：开盘价78.31元/吨，收盘价78.31元/吨，收盘价与前一日持平。\n"
        "今日无挂牌协议交易；大宗协议交易成交量1,070,000吨，成交额67,129,000.00元；今日无单向竞价。\n"
        "今日全国碳排放配额总成交量1,070,000吨，总成交额67,129,000.00元。\n"
        "截至2026年1月13日，全国碳市场碳排放配额累计成交量871,068,518吨，"
        "累计成交额58,114,634,209.77元。",
    ),
    (
        figures(
            "week",
            (20211122, 20211126),
            ("43.05", "43.50", "42.79", "42.85", "-0.46"),
            {
                "listed": (1_501_606, "64483958.98"),
                "block": (5_629_848, "236916115.70"),
                "all": (7_131_454, "301400074.68"),
                "cumulative": (37_228_212, "1596517721.94"),
            },
        ),
        "全国碳市场每周成交数据20211122-20211126\n"
        "本周全国碳市场碳排放配额（CEA）总成交量7,131,454吨，总成交额301,400,074.68元。\n"
        "挂牌协议周成交量1,501,606吨，周成交额64,483,958.98元，最高成交价43.50元/吨，"
        "最低成交价42.79元/吨，本周五收盘价为42.85元/吨，较上周五下跌0.46%。\n"
        "大宗协议周成交量5,629,848吨，周成交额236,916,115.70元。\n"
        "截至本周，全国碳市场碳排放配额（CEA）累计成交量37,228,212吨，累计成交额1,596,517,721.94元。",
    ),
    (
        figures(
            "week",
            (20260302, 20260306),
            ("81.00", "83.20", "80.50", "82.00", "1.68"),
            {
                "listed": (160_500, "13065750.00"),
                "block": (400_000, "32500000.00"),
                "all": (560_500, "45565750.00"),
                "year": (14_982_306, "1107566032.30"),
                "cumulative": (879_848_826, "58770184263.87"),
            },
        ),
        "全国碳市场每周成交数据20260302-20260306\n"
        "本周全国碳市场综合价格行情为：最高价83.20元/吨，最低价80.50元/吨，收盘价较上周五上涨1.68%。\n"
        "本周挂牌协议交易成交量160,500吨，成交额13,065,750.00元；"
        "大宗协议交易成交量400,000吨，成交额32,500,000.00元；本周无单向竞价。\n"
        "本周全国碳排放配额总成交量560,500吨，总成交额45,565,750.00元。\n"
        "2026年1月1日至3月6日，全国碳市场碳排放配额成交量14,982,306吨，成交额1,107,566,032.30元。\n"
        "截至2026年3月6日，全国碳市场碳排放配额累计成交量879,848,826吨，累计成交额58,770,184,263.87元。",
    ),
    (
        figures(
            "month",
            (20211008, 20211029),
            ("42.21", "48.49", "38.50", "42.41", "0.47"),
            {
                "listed": (407_431, "17650040.91"),
                "block": (2_145_539, "89776306.71"),
                "all": (2_552_970, "107426347.62"),
                "cumulative": (20_201_965, "908155032.60"),
            },
        ),
        "全国碳市场每月成交数据20211008-20211029\n"
        "本月全国碳市场碳排放配额（CEA）总成交量2,552,970吨，总成交额107,426,347.62元。\n"
        "挂牌协议月成交量407,431吨，月成交额17,650,040.91元，最高成交价48.49元/吨，"
        "最低成交价38.50元/吨，本月最后一个交易日收盘价为42.41元/吨，较上月最后一个交易日上涨0.47%。\n"
        "大宗协议月成交量2,145,539吨，月成交额89,776,306.71元。\n"
        "截至本月，全国碳市场碳排放配额（CEA）累计成交量20,201,965吨，累计成交额908,155,032.60元。",
    ),
    (
        figures(
            "month",
            (20240701, 20240731),
            ("91.00", "92.33", "86.86", "91.59", "0.60"),
            {
                "listed": (731_622, "65957768.00"),
                "block": (2_759_000, "251655400.00"),
                "all": (3_490_622, "317613168.00"),
                "cumulative": (467_122_437, "27158347443.77"),
            },
        ),
        "全国碳市场每月综合价格行情及成交信息20240701-20240731\n"
        "2024年7月1日-2024年7月31日全国碳市场综合价格行情为：最高价92.33元/吨，最低价86.86元/吨，"
        "收盘价较上月最后一个交易日上涨0.60%。\n"
        "2024年7月1日-2024年7月31日挂牌协议交易成交量731,622吨，成交额65,957,768.00元；"
        "大宗协议交易成交量2,759,000吨，成交额251,655,400.00元。\n"
        "2024年7月1日-2024年7月31日全国碳排放配额总成交量3,490,622吨，总成交额317,613,168.00元。\n"
        "截至2024年7月31日，全国碳市场碳排放配额累计成交量467,122,437吨，累计成交额27,158,347,443.77元。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("bulletin", "printed"), PRINTED, ids=lambda each: getattr(each, "last", "")
)
def test_the_text_is_that_of_the_exchange(bulletin: Figures, printed: str):
    text, _, _ = text_of(bulletin, "zh").partition("\n\n")  # the instruments follow
    assert text == printed


def test_every_form_is_dated_has_its_source_and_names_only_what_is_known():
    dated: dict[tuple[str, str], list[dt.date]] = {}
    for form in forms():
        dated.setdefault((form["span"], form["language"]), []).append(form["from"])
        assert ("source" in form) != ("derived" in form), form
        assert form.keys() <= NAMES
        assert {name for line in lines_of(form) for name in names_in(line)} <= KNOWN
    assert dated.keys() == {(span, language) for span in SPANS for language in LANGUAGES}
    for days in dated.values():
        assert days[0] == START
        assert days == sorted(set(days))


def test_chinese_words_have_full_width_punctuation():
    for form in forms():
        words = {name: value for name, value in form.items() if name not in ("source", "derived")}
        for line in lines_of(words):
            if form["language"] == "zh":
                assert not re.search(r"[,;:()]", line), line


def test_a_line_of_which_a_figure_is_not_known_is_left_out():
    (bulletin, _), *_ = (each for each in PRINTED if each[0].last == 20260113)
    text = text_of(bulletin._replace(totals=bulletin.totals | {"cumulative": None}), "zh")
    assert "截至2026年1月13日" not in text and "年1月1日至" not in text
    nothing = dict.fromkeys(("open", "high", "low", "close", "change_pct"))
    text = text_of(bulletin._replace(composite=nothing), "zh")
    assert text.splitlines()[1] == "今日无全国碳市场综合价格行情。"


def test_an_auction_before_the_words_for_none_came_in_is_not_hidden():
    (bulletin, _), *_ = (each for each in PRINTED if each[0].last == 20220315)
    traded = [{**bulletin.instruments[0], "auction_volume": 7, "auction_amount_fen": 70_000}]
    assert "；今日单向竞价成交量7吨，成交额700.00元。" in text_of(
        bulletin._replace(instruments=traded), "zh"
    )
