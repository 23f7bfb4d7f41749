"""What a venue writes is for the eyes of its owner: its log, databases, keys, certificates and what
its servers say.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOR_OTHERS = 0o077  # the rights of the owner's group and of everybody else
# What a server makes in a data folder, as `data_folder` names it. Links are not followed.
FOLDERS = ("keys", "log", "logs", "feed", "registry", "surveillance", "alerts", "tls")

log = logging.getLogger(__name__)


def write_for_owner_only() -> None:
    """From now on what this process makes has no rights for others: folders 0700, files 0600."""
    os.umask(FOR_OTHERS)


def keep_for_owner(data: Path) -> None:
    """As `write_for_owner_only`; also take the rights of others from what a data folder has
    already, where it belongs to this user.
    """
    write_for_owner_only()
    taken = sum(_take_rights(path) for path in _own(data))
    if taken:
        log.warning("%s: others may no longer read %d files and folders", data, taken)


def _own(data: Path) -> Iterator[Path]:
    """A data folder, if it is a venue's, with what the servers made in it."""
    made = [data / name for name in FOLDERS if (data / name).is_dir()]
    if not made:
        return
    yield data
    yield from (path for path in data.glob("*.*") if path.is_file())
    for folder in made:
        for place, _, names in os.walk(folder):
            yield Path(place)
            yield from (Path(place, name) for name in names)


def _take_rights(path: Path) -> bool:
    """Whether others had rights; what has gone meanwhile had none."""
    with contextlib.suppress(FileNotFoundError):
        found = path.lstat()
        mode = stat.S_IMODE(found.st_mode)
        if mode & FOR_OTHERS and found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode):
            path.chmod(mode & ~FOR_OTHERS & ~stat.S_ISVTX)
            return True
    return False
