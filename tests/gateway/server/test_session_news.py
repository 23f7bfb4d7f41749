"""What the gateway tells of members' sessions each second: those lost without a guard, and the
requests that it refused as it read them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.protocol import closings
from gateway.protocol.closings import Closing
from gateway.server import session_news
from gateway.server.session_news import SessionNews
from tests.gateway.small_floor import SmallFloor, small_floor


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("floor")) as floor:
        yield floor


@pytest.mark.parametrize(
    ("who", "closing", "client_closed", "reason"),
    [
        ("alice", None, False, "connection_lost"),
        ("alice", closings.SLOW_READER, False, "slow_reader"),
        ("alice", closings.TOO_FAST, True, "rate_exceeded"),
        ("alice", closings.NOT_HEARD, False, "heartbeat_missed"),
        ("alice", None, True, ""),
        ("alice", closings.LOGGED_OFF, False, ""),
        ("alice", closings.VENUE_STOPS, False, ""),
        ("alice", closings.KILLED, False, ""),
        ("alice", closings.REVOKED, False, ""),
        ("exchange", None, False, ""),
    ],
)
def test_which_sessions_are_lost(
    floor: SmallFloor, who: str, closing: Closing | None, client_closed: bool, reason: str
) -> None:
    news, session = SessionNews(), floor.session(who)
    news.left(session, closing, client_closed=client_closed)
    told = news.message(7)
    lost = {"account": 1, "refused": 0, "lost": 1, "reason": reason}
    expected = {"type": "session_news", "time_ns": 7, "accounts": [lost]}
    assert told == (expected if reason else None)


def test_counts_are_told_once_and_a_message_is_bounded(
    floor: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_news, "TOLD_MAX", 1)
    news, sessions = SessionNews(), [floor.session(each) for each in ("alice", "bob", "exchange")]
    for session in sessions:
        session.refused = 3
        news.count(session)
        news.left(session, closings.LOGGED_OFF, client_closed=False)
    told = [message and message["accounts"] for message in map(news.message, (1, 2, 3))]
    refused = {"refused": 3, "lost": 0, "reason": ""}
    assert told == [[{"account": 1} | refused], [{"account": 2} | refused], None]
