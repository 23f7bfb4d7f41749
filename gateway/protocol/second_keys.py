"""Whether enough keys have the duties of the acts that the rule `second_approval` guards: one that
asks and another one that approves.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.protocol.errors import RequestError
from gateway.protocol.key_table import STAFF, KeyEntry
from gateway.protocol.table.rows import OPERATIONS
from gateway.protocol.table.words import EXCHANGE

KEYS_LEAST = 2  # one asks, another one approves
RULE = "second_approval"
KEYS_SAID_MAX = 10  # of a duty, in a sentence


def holders(entries: Iterable[KeyEntry]) -> dict[str, list[str]]:
    """The ids of the keys in force that have each duty of a guarded act."""
    staff = [each for each in entries if each.role == STAFF and not each.revoked]
    guarded = [each for each in OPERATIONS[EXCHANGE].values() if each.approval]
    return {
        " or ".join(operation.duties): [each.key for each in staff if operation.is_for(each.duties)]
        for operation in guarded
    }


def too_few(entries: Iterable[KeyEntry]) -> dict[str, list[str]]:
    """Of `holders` those that nobody else could approve for."""
    return {duty: keys for duty, keys in holders(entries).items() if len(keys) < KEYS_LEAST}


def require_second_keys(entries: Iterable[KeyEntry], field: str, value: object) -> None:
    """Raise RequestError where the rule, switched on, could not be met nor switched off."""
    if missing := too_few(entries):
        raise missing_keys(missing, field, value)


def missing_keys(missing: dict[str, list[str]], field: str, value: object) -> RequestError:
    """The error about duties that fewer than two keys have, or would have."""
    has = "; ".join(f"{duty} only {_said(keys)}" for duty, keys in sorted(missing.items()))
    rule = f"with {RULE} on, {KEYS_LEAST} keys must have each duty of what it guards: {has}"
    allowed = {"keys": KEYS_LEAST, "duties": sorted(missing)}
    return RequestError("second_key_missing", rule, field=field, value=value, allowed=allowed)


def _said(keys: list[str]) -> str:
    return ", ".join(keys[:KEYS_SAID_MAX]) or "no key"
