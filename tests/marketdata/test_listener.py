import json
import time

import pytest

from gateway.protocol.conversation import Request
from gateway.protocol.errors import RequestError, WireError
from gateway.protocol.outside import SYSTEM
from gateway.protocol.wire import decode_from_venue
from marketdata.listener import SUBSCRIPTIONS_MAX, Listener
from marketdata.operations import OPERATIONS
from marketdata.settlement import Settlement
from marketdata.streams import MESSAGES_PER_FRAME
from tests.signing import signature_of, welcome


@pytest.fixture
def listener(keys):
    return Listener(keys, welcome("test", "feed", SYSTEM.nonce()))


def ask(op: str, **fields):
    return OPERATIONS[op].read({"op": op, "id": 1, **fields})


def refusal(call, *arguments) -> RequestError:
    with pytest.raises(RequestError) as caught:
        call(*arguments)
    return caught.value


def log_on(listener: Listener, key, challenger: Listener | None = None) -> Request:
    """The request of a log-on, signed over the challenge of this listener or of another one."""
    time_ns = time.time_ns()
    challenge = decode_from_venue((challenger or listener).talk.challenge(time_ns))[0]
    signature = signature_of(key, challenge, time_ns)
    signed = {"key": key.key, "time_ns": time_ns, "signature": signature}
    return listener.talk.read({"op": "log_on", "id": 1} | signed, time_ns)


def test_a_bridge_logs_on_and_may_hear_settlement(listener, bridge_key):
    assert log_on(listener, bridge_key).error is None
    reply = listener.logged_on(1, 2)
    assert (reply["role"], reply["account"], reply["venue"]) == ("bridge", None, "test")
    assert "settlement" in reply["channels"]


def test_a_signature_over_another_challenge_is_refused(listener, bridge_key, keys):
    other = Listener(keys, welcome("test", "feed", SYSTEM.nonce()))
    assert log_on(listener, bridge_key, other).error["code"] == "signature_wrong"
    assert listener.talk.closing.reason == "signature_wrong"


def test_a_second_log_on_is_refused(listener, bridge_key):
    log_on(listener, bridge_key)
    assert log_on(listener, bridge_key).error["code"] == "already_logged_on"


def test_a_stranger_may_not_hear_settlement(listener, cea25):
    error = refusal(listener.subscribe, ask("subscribe", channel="settlement"), cea25.feed)
    assert (error.code, error.field, error.allowed) == (
        "channel_not_allowed",
        "channel",
        ["bridge"],
    )


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"channel": "trades", "instrument": "CEA99"}, "instrument_unknown", "instrument"),
        ({"channel": "composite", "instrument": "CEA25"}, "field_unknown", "instrument"),
        ({"channel": "trades", "from": 1}, "field_missing", "instrument"),
    ],
)
def test_what_cannot_be_subscribed_is_refused_by_name(listener, cea25, fields, code, field):
    error = refusal(listener.subscribe, ask("subscribe", **fields), cea25.feed)
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize(
    ("request_", "code", "field"),
    [
        ({"op": "subscribe", "id": 1}, "field_missing", "channel"),
        ({"op": "subscribe", "id": 1, "channel": "gossip"}, "channel_unknown", "channel"),
        ({"op": "subscribe", "id": 1, "channel": 7}, "field_wrong_type", "channel"),
        (
            {"op": "subscribe", "id": 1, "channel": "trades", "from": 0},
            "field_out_of_range",
            "from",
        ),
        (
            {"op": "subscribe", "id": 1, "channel": "trades", "from": 2**63},
            "field_out_of_range",
            "from",
        ),
        ({"op": "subscribe", "id": 1, "channel": "trades", "speed": 1}, "field_unknown", "speed"),
        ({"op": "history", "id": 1, "from_date": "2026-02-30"}, "field_out_of_range", "from_date"),
        ({"op": "dance", "id": 1}, "operation_unknown", "op"),
        ({"op": ["subscribe"], "id": 1}, "operation_unknown", "op"),
        ({"id": 1}, "operation_unknown", "op"),
        ({"op": "heartbeat"}, "field_missing", "id"),
        ({"op": "heartbeat", "id": "one"}, "field_wrong_type", "id"),
    ],
)
def test_a_malformed_request_is_refused_by_name(listener, request_, code, field):
    error = listener.talk.read(request_, 1).error
    assert (error["code"], error["field"]) == (code, field)


def test_the_operations_are_those_of_the_protocol():
    assert set(OPERATIONS) == {
        "log_on",
        "log_off",
        "heartbeat",
        "subscribe",
        "unsubscribe",
        "history",
        "bars",
        "trades",
        "bulletin",
        "announcements",
    }


def test_garbage_is_refused(listener):
    with pytest.raises(WireError):
        listener.messages(b"\xc1\xff")


def test_the_first_frame_settles_the_encoding(listener):
    listener.messages(json.dumps({"op": "heartbeat", "id": 1}))
    listener.messages(b"\x81\xa2op\xa9heartbeat")
    assert listener.interest.text


def test_a_late_joiner_is_owed_a_snapshot_and_then_hears_live(listener, cea25):
    cea25.trade("CEA25", "75.00", 10)
    reply = listener.subscribe(ask("subscribe", channel="trades", instrument="CEA25"), cea25.feed)
    assert reply == {"channel": "trades", "instrument": "CEA25", "epoch": "test", "next": 2}
    update = cea25.messages[-1]
    assert not listener.interest.wants(update)
    (snapshot,) = listener.owed_messages(cea25.feed.board)
    assert (snapshot.body["type"], snapshot.body["seq"]) == ("snapshot", 1)
    trades = [message for message in cea25.messages if message.key == ("trades", "CEA25")]
    assert listener.interest.wants(trades[-1])
    assert not listener.interest.wants(
        next(each for each in cea25.messages if each.key[0] == "depth")
    )


def test_missed_numbers_are_owed_in_order_before_anything_live(listener, cea25):
    for _ in range(MESSAGES_PER_FRAME + 20):
        cea25.trade("CEA25", "75.00", 1)
    listener.subscribe(
        ask("subscribe", channel="trades", instrument="CEA25", **{"from": 11}), cea25.feed
    )
    first = listener.owed_messages(cea25.feed.board)
    cea25.trade("CEA25", "75.00", 1)
    second = listener.owed_messages(cea25.feed.board)
    assert [message.body["seq"] for message in first + second] == list(
        range(11, MESSAGES_PER_FRAME + 22)
    )
    assert listener.owed_messages(cea25.feed.board) == []


def test_all_instruments_are_heard_also_those_listed_later(listener, exchange):
    exchange.list_instrument("CEA25", "74.63")
    listener.subscribe(ask("subscribe", channel="summary"), exchange.feed)
    assert len(listener.owed_messages(exchange.feed.board)) == 1
    exchange.list_instrument("CEA26", "74.63")
    exchange.start("2026-01-05")
    wanted = [message.key for message in exchange.messages if listener.interest.wants(message)]
    assert wanted == [("summary", "CEA25"), ("summary", "CEA26")]


def test_a_number_of_another_epoch_is_passed_over(listener, cea25):
    cea25.trade("CEA25", "75.00", 10)
    fields = ask(
        "subscribe", channel="trades", instrument="CEA25", epoch="elsewhere", **{"from": 1}
    )
    listener.subscribe(fields, cea25.feed)
    assert listener.owed_messages(cea25.feed.board)[0].body["type"] == "snapshot"


def test_bulletins_are_heard_when_they_come_or_from_a_number_on(listener, cea25):
    cea25.end()
    listener.subscribe(ask("subscribe", channel="bulletin"), cea25.feed)
    assert listener.owed_messages(cea25.feed.board) == []
    listener.subscribe(ask("subscribe", channel="bulletin", **{"from": 1}), cea25.feed)
    assert [message.body["seq"] for message in listener.owed_messages(cea25.feed.board)] == [1]


def test_unsubscribed_streams_fall_silent(listener, cea25):
    listener.subscribe(ask("subscribe", channel="trades"), cea25.feed)
    listener.subscribe(ask("subscribe", channel="trades", instrument="CEA25"), cea25.feed)
    listener.unsubscribe(ask("unsubscribe", channel="trades"))
    assert listener.owed_messages(cea25.feed.board) == []
    cea25.trade("CEA25", "75.00", 10)
    assert not any(listener.interest.wants(message) for message in cea25.messages)


def test_settlement_begins_where_the_bridge_says(listener, bridge_key, cea25):
    log_on(listener, bridge_key)
    cea25.trade("CEA25", "75.00", 10)
    assert (
        listener.subscribe(ask("subscribe", channel="settlement", **{"from": 1}), cea25.feed)[
            "next"
        ]
        == 2
    )
    assert listener.next_settlement == 1
    listener.subscribe(ask("subscribe", channel="settlement"), cea25.feed)
    assert listener.next_settlement == 2
    listener.unsubscribe(ask("unsubscribe", channel="settlement"))
    assert listener.next_settlement is None


def test_settlement_messages_that_are_gone_are_refused_with_the_first_kept(
    listener, bridge_key, cea25
):
    log_on(listener, bridge_key)
    settlement = cea25.feed.settlement = Settlement("test", settled_kept=1)
    for number in range(1, 51):
        settlement.add_trade((0, 20_260_105, (number, 1, 10, 7500, 1, 2, 1), 7500, 0, 0, 0, 0))
    settlement.settled(20_260_105)
    error = refusal(
        listener.subscribe, ask("subscribe", channel="settlement", **{"from": 49}), cea25.feed
    )
    assert (error.code, error.value, error.allowed) == ("field_out_of_range", 49, 50)


def test_subscriptions_are_bounded(listener, cea25):
    listener._paces |= {("trades", f"C{number}"): 0 for number in range(SUBSCRIPTIONS_MAX)}
    error = refusal(listener.subscribe, ask("subscribe", channel="status"), cea25.feed)
    assert (error.code, error.allowed) == ("too_many_subscriptions", SUBSCRIPTIONS_MAX)
