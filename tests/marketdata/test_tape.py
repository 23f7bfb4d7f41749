def test_every_trade_is_one_message_without_its_accounts(cea25):
    cea25.sell("CEA25", "75.00", 10)
    cea25.buy("CEA25", "75.10", 4)
    cea25.buy("CEA25", "75.00", 6)
    first, second = cea25.bodies("trades", "CEA25")
    assert first["data"] == {
        "trade": 1,
        "price": 7500,
        "quantity": 4,
        "amount_fen": 30_000,
        "side": "buy",
        "method": "listed",
        "date": "2026-01-05",
    }
    assert (second["seq"], second["prev"], second["data"]["trade"]) == (2, 1, 2)


def test_a_late_joiner_gets_the_last_fifty_trades(cea25):
    for _ in range(60):
        cea25.trade("CEA25", "75.00", 1)
    tape = cea25.feed.board.listings[1].tape
    assert [trade["trade"] for trade in tape.data()["trades"]] == list(range(11, 61))
    assert tape.stream.snapshot(tape.data()).body["seq"] == 60
