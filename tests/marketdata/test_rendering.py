import pytest

from engine.texts.visible import visible
from marketdata.rendering import line_of
from tests.engine.texts.hostile import HOSTILE


@pytest.fixture
def day(cea25):
    cea25.sell("CEA25", "75.00", 10)
    cea25.buy("CEA25", "75.00", 4)
    cea25.buy("CEA25", "74.50", 1200)
    return cea25


@pytest.mark.parametrize(
    ("channel", "code", "said"),
    [
        ("depth", "CEA25", "74.50x1,200 | 75.00x6"),
        ("trades", "CEA25", "2026-01-05 trade 1  75.00 x 4  taker buys"),
        (
            "summary",
            "CEA25",
            "open 75.00  high 75.00  low 75.00  latest 75.00  close -  0.50%  4 t in 1 trades",
        ),
        ("composite", None, "latest 75.00  close -  0.50%  (CEA25 1/1)"),
        ("status", None, "2026-01-05 morning"),
    ],
)
def test_a_message_is_a_readable_line(day, channel: str, code: str | None, said: str):
    assert said in line_of(day.bodies(channel, code)[-1])


def test_a_snapshot_of_trades_lists_them(day):
    tape = day.feed.board.listings[1].tape
    assert line_of(tape.stream.snapshot(tape.data()).body).endswith(
        "1 trades before\n    2026-01-05 trade 1  75.00 x 4  taker buys"
    )


def test_settlement_messages_name_the_accounts_and_the_close(day):
    day.end()
    trade, close = (line_of(message.body) for message in day.feed.settlement.messages_from(1, 10))
    assert "CEA25 75.00 x 4  2 from 1" in trade
    assert "2026-01-05 close: 1 trades, 4 t, CNY 300.00" in close


def test_a_bulletin_is_its_english_text(day):
    published = day.end()
    assert published["text_en"] in line_of(day.bodies("bulletin")[-1])


def test_halts_are_told(day):
    body = day.bodies("status")[-1]
    halted = {
        "date": "",
        "phase": "no_day",
        "venue_halted": True,
        "halts": [],
        "instruments": {"CEA25": {"halted": True}},
    }
    assert line_of(body | {"data": halted}).endswith("no day no_day  halted: the venue, CEA25")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_of_the_peer_makes_no_line_of_its_own(day, text: str):
    message = day.bodies("trades", "CEA25")[-1]
    said = line_of(message | {"instrument": text, "data": message["data"] | {"date": text}})
    assert "\n" not in said
    assert said.count(visible(text)) == 2
