"""The journal of keys: every change of keys.json is in it, and what was altered is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.protocol import auth
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_journal import KeyJournal, first_altered, first_difference, system_user

PUBLIC, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def keys(tmp_path: Path) -> PublicKeys:
    """Four keys: one with other duties since, one renewed, one revoked."""
    keys = PublicKeys(tmp_path / "keys.json")
    keys.add("exchange", "exchange", None, "", PUBLIC)
    keys.add("audit", "exchange", None, "", PUBLIC, ["audit"], "by order of the bureau, 第 7 号")
    keys.add("alice", "member", 7, "Alice", PUBLIC)
    keys.set_duties("audit", ["audit", "watch"], "leave of Chen")
    keys.renew("exchange", OTHER)
    keys.revoke("alice", "left")
    return keys


def lines(keys: PublicKeys) -> list[tuple[int, str, str, str]]:
    changes = KeyJournal(keys.journal.path).changes()
    return [(each.number, each.change, each.entry.key, each.reason) for each in changes]


def test_each_change_is_journalled_with_user_and_reason(keys: PublicKeys) -> None:
    assert lines(keys) == [
        (1, "made", "exchange", ""),
        (2, "made", "audit", "by order of the bureau, 第 7 号"),
        (3, "made", "alice", ""),
        (4, "duties", "audit", "leave of Chen"),
        (5, "renewed", "exchange", ""),
        (6, "retired", "exchange.1", ""),
        (7, "revoked", "alice", "left"),
    ]
    changes = keys.journal.changes()
    assert {each.user for each in changes} == {system_user()}
    assert changes[3].entry.duties == ("audit", "watch")
    assert first_altered(changes) == ""
    there = {entry.key: entry for entry in keys.entries()}
    assert first_difference(keys.journal.known(), there) == ""


def edited(keys: PublicKeys, edit: Callable[[list[bytes]], list[bytes]]) -> str:
    """What is found once the lines of the journal are others."""
    path = keys.journal.path
    path.write_bytes(b"".join(edit(path.read_bytes().splitlines(keepends=True))))
    return first_altered(KeyJournal(path).changes())


def test_a_line_that_was_altered_is_named(keys: PublicKeys) -> None:
    found = edited(keys, lambda all_: [*all_[:2], all_[2].replace(b"Alice", b"Alicf"), *all_[3:]])
    assert found.startswith("change 3 (made alice) is not what was written")


def test_a_line_that_was_removed_is_named_by_its_number(keys: PublicKeys) -> None:
    with pytest.raises(KeyFileError, match="line 2, is no change of a key: its number is 3"):
        edited(keys, lambda all_: [all_[0], *all_[2:]])


def test_a_line_that_was_forged_anew_does_not_fit_what_follows(keys: PublicKeys) -> None:
    def forge(all_: list[bytes]) -> list[bytes]:
        fields = json.loads(all_[0]) | {"user": "nobody"}
        return [json.dumps(fields).encode() + b"\n", *all_[1:]]

    assert edited(keys, forge).startswith("change 1 (made exchange)")


def test_a_key_that_was_entered_or_taken_out_by_hand_is_found(keys: PublicKeys) -> None:
    rows = json.loads(keys.path.read_text(encoding="utf-8"))
    mallory = rows[0] | {"key": "mallory", "number": 9}
    keys.path.write_text(json.dumps([*(row for row in rows if row["key"] != "audit"), mallory]))
    there = {entry.key: entry for entry in PublicKeys(keys.path).entries()}
    found = first_difference(keys.journal.known(), there)
    assert found == "the key mallory in keys.json is not what the journal says"
    number, _ = PublicKeys(keys.path).journal_head()
    assert lines(keys)[7:] == [(8, "found", "mallory", ""), (9, "lost", "audit", "")]
    assert number == 9
    assert PublicKeys(keys.path).journal_head()[0] == 9  # nothing more


def test_keys_of_before_there_was_a_journal_are_entered_with_the_next_change(
    keys: PublicKeys,
) -> None:
    keys.journal.path.unlink()
    PublicKeys(keys.path).revoke("audit")
    assert [each[1:3] for each in lines(keys)] == [
        ("found", "exchange"),
        ("found", "audit"),
        ("found", "alice"),
        ("found", "exchange.1"),
        ("revoked", "audit"),
    ]


def test_a_line_whose_writing_was_cut_is_written_over(keys: PublicKeys) -> None:
    path = keys.journal.path
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"number": 8, "time_ns": 1')
    assert len(KeyJournal(path).changes()) == 7
    PublicKeys(keys.path).revoke("audit")
    assert lines(keys)[7:] == [(8, "revoked", "audit", "")]
    assert path.read_bytes().startswith(whole)


def test_a_change_that_cannot_be_journalled_is_not_made(keys: PublicKeys) -> None:
    keys.journal.path.write_text("no JSON\n", encoding="utf-8")
    before = keys.path.read_bytes()
    with pytest.raises(KeyFileError, match="line 1, is no change of a key"):
        PublicKeys(keys.path).revoke("audit")
    assert keys.path.read_bytes() == before
    with pytest.raises(KeyFileError, match="at most 120 characters"):
        keys.journal.enter({}, {}, "x" * 121)


def test_a_change_whose_file_was_not_written_is_entered_as_lost_with_the_next_one(
    keys: PublicKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, entries: object) -> None:
        raise KeyFileError(f"cannot write {path}: no space")

    with monkeypatch.context() as patch:
        patch.setattr(auth, "write_entries", full)
        with pytest.raises(KeyFileError, match="no space"):
            keys.add("mallory", "exchange", None, "", PUBLIC)
    assert keys.entry("mallory") is None
    keys.revoke("audit")
    assert [each[1:3] for each in lines(keys)[7:]] == [
        ("made", "mallory"),
        ("lost", "mallory"),
        ("revoked", "audit"),
    ]


def test_a_journal_is_read_on_as_it_grows_and_anew_when_it_is_another(keys: PublicKeys) -> None:
    reader = KeyJournal(keys.journal.path)
    assert len(reader.changes()) == 7
    keys.revoke("audit")
    assert [each.change for each in reader.changes()[7:]] == ["revoked"]
    keys.journal.path.unlink()
    assert list(reader.changes()) == []
