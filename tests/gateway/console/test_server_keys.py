"""`ceax keys server`: the servers' keys shown and replaced."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.client.endpoints import Endpoints, read_endpoints, write_endpoints
from gateway.client.known_servers import require_known
from gateway.console.keys import app
from gateway.protocol.errors import KeyFileError
from gateway.protocol.proofs import CHAIN_MAX
from gateway.protocol.server_keys import OwnKey, key_path, read_key
from tests.signing import welcome


def asked(*words: str) -> str:
    result = CliRunner().invoke(app, ["server", *words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for server in ("gateway", "feed"):
        OwnKey(tmp_path, server).of("ceax-1")
    return tmp_path


def test_a_key_is_its_owner_s_only_and_shown_without_its_private_part(data: Path) -> None:
    path = key_path(data, "gateway")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = json.loads(path.read_text())["private_key"]
    text, rows = asked("list", "--data", str(data)), asked("list", "--data", str(data), "--json")
    assert [row["server"] for row in json.loads(rows)] == ["gateway", "feed"]
    public = read_key(path).public_key
    assert public in rows and "gateway" in text and secret not in text + rows


def test_a_key_that_is_replaced_is_chained_and_named_in_the_endpoints(data: Path) -> None:
    path = key_path(data, "gateway")
    before = read_key(path)
    write_endpoints(data, Endpoints("ws://a:1", gateway_key=before.public_key))
    for _ in range(CHAIN_MAX + 1):
        said = json.loads(asked("rotate", "gateway", "--data", str(data), "--json"))
    assert len(said["earlier_keys"]) == CHAIN_MAX and before.public_key not in said["earlier_keys"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_endpoints(data).gateway_key == said["public_key"] == read_key(path).public_key
    now = read_key(path)
    greeting = welcome("ceax-1").greeting._replace(server_key=now.public_key)
    require_known("ws://a:1", greeting, None, now.chain[0].key, now.chain)
    said = json.loads(asked("rotate", "gateway", "--data", str(data), "--unchained", "--json"))
    assert said["earlier_keys"] == []


def test_the_key_of_another_venue_is_named_and_stays(data: Path) -> None:
    path = key_path(data, "gateway")
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match=r"gateway of venue 'ceax-1', this is the gateway of"):
        OwnKey(data, "gateway").of("ceax-2")
    assert path.read_bytes() == before


def test_a_server_that_does_not_know_its_venue_yet_names_it_later(tmp_path: Path) -> None:
    own = OwnKey(tmp_path, "registry")
    unnamed = own.of("")
    named = own.of("ceax-1")
    assert (named.venue, named.public_key) == ("ceax-1", unnamed.public_key)
    again = OwnKey(tmp_path, "registry").of("")
    assert (again.venue, again.public_key) == (named.venue, named.public_key)
