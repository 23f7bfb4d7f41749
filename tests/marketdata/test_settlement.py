import pytest

from engine.commands import CommandKind, Parameter, Side
from engine.tape_hash import tape_hash
from marketdata import day_tape
from marketdata.day_tape import DayTape
from marketdata.settlement import Settlement


def data(exchange, first: int = 1) -> list[dict]:
    return [message.body["data"] for message in exchange.feed.settlement.messages_from(first, 1000)]


def test_a_trade_names_both_accounts_and_the_fees_of_each(cea25):
    cea25.do(
        CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.TRADING_FEE_PPM, value=1000
    )
    cea25.do(
        CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.SETTLEMENT_FEE_PPM, value=2000
    )
    cea25.trade("CEA25", "75.00", 10)
    (trade,) = data(cea25)
    assert (trade["kind"], trade["trade"], trade["instrument"], trade["instrument_number"]) == (
        "trade",
        1,
        "CEA25",
        1,
    )
    assert (trade["buyer"], trade["seller"], trade["amount_fen"], trade["date"]) == (
        2,
        1,
        75_000,
        "2026-01-05",
    )
    assert [
        trade[f"{side}_{fee}_fee_fen"]
        for side in ("buyer", "seller")
        for fee in ("trading", "settlement")
    ] == [75, 150] * 2


def test_the_seller_may_be_the_taker(cea25):
    cea25.buy("CEA25", "75.00", 10)
    cea25.sell("CEA25", "75.00", 10)
    (trade,) = data(cea25)
    assert (trade["buyer"], trade["seller"]) == (2, 1)


def named(exchange, account: int, side: Side, quantity: int, name: bytes = b"") -> int:
    terms = {"instrument": 1, "side": side, "price": 7500, "quantity": quantity, "text": name}
    return exchange.do(CommandKind.NEW_ORDER, account=account, **terms)["order_id"]


def test_a_trade_names_its_orders_as_their_members_do_while_they_are_open(cea25):
    sells = named(cea25, 1, Side.SELL, 10, b"seller-of-20-letters")
    buys = named(cea25, 2, Side.BUY, 4, b"b")
    again = named(cea25, 2, Side.BUY, 8)
    last = named(cea25, 1, Side.SELL, 2, b"taker")
    sides = ("buyer", "seller")
    said = [
        [each[f"{side}_{name}"] for side in sides for name in ("order", "client_order_id")]
        for each in data(cea25)
    ]
    assert said == [
        [buys, "b", sells, "seller-of-20-letters"],
        [again, None, sells, "seller-of-20-letters"],
        [again, None, last, "taker"],
    ]
    resting = named(cea25, 1, Side.SELL, 10, b"rests")
    assert list(cea25.feed.settlement._names) == [resting]
    cea25.do(CommandKind.CANCEL, account=1, order_id=resting)
    assert not cea25.feed.settlement._names


def test_the_close_of_a_day_carries_what_the_engine_will_confirm(cea25):
    cea25.trade("CEA25", "75.00", 10)
    cea25.trade("CEA25", "75.01", 11)
    cea25.end()
    close = data(cea25)[-1]
    assert (close["kind"], close["count"], close["quantity"], close["amount_fen"]) == (
        "close",
        2,
        21,
        157_511,
    )
    assert (close["composite_close"], close["closes"]) == (7501, {"CEA25": 7501})
    cea25.settle()  # asserts that the engine confirms exactly these figures


def test_numbers_run_on_over_the_days(cea25):
    cea25.trade("CEA25", "75.00", 10)
    cea25.end()
    cea25.settle()
    cea25.start("2026-01-06")
    cea25.trade("CEA25", "75.00", 10)
    bodies = [message.body for message in cea25.feed.settlement.messages_from(1, 1000)]
    assert [body["seq"] for body in bodies] == [1, 2, 3]
    assert [body["prev"] for body in bodies] == [0, 1, 2]


def test_messages_are_asked_for_by_number_in_portions(cea25):
    for _ in range(5):
        cea25.trade("CEA25", "75.00", 10)
    assert [message.body["seq"] for message in cea25.feed.settlement.messages_from(3, 2)] == [3, 4]
    assert cea25.feed.settlement.messages_from(6, 10) == []
    assert cea25.feed.settlement.messages_from(99, 10) == []


def settlement_of(days: int, trades: int, kept: int) -> Settlement:
    made = Settlement("test", settled_kept=kept)
    made.name(1, "CEA25")
    for day in range(1, days + 1):
        for number in range(trades - 1):
            made.add_trade((0, 20_260_100 + day, (number, 1, 10, 7500, 1, 2, 1), 7500, 0, 0, 0, 0))
        made.add_close(0, 20_260_100 + day, {"date": f"2026-01-{day:02d}"})
    return made


def test_unsettled_days_are_kept_however_long_they_are():
    made = settlement_of(days=3, trades=50, kept=10)
    assert (made.first, len(made.messages_from(1, 1000))) == (1, 150)


def test_settled_days_are_forgotten_past_what_is_kept():
    made = settlement_of(days=3, trades=50, kept=10)
    made.settled(20_260_101)
    made.settled(20_260_102)
    assert made.first == 91
    assert [message.body["seq"] for message in made.messages_from(91, 1000)] == list(range(91, 151))


def test_a_reader_behind_what_is_kept_goes_on_with_the_oldest_and_sees_the_gap():
    made = settlement_of(days=3, trades=50, kept=10)
    made.settled(20_260_101)
    made.settled(20_260_102)
    assert made.messages_from(1, 1)[0].body["prev"] == 90


def test_our_tape_has_the_same_hash_however_often_it_is_folded():
    trades = [(n, 1, 10, 7500 + n, 10, 2, 1) for n in range(1, 8)]
    tape = DayTape(20_260_105)
    for trade in trades:
        tape.add(trade, 1, trade[3] * trade[4])
        if trade[0] % 3 == 0:
            tape.fold()
    assert tape.figures()["tape_hash"] == f"{tape_hash(20_260_105, trades):016x}"
    assert (tape.count, tape.quantity) == (7, 70)


def test_our_tape_keeps_no_trade_of_a_day_with_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_tape, "TRADES_KEPT_MAX", 5)
    trades = [(n, 1, 10, 7500 + n, 10, 2, 1) for n in range(1, 9)]
    tape = DayTape(20_260_105)
    for kept, trade in enumerate(trades, start=1):
        tape.add(trade, 1, trade[3] * trade[4])
        assert len(list(tape.trades())) == (kept if kept <= 5 else 0)
    assert tape.figures()["tape_hash"] == f"{tape_hash(20_260_105, trades):016x}"


def test_our_tape_without_a_trade_is_that_of_the_others():
    trades = [(n, 1, 10, 7500 + n, 10, 2, 1) for n in range(1, 8)]
    tape = DayTape(20_260_105)
    for trade in trades:
        tape.add(trade, 1, trade[3] * trade[4])
        if trade[0] == 5:
            tape.undo(10, 3, 10, 75_030)
    left = [trade for trade in trades if trade[0] != 3]
    assert tape.figures() == {
        "count": 6,
        "quantity": 60,
        "amount_fen": sum(trade[3] * trade[4] for trade in left),
        "tape_hash": f"{tape_hash(20_260_105, left):016x}",
    }
    assert [trade.number for trade in tape.trades()] == [1, 2, 4, 5, 6, 7]
