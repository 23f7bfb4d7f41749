"""What a server says on standard output to the process that started it: one line of JSON each.

That it is ready and where it listens, what takes it long, and why it ends.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from engine.texts.terminal import json_line

REASON_MAX = 2_000  # characters; the whole is in the server's log


class Ready(NamedTuple):
    """A server listens at `url`, with the public key `key`; `own` is its address for the venue's
    own processes, `venue` the id of the venue. Empty is what it does not say.
    """

    server: str
    url: str
    key: str = ""
    own: str = ""
    venue: str = ""


class Doing(NamedTuple):
    """What takes a server long, mostly before it is ready."""

    server: str
    doing: str


class Failed(NamedTuple):
    """Why a server ends."""

    server: str
    reason: str


Said = Ready | Doing | Failed


def tell_ready(ready: Ready) -> None:
    """Say that a server listens."""
    said = {name: value for name, value in ready._asdict().items() if value and name != "server"}
    json_line({"ready": ready.server, **said})


def tell_doing(server: str, doing: str) -> None:
    """Say what takes a server long."""
    json_line({"starting": server, "doing": doing})


def tell_failed(server: str, failures: Iterable[BaseException]) -> None:
    """Say why a server ends; without a listener nothing happens."""
    reason = "; ".join(str(each) or repr(each) for each in failures)
    with contextlib.suppress(OSError):
        json_line({"failed": server, "reason": reason[:REASON_MAX]})


def said_in(line: bytes) -> Said:
    """What a line says. Raises ValueError for a line that none of these functions wrote."""
    said = json.loads(line)
    match said:
        case {"ready": str(server), "url": str(url)}:
            return Ready(server, url, *(str(said.get(each, "")) for each in Ready._fields[2:]))
        case {"starting": str(server), "doing": str(doing)}:
            return Doing(server, doing)
        case {"failed": str(server), "reason": str(reason)}:
            return Failed(server, reason)
    raise ValueError("it says nothing that is known")
