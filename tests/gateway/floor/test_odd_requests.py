"""Every operation of every role with each of its fields given every type of value.

What is wrong is named with its field and value, nothing is an internal error, the session lives.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from gateway.protocol import conversation
from gateway.protocol.closings import LOGGED_OFF
from gateway.protocol.errors import error_map
from gateway.protocol.operations import LOG_ON, Operation
from gateway.protocol.session import Session, Work
from gateway.protocol.table.rows import OPERATIONS
from gateway.protocol.wire import encode
from tests.gateway.samples import BINARY, TEXT, Message, complaint, odd_of, odd_requests
from tests.gateway.small_floor import SmallFloor, small_floor

NAMES = {role: role for role in OPERATIONS} | {"member": "bob", "viewer": "vera"}
FRAME = 90  # requests


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("odd")) as floor:
        yield floor


Requests = list[Message]


def answered(market: SmallFloor, session: Session, requests: Requests, text: bool) -> Requests:
    """The answers to requests of one frame."""
    work = session.receive(encode(requests, text), 1, 1)
    assert isinstance(work, Work)
    market.run(work)
    return work.answers


def complaints(market: SmallFloor, role: str, operation: Operation, text: bool) -> list[str]:
    """What is wrong with the answers to an operation's odd requests."""
    found: list[str] = []
    asked = list(odd_of(operation, text))
    if operation.name == "log_off":
        asked = [(name, each) for name, each in asked if name == "op"]
    for start in range(0, len(asked), FRAME):
        part, session = asked[start : start + FRAME], market.session(NAMES[role])
        session.text = text
        answers = answered(market, session, [request for _, request in part], text)
        if len(answers) < len(part):
            found.append(f"{operation.name}: a frame was refused as a whole: {answers}")
        told = zip(part, answers, strict=False)
        found += [said for (name, each), answer in told if (said := complaint(name, each, answer))]
        if session.closing not in (None, LOGGED_OFF):
            found.append(f"{operation.name}: the session was closed, {session.closing.reason}")
        market.run(gone=[session])
    return found


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
@pytest.mark.parametrize("role", NAMES)
def test_each_field_of_each_request_may_be_anything_and_is_named(
    market: SmallFloor,
    caplog: pytest.LogCaptureFixture,
    role: str,
    text: bool,
) -> None:
    operations = OPERATIONS[role].values()
    found = [said for each in operations for said in complaints(market, role, each, text)]
    assert found == []
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
def test_a_stranger_may_say_anything_and_is_told_to_log_on(market: SmallFloor, text: bool) -> None:
    for name, request in odd_requests(LOG_ON, TEXT if text else BINARY):
        session, sound = market.stranger("bob")
        asked = {"id": 1} | sound | {name: request[name]}
        (answer,) = answered(market, session, [asked], text)
        assert complaint(name, asked, answer) is None
        assert session.grant is None or answer["ok"]
        market.run(gone=[session])


@pytest.mark.parametrize("frame", ['{"op": [], "id": 1}', '{"op":["new_order"],"id":7}'])
@pytest.mark.parametrize("name", [None, "bob"])
def test_an_op_that_is_a_list_is_named_before_and_after_log_on(
    market: SmallFloor,
    frame: str,
    name: str | None,
) -> None:
    session = market.session(name) if name else market.stranger("bob")[0]
    work = session.receive(frame, 1, 1)
    assert work is not None
    market.run(work)
    (answer,) = work.answers
    assert (answer["error"]["code"], answer["error"]["field"]) == ("operation_unknown", "op")
    assert session.closing is None


def test_a_campaign_against_a_name_that_is_looked_up_unchecked_finds_it(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation, "read_op", lambda message: message["op"])
    assert complaints(market, "member", OPERATIONS["member"]["heartbeat"], text=True) != []


def test_a_fault_in_reading_is_answered_under_the_requests_id_and_the_session_lives(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bob = market.session("bob", cancel_on_disconnect=True)
    monkeypatch.setattr(OPERATIONS["member"]["cancel"], "read", None)
    requests = [{"op": "cancel", "id": 5, "order": 1}, {"op": "heartbeat", "id": 6}]
    broken, sound = answered(market, bob, requests, text=False)
    assert (broken["id"], broken["error"]["code"]) == (5, "internal_error")
    assert (sound["id"], sound["ok"]) == (6, True)
    assert broken["error"].keys() == error_map("internal_error", "").keys()
    assert bob.closing is None
