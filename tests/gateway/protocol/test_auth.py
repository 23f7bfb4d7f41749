"""Keys on disk and the check of a log-on."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gateway.protocol.auth import CLOCK_TOLERANCE_NS, Grant, PublicKeys
from gateway.protocol.errors import (
    ClockDiffers,
    KeyFileError,
    KeyRevoked,
    KeyUnknown,
    SignatureWrong,
)
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from tests.signing import welcome

GREETING = welcome().greeting
NOW = 1_767_575_400_000_000_000


@pytest.fixture
def alice(tmp_path: Path) -> PrivateKey:
    return generate(tmp_path / "keys" / "alice.pem")


@pytest.fixture
def keys(tmp_path: Path, alice: PrivateKey) -> PublicKeys:
    keys = PublicKeys(tmp_path / "keys.json")
    keys.add("alice", "member", 7, "Alice", alice.public_key)
    return keys


def test_a_signed_log_on_is_granted_its_role_and_account(
    keys: PublicKeys, alice: PrivateKey
) -> None:
    signature = alice.sign_log_on(GREETING, NOW)
    assert keys.verify(GREETING, "alice", NOW, signature, NOW) == Grant("alice", 1, "member", 7)


def test_a_key_file_is_its_owners_only_and_loads_again(tmp_path: Path, alice: PrivateKey) -> None:
    path = tmp_path / "keys" / "alice.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KeyFile.load(path).public_key == alice.public_key
    assert KeyFile.load(path).key == "alice"


def test_a_key_file_is_never_overwritten(tmp_path: Path, alice: PrivateKey) -> None:
    with pytest.raises(KeyFileError, match="already there"):
        generate(tmp_path / "keys" / "alice.pem")


def test_a_missing_or_malformed_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"bob\.pem"):
        KeyFile.load(tmp_path / "bob.pem")
    (tmp_path / "bob.pem").write_text("garbage")
    with pytest.raises(KeyFileError, match="PEM"):
        KeyFile.load(tmp_path / "bob.pem")


def test_a_signature_over_another_challenge_is_wrong(keys: PublicKeys, alice: PrivateKey) -> None:
    signature = alice.sign_log_on(GREETING._replace(nonce="cd" * 32), NOW)
    with pytest.raises(SignatureWrong):
        keys.verify(GREETING, "alice", NOW, signature, NOW)


def test_a_signature_over_another_time_is_wrong(keys: PublicKeys, alice: PrivateKey) -> None:
    with pytest.raises(SignatureWrong):
        keys.verify(GREETING, "alice", NOW + 1, alice.sign_log_on(GREETING, NOW), NOW)


@pytest.mark.parametrize("signature", ["", "zz", "00" * 63, "é" * 128])
def test_a_signature_that_is_no_hex_is_wrong(keys: PublicKeys, signature: str) -> None:
    with pytest.raises(SignatureWrong):
        keys.verify(GREETING, "alice", NOW, signature, NOW)


def test_a_key_nobody_added_is_unknown(keys: PublicKeys, alice: PrivateKey) -> None:
    with pytest.raises(KeyUnknown):
        keys.verify(GREETING, "bob", NOW, alice.sign_log_on(GREETING, NOW), NOW)


def test_a_revoked_key_is_refused_at_once(keys: PublicKeys, alice: PrivateKey) -> None:
    grant = keys.verify(GREETING, "alice", NOW, alice.sign_log_on(GREETING, NOW), NOW)
    before = keys.version()
    assert keys.objection(grant) == ""
    PublicKeys(keys.path).revoke("alice")
    assert keys.version() != before and keys.objection(grant) == "key_revoked"
    with pytest.raises(KeyRevoked):
        keys.verify(GREETING, "alice", NOW, alice.sign_log_on(GREETING, NOW), NOW)


def test_a_clock_may_differ_by_thirty_seconds_and_no_more(
    keys: PublicKeys, alice: PrivateKey
) -> None:
    signature = alice.sign_log_on(GREETING, NOW)
    assert keys.verify(GREETING, "alice", NOW, signature, NOW + CLOCK_TOLERANCE_NS)
    with pytest.raises(ClockDiffers) as caught:
        keys.verify(GREETING, "alice", NOW, signature, NOW + CLOCK_TOLERANCE_NS + 1)
    assert caught.value.field == "time_ns"


def test_keys_added_elsewhere_are_seen_and_numbered_on(keys: PublicKeys, tmp_path: Path) -> None:
    bob = generate(tmp_path / "keys" / "bob.pem")
    PublicKeys(keys.path).add("bob", "exchange", None, "Bob", bob.public_key)
    grant = keys.verify(GREETING, "bob", NOW, bob.sign_log_on(GREETING, NOW), NOW)
    assert grant == Grant("bob", 2, "exchange", 0)
    PublicKeys(keys.path).revoke("bob")
    carol = generate(tmp_path / "keys" / "carol.pem")
    assert keys.add("carol", "viewer", 7, "Carol", carol.public_key).number == 3


BAD_ENTRIES = {
    "a role nobody has": ("bob", "king", None, "00" * 32),
    "a member without account": ("bob", "member", None, "00" * 32),
    "an exchange key with account": ("bob", "exchange", 3, "00" * 32),
    "an account out of range": ("bob", "member", 2**31, "00" * 32),
    "a public key that is no hex": ("bob", "member", 3, "zz" * 32),
    "a key id with a slash": ("../bob", "member", 3, "00" * 32),
    "a key that is there already": ("alice", "member", 3, "00" * 32),
}


@pytest.mark.parametrize("entry", BAD_ENTRIES.values(), ids=BAD_ENTRIES.keys())
def test_a_senseless_key_is_not_added(
    keys: PublicKeys, entry: tuple[str, str, int | None, str]
) -> None:
    key, role, account, public_key = entry
    with pytest.raises(KeyFileError):
        keys.add(key, role, account, "", public_key)
    assert [entry.key for entry in keys.entries()] == ["alice"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"key": "a"}]', '{"a": 1}'])
def test_a_malformed_keys_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(KeyFileError, match=r"keys\.json"):
        PublicKeys(tmp_path / "keys.json").entries()


def test_without_a_keys_file_nobody_is_known(tmp_path: Path) -> None:
    assert PublicKeys(tmp_path / "keys.json").entries() == []
