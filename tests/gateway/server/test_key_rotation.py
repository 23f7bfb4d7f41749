"""The venue's own keys get another pair: what is entered, what an interrupted rotation leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.launch.local_keys import make_local_keys
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import KeyFileError, KeyUnknown
from gateway.protocol.key_table import KeyEntry
from gateway.protocol.private_keys import KeyFile, KeyOnDisk
from gateway.server import key_rotation
from gateway.server.key_rotation import LOCAL_KEYS, rotate


@pytest.fixture
def data(tmp_path: Path) -> Path:
    make_local_keys(tmp_path)
    return tmp_path


def entry_of(data: Path, key: str) -> KeyEntry:
    entry = PublicKeys(data / "keys.json").entry(key)
    assert entry is not None
    return entry


def public_key(data: Path, key: str) -> str:
    return KeyFile.load(data / "keys" / f"{key}.pem").public_key


@pytest.mark.parametrize("name", LOCAL_KEYS)
def test_a_key_gets_another_pair_and_number_and_the_old_one_stays_revoked(
    name: str, data: Path
) -> None:
    old, keys = entry_of(data, name), PublicKeys(data / "keys.json")
    session = Grant(name, old.number, old.role, 0, old.public_key)
    keys.version()
    assert keys.objection(session) == ""
    fresh = rotate(data, name)
    assert (fresh.key, fresh.role, fresh.number, fresh.revoked) == (name, name, 4, False)
    assert fresh == entry_of(data, name) and fresh.public_key == public_key(data, name)
    retired = entry_of(data, f"{name}.{old.number}")
    assert (retired.number, retired.public_key) == (old.number, old.public_key)
    assert retired.revoked
    keys.version()
    assert keys.objection(session) == "key_changed"
    assert keys.earlier(name) == [old.public_key]
    make_local_keys(data)
    assert rotate(data, name).number == 5


def test_a_rotation_that_is_interrupted_is_finished_or_forgotten(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = public_key(data, "feed")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as before, pytest.raises(KeyboardInterrupt):
        before.setattr(PublicKeys, "renew", die)
        rotate(data, "feed")
    make_local_keys(data)
    assert public_key(data, "feed") == old == entry_of(data, "feed").public_key
    with monkeypatch.context() as after, pytest.raises(KeyboardInterrupt):
        after.setattr(Path, "replace", dying_at("feed.pem", die))
        rotate(data, "feed")
    assert public_key(data, "feed") == old != entry_of(data, "feed").public_key
    make_local_keys(data)
    assert public_key(data, "feed") == entry_of(data, "feed").public_key
    assert not list((data / "keys" / key_rotation.WAITING).iterdir())


def dying_at(name: str, die: object) -> object:
    """`Path.replace` that dies instead of putting a file of that name in its place."""
    replace = Path.replace

    def replacing(path: Path, target: Path) -> Path:
        if path.name == name:
            die()  # type: ignore[operator]
        return replace(path, target)

    return replacing


def test_what_cannot_be_rotated_is_named(data: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"alice\.pem is missing"):
        rotate(data, "alice")
    with pytest.raises(KeyUnknown):
        PublicKeys(data / "keys.json").renew("alice", "0" * 64)


def test_a_running_server_takes_its_new_key_and_keeps_the_old_one_where_there_is_none(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = KeyOnDisk(data / "keys" / "feed.pem")
    old = key.public_key
    rotate(data, "feed")
    fresh = key.public_key
    assert old != fresh == entry_of(data, "feed").public_key
    assert key.sign(b"text") == KeyFile.load(data / "keys" / "feed.pem").sign(b"text")
    (data / "keys" / "feed.pem").write_text("nothing")
    assert key.public_key == fresh and "the key read before is kept" in caplog.text
