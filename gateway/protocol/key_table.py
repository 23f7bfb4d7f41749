"""The venue's keys.json on disk, and keys.last with the highest number given: read and written
whole.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gateway.protocol.errors import KeyFileError

ROLES = ("member", "viewer", "exchange", "feed", "bridge", "authority", "peer")
ROLES_WITH_ACCOUNT = ("member", "viewer")
STAFF = "exchange"
DUTIES = ("watch", "operations", "administration", "audit")  # of the exchange's staff
OWN_ROLES = ("exchange", "feed", "bridge")  # of the venue's own servers and staff
# Roles that are for a part of the whole, and how that is written; provinces and cities by GB/T 2260
SCOPES = {"authority": re.compile("nation|province:[1-9][0-9]|city:[1-9][0-9]{3}")}
SCOPES_SAID = {"authority": ["nation", "province:42", "city:4201"]}  # in refusals
NAME_MAX = 64
ACCOUNT_MAX = 2**31 - 1
NUMBER_MAX = 2**32 - 1  # as commands carry it
OWNER_MODE = 0o600
_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True)
class KeyEntry:
    """One public key of keys.json. `duties` divides the exchange's staff; without any a key has
    all of them. `scope` is what an authority is for: the nation, a province or a city.
    """

    key: str
    number: int
    role: str
    account: int
    name: str
    public_key: str
    revoked: bool = False
    duties: tuple[str, ...] = ()
    scope: str = ""


def checked_key_id(key: str) -> str:
    """The id, which may name a file. Raises KeyFileError."""
    if not _KEY_ID.fullmatch(key):
        raise KeyFileError(
            f"{key!r} is no key id: 1 to 64 letters, digits, '.', '_' or '-', a letter or digit"
            " first",
            field="key",
            value=key,
        )
    return key


def checked_entry(entry: KeyEntry) -> KeyEntry:
    """The entry, with every field checked. Raises KeyFileError."""
    checked_key_id(entry.key)
    if entry.role not in ROLES:
        raise KeyFileError(
            f"no role {entry.role!r}", field="role", value=entry.role, allowed=list(ROLES)
        )
    if (entry.role in ROLES_WITH_ACCOUNT) != (entry.account != 0):
        rule = "members and viewers have an account, the other roles none"
        raise KeyFileError(rule, field="account", value=entry.account)
    check_duties(entry.role, entry.duties)
    check_scope(entry.role, entry.scope)
    if not 1 <= entry.number <= NUMBER_MAX:
        rule = "a key's number is out of range"
        raise KeyFileError(rule, field="number", value=entry.number, allowed=[1, NUMBER_MAX])
    if not 0 <= entry.account <= ACCOUNT_MAX:
        raise KeyFileError(
            "no such account number", field="account", value=entry.account, allowed=[1, ACCOUNT_MAX]
        )
    if not _HEX_KEY.fullmatch(entry.public_key):
        raise KeyFileError(
            "a public key is 64 hex digits", field="public_key", value=entry.public_key
        )
    if len(entry.name) > NAME_MAX:
        raise KeyFileError(
            f"a name has at most {NAME_MAX} characters", field="name", value=entry.name
        )
    return entry


def check_duties(role: str, duties: tuple[str, ...]) -> None:
    """Raises KeyFileError for duties that a key of that role cannot have."""
    if not duties:
        return
    if role != STAFF:
        rule = "duties divide the exchange's staff, keys of other roles have none"
        raise KeyFileError(rule, field="duties", value=list(duties), allowed=[])
    if not set(duties) <= set(DUTIES) or len(set(duties)) < len(duties):
        rule = "each duty is named once"
        raise KeyFileError(rule, field="duties", value=list(duties), allowed=list(DUTIES))


def check_scope(role: str, scope: str) -> None:
    """Raises KeyFileError for a scope that a key of that role cannot have."""
    form = SCOPES.get(role)
    if form is None and scope:
        rule = f"a key of the role {role} has no scope; an authority's has one"
        raise KeyFileError(rule, field="scope", value=scope, allowed="")
    if form is not None and not form.fullmatch(scope):
        rule = f"a key of the role {role} names its scope, as {', '.join(SCOPES_SAID[role])}"
        raise KeyFileError(rule, field="scope", value=scope, allowed=SCOPES_SAID[role])


def lost_keys(path: Path) -> str:
    """The sentence for a key file that is missing where there was one, with the remedy."""
    return (
        f"{path} is missing, and numbers of keys have been given before: "
        "bring back the newest copy of it, a fresh one would give the same numbers to other keys"
    )


def unreadable(path: Path, error: OSError) -> KeyFileError:
    """The error for a file that the system does not give."""
    return KeyFileError(f"cannot read {path}: {error.strerror}", value=str(path))


def read_entries(path: Path) -> dict[str, KeyEntry]:
    """All keys by their ids. Raises KeyFileError, which names what is wrong."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if type(rows) is not list:
            raise ValueError("it holds no list of keys")
        entries = [checked_entry(entry_of(row)) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise KeyFileError(f"{path} is malformed: {error}", value=str(path)) from error
    except KeyFileError as error:
        raise KeyFileError(f"{path} is malformed: {error.message}", value=str(path)) from error
    except OSError as error:
        raise unreadable(path, error) from error
    for name in ("key", "number"):
        given = [getattr(entry, name) for entry in entries]
        if len(set(given)) != len(given):
            twice = next(each for each in given if given.count(each) > 1)
            raise KeyFileError(f"{path} holds the {name} {twice!r} twice", value=str(path))
    return {entry.key: entry for entry in entries}


_KINDS = {"key": str, "number": int, "role": str, "name": str, "public_key": str, "revoked": bool}


def entry_of(row: dict[str, Any]) -> KeyEntry:
    """The entry that a map says. Raises ValueError, KeyError, TypeError."""
    for name, kind in _KINDS.items():
        if type(row[name]) is not kind:
            raise ValueError(f"{name} is {row[name]!r}, allowed is a value of type {kind.__name__}")
    if type(row["account"] or 0) is not int:
        raise ValueError(f"account is {row['account']!r}, allowed is a number or null")
    duties = row.get("duties", [])  # a file of before there were duties has none
    if type(duties) is not list or not all(type(duty) is str for duty in duties):
        raise ValueError(f"duties is {duties!r}, allowed is a list of {', '.join(DUTIES)}")
    scope = row.get("scope", "")  # likewise
    if type(scope) is not str:
        raise ValueError(f"scope is {scope!r}, allowed is a text")
    given = {name: row[name] for name in _KINDS}
    return KeyEntry(**given, account=row["account"] or 0, duties=tuple(duties), scope=scope)


def write_entries(path: Path, entries: dict[str, KeyEntry]) -> None:
    """Write all keys. Raises KeyFileError."""
    rows = [asdict(entry) | {"account": entry.account or None} for entry in entries.values()]
    write_whole(path, json.dumps(rows, indent=1, ensure_ascii=False))


def read_last(path: Path) -> int:
    """The highest number ever given, 0 where none is kept. Raises KeyFileError."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise KeyFileError(f"cannot read {path}: {error}", value=str(path)) from error
    if not _NUMBER.fullmatch(text):
        rule = f"{path} holds {text[:NAME_MAX]!r}, allowed is the highest number given to a key"
        raise KeyFileError(rule, value=str(path))
    return int(text)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all, for its owner only. Raises KeyFileError."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), OWNER_MODE)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise KeyFileError(f"cannot write {path}: {error.strerror}", value=str(path)) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
