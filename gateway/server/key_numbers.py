"""Before a gateway serves: the numbers of keys in its log must be those of its keys.json."""

from __future__ import annotations

from engine.record.sequencer import Sequencer
from gateway.floor.newest_commands import newest_commands
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeysMissing
from gateway.protocol.key_table import lost_keys

COMMANDS_LOOKED_AT = 1_000_000  # the newest of the log, where a lost key was used last


def require_keys_of_log(keys: PublicKeys, sequencer: Sequencer) -> None:
    """Make sure that the keys of the newest commands are known.

    A venue without any gets an empty keys.json.

    Raises KeysMissing, KeyFileError when the file is damaged, and LogDamaged when it is missing and
    the log does not say whether there was one.
    """
    known = max((entry.number for entry in keys.entries()), default=0)
    used = highest_operator(sequencer, whole=not keys.path.exists())
    if not keys.path.exists():
        if max(used, keys.last_number()):
            raise KeysMissing(lost_keys(keys.path), value=str(keys.path))
        keys.begin()
    elif used > known:
        raise KeysMissing(
            f"{keys.path} knows keys up to number {known}, "
            f"commands of the log carry numbers up to {used}: "
            "bring back the newest copy of it",
            field="number",
            value=known,
            allowed=used,
        )


def highest_operator(sequencer: Sequencer, *, whole: bool = False) -> int:
    """The highest number of a key in the newest commands of the log, 0 without any.

    Damage hides what is older; with `whole` it raises LogDamaged.
    """
    newest = newest_commands(sequencer, sequencer.next_command, COMMANDS_LOOKED_AT, whole=whole)
    return max((int(commands["operator"].max()) for commands in newest), default=0)
