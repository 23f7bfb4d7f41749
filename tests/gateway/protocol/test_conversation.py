"""The states of a conversation: what each lets a client do, and what time does in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.protocol.auth import PublicKeys
from gateway.protocol.closings import LATE_LOG_ON, LOGGED_OFF, NOT_HEARD, Closing
from gateway.protocol.conversation import NS_PER_S, Conversation
from gateway.protocol.operations import LOG_ON, Operation, Way
from gateway.protocol.private_keys import PrivateKey, generate
from gateway.protocol.terms import Terms
from gateway.protocol.wire import CloseCode, decode, encode
from tests.signing import welcome

WALL = 1_767_575_400_000_000_000
LOOK, LEAVE = Operation("look", Way.QUERY, {}), Operation("log_off", Way.SESSION, {})
KNOWN = {each.name: each for each in (LOOK, LEAVE)}
OF_ROLE = {"member": KNOWN, "feed": {LEAVE.name: LEAVE}}
ROLES_OF = {"look": ("member",), "log_off": ("member", "feed")}
STRICT = Terms({LOG_ON.name: LOG_ON}, OF_ROLE, ROLES_OF, log_on_s=10)
OPEN = Terms({LOG_ON.name: LOG_ON, **KNOWN}, OF_ROLE, ROLES_OF, log_on_s=None)


class Talk:
    """A conversation and its client's key."""

    def __init__(self, folder: Path, terms: Terms, role: str) -> None:
        self.keys, account = PublicKeys(folder / "keys.json"), 7 if role == "member" else None
        self.key: PrivateKey = generate(folder / "key.pem")
        self.keys.add("key", role, account, "", self.key.public_key)
        self.talk = Conversation(terms, self.keys, welcome(), 0)

    def log_on(self, **fields: Any) -> str | None:
        signature = self.key.sign_log_on(welcome().greeting, WALL)
        return self.ask("log_on", key="key", time_ns=WALL, signature=signature, **fields)

    def ask(self, op: str, **fields: Any) -> str | None:
        """The code of the error, None when the request is taken."""
        request = self.talk.read({"id": 1, "op": op, **fields}, WALL)
        return request.error["code"] if request.error else None


@pytest.mark.parametrize(
    ("terms", "role", "log_on", "op", "code"),
    [
        (STRICT, "member", False, "look", "not_logged_on"),
        (STRICT, "member", False, "dance", "not_logged_on"),
        (OPEN, "member", False, "look", None),
        (OPEN, "member", False, "dance", "operation_unknown"),
        (STRICT, "member", True, "look", None),
        (STRICT, "feed", True, "look", "role_not_allowed"),
        (STRICT, "member", True, "dance", "operation_unknown"),
        (STRICT, "member", True, "log_on", "already_logged_on"),
        (OPEN, "feed", True, "log_on", "already_logged_on"),
    ],
)
def test_a_state_says_what_may_be_asked(
    tmp_path: Path, terms: Terms, role: str, log_on: bool, op: str, code: str | None
) -> None:
    talk = Talk(tmp_path, terms, role)
    assert not log_on or talk.log_on() is None
    assert talk.ask(op) == code and talk.talk.closing is None


@pytest.mark.parametrize("terms", [STRICT, OPEN])
def test_a_log_on_that_is_refused_closes_and_names_why(tmp_path: Path, terms: Terms) -> None:
    for fields, code in (
        ({"speed": 1}, "field_unknown"),
        ({"heartbeat_s": "often"}, "field_wrong_type"),
        ({"protocol": 2}, "protocol_unknown"),
    ):
        folder = tmp_path / code
        folder.mkdir()
        talk = Talk(folder, terms, "member")
        assert talk.log_on(**fields) == code
        assert talk.talk.closing == Closing(CloseCode.LOG_ON_REFUSED, code)


def test_the_version_that_is_spoken_may_be_named(tmp_path: Path) -> None:
    assert Talk(tmp_path, STRICT, "member").log_on(protocol=1) is None


def test_a_log_off_ends_the_conversation(tmp_path: Path) -> None:
    talk = Talk(tmp_path, STRICT, "member")
    talk.log_on()
    assert talk.ask("log_off") is None and talk.talk.closing is LOGGED_OFF
    assert talk.talk.tick(10**12, WALL) is None


def test_time_closes_a_stranger_only_where_it_has_to_log_on(tmp_path: Path) -> None:
    strict = Conversation(STRICT, PublicKeys(tmp_path / "keys.json"), welcome(), 0)
    stays = Conversation(OPEN, PublicKeys(tmp_path / "keys.json"), welcome(), 0)
    for each in (strict, stays):
        assert each.tick(10 * NS_PER_S, WALL) is None and each.closing is None
        each.tick(10 * NS_PER_S + 1, WALL)
    assert (strict.closing, stays.closing) == (LATE_LOG_ON, None)


def test_a_ping_counts_and_two_intervals_without_a_sign_of_life_close(tmp_path: Path) -> None:
    talk = Talk(tmp_path, STRICT, "member")
    talk.log_on(heartbeat_s=5)
    beat = talk.talk.tick(5 * NS_PER_S, WALL)
    assert beat is not None and decode(beat)[0]["type"] == "heartbeat"
    talk.talk.hear(9 * NS_PER_S)
    talk.talk.tick(19 * NS_PER_S, WALL)
    assert talk.talk.closing is None
    talk.talk.tick(19 * NS_PER_S + 1, WALL)
    assert talk.talk.closing is NOT_HEARD


def test_answers_are_in_the_encoding_of_the_log_on_or_of_a_strangers_first_frame(
    tmp_path: Path,
) -> None:
    for terms, settled_by_first in ((STRICT, False), (OPEN, True)):
        talk = Conversation(terms, PublicKeys(tmp_path / "keys.json"), welcome(), 0)
        for text in (True, False):
            talk.messages(encode({"id": 1, "op": "look"}, text), 0)
        assert talk.text is settled_by_first
