"""Flags of events."""

from __future__ import annotations

# Flags of an event.
FIRST_DAY = 1  # INSTRUMENT_DAY: no previous close of its own, the base price takes its place
KEPT_PLACE = 2  # ACCEPTED of REPLACE: the order kept its place in the queue
WAS_RESTING = 4  # CANCELLED, ORDER_LOWERED: the order was in the book
BUYER_IS_TAKER = 8  # FILL
IN_CALL = 32  # FILL: of the opening call; neither took, the buy order is named first
NEXT_DAY = 64  # ACCEPTED of SET_PARAMETER: in force from the next START_DAY on
# Of the block desk: HIDDEN, IN_PARTS and INVITATION of engine.commands are the intent's, and
RESPONDER_HIDDEN = 2048  # who opened the dialogue shows no name
POSTER_SPEAKS = 4096  # account is the intent's poster, maker_account who opened the dialogue
LIVE = 8192  # DEAL, DEAL_CANCELLED: published at once
