"""Before a key loses a duty: the venue's rule `second_approval` needs two keys of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import EngineError
from engine.texts.terminal import line
from gateway.protocol.errors import GatewayError
from gateway.protocol.key_table import KeyEntry


def check_left(data: Path, key: str, duties: Sequence[str] | None) -> None:
    """Refuse what leaves a guarded act fewer than two keys while the rule is on; `duties`: those
    that the key gets, None: it is revoked. Where no venue answers, say what it may mean.

    Raises RequestError, KeyFileError.
    """
    from gateway.protocol.second_keys import missing_keys

    missing = _left_alone(data, key, duties)
    if not missing:
        return
    refusal = missing_keys(missing, "key", key)
    try:
        is_on = _is_on(data)
    except (GatewayError, EngineError) as error:
        line(f"warning: no venue says whether the rule is on ({error}); {refusal}", error=True)
        line(refusal.remedy, error=True)
        return
    if is_on:
        raise refusal


def _left_alone(data: Path, key: str, duties: Sequence[str] | None) -> dict[str, list[str]]:
    """The duties that lose the key and have fewer than two after it."""
    from gateway.protocol.second_keys import holders, too_few
    from gateway.server.data_folder import keys_of

    entries = keys_of(data).entries()
    before = holders(entries)
    after = too_few(_changed(each, duties) if each.key == key else each for each in entries)
    return {duty: keys for duty, keys in after.items() if len(keys) < len(before[duty])}


def _changed(entry: KeyEntry, duties: Sequence[str] | None) -> KeyEntry:
    if duties is None:
        return replace(entry, revoked=True)
    return replace(entry, duties=tuple(duties))


def _is_on(data: Path) -> bool:
    """Whether the rule is on, asked with the exchange's own key. Raises GatewayError,
    EngineError.
    """
    from engine.record.log.segments import COMMANDS_NAME, has_log
    from engine.record.storage import FileStorage
    from gateway.protocol.second_keys import RULE
    from gateway.server.data_folder import LOG
    from gateway.terminal.reach import at_venue

    log = data / LOG
    if not (log.is_dir() and has_log(FileStorage(log, read_only=True), COMMANDS_NAME)):
        return False  # a venue that has never begun has no rule on
    reply = at_venue(data, None, None, lambda session: session.request("venue_rules"))
    return any(each["rule"] == RULE and each["value"] for each in reply["rules"])
