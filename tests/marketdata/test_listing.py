def test_a_summary_tells_the_day_so_far(cea25):
    cea25.trade("CEA25", "75.00", 10)
    cea25.trade("CEA25", "76.00", 30)
    cea25.trade("CEA25", "74.00", 10)
    assert cea25.data("summary", "CEA25") == {
        "date": "2026-01-05",
        "previous_close": 7463,
        "first_day": True,
        "open": 7500,
        "high": 7600,
        "low": 7400,
        "latest": 7400,
        "close": None,
        "change_pct": "-0.84",
        "volume": 50,
        "turnover_fen": 377_000,
        "trades": 3,
    }


def test_before_the_first_trade_only_the_previous_close_is_known(cea25):
    summary = cea25.data("summary", "CEA25")
    assert summary["previous_close"] == 7463
    assert [summary[name] for name in ("open", "high", "low", "latest", "close", "change_pct")] == [
        None
    ] * 6


def test_the_end_of_the_day_fixes_close_and_change(cea25):
    cea25.trade("CEA25", "75.00", 10)
    cea25.trade("CEA25", "75.01", 10)
    cea25.end()
    summary = cea25.data("summary", "CEA25")
    assert (summary["close"], summary["latest"], summary["change_pct"]) == (7501, 7501, "0.51")


def test_a_new_day_begins_with_the_close_of_the_last(cea25):
    cea25.trade("CEA25", "75.00", 10)
    cea25.end()
    cea25.settle()
    cea25.start("2026-01-06")
    summary = cea25.data("summary", "CEA25")
    assert (
        summary["date"],
        summary["previous_close"],
        summary["first_day"],
        summary["volume"],
    ) == ("2026-01-06", 7500, False, 0)


def test_other_methods_make_volume_but_no_price(cea25):
    listing = cea25.feed.board.listings[1]
    listing.add_other_method("block", 100_000, 750_000_000)
    listing.add_other_method("block", 100_000, 760_000_000)
    assert listing.other_methods == {"block": (200_000, 1_510_000_000)}
    assert listing.summary_data()["open"] is None
