"""A key that is withdrawn or changed ends its sessions, whatever they do; a key file in disorder
ends none.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.protocol import revocation
from gateway.protocol.limits import Limits
from gateway.protocol.private_keys import generate
from gateway.protocol.wire import encode
from tests.gateway.small_venue import Caller, SmallVenue, small_venue

WITHIN_S = 2.0  # one second, and what the machine of the tests adds
OFTEN_S = 0.02  # between two looks, where none of many ends a session
Rows = list[dict[str, Any]]


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key file is looked at often."""
    monkeypatch.setattr(revocation, "WATCH_EVERY_S", OFTEN_S)


def rewrite(venue: SmallVenue, change: Callable[[Rows], None]) -> None:
    """Change the rows of keys.json, as an editor or another machine would."""
    rows = json.loads(venue.public_keys.path.read_text())
    change(rows)
    fresh = venue.folder / "keys.edited"
    fresh.write_text(json.dumps(rows))
    fresh.replace(venue.public_keys.path)


def row(rows: Rows, key: str = "alice") -> dict[str, Any]:
    return next(each for each in rows if each["key"] == key)


CHANGES: dict[str, tuple[str, Callable[[Rows], None]]] = {
    "revoked": ("key_revoked", lambda rows: row(rows).update(revoked=True)),
    "taken out of the file": ("key_unknown", lambda rows: rows.remove(row(rows))),
    "another role": ("key_changed", lambda rows: row(rows).update(role="viewer")),
    "another account": ("key_changed", lambda rows: row(rows).update(account=2)),
    "another number": ("key_changed", lambda rows: row(rows).update(number=77)),
    "another public key": ("key_changed", lambda rows: row(rows).update(public_key="00" * 32)),
}


async def ended(caller: Caller) -> tuple[int | None, str | None]:
    """Code and reason of the close, which comes within a second."""
    async with asyncio.timeout(WITHIN_S):
        await caller.socket.wait_closed()
    return caller.socket.close_code, caller.socket.close_reason


@pytest.mark.parametrize(("why", "change"), CHANGES.values(), ids=CHANGES.keys())
async def test_a_key_that_is_not_what_it_was_ends_its_sessions_and_no_other(
    tmp_path: Path, why: str, change: Callable[[Rows], None]
) -> None:
    async with small_venue(tmp_path, market=False) as venue:
        alices, bob = [await venue.caller("alice") for _ in range(3)], await venue.caller("bob")
        rewrite(venue, change)
        assert [await ended(alice) for alice in alices] == [(4001, why)] * 3
        assert (await bob.ask("heartbeat"))["ok"]


@pytest.mark.usefixtures("often")
async def test_another_name_or_another_key_ends_no_session(tmp_path: Path) -> None:
    async with small_venue(tmp_path, market=False) as venue:
        alice = await venue.caller("alice")
        rewrite(venue, lambda rows: row(rows).update(name="Alice Power"))
        venue.public_keys.add("carol", "viewer", 1, "", generate(tmp_path / "carol.pem").public_key)
        await asyncio.sleep(10 * OFTEN_S)
        assert (await alice.ask("heartbeat"))["ok"]


async def test_a_follower_with_a_backlog_that_does_not_read_hears_nothing_more(
    tmp_path: Path,
) -> None:
    async with small_venue(tmp_path, Limits(requests_per_s=1_000_000)) as venue:
        feed, alice = await venue.caller("feed"), await venue.caller("alice")
        await feed.send({"op": "follow", "from": 1})
        feed.socket.transport.pause_reading()
        orders = [
            {"op": "new_order", "instrument": "CEA25", "side": "buy", "price": 7_850, "quantity": 1}
        ] * 50
        for _ in range(10):
            numbers = [reply["order"] for reply in await alice.ask_all(*orders)]
            await alice.ask_all(*[{"op": "cancel", "order": number} for number in numbers])
        venue.public_keys.revoke("feed")
        async with asyncio.timeout(WITHIN_S):
            while any(
                session.grant and session.grant.key == "feed"
                for session in venue.hub._clients.by_session
            ):
                await asyncio.sleep(0.02)


DISORDER: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.rename(path.with_name("elsewhere")),
    "empty": lambda path: path.write_text(""),
    "cut": lambda path: path.write_text(path.read_text()[:-40]),
    "no list": lambda path: path.write_text('{"keys": []}'),
    "a number twice": lambda path: path.write_text(
        path.read_text().replace('"number": 2', '"number": 1')
    ),
    "a key twice": lambda path: path.write_text(
        path.read_text().replace('"key": "bob"', '"key": "alice"')
    ),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def texts() -> Iterator[list[str]]:
    """What strangers must not read."""
    yield ["/", "keys.json", "Traceback", "JSON", "line 1", "Errno"]


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("spoil", DISORDER.values(), ids=DISORDER.keys())
async def test_keys_in_disorder_end_no_session_and_strangers_read_nothing_of_it(
    tmp_path: Path,
    spoil: Callable[[Path], object],
    texts: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with small_venue(tmp_path, market=False) as venue:
        alice = await venue.caller("alice")
        spoil(venue.public_keys.path)
        await asyncio.sleep(10 * OFTEN_S)
        assert (await alice.ask("heartbeat"))["ok"]
        stranger = await Caller.open(venue.hub.url, text=True)
        reply = await stranger.log_on(venue.keys["bob"])
        assert reply["error"]["code"] == "keys_unreadable"
        said = str(encode(reply, text=True))
        assert not [text for text in texts if text in said]
    assert str(tmp_path / "keys.json") in caplog.text  # the staff reads it in the log
    assert caplog.text.count("open sessions go on") == 1
