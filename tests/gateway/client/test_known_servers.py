"""Whose key a client takes: one that was named, or the one that was kept at first use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.client import Connection, connect
from gateway.client.known_servers import FILE, KNOWN_MAX, VARIABLE, Known, require_known
from gateway.client.proven import chain_of
from gateway.protocol.errors import KeyFileError
from gateway.protocol.proofs import CHAIN_MAX, Greeting, Link
from gateway.protocol.replies import ServerKeyDiffers, ServerUnproven
from gateway.protocol.server_keys import ServerKey, key_path, read_key, write_key
from tests.gateway.small_venue import small_venue
from tests.signing import SECRET, welcome

URL, OTHER_URL = "ws://127.0.0.1:9101", "ws://10.0.0.5:9101"
OWN = welcome().greeting
KEYS = [f"{number:064x}" for number in range(1, 5)]


def shown(key: str, venue: str = OWN.venue, server: str = OWN.server) -> Greeting:
    return OWN._replace(server_key=key, venue=venue, server=server)


def kept(folder: Path) -> list[Known]:
    return [Known(**each) for each in json.loads((folder / FILE).read_text())]


def test_a_server_is_kept_at_its_first_use_and_known_by_address_and_by_venue(
    tmp_path: Path,
) -> None:
    require_known(URL, shown(KEYS[0]), tmp_path)
    require_known(OTHER_URL, shown(KEYS[0]), tmp_path)
    require_known("ws://feed", shown(KEYS[1], server="feed"), tmp_path)
    require_known("ws://else", shown(KEYS[2], venue="else"), tmp_path)
    assert kept(tmp_path) == [
        Known(URL, "gateway", "venue", KEYS[0]),
        Known("ws://feed", "feed", "venue", KEYS[1]),
        Known("ws://else", "gateway", "else", KEYS[2]),
    ]
    for url, greeting in (
        (URL, shown(KEYS[3])),
        (URL, shown(KEYS[3], venue="else than before")),
        ("ws://nowhere-yet", shown(KEYS[3])),
    ):
        with pytest.raises(ServerKeyDiffers, match="--server-key") as caught:
            require_known(url, greeting, tmp_path)
        assert KEYS[0] in str(caught.value) and KEYS[3] in str(caught.value)


def test_a_key_that_is_named_counts_before_the_file_and_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_known(URL, shown(KEYS[0]), tmp_path)
    with pytest.raises(ServerKeyDiffers, match="named"):
        require_known(URL, shown(KEYS[0]), tmp_path, KEYS[1])
    require_known(URL, shown(KEYS[1]), tmp_path, f"{KEYS[2]}, {KEYS[1].upper()}")
    assert [each.key for each in kept(tmp_path)] == [KEYS[1]]
    require_known(URL, shown(KEYS[1]), tmp_path)
    monkeypatch.setenv(VARIABLE, KEYS[3])
    with pytest.raises(ServerKeyDiffers, match="named"):
        require_known(URL, shown(KEYS[1]), tmp_path)


def test_a_client_without_a_key_file_keeps_nothing_and_takes_what_is_named() -> None:
    require_known(URL, shown(KEYS[0]), None)
    with pytest.raises(ServerKeyDiffers):
        require_known(URL, shown(KEYS[0]), None, KEYS[1])
    with pytest.raises(KeyFileError, match="64 hex digits"):
        require_known(URL, shown(KEYS[0]), None, "abc")


@pytest.mark.parametrize(
    "text", ["{", "7", '[{"address": "a"}]', '[{"address":"a","server":"b","venue":"c","key":"d"}]']
)
def test_a_file_that_cannot_be_read_is_named_and_nobody_is_trusted(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(KeyFileError, match=FILE):
        require_known(URL, shown(KEYS[0]), tmp_path)
    assert (tmp_path / FILE).read_text() == text


def test_the_file_is_bounded(tmp_path: Path) -> None:
    rows = [Known(f"ws://{n}", "gateway", f"v{n}", KEYS[0])._asdict() for n in range(KNOWN_MAX)]
    (tmp_path / FILE).write_text(json.dumps(rows))
    with pytest.raises(KeyFileError, match=f"holds {KNOWN_MAX} servers"):
        require_known(URL, shown(KEYS[0]), tmp_path)
    require_known("ws://7", shown(KEYS[0], venue="v7"), tmp_path)


async def test_nothing_is_signed_for_a_gateway_whose_key_has_changed(tmp_path: Path) -> None:
    async with small_venue(tmp_path, market=False) as venue:
        alice = venue.keys["alice"]
        async with connect(venue.hub.url, alice):
            pass
        (entry,) = kept(tmp_path / "keys")
        assert entry == Known(venue.hub.url, "gateway", venue.hub.venue, venue.hub.server_key)
    key_path(tmp_path, "gateway").unlink()
    async with small_venue(tmp_path, market=False) as venue:
        with pytest.raises(ServerKeyDiffers, match=entry.key):
            async with connect(venue.hub.url, alice):
                pass
        assert venue.hub._clients.roles() == {} or venue.hub._clients.roles() == {"none": 1}
        async with connect(venue.hub.url, alice, server_key=venue.hub.server_key):
            pass
        async with connect(venue.hub.url, alice):
            pass


def rotated(times: int, chained: bool = True) -> list[ServerKey]:
    keys = [ServerKey("gateway", "venue", SECRET)]
    for _ in range(times):
        keys.append(keys[-1].followed(chained))
    return keys


@pytest.mark.parametrize("met", range(CHAIN_MAX + 2))
def test_a_client_that_knows_an_earlier_key_is_led_to_the_present_one(
    tmp_path: Path, met: int
) -> None:
    keys = rotated(CHAIN_MAX + 1)
    require_known(URL, shown(keys[met].public_key), tmp_path)
    now = keys[-1]
    if met == 0:  # its link has left the chain
        with pytest.raises(ServerKeyDiffers):
            require_known(URL, shown(now.public_key), tmp_path, chain=now.chain)
        return
    require_known(URL, shown(now.public_key), tmp_path, chain=now.chain)
    assert [each.key for each in kept(tmp_path)] == [now.public_key]
    require_known(URL, shown(now.public_key), None, keys[met].public_key, now.chain)


def test_a_chain_with_a_foreign_link_leads_nowhere(tmp_path: Path) -> None:
    first, second, third = rotated(2)
    require_known(URL, shown(first.public_key), tmp_path)
    thief = ServerKey("gateway", "venue", Ed25519PrivateKey.generate())
    forged = [
        second.chain,
        (first.chain + second.chain)[::-1],
        (Link(first.public_key, thief.followed().chain[0].signature),),
        (third.chain[0]._replace(signature="00" * 64), third.chain[1]),
        first._replace(venue="another").followed().chain,
        first._replace(server="feed").followed().chain,
    ]
    for chain in forged:
        with pytest.raises(ServerKeyDiffers):
            require_known(URL, shown(thief.public_key), tmp_path, chain=chain)
    with pytest.raises(ServerKeyDiffers):
        fresh = first.followed(chained=False)
        require_known(URL, shown(fresh.public_key), tmp_path, chain=fresh.chain)


@pytest.mark.parametrize("chain", [7, [7], [{"key": "a"}], [{"key": "a", "signature": "b"}]])
def test_a_chain_of_another_form_is_not_read(chain: object) -> None:
    with pytest.raises(ServerUnproven, match="at most 8 earlier keys"):
        chain_of({"chain": chain})


async def test_a_running_server_takes_its_new_key_and_is_known_by_the_old_one(
    tmp_path: Path,
) -> None:
    async with small_venue(tmp_path, market=False) as venue:
        async with connect(venue.hub.url, venue.keys["alice"]):
            path = key_path(tmp_path, "gateway")
            fresh = read_key(path).followed()
            write_key(path, fresh, replace=True)
            async with await Connection.open(venue.hub.url, venue.keys["alice"]) as again:
                assert again.challenge["server_key"] == fresh.public_key
        (entry,) = kept(tmp_path / "keys")
        assert entry.key == fresh.public_key
        path.write_text("{}")
        async with connect(venue.hub.url, venue.keys["alice"]):
            pass
