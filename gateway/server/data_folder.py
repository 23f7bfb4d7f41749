"""What a venue's data folder looks like, so that no venue starts on one of something else."""

from __future__ import annotations

from pathlib import Path

from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, has_log, segment_names
from engine.record.storage import FileStorage
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import GatewayError
from gateway.protocol.key_table import OWNER_MODE
from gateway.schedule.calendar import CLOSURES_NAME
from gateway.schedule.hours import HOURS_NAME

LOG = "log"
REHEARSED = "rehearsal"  # its days are those of a clock that jumps
# What may lie in a data folder before its venue is started for the first time.
OWN = {"keys", LOG, "logs", "feed", "registry", "endpoints.json", "lost+found"}
OWN |= {CLOSURES_NAME, HOURS_NAME, REHEARSED}
REGISTRY = "registry.sqlite3"
REPLACED = "replaced.json"  # a restored copy has taken this venue's place
NAMED_MAX = 5  # strangers that are named


class DataFolderRefused(GatewayError):
    """The folder is not a venue's data folder, nor an empty one."""

    code = "data_folder_refused"


def keys_of(data: Path) -> PublicKeys:
    """The public keys of a data folder, for a caller that adds to them. No new keys.json is begun
    beside a log that has numbers of keys.
    """
    return PublicKeys(data / "keys.json", lambda: _log_carries_keys(data))


def _log_carries_keys(data: Path) -> bool:
    from gateway.server.log_numbers import carries_keys  # needs numpy, a help text does not

    return carries_keys(data / LOG)


def written_files(log: Path) -> list[Path]:
    """The files in the folder of a log that its gateway writes. Raises StorageFailed."""
    storage = FileStorage(log, read_only=True)
    newest = [segment_names(storage, each)[-1:] for each in (COMMANDS_NAME, EVENTS_NAME)]
    return [log / name for names in newest for name in names]


def require_log(data: Path) -> None:
    """Raises DataFolderRefused where the log of a venue has gone since an earlier start."""
    if not has_log(FileStorage(data / LOG, read_only=True), COMMANDS_NAME):
        raise _refused(data, f"{data / LOG} held a log at the start before this one, and has none")


def begin_rehearsal(data: Path) -> None:
    """Mark the folder of a rehearsal. Raises DataFolderRefused for one with another venue's log,
    which would have days that lie ahead.
    """
    if (data / REHEARSED).exists():
        return
    log = data / LOG
    if log.is_dir() and has_log(FileStorage(log, read_only=True), COMMANDS_NAME):
        rule = "a rehearsal would put days into its log that no start takes back"
        remedy = f"name a new folder, or a copy into which you put an empty file {REHEARSED}"
        raise _refused_clock(data, f"the venue in {data} is none of a rehearsal: {rule}; {remedy}")
    data.mkdir(parents=True, exist_ok=True)
    (data / REHEARSED).touch(OWNER_MODE)


def refuse_rehearsed(data: Path) -> None:
    """Raises DataFolderRefused for the folder of a rehearsal, whose days are not the calendar's."""
    if (data / REHEARSED).exists():
        rule = "its days are not the calendar's, which would wait for them"
        remedy = "name another folder, or go on with --clock rehearsal or manual"
        raise _refused_clock(data, f"{data} is the folder of a rehearsal: {rule}; {remedy}")


def _refused_clock(data: Path, said: str) -> DataFolderRefused:
    return DataFolderRefused(said, field="clock", value=str(data))


def check_data_folder(data: Path) -> None:
    """Raises DataFolderRefused for anything but a venue's folder, a prepared one, or none yet."""
    if not data.exists():
        return
    if not data.is_dir():
        raise _refused(data, "it is no folder")
    if has_log(FileStorage(data, read_only=True), COMMANDS_NAME):
        put = f"move it into a folder {LOG} of a data folder, or name the folder above it"
        raise _refused(data, f"it holds a {COMMANDS_NAME} itself: {put}")
    if (data / REGISTRY).exists():
        raise _refused(data, f"it holds a registry, {REGISTRY}: name the folder above it")
    if (data / REPLACED).exists():
        raise DataFolderRefused(
            f"a restored copy has taken the place of the venue in {data}: start that one; remove"
            f" {data / REPLACED} only when that one will never run",
            field="data",
            value=str(data),
        )
    strangers = sorted(each.name for each in data.iterdir() if not _own(each.name))
    if strangers and not (data / LOG).is_dir():
        more = ", ..." if len(strangers) > NAMED_MAX else ""
        named = ", ".join(strangers[:NAMED_MAX]) + more
        raise _refused(data, f"there is no venue in it, and it holds {named}")


def _own(name: str) -> bool:
    return name in OWN or name.startswith((".", "keys."))


def _refused(data: Path, why: str) -> DataFolderRefused:
    said = f"{data} is not the data folder of a venue: {why}"
    return DataFolderRefused(said, field="data", value=str(data))
