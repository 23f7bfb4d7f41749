"""The records of the block desk of one day: intents, dialogues, deals.

Slots count from 1 and are used once.
"""

from __future__ import annotations

from engine.rules.state.aligned import gapless
from engine.units import NOTE_MAX

# The block desk of one day; slots count from 1 and are used once.
NOTE_WORDS = NOTE_MAX // 8

INTENT = gapless(
    [
        ("price", "<i8"),
        ("quantity", "<i8"),  # posted
        ("leaves", "<i8"),  # still to be dealt
        ("lock_fen", "<i8"),  # of a firm buy
        ("time_ns", "<i8"),
        ("note", "<i8", (NOTE_WORDS,)),
        ("account", "<i4"),
        ("counterparty", "<i4"),  # the only one who sees it, 0: everyone does
        ("instrument", "<i4"),
        ("operator", "<u4"),  # the key that posted it
        ("terms", "<u2"),  # HIDDEN, IN_PARTS, INVITATION
        ("side", "u1"),
        ("alive", "u1"),
    ]
)

DIALOGUE = gapless(
    [
        ("price", "<i8"),  # of the last offer
        ("quantity", "<i8"),
        ("offers", "<i8"),  # made so far
        ("lock_fen", "<i8"),  # of a responder who buys and has confirmed
        # of a poster who buys and has confirmed: beyond what the intent holds
        ("poster_fen", "<i8"),
        ("time_ns", "<i8"),  # of the last offer
        ("note", "<i8", (NOTE_WORDS,)),  # the last one
        ("intent", "<i4"),  # its slot
        ("account", "<i4"),  # the responder
        ("operator", "<u4"),  # the key that opened it
        ("hidden", "u1"),  # without the responder's name
        ("speaker", "u1"),  # who made the last offer: POSTER or RESPONDER
        ("confirmed", "u1"),  # both of these as bits
        ("alive", "u1"),
    ]
)
POSTER, RESPONDER = 1, 2

DEAL = gapless(
    [
        ("price", "<i8"),
        ("quantity", "<i8"),
        ("lock_fen", "<i8"),  # of the buyer
        ("time_ns", "<i8"),
        ("intent", "<i4"),  # slots
        ("dialogue", "<i4"),  # 0: accepted directly
        ("instrument", "<i4"),
        ("buyer", "<i4"),
        ("seller", "<i4"),
        ("alive", "u1"),  # neither cancelled nor entered into the tape
    ]
)
