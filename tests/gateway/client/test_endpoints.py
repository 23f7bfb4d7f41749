from __future__ import annotations

from pathlib import Path

import pytest

from gateway.client.endpoints import (
    Endpoints,
    add_endpoints,
    local_key,
    read_endpoints,
    remove_endpoints,
    write_endpoints,
)
from gateway.client.opening import open_socket
from gateway.protocol.errors import KeyFileError
from gateway.protocol.private_keys import generate
from gateway.protocol.replies import VenueUnreachable

ADDRESSES = Endpoints("ws://127.0.0.1:1", "ws://127.0.0.1:2", "ws://127.0.0.1:3")


def test_what_was_written_is_found(tmp_path: Path) -> None:
    write_endpoints(tmp_path, ADDRESSES)
    assert read_endpoints(tmp_path) == ADDRESSES
    assert [path.name for path in tmp_path.iterdir()] == ["endpoints.json"]


async def test_servers_that_are_started_apart_are_entered_and_taken_out_apart(
    tmp_path: Path,
) -> None:
    add_endpoints(tmp_path, {"gateway": "ws://a:1"})
    add_endpoints(tmp_path, {"feed": "ws://b:2"})
    add_endpoints(tmp_path, {"gateway": "ws://a:3"})
    assert read_endpoints(tmp_path) == Endpoints("ws://a:3", "ws://b:2")
    with pytest.raises(VenueUnreachable, match="no address of this server is known here"):
        await open_socket(read_endpoints(tmp_path).registry, "")
    remove_endpoints(tmp_path, ["gateway"])
    assert read_endpoints(tmp_path) == Endpoints(feed="ws://b:2")
    remove_endpoints(tmp_path, ["feed"])
    assert not (tmp_path / "endpoints.json").exists()


def test_a_folder_without_a_running_venue_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(VenueUnreachable, match="ceax serve --data"):
        read_endpoints(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"gateway": 1}', '{"door": "ws://x"}', "\xff"])
def test_malformed_endpoints_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "endpoints.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(VenueUnreachable, match=r"endpoints\.json cannot be read"):
        read_endpoints(tmp_path)


def test_a_local_key_is_found_by_its_id(tmp_path: Path) -> None:
    made = generate(tmp_path / "keys" / "alice.pem")
    assert local_key(tmp_path, "alice").public_key == made.public_key


def test_a_missing_local_key_names_those_that_are_there(tmp_path: Path) -> None:
    for name in ("bob", "alice"):
        generate(tmp_path / "keys" / f"{name}.pem")
    with pytest.raises(KeyFileError, match=r"no private key 'carol' in .*; there: alice, bob"):
        local_key(tmp_path, "carol")
