"""Who watches the demonstration leaves with Ctrl-C, and a browser is opened on a desktop only."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

import pytest

from gateway.rehearsal import onlooker

ADDRESS = "http://127.0.0.1:9102/"


async def test_ctrl_c_ends_the_stay_and_nothing_else() -> None:
    before = signal.getsignal(signal.SIGINT)
    staying = asyncio.create_task(onlooker.until_ctrl_c())
    await asyncio.sleep(0)
    assert not staying.done()
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.wait_for(staying, 10)
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize(
    ("platform", "display", "opened"),
    [("linux", "", []), ("linux", ":0", [ADDRESS]), ("darwin", "", [ADDRESS])],
)
def test_a_browser_is_opened_where_there_is_a_desktop(
    monkeypatch: pytest.MonkeyPatch, platform: str, display: str, opened: list[str]
) -> None:
    asked: list[str] = []
    came = threading.Event()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(onlooker.webbrowser, "open", lambda each: (asked.append(each), came.set()))
    onlooker.open_browser(ADDRESS)
    assert not opened or came.wait(10)
    assert asked == opened
