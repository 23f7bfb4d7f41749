"""A small log with trades of named accounts."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from engine.commands import CommandArray, CommandKind, Phase, Side, TimeInForce, command
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL

CEA25, CREDITS = 1, 2
MONDAY = 20_260_105


def order(account: int, instrument: int, side: Side, quantity: int) -> CommandArray:
    return command(
        CommandKind.NEW_ORDER,
        account=account,
        instrument=instrument,
        side=side,
        price=5_000,
        quantity=quantity,
        time_in_force=TimeInForce.DAY,
    )


def trade(seller: int, buyer: int, quantity: int, instrument: int = CEA25) -> list[CommandArray]:
    sides = ((seller, Side.SELL), (buyer, Side.BUY))
    return [order(account, instrument, side, quantity) for account, side in sides]


def opened() -> list[CommandArray]:
    listed = {CEA25: b"CEA25", CREDITS: b"CCER-1"}
    brought: list[CommandArray] = [
        command(CommandKind.LIST_INSTRUMENT, instrument=number, price=5_000, text=code)
        for number, code in listed.items()
    ]
    for account in (1, 2, 3):
        own = {"account": account}
        brought.append(command(CommandKind.OPEN_ACCOUNT, **own, text=b"member"))
        brought.append(
            command(CommandKind.CASH_IN, **own, amount_fen=10**12, reference=len(brought))
        )
        for instrument in listed:
            units = {"instrument": instrument, "quantity": 10**6, "reference": len(brought)}
            brought.append(command(CommandKind.UNITS_IN, **own, **units))
    return brought


def day(date: int, *trades: list[CommandArray]) -> list[CommandArray]:
    begun = [
        command(CommandKind.START_DAY, date=date),
        command(CommandKind.SET_PHASE, phase=Phase.MORNING),
    ]
    return [*begun, *(each for pair in trades for each in pair)]


def write_log(folder: Path, *commands: CommandArray) -> Path:
    """A log of these commands in a folder."""
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)) as sequencer:
        for each in commands:
            sequencer.process(each)
    return folder
