from marketdata.prices import DayPrices, average_price, change_pct


def test_open_high_low_and_latest_follow_the_trades():
    prices = DayPrices(7463)
    for price in (7850, 7919, 7400, 7797):
        prices.trade(price, 10, price * 10)
    assert (prices.open, prices.high, prices.low, prices.latest, prices.trades) == (
        7850,
        7919,
        7400,
        7797,
        4,
    )


def test_the_close_is_amount_over_quantity_half_up():
    assert average_price(25_210_113_50, 323_311) == 7797  # CEA25 on 2026-01-07
    assert average_price(15_001, 2) == 7501  # 75.005
    assert average_price(15_001 * 3 - 1, 6) == 7500


def test_without_a_trade_the_average_is_the_base():
    assert DayPrices(7463).average() == 7463


def test_without_a_trade_there_is_no_change():
    assert DayPrices(7463).change_pct() is None


def test_changes_are_rounded_half_away_from_zero():
    assert change_pct(9300, 9600) == "-3.13"
    assert change_pct(9900, 9600) == "3.13"
    assert change_pct(7463, 7463) == "0.00"


def test_a_change_needs_both_prices():
    assert change_pct(None, 7463) is None
    assert change_pct(7463, None) is None
