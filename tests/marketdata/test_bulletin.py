import pytest

from marketdata.bulletin import bulletin


@pytest.fixture
def three(exchange):
    """Three vintages on the first day of the composite of thirds, the first traded, the others
    idle.
    """
    for code in ("CEA", "CEA21", "CEA22"):
        exchange.list_instrument(code, "73.06")
    exchange.weigh("2023-08-28", 3, {"CEA": 1, "CEA21": 1, "CEA22": 1})
    exchange.open_totals(248_064_409, "11522.00", "73.06")
    exchange.open_totals(248_064_409, "11522.00", "", code="CEA")
    exchange.start("2023-08-28")
    for price, quantity in (("74.01", 100), ("75.00", 459), ("74.00", 441)):
        exchange.trade("CEA", price, quantity)
    return exchange


def test_the_composite_comes_out_as_published(three):
    assert three.end()["composite"] == {
        "previous_close": 7306,
        "open": 7338,
        "high": 7371,
        "low": 7337,
        "close": 7353,
        "change_pct": "0.64",
    }


def test_an_idle_vintage_opens_and_closes_at_its_base(three):
    idle = three.end()["instruments"][1]
    assert (idle["instrument"], idle["open"], idle["high"], idle["low"], idle["close"]) == (
        "CEA21",
        7306,
        None,
        None,
        7306,
    )
    assert (idle["change_pct"], idle["listed_volume"], idle["first_day"]) == ("0.00", 0, True)


def test_totals_go_on_from_the_opening_totals(three):
    published = three.end()
    assert published["totals"]["day"] == {"volume": 1000, "amount_fen": 7_446_000}
    assert published["totals"]["year"] == {"volume": 1000, "amount_fen": 7_446_000}
    assert published["totals"]["cumulative"] == {
        "volume": 248_065_409,
        "amount_fen": 1_152_200 + 7_446_000,
    }
    assert published["instruments"][0]["cumulative_volume"] == 248_065_409
    assert published["instruments"][1]["cumulative_volume"] == 0


def test_the_chinese_text_says_what_the_exchange_says(three):
    lines = three.end()["text_zh"].splitlines()
    assert lines[0] == "全国碳市场每日综合价格行情及成交信息20230828"
    prices = "开盘价73.38元/吨，最高价73.71元/吨，最低价73.37元/吨，收盘价73.53元/吨"
    assert lines[1] == f"今日全国碳市场综合价格行情为：{prices}，收盘价较前一日上涨0.64%。"
    assert lines[2] == "今日挂牌协议交易成交量1,000吨，成交额74,460.00元；今日无大宗协议交易。"
    assert lines[3] == "今日全国碳排放配额总成交量1,000吨，总成交额74,460.00元。"
    total = "累计成交量248,065,409吨，累计成交额85,982.00元"
    assert lines[4] == f"截至今日，全国碳市场碳排放配额{total}。"
    assert "CEA21价格行情：开盘价73.06元/吨，收盘价73.06元/吨，收盘价与前一日持平。" in lines
    assert "今日无挂牌协议交易；今日无大宗协议交易。" in lines


def test_the_english_text_says_the_same(three):
    lines = three.end()["text_en"].splitlines()
    prices = "open 73.38, high 73.71, low 73.37, close 73.53"
    assert lines[1] == f"Composite price (CNY/t): {prices}, change +0.64% on the day before."
    assert (
        lines[2]
        == "Listed agreements 1,000 t, CNY 74,460.00; no block agreements; no one-way bidding."
    )
    assert lines[5] == "Cumulative to 2023-08-28: 248,065,409 t, CNY 85,982.00."


def test_a_falling_close_is_said_to_fall(three):
    three.end()
    three.settle()
    three.start("2023-08-29")
    three.trade("CEA", "69.00", 10)
    published = three.end()
    assert "收盘价较前一日下跌7.33%" in published["text_zh"]
    assert "change -7.33% on the day before" in published["text_en"]


def test_block_and_auction_volumes_are_told_apart(three):
    listing = three.feed.board.listings[1]
    listing.add_other_method("block", 100_000, 744_600_000)
    listing.add_other_method("auction", 1_000, 7_446_000)
    board = three.feed.board
    published = bulletin(board.date, board.composite.figures(), board.today(), board.totals)
    row = published["instruments"][0]
    assert (row["block_volume"], row["auction_amount_fen"]) == (100_000, 7_446_000)
    assert (
        "大宗协议交易成交量100,000吨，成交额7,446,000.00元；单向竞价成交量1,000吨"
        in published["text_zh"]
    )


def test_a_day_without_trades_opens_at_the_previous_composite_close(cea25):
    composite = cea25.end()["composite"]
    assert composite == dict.fromkeys(("previous_close", "open", "close"), 7463) | {
        "high": None,
        "low": None,
        "change_pct": "0.00",
    }


def test_a_venue_without_weights_has_no_composite(exchange):
    exchange.list_instrument("CEA25", "74.63")
    exchange.start("2026-01-05")
    exchange.trade("CEA25", "75.00", 10)
    published = exchange.end()
    assert set(published["composite"].values()) == {None}
    assert "Composite price: none." in published["text_en"]
    assert "今日无全国碳市场综合价格行情。" in published["text_zh"]
    assert "2026年1月1日至1月5日，全国碳市场碳排放配额成交量10吨" in published["text_zh"]
    assert "；今日无大宗协议交易；今日无单向竞价。" in published["text_zh"]
