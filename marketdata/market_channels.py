"""Channels that not every market has: credits have no composite price."""

from __future__ import annotations

from gateway.protocol.errors import RequestError
from marketdata.board import Board
from marketdata.channels import CHANNELS, COMPOSITE


def require_of_market(channel: str, board: Board) -> None:
    """Raise RequestError for a channel of which the venue's market has nothing to say."""
    if channel != COMPOSITE or board.has_composite:
        return
    rule = f"the market of {board.market} has no composite price"
    others = [name for name, row in CHANNELS.items() if name != COMPOSITE and not row.role]
    raise RequestError(
        "channel_of_other_market", rule, field="channel", value=channel, allowed=others
    )
