"""Sessions of auctions go by the times of their notices."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from engine.commands import CommandKind, Phase, Side, command
from gateway.protocol.outside import SYSTEM
from gateway.schedule import trading_day as schedule
from gateway.schedule.auction_hours import Session, session_due
from tests.gateway.schedule.test_trading_day import MONDAY, Engine

ANNOUNCED, RUNNING = Session(1, 1000, 1030, False), Session(1, 1000, 1030, True)


@pytest.mark.parametrize(
    ("time", "session", "step"),
    [
        ("09:59", ANNOUNCED, None),
        ("10:00", ANNOUNCED, CommandKind.OPEN_AUCTION),
        ("10:29", ANNOUNCED, CommandKind.OPEN_AUCTION),
        ("10:30", ANNOUNCED, None),
        ("10:29", RUNNING, None),
        ("10:30", RUNNING, CommandKind.CLOSE_AUCTION),
        ("14:59", RUNNING, CommandKind.CLOSE_AUCTION),
    ],
)
def test_a_session_opens_and_closes_at_its_times(
    time: str, session: Session, step: CommandKind | None
) -> None:
    found = session_due(dt.time.fromisoformat(time), (session,), set(), SYSTEM.draw)
    assert (found and CommandKind(int(found[1]["kind"][0]))) == step
    assert session_due(dt.time.fromisoformat(time), (session,), {session}, SYSTEM.draw) is None


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(schedule, "LOOK_S", 0)
    return Engine(tmp_path, "09:00:00")


def announce(engine: Engine) -> None:
    """An auction with a notice for 10:00 to 10:30."""
    for draft in (
        command(CommandKind.LIST_INSTRUMENT, instrument=1, price=7850, text=b"CEA25"),
        command(CommandKind.OPEN_ACCOUNT, account=1, text=b"Alice"),
        command(CommandKind.UNITS_IN, account=1, instrument=1, quantity=100_000, reference=1),
        command(
            CommandKind.APPLY_AUCTION, account=1, instrument=1, side=Side.SELL, quantity=100_000
        ),
        command(CommandKind.ACCEPT_AUCTION, reference=1),
        command(CommandKind.ANNOUNCE_AUCTION, reference=1, date=MONDAY, price=1000, quantity=1030),
    ):
        engine.sequencer.process(draft)


async def test_the_clock_holds_the_session_of_the_day(engine: Engine) -> None:
    announce(engine)
    await engine.until("11:00:00")
    assert [step.split()[0] for step in engine.steps] == [
        "start_day",
        "set_phase",
        "open_auction",
        "close_auction",
    ]
    engine.sequencer.close()


async def test_a_session_that_cannot_open_holds_up_nobody(engine: Engine) -> None:
    announce(engine)
    await engine.until("09:30:00")
    engine.sequencer.process(command(CommandKind.HALT, instrument=1))
    await engine.until("12:00:00")
    assert "open_auction" in engine.steps and engine.steps[-1] == "set_phase lunch"
    assert engine.day().phase == Phase.LUNCH
    await asyncio.sleep(0)
    engine.sequencer.close()
