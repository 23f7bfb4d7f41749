"""One-time codes: who may enter a key by one, until when, and what a wrong one gets."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import (
    ClockDiffers,
    EnrolmentRefused,
    GatewayError,
    KeyFileError,
    KeysUnreadable,
    RequestError,
    SignatureWrong,
)
from gateway.protocol.invitations import INVITATIONS_MAX, VALID_NS, Invitations, redeemed
from gateway.protocol.key_journal import system_user
from gateway.protocol.key_table import KeyEntry
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.proofs import Greeting

NOW = 1_767_574_862_000_000_000
CAROL = KeyEntry("carol", 0, "member", 7, "Carol", "")
STAFF = KeyEntry("night", 0, "exchange", 0, "Night", "", duties=("watch",))
GREETING = Greeting("gateway", "v", "k", "n", "c", "plain")
SECRET = 0xFEDCBA9876543210ABCD
OWN, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([each] * 32)) for each in (1, 2))


@pytest.fixture
def keys(tmp_path: Path) -> PublicKeys:
    return PublicKeys(tmp_path / "keys.json")


def log_on(code: str, key: str = "carol", at_ns: int = NOW) -> dict[str, Any]:
    """The fields of a log-on that brings a code and a key of its own."""
    private = PrivateKey(key, OWN)
    signature = private.sign_log_on(GREETING, at_ns)
    brought = {"code": code, "public_key": private.public_key}
    return {"key": key, "time_ns": at_ns, "signature": signature} | brought


def test_a_code_enters_one_key_as_what_administration_named(keys: PublicKeys) -> None:
    code, made = Invitations(keys).issue(STAFF, SECRET, NOW, "order 7")
    assert code == "night:ZVEB-N63P-AGS1-1AYD"
    assert made.until_ns == NOW + VALID_NS
    fields = log_on(code, "night")
    redeemed(keys, GREETING, fields, NOW)
    later = NOW + VALID_NS
    redeemed(keys, GREETING, log_on(code, "night", later), later)  # it is there
    (entry,) = keys.entries()
    assert entry == replace(STAFF, number=1, public_key=fields["public_key"])
    (change,) = keys.journal.changes()
    assert (change.change, change.reason) == ("made", f"code of {system_user()}: order 7")
    other = PrivateKey("night", OTHER)
    stolen = fields | {"public_key": other.public_key}
    stolen["signature"] = other.sign_log_on(GREETING, NOW)
    with pytest.raises(EnrolmentRefused):
        redeemed(keys, GREETING, stolen, NOW)


def test_a_code_is_read_as_people_type_it_and_kept_as_a_hash(keys: PublicKeys) -> None:
    invitations = Invitations(keys)
    code, _ = invitations.issue(CAROL, SECRET, NOW)
    assert code.partition(":")[2] not in invitations.path.read_text(encoding="utf-8")
    assert invitations.path.stat().st_mode & 0o777 == 0o600
    typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    redeemed(keys, GREETING, log_on(f"carol: {typed.partition(':')[2]}"), NOW)
    assert [entry.key for entry in keys.entries()] == ["carol"]


@pytest.mark.parametrize(
    ("change", "at_ns", "error", "field"),
    [
        ({"code": "carol:0000-0000-0000-0000"}, NOW, EnrolmentRefused, "code"),
        ({}, NOW + VALID_NS, EnrolmentRefused, "code"),
        ({"key": "dora"}, NOW, EnrolmentRefused, "key"),
        ({"public_key": "0" * 64}, NOW, SignatureWrong, "signature"),
        ({"time_ns": NOW - 31_000_000_000}, NOW, ClockDiffers, "time_ns"),
    ],
)
def test_what_a_code_does_not_do(
    keys: PublicKeys, change: dict[str, Any], at_ns: int, error: type[GatewayError], field: str
) -> None:
    code, _ = Invitations(keys).issue(CAROL, SECRET, NOW)
    fields = log_on(code, at_ns=at_ns) | change
    with pytest.raises(error) as refused:
        redeemed(keys, GREETING, fields, at_ns)
    assert refused.value.field == field
    assert keys.entries() == []


@pytest.mark.parametrize("missing", ["code", "public_key"])
def test_code_and_public_key_come_together(keys: PublicKeys, missing: str) -> None:
    fields = log_on("carol:0000-0000-0000-0000")
    del fields[missing]
    with pytest.raises(RequestError) as refused:
        redeemed(keys, GREETING, fields, NOW)
    assert (refused.value.code, refused.value.field) == ("field_missing", missing)


def test_a_newer_code_for_a_key_takes_the_place_of_an_older_one(keys: PublicKeys) -> None:
    invitations = Invitations(keys)
    old, _ = invitations.issue(CAROL, SECRET, NOW)
    new, _ = invitations.issue(CAROL, SECRET + 1, NOW)
    with pytest.raises(EnrolmentRefused):
        redeemed(keys, GREETING, log_on(old), NOW)
    redeemed(keys, GREETING, log_on(new), NOW)
    with pytest.raises(KeyFileError, match="already"):
        invitations.issue(CAROL, SECRET, NOW)


def test_no_code_for_a_key_that_could_not_be_entered(keys: PublicKeys) -> None:
    for asked in (replace(CAROL, account=0), replace(CAROL, key="a b"), replace(CAROL, role="x")):
        with pytest.raises(KeyFileError):
            Invitations(keys).issue(asked, SECRET, NOW)
    with pytest.raises(KeyFileError, match="the reason of a code has at most"):
        Invitations(keys).issue(CAROL, SECRET, NOW, "r" * 120)
    assert not Invitations(keys).path.exists()


def test_codes_that_wait_are_bounded_and_those_over_make_room(
    keys: PublicKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.protocol.invitations.INVITATIONS_MAX", 2)
    assert INVITATIONS_MAX > 2
    invitations = Invitations(keys)
    for number in range(2):
        invitations.issue(replace(CAROL, key=f"c{number}"), SECRET, NOW)
    with pytest.raises(KeyFileError, match="2 codes wait"):
        invitations.issue(CAROL, SECRET, NOW)
    invitations.issue(CAROL, SECRET, NOW + VALID_NS)


def test_a_gateway_does_not_wait_for_others_that_change_the_keys(keys: PublicKeys) -> None:
    code, _ = Invitations(keys).issue(CAROL, SECRET, NOW)
    with keys.path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(KeysUnreadable, match="being changed"):
            redeemed(keys, GREETING, log_on(code), NOW)
    redeemed(keys, GREETING, log_on(code), NOW)


def test_a_damaged_file_is_for_staff_to_see(
    keys: PublicKeys, caplog: pytest.LogCaptureFixture
) -> None:
    code, _ = Invitations(keys).issue(CAROL, SECRET, NOW)
    Invitations(keys).path.write_text('[{"key": 1}]')
    with pytest.raises(KeysUnreadable) as refused:
        redeemed(keys, GREETING, log_on(code), NOW)
    assert str(keys.path.parent) not in refused.value.message
    assert "invitations.json is malformed" in caplog.text
