"""Who is logged on, as the exchange's staff asks it."""

from __future__ import annotations

from pathlib import Path

from gateway.floor.log_ons import LogOns
from tests.gateway.small_floor import SmallFloor, small_floor


def keys_there(floor: SmallFloor, exchange: object) -> list[tuple[str, int | None]]:
    """Key and account of each session that the exchange is answered."""
    (reply,) = floor.ask(exchange, {"op": "sessions"})  # type: ignore[arg-type]
    assert reply["next"] is None
    return [(each["key"], each["account"]) for each in reply["sessions"]]


def test_each_session_is_named_until_it_ends(tmp_path: Path) -> None:
    with small_floor(tmp_path) as floor:
        exchange = floor.session("exchange")
        before = keys_there(floor, exchange)
        assert before[-1] == ("exchange", None)
        alice = floor.session("alice", cancel_on_disconnect="key")
        again, stranger = floor.session("alice"), floor.stranger("bob")[0]
        assert keys_there(floor, exchange) == [*before, ("alice", 1), ("alice", 1)]
        rows = floor.ask(exchange, {"op": "sessions"})[0]["sessions"]
        numbers = [row["session"] for row in rows]
        assert numbers == list(range(numbers[0], numbers[0] + len(rows)))
        assert [row["cancel_on_disconnect"] for row in rows[-3:]] == [None, "key", None]
        assert [row["since_ns"] for row in rows] == sorted(row["since_ns"] for row in rows)
        floor.run(gone=[alice, stranger])
        assert keys_there(floor, exchange) == [*before, ("alice", 1)]
        floor.run(gone=[again])
        assert keys_there(floor, exchange) == before
        error = floor.ask(floor.session("bob"), {"op": "sessions"})[0]["error"]
        assert (error["code"], error["allowed"]) == ("role_not_allowed", ["exchange"])


def test_a_page_names_the_number_to_go_on_with() -> None:
    log_ons, sessions = LogOns(), [object() for _ in range(5)]
    for at, session in enumerate(sessions):
        log_ons.join(session, at)  # type: ignore[arg-type]
    log_ons.leave(sessions[1])  # type: ignore[arg-type]
    found, following = log_ons.page(0, 2)
    assert ([each.number for each in found], following) == ([1, 3], 3)
    found, following = log_ons.page(3, 2)
    assert ([each.number for each in found], following) == ([4, 5], None)
