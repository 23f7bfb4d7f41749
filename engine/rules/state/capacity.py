"""How much a venue can hold."""

from __future__ import annotations

from dataclasses import dataclass

# price levels of one word of the upper bitmap; ladders are laid out in such pieces
LADDER_GRAIN = 4096


@dataclass(frozen=True)
class Capacity:
    """How many of each the venue can hold.

    Levels are price ladder places a side, orders are open at one time; intents, dialogues and deals
    are those of one day.

    Raises ValueError when a table is empty, levels are no multiple of 4,096 or the whole exceeds 2
    GiB.
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

    def __post_init__(self) -> None:
        for name in (
            "accounts",
            "instruments",
            "holdings",
            "orders",
            "auctions",
            "bids",
            "intents",
            "dialogues",
            "deals",
        ):
            if getattr(self, name) < 2:
                raise ValueError(f"capacity {name}={getattr(self, name)}: at least 2")
        if self.levels <= 0 or self.levels % LADDER_GRAIN:
            raise ValueError(
                f"capacity levels={self.levels}: a positive multiple of {LADDER_GRAIN}"
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
)
