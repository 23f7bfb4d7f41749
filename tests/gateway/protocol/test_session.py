"""The conversation without sockets: frames and times go in, work and closings come out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.units import REQUESTS_PER_FRAME_MAX
from gateway.protocol import gates
from gateway.protocol.auth import CLOCK_TOLERANCE_NS, Grant, PublicKeys
from gateway.protocol.closings import (
    KILLED,
    LATE_LOG_ON,
    LOGGED_OFF,
    NOT_HEARD,
    TOO_FAST,
    VENUE_STOPS,
)
from gateway.protocol.gates import NS_PER_MS, NS_PER_S
from gateway.protocol.limits import Limits
from gateway.protocol.outside import SYSTEM
from gateway.protocol.private_keys import PrivateKey, generate
from gateway.protocol.session import Session, Work
from gateway.protocol.shares import Share
from gateway.protocol.signatures import is_signed
from gateway.protocol.wire import CloseCode, decode_from_venue, encode
from tests.signing import NONCE, welcome

WALL = 1_767_575_400_000_000_000
LIMITS = Limits(requests_per_s=10, cancels_per_s=20, in_flight=8, log_on_s=10)
ORDER = {"op": "new_order", "instrument": "CEA25", "side": "buy", "price": 7850, "quantity": 10}


class Talk:
    """A session and the client's side of it."""

    def __init__(self, keys: PublicKeys, key: PrivateKey, limits: Limits = LIMITS) -> None:
        self.key = key
        self.killed: set[Grant] = set()
        begun, refuses_log_on = welcome("ceax", nonce=SYSTEM.nonce()), self.killed.__contains__
        self.session = Session(keys, limits, begun, 0, refuses_log_on)
        self.greeting = begun.greeting

    def say(
        self, *requests: Any, now_ns: int = 0, overloaded: bool = False, text: bool = False
    ) -> Work | None:
        maps = [{"id": id_} | request for id_, request in enumerate(requests)]
        return self.session.receive(encode(maps, text), now_ns, WALL, overloaded)

    def errors(self, *requests: Any, **options: Any) -> list[str | None]:
        work = self.say(*requests, **options)
        assert work is not None
        return [request.error and request.error["code"] for request in work.requests]

    def log_on(self, overloaded: bool = False, **fields: Any) -> Work | None:
        signature = self.key.sign_log_on(self.greeting, WALL)
        request = {"op": "log_on", "key": self.key.key, "time_ns": WALL, "signature": signature}
        return self.say(request | fields, overloaded=overloaded)


@pytest.fixture
def keys(tmp_path: Path) -> PublicKeys:
    return PublicKeys(tmp_path / "keys.json")


@pytest.fixture
def talk(keys: PublicKeys, tmp_path: Path) -> Talk:
    key = generate(tmp_path / "member.pem")
    keys.add("member", "member", 7, "", key.public_key)
    return Talk(keys, key)


def logged_on(talk: Talk, **fields: Any) -> Talk:
    assert talk.log_on(**fields) is not None
    talk.session.in_flight = 0
    assert talk.session.grant is not None
    return talk


def test_the_challenge_is_text_and_never_the_same(keys: PublicKeys, talk: Talk) -> None:
    challenge = talk.session.challenge(WALL)
    assert isinstance(challenge, str)
    message = decode_from_venue(challenge)[0]
    signature = message.pop("signature")
    said = {"type": "challenge", "server_time_ns": WALL, "venue": "ceax", "protocol": 1}
    said |= {"server": "gateway", "binding": "plain", "client_nonce": NONCE}
    assert message == talk.greeting._asdict() | said
    assert is_signed(talk.greeting.server_key, signature, talk.greeting.proof_text(WALL))
    assert Talk(keys, talk.key).greeting.nonce != talk.greeting.nonce


def test_a_log_on_gives_the_keys_role_and_account(talk: Talk) -> None:
    logged_on(talk, heartbeat_s=5, cancel_on_disconnect=True)
    assert talk.session.grant is not None
    assert (talk.session.grant.role, talk.session.grant.account) == ("member", 7)
    assert talk.session.heartbeat_s == 5
    assert talk.session.cancels_when_gone


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"signature": "00" * 64}, "signature_wrong"),
        ({"signature": "x"}, "signature_wrong"),
        ({"key": "nobody"}, "key_unknown"),
        ({"time_ns": WALL + CLOCK_TOLERANCE_NS + 1}, "clock_differs"),
        ({"time_ns": WALL + 1}, "signature_wrong"),
    ],
)
def test_a_wrong_log_on_is_answered_and_closed(
    talk: Talk, fields: dict[str, Any], code: str
) -> None:
    work = talk.log_on(**fields)
    assert work is not None
    assert work.requests[0].error is not None
    assert work.requests[0].error["code"] == code
    assert work.closing is not None
    assert (work.closing.code, work.closing.reason) == (CloseCode.LOG_ON_REFUSED, code)
    assert talk.log_on() is None


def test_a_log_on_recorded_from_another_connection_is_wrong(keys: PublicKeys, talk: Talk) -> None:
    recorded = talk.key.sign_log_on(talk.greeting, WALL)
    other = Talk(keys, talk.key)
    work = other.log_on(signature=recorded)
    assert work is not None and work.requests[0].error is not None
    assert work.requests[0].error["code"] == "signature_wrong"


def test_a_key_whose_kill_refuses_log_on_is_refused_by_name(talk: Talk) -> None:
    talk.killed.add(Grant("member", 1, "member", 7))
    work = talk.log_on()
    assert work is not None and work.closing is not None
    error = work.requests[0].error
    assert error is not None and talk.session.grant is None
    assert (error["code"], error["field"], error["value"]) == ("key_killed", "key", "member")
    assert work.closing == KILLED


def test_a_revoked_key_is_refused(keys: PublicKeys, talk: Talk) -> None:
    keys.revoke("member")
    work = talk.log_on()
    assert work is not None and work.closing is not None
    assert work.closing.reason == "key_revoked"


def test_before_log_on_nothing_else_is_taken_and_after_it_no_other_log_on(talk: Talk) -> None:
    assert talk.errors(ORDER, {"op": "bogus"}, {"op": 7}) == [
        "not_logged_on",
        "not_logged_on",
        "operation_unknown",
    ]
    logged_on(talk)
    assert talk.errors({"op": "log_on", "key": "member", "time_ns": WALL, "signature": ""}) == [
        "already_logged_on"
    ]


def test_a_member_may_not_do_what_is_for_the_exchange(talk: Talk) -> None:
    logged_on(talk)
    assert talk.errors({"op": "halt"}, {"op": "cash_in"}, {"op": "bogus"}, {}) == [
        "role_not_allowed",
        "role_not_allowed",
        "operation_unknown",
        "operation_unknown",
    ]


def test_a_garbled_frame_is_answered_without_id_and_the_session_goes_on(talk: Talk) -> None:
    logged_on(talk)
    work = talk.session.receive(b"\xc1\xc1", 0, WALL)
    assert work is not None
    assert [(request.id, request.error and request.error["code"]) for request in work.requests] == [
        (None, "frame_malformed")
    ]
    assert talk.errors(ORDER) == [None]


@pytest.mark.parametrize("id_", [None, -1, "7", 1.5, True, 2**63])
def test_a_request_without_a_sound_id_is_refused(talk: Talk, id_: object) -> None:
    logged_on(talk)
    work = talk.say(ORDER | {"id": id_})
    assert work is not None and work.requests[0].error is not None
    assert (work.requests[0].id, work.requests[0].error["field"]) == (None, "id")


def test_past_the_rate_a_request_is_told_when_to_come_again(talk: Talk) -> None:
    logged_on(talk)
    talk.session.limits = Limits(in_flight=1000)
    said = talk.say(*[ORDER] * 12)
    assert said is not None
    errors = [request.error for request in said.requests]
    assert [error and error["code"] for error in errors] == [None] * 9 + ["rate_exceeded"] * 3
    assert errors[-1] is not None and errors[-1]["retry_after_ms"] == 100
    assert talk.errors(ORDER, now_ns=NS_PER_S // 10) == [None]


def test_cancels_are_counted_apart(talk: Talk) -> None:
    logged_on(talk)
    talk.session.limits = Limits(in_flight=1000)
    assert talk.errors(*[ORDER] * 10)[-1] == "rate_exceeded"
    assert talk.errors(*[{"op": "cancel", "order": 1}] * 20) == [None] * 20


def test_at_twice_the_rate_the_connection_is_closed(talk: Talk) -> None:
    logged_on(talk)
    work = talk.say(*[ORDER] * 20)
    assert work is not None
    assert work.closing == TOO_FAST
    assert talk.say(ORDER) is None


def test_more_than_allowed_may_not_wait_for_a_reply(talk: Talk) -> None:
    logged_on(talk)
    work = talk.say(*[ORDER] * 9)
    assert work is not None
    *taken, refused = [request.error for request in work.requests]
    assert taken == [None] * 8 and refused is not None
    assert (refused["code"], refused["retry_after_ms"]) == ("in_flight_exceeded", 100)
    talk.session.in_flight -= 9
    assert talk.errors(ORDER, now_ns=NS_PER_S) == [None]


def test_when_overloaded_only_cancels_are_taken(talk: Talk) -> None:
    logged_on(talk)
    codes = talk.errors(ORDER, {"op": "cancel", "order": 1}, {"op": "mass_cancel"}, overloaded=True)
    assert codes == ["overloaded", None, None]


@pytest.mark.parametrize("role", ["exchange", "bridge", "feed"])
def test_the_venues_own_peers_and_staff_are_never_refused_for_load(talk: Talk, role: str) -> None:
    logged_on(talk)
    talk.session.grant = Grant("own", 9, role, 0)
    assert talk.errors({"op": "status"}, {"op": "heartbeat"}, overloaded=True) == [None, None]


def test_who_logs_on_is_not_refused_for_load(talk: Talk) -> None:
    work = talk.log_on(overloaded=True)
    assert work is not None and work.requests[0].error is None


def test_who_does_not_log_on_in_time_is_closed(talk: Talk) -> None:
    assert talk.session.tick(10 * NS_PER_S, WALL) is None
    assert talk.session.closing is None
    talk.session.tick(10 * NS_PER_S + 1, WALL)
    assert talk.session.closing == LATE_LOG_ON


def test_heartbeats_are_sent_and_two_missed_end_the_session(talk: Talk) -> None:
    logged_on(talk, heartbeat_s=5, cancel_on_disconnect=True)
    assert talk.session.tick(5 * NS_PER_S - 1, WALL) is None
    beat = talk.session.tick(5 * NS_PER_S, WALL)
    assert beat is not None and decode_from_venue(beat) == [
        {"type": "heartbeat", "server_time_ns": WALL}
    ]
    talk.say({"op": "heartbeat"}, now_ns=6 * NS_PER_S)
    talk.session.tick(16 * NS_PER_S, WALL)
    assert talk.session.closing is None
    talk.session.tick(16 * NS_PER_S + 1, WALL)
    assert talk.session.closing == NOT_HEARD
    assert talk.session.cancels_when_gone


def test_a_session_that_is_not_read_because_it_is_full_is_not_silent(talk: Talk) -> None:
    logged_on(talk, heartbeat_s=5, cancel_on_disconnect=True)
    talk.session.in_flight = 2 * LIMITS.in_flight + REQUESTS_PER_FRAME_MAX
    talk.session.tick(30 * NS_PER_S, WALL)
    talk.session.in_flight = 0
    talk.session.tick(40 * NS_PER_S, WALL)
    assert talk.session.closing is None
    talk.session.tick(40 * NS_PER_S + 1, WALL)
    assert talk.session.closing == NOT_HEARD


def test_where_sessions_together_have_too_much_waiting_each_may_still_have_a_frame(
    talk: Talk,
) -> None:
    logged_on(talk)
    share = Share("account", LIMITS, 4, 0)
    talk.session.shares, share.in_flight = (share,), 8 * LIMITS.in_flight
    talk.session.in_flight = REQUESTS_PER_FRAME_MAX - 1
    assert not talk.session.is_full
    talk.session.in_flight += 1
    assert talk.session.is_full
    share.in_flight -= 1
    assert not talk.session.is_full


def test_a_session_rests_for_what_was_refused_as_it_was_read(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged_on(talk)
    monkeypatch.setattr(gates, "REFUSALS_AT_ONCE", 0)
    unknown = {"op": "no such operation"}
    rests = []
    for requests in ([ORDER], [ORDER, unknown, unknown], [ORDER]):
        talk.say(*requests, now_ns=NS_PER_S)
        rests.append(talk.session.rest_ns // NS_PER_MS)
    talk.session.receive(b"no frame", 2 * NS_PER_S, WALL)
    assert [*rests, talk.session.rest_ns // NS_PER_MS] == [0, 2, 0, 1]


@pytest.mark.parametrize("closing", [LOGGED_OFF, VENUE_STOPS])
def test_an_orderly_end_cancels_nothing(talk: Talk, closing: Any) -> None:
    logged_on(talk, cancel_on_disconnect=True)
    if closing is LOGGED_OFF:
        work = talk.say({"op": "log_off"})
        assert work is not None and work.closing == LOGGED_OFF
    talk.session.closing = closing
    assert not talk.session.cancels_when_gone


def test_answers_are_in_the_encoding_of_the_log_on(talk: Talk) -> None:
    talk.say({"op": "heartbeat"}, text=True)
    assert talk.session.text
    logged_on(talk)
    talk.say({"op": "heartbeat"}, text=True)
    assert not talk.session.text
