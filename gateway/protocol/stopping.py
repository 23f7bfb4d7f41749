"""How a server ends in order: a signal asks it to, or the end of the process that started it; its
log says which.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time

from gateway.protocol.exit_codes import ExitCode

STDIN = 0
LEAVE_S = 4.0  # for a process whose starter has ended, to end in order


def stop_on_signals(stop: asyncio.Event, log: logging.Logger) -> None:
    """Set `stop` on SIGTERM and SIGINT, and log which it was."""

    def ask(number: int) -> None:
        if not stop.is_set():
            name, parent = signal.Signals(number).name, os.getppid()
            log.info("stopping: %s was sent to this process (its parent is %d)", name, parent)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask, number)


def leave_with_starter(log: logging.Logger) -> None:
    """End this process soon after the one that started it: standard input, which the starter holds
    open and writes nothing to, ends then.

    The process sends itself SIGTERM, which ends it at once while it is still starting; after
    `LEAVE_S` it ends as it is. What it has not finished is found by the next start, as after a
    crash.
    """
    threading.Thread(target=_leave_at_end, args=(log,), name="starter", daemon=True).start()


def _leave_at_end(log: logging.Logger) -> None:
    while os.read(STDIN, 1024):
        pass
    log.error("stopping: the process that started this one has ended")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LEAVE_S)
    log.critical("this process did not end within %g s: it ends as it is", LEAVE_S)
    os._exit(ExitCode.FAILED)
