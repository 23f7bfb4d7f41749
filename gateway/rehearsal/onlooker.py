"""Who watches `ceax demo`: at the terminal, and in a browser if that is asked for."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack

from engine.texts.progress import Measure, bars
from engine.texts.terminal import line
from gateway.rehearsal.demo import STEPS, Audience, Demo
from gateway.rehearsal.population import MEMBERS


class Onlooker:
    """Follows a demonstration from now on; one who looks through a browser stays until Ctrl-C.
    `show` is called with the demonstration when it is over, before the venue stops.
    """

    def __init__(self, in_browser: bool, show: Callable[[Demo, float], None]) -> None:
        self._in_browser, self._show = in_browser, show
        self._started = time.monotonic()
        self._drawn = ExitStack()
        self._bar = self._drawn.enter_context(bars(Measure.COUNT)).begin(
            "actions", 2 * STEPS * MEMBERS
        )

    @property
    def audience(self) -> Audience:
        """What the demonstration calls."""
        return Audience(self._tell, self._acted, self._watch, self._stay)

    def close(self) -> None:
        """Draw nothing more."""
        self._drawn.close()

    def _tell(self, text: str) -> None:
        line(f"{time.monotonic() - self._started:5.1f} s {text}", error=True)

    def _acted(self, trades: int) -> None:
        self._bar.name(f"actions, {trades} trades")
        self._bar.advance()

    def _watch(self, address: str) -> None:
        self._tell(f"the market can be watched at {address}")
        if self._in_browser:
            open_browser(address)

    async def _stay(self, demo: Demo) -> None:
        self.close()
        self._show(demo, time.monotonic() - self._started)
        if self._in_browser:
            self._tell("the venue runs on; Ctrl-C stops it")
            await until_ctrl_c()


def open_browser(address: str) -> None:
    """Open a page in the browser of this desktop, if there is a desktop; nobody waits for it."""
    has_desktop = sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    if has_desktop:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


async def until_ctrl_c() -> None:
    """Wait for Ctrl-C."""
    left, loop = asyncio.Event(), asyncio.get_running_loop()
    usual = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, left.set)
    try:
        await left.wait()
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, usual)
