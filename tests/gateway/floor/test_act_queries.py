"""The register as a running venue answers it: newest first, by person, kind and time, read back
from the log where it is older than the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.floor import act_queries, act_register
from gateway.protocol.session import Session
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import DATE

HALTS = [
    {"op": "halt", "instrument": "CEA25", "reason": "a rumour"},
    {"op": "resume", "instrument": "CEA25"},
    {"op": "resume", "instrument": "CEA25"},  # refused
    {"op": "set_account_limit", "account": 1, "limit": "order_value", "value": 200_000},
]


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    folder = tmp_path_factory.mktemp("acts")
    with small_floor(folder) as small:
        small.ask(small.session("exchange"), *HALTS)
        small.ask(small.session("alice"), {"op": "mass_cancel"}, {"op": "kill"})
    with small_floor(folder, market=False) as small:  # all of it is older than this start
        yield small


@pytest.fixture
def staff(floor: SmallFloor) -> Session:
    return floor.session("exchange")


def ask(floor: SmallFloor, session: Session, op: str, **fields: Any) -> dict[str, Any]:
    (reply,) = floor.ask(session, {"op": op, **fields})
    assert reply["ok"], reply
    return reply


def test_acts_come_newest_first_with_names_words_and_outcome(
    floor: SmallFloor, staff: Session
) -> None:
    reply = ask(floor, staff, "acts")
    assert (reply["next"], reply["older"]) == (None, False)
    limit, refused, resumed, halt, *_ = reply["acts"]
    assert [each["act"] for each in reply["acts"]][-2:] == ["list_instrument", "list_instrument"]
    assert limit["about"] == {
        "account": "1 Alice",
        "limit": "order_value",
        "value": "2000.00 CNY",
    }
    assert (halt["who"], halt["by"], halt["reason"], halt["date"]) == (
        "exchange",
        "key",
        "a rumour",
        DATE,
    )
    assert (resumed["outcome"], refused["outcome"]) == ("accepted", "instrument_not_halted")
    assert "kill" not in {each["act"] for each in reply["acts"]}  # it is a member's


@pytest.mark.parametrize(
    ("wanted", "acts"),
    [
        ({"act": "halt"}, ["halt"]),
        ({"who": "alice"}, []),
        ({"date": "2026-01-06"}, []),
        ({"date": DATE, "act": "set_phase"}, ["set_phase"]),
        ({"from_ns": 2**62}, []),
        ({"to_ns": 1}, []),
    ],
)
def test_acts_are_chosen(
    floor: SmallFloor, staff: Session, wanted: dict[str, Any], acts: list[str]
) -> None:
    assert [each["act"] for each in ask(floor, staff, "acts", **wanted)["acts"]] == acts


def test_pages_join_without_holes(
    floor: SmallFloor, staff: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ask(floor, staff, "acts")["acts"]
    monkeypatch.setattr(act_queries, "ACTS_PAGE", 2)
    monkeypatch.setattr(act_queries, "SEARCHED_MAX", 3)
    found, after = [], {}
    while True:
        reply = ask(floor, staff, "acts", **after)
        found += reply["acts"]
        if reply["next"] is None:
            break
        after = {"after": reply["next"]}
    assert found == whole


def test_more_acts_than_are_kept_are_in_the_folder(
    floor: SmallFloor, staff: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ask(floor, staff, "acts")["acts"]
    monkeypatch.setattr(act_register, "ACTS_KEPT_MAX", 3)
    ask(floor, staff, "halt", instrument="CEA24")
    reply = ask(floor, staff, "acts")
    assert (reply["next"], reply["older"]) == (None, True)
    assert [each["act"] for each in reply["acts"]] == ["halt", *(each["act"] for each in whole[:2])]


def test_changes_of_keys_are_asked_for_in_the_same_form(floor: SmallFloor, staff: Session) -> None:
    floor.public_keys.add("auditor", "exchange", None, "", "ab" * 32, ["audit"], "order 7")
    reply = ask(floor, staff, "key_changes")
    newest = reply["changes"][0]
    assert (newest["act"], newest["by"], newest["reason"]) == ("key_made", "system_user", "order 7")
    assert newest["about"]["duties"] == "audit"
    assert [each["about"]["key"] for each in reply["changes"]][-2:] == ["bridge", "exchange"]
    assert ask(floor, staff, "key_changes", act="key_revoked")["changes"] == []
    before = ask(floor, staff, "key_changes", after=newest["number"])["changes"]
    assert before == reply["changes"][1:]


def test_a_kind_that_there_is_not_is_refused_with_those_there_are(
    floor: SmallFloor, staff: Session
) -> None:
    for op, kind in (("acts", "halt"), ("key_changes", "key_made")):
        (reply,) = floor.ask(staff, {"op": op, "act": "halts"})
        assert reply["error"]["code"] == "field_out_of_range"
        assert kind in reply["error"]["allowed"]


def test_members_do_not_ask_it(floor: SmallFloor) -> None:
    (reply,) = floor.ask(floor.session("alice"), {"op": "acts"})
    assert not reply["ok"]
