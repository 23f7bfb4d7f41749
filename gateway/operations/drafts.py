"""Every command operation's drafts, by its name."""

from __future__ import annotations

from gateway.operations.auctions import AUCTION_DRAFTS
from gateway.operations.blocks import BLOCK_DRAFTS
from gateway.operations.trading import DRAFTS as TRADING_DRAFTS

DRAFTS = TRADING_DRAFTS | AUCTION_DRAFTS | BLOCK_DRAFTS
