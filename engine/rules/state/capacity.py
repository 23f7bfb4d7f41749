"""How much a venue can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from engine.units import INSTRUMENTS_MAX, TRADES_KEPT_MAX

# places of the price ladders under one word of the upper bitmap, and under one of the lower
UPPER_WORD = 4096
LOWER_WORD = 64
LEVELS_EACH = 4096  # ladder places for each instrument that a venue has room for
LEVELS_MAX = 64 * 1024 * 1024  # 1 GiB for both sides: 1,024 for each of 65,536 instruments
HOLDINGS_EACH = 512  # for each instrument that a venue has room for
HOLDINGS_MAX = 2 * 1024 * 1024  # 272 MiB: 512 for each of 4,096 instruments, 32 of 65,536
# what a log without a ladder step was decided with
EARLIER = {"ladder_step": UPPER_WORD}


@dataclass(frozen=True)
class Capacity:
    """How many of each the venue can hold.

    Levels are price ladder places a side, an instrument takes of them a multiple of `ladder_step`;
    orders are open at one time; intents, dialogues and deals are those of one day, and trades
    those of it that can be undone. Number 0 of accounts and instruments and slot 0 of the others
    are never used.

    Raises ValueError when a table is empty, there are more than 65,536 instruments, levels are no
    multiple of 4,096, the ladder step is none of 64 that divides 4,096, or the whole exceeds 2 GiB.
    """

    accounts: int = 16_384
    instruments: int = 256
    holdings: int = 131_072
    orders: int = 1_048_576
    levels: int = 1_048_576
    auctions: int = 256
    bids: int = 65_536
    intents: int = 8_192
    dialogues: int = 32_768
    deals: int = 8_192
    ladder_step: int = LOWER_WORD
    trades: int = TRADES_KEPT_MAX

    def __post_init__(self) -> None:
        for name in set(NAMES) - {"levels", "ladder_step"}:
            if getattr(self, name) < 2:
                raise ValueError(f"capacity {name}={getattr(self, name)}: at least 2")
        if self.instruments > INSTRUMENTS_MAX:
            raise ValueError(f"capacity instruments={self.instruments}: at most {INSTRUMENTS_MAX}")
        if self.levels <= 0 or self.levels % UPPER_WORD:
            raise ValueError(f"capacity levels={self.levels}: a positive multiple of {UPPER_WORD}")
        step = self.ladder_step
        if step < LOWER_WORD or step % LOWER_WORD or UPPER_WORD % step:
            raise ValueError(
                f"capacity ladder_step={step}: a multiple of {LOWER_WORD} that divides {UPPER_WORD}"
            )

    @property
    def events(self) -> int:
        """Events one command can cause at most, and room for a batch beside them."""
        desk = 3 * (self.intents + self.dialogues + self.deals)
        return (
            max(3 * self.orders + 2 * self.bids, self.holdings)
            + 16 * self.instruments
            + self.auctions
            + desk
            + 4096
        )


NAMES = tuple(each.name for each in fields(Capacity))


def capacity_for(instruments: int) -> Capacity:
    """The usual capacity with this number of instruments, 0 included, and ladder places and
    holdings for each.

    Raises ValueError.
    """
    return Capacity(
        instruments=instruments,
        levels=min(max(Capacity.levels, instruments * LEVELS_EACH), LEVELS_MAX),
        holdings=min(max(Capacity.holdings, instruments * HOLDINGS_EACH), HOLDINGS_MAX),
    )


def recorded_capacity(sizes: Mapping[str, int]) -> Capacity:
    """The capacity that a log or a snapshot states; earlier ones state less of it.

    Raises ValueError for a size that this build does not know: it would decide otherwise.
    """
    if unknown := sorted(sizes.keys() - set(NAMES)):
        raise ValueError(f"capacity {', '.join(unknown)}: this build knows {', '.join(NAMES)}")
    return Capacity(**{**EARLIER, **sizes})


SMALL = Capacity(
    accounts=64,
    instruments=8,
    holdings=128,
    orders=256,
    levels=16_384,
    auctions=6,
    bids=32,
    intents=65,
    dialogues=129,
    deals=33,
    trades=256,
)
