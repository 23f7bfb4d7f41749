"""The records of texts: those that wait for the next command, legal names, and where the last
announcements are.
"""

from __future__ import annotations

from engine.commands.uses import LONG
from engine.rules.state.aligned import gapless
from engine.units import ANNOUNCEMENTS_KEPT, PIECE_MAX, PIECES_MAX, TEXT_MAX

PIECE_WORDS = (PIECE_MAX - TEXT_MAX) // 8
assert len(LONG["line_words"]) - 2 == PIECE_WORDS  # a date and a parameter are one word

PIECE = gapless([("text", f"S{TEXT_MAX}"), ("words", "<i8", (PIECE_WORDS,))])
LEGAL_NAMES = gapless([("zh", PIECE), ("en", PIECE)])
TEXTS = gapless(
    [
        # TEXT commands taken in; they go with the command after number `sequence`
        ("sequence", "<i8"),
        ("more", "u1"),  # flag MORE of the last one
        ("count", "u1"),
        ("uses", "u1", (PIECES_MAX,)),
        ("pieces", PIECE, (PIECES_MAX,)),
        ("announcements", "<i8"),  # number of the last one
        # number of the event that accepted each, by its number modulo this size
        ("announced", "<i8", (ANNOUNCEMENTS_KEPT,)),
    ]
)
