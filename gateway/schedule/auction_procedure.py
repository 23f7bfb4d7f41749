"""The terms of one-way bidding (单向竞价), in working days (工作日): an application comes at least
`apply_days` before the session, is answered within `answer_days`, and what it offers is frozen at
least `freeze_days` before the session.

They are dated rows `auction_procedure` of a venue's `hours.json`; ``{"from": "2026-12-01",
"apply_days": 10, "answer_days": 3, "freeze_days": 5}`` are the market's own. Without a row, or with
one of three zeros, an auction may be announced for any day. The terms of the day of the application
hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

TERM_MAX = 100  # working days
NAMES = ("apply_days", "answer_days", "freeze_days")


class AuctionProcedure(NamedTuple):
    """The terms, in working days; three zeros: none."""

    apply_days: int
    answer_days: int
    freeze_days: int


def procedure_of(row: Mapping[str, Any]) -> AuctionProcedure:
    """The terms of a row. Raises ValueError, KeyError."""
    terms = AuctionProcedure(*(row[name] for name in NAMES))
    for name, days in terms._asdict().items():
        if type(days) is not int or not 0 <= days <= TERM_MAX:
            raise ValueError(f"{name} is a number of working days from 0 to {TERM_MAX}")
    fits = max(terms.answer_days, terms.freeze_days) <= terms.apply_days
    if not fits or (any(terms) and not all(terms)):
        raise ValueError(f"{', '.join(NAMES)}: three zeros, or the first is the longest")
    return terms
