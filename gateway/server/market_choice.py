"""The market that a venue is made for."""

from __future__ import annotations

import enum

from engine.commands import Market

CREDIT_INSTRUMENTS = 4_096  # numbers of instruments that a new venue of credits has, 0 included


class MarketName(enum.StrEnum):
    """The markets, as a command line names them."""

    ALLOWANCES = "allowances"
    CREDITS = "credits"

    @property
    def market(self) -> Market:
        """The market of this name."""
        return Market[self.name]
