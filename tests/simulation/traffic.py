"""Small seeded streams of commands for tests of the log: a few accounts, deposits, orders,
cancels.
"""

from __future__ import annotations

from random import Random

import numpy as np

from engine.commands import CommandArray, CommandKind, Phase, Side, TextUse, command
from engine.commands.texts import with_texts

ACCOUNTS = 4


def opening() -> CommandArray:
    """A venue with one instrument in its first morning and four accounts that hold cash and
    units.
    """
    commands = [command(CommandKind.LIST_INSTRUMENT, instrument=1, price=5_000, text=b"CEA25")]
    for account in range(1, ACCOUNTS + 1):
        commands.append(command(CommandKind.OPEN_ACCOUNT, account=account, text=b"member"))
        commands.append(
            command(CommandKind.CASH_IN, account=account, amount_fen=10**9, reference=2 * account)
        )
        commands.append(
            command(
                CommandKind.UNITS_IN,
                account=account,
                instrument=1,
                quantity=10**6,
                reference=2 * account + 1,
            )
        )
    commands.append(command(CommandKind.START_DAY, date=20_260_105))
    commands.append(command(CommandKind.SET_PHASE, phase=Phase.PRE_OPEN))
    commands.append(command(CommandKind.SET_PHASE, phase=Phase.MORNING))
    return np.concatenate(commands)


def day_end() -> CommandArray:
    """The end of a trading day."""
    return np.concatenate(
        [command(CommandKind.SET_PHASE, phase=Phase.CLOSED), command(CommandKind.END_DAY)]
    )


def deposit(reference: int, amount_fen: int = 1) -> CommandArray:
    """Cash into account 1."""
    return command(CommandKind.CASH_IN, account=1, amount_fen=amount_fen, reference=reference)


def random_batch(random: Random, most: int = 8) -> CommandArray:
    """One to `most` orders and mass cancels of the four accounts."""
    return np.concatenate([_random_command(random) for _ in range(random.randint(1, most))])


def _random_command(random: Random) -> CommandArray:
    account = random.randint(1, ACCOUNTS)
    if random.random() < 0.1:
        return command(CommandKind.MASS_CANCEL, account=account)
    if random.random() < 0.05:
        return _worded_command(random, account)
    return command(
        CommandKind.NEW_ORDER,
        account=account,
        instrument=1,
        side=random.choice((Side.BUY, Side.SELL)),
        price=random.randint(4_990, 5_010),
        quantity=random.randint(1, 50),
        text=str(random.randrange(10**9)).encode(),
    )


def _worded_command(random: Random, account: int) -> CommandArray:
    """One that texts go with."""
    size = random.choice((1, 120, 121, 500))
    if random.random() < 0.5:
        return with_texts(command(CommandKind.ANNOUNCE), {TextUse.TEXT_ZH: b"x" * size})
    names = {TextUse.NAME_ZH: b"y" * min(size, 120), TextUse.NAME_EN: b"z"}
    return with_texts(command(CommandKind.SET_NAMES, account=account), names)
