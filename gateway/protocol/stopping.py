"""How a server ends in order: a signal asks it to, and its log says which one."""

from __future__ import annotations

import asyncio
import logging
import os
import signal


def stop_on_signals(stop: asyncio.Event, log: logging.Logger) -> None:
    """Set `stop` on SIGTERM and SIGINT, and log which it was."""

    def ask(number: int) -> None:
        if not stop.is_set():
            name, parent = signal.Signals(number).name, os.getppid()
            log.info("stopping: %s was sent to this process (its parent is %d)", name, parent)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask, number)
