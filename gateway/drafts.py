"""Every command operation's drafts, by its name."""

from __future__ import annotations

from gateway.auction_operations import AUCTION_DRAFTS
from gateway.block_operations import BLOCK_DRAFTS
from gateway.operations import DRAFTS as TRADING_DRAFTS

DRAFTS = TRADING_DRAFTS | AUCTION_DRAFTS | BLOCK_DRAFTS
