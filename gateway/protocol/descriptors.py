"""File descriptors: how many connections a process may have, so that they take none from the log,
from staff and from the venue's own servers.

At its start a server asks its system for as many descriptors as it may have. Of those
RESERVED are never for clients: they are for files and for the listener of the venue's own. Sessions
of members may take half of the rest, strangers with a WebSocket and without one a quarter each.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gateway.protocol.places import Room

WANTED = 65_536
RESERVED = 256
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE})

log = logging.getLogger(__name__)


def ask_for_descriptors() -> int:
    """Raise the process's limit of file descriptors as far as it may; the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        return most
    return WANTED if soft == resource.RLIM_INFINITY else soft


def for_clients(limit: int) -> int:
    """How many connections of clients a process with that limit may have."""
    return max(limit - RESERVED, limit // 2)


def fitting(room: Room, limit: int) -> Room:
    """The places of a server as far as the limit of file descriptors allows; smaller ones are
    logged.
    """
    clients = for_clients(limit)
    strangers, members = clients // 4, clients // 2
    fits = replace(
        room, strangers=min(room.strangers, strangers), members=min(room.members, members)
    )
    if fits != room:
        log.warning(
            "the limit of %d file descriptors leaves places for %d sessions and %d strangers:"
            " raise it (LimitNOFILE, ulimit -n)",
            limit,
            fits.members,
            fits.strangers,
        )
    return fits


def tell_of_exhaustion(loop: asyncio.AbstractEventLoop, tell: Callable[[], None]) -> None:
    """Have `tell` called, in place of a traceback, when the process has no file descriptor for a
    connection. asyncio takes connections again after a second.
    """
    earlier = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _EXHAUSTED and "socket" in context:
            tell()
        elif earlier is not None:
            earlier(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(handle)
