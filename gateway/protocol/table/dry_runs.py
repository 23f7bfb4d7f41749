"""What the reply to an act has beside its own fields where it was a dry run."""

from __future__ import annotations

from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.shapes import ListOf
from gateway.protocol.values import BOOLEAN, CODE, COUNT, DATE_OR_NONE, PHASE, PRICE

LIMITS_MAX = 500  # of instruments

CONSEQUENCES = Record(
    must(
        date=Field(DATE_OR_NONE, "of the venue's day after it"),
        phase=Field(PHASE, "after it"),
        orders=Field(COUNT, "orders withdrawn or made smaller"),
        bids=Field(COUNT, "bids that leave"),
        intents=Field(COUNT, "intents and dialogues that end or change"),
        deals=Field(COUNT, "deals that are cancelled"),
        trades=Field(COUNT, "trades made or undone"),
        accounts=Field(COUNT, "accounts of all these"),
        awaits_approval=Field(BOOLEAN, "another key would have to approve it first"),
        limits=Field(
            ListOf(
                Record(
                    must(instrument=CODE, base=Field(PRICE, "base price"), lower=COUNT, upper=PRICE)
                ),
                "maps",
            ),
            f"price limits that it fixes, of the first {LIMITS_MAX} instruments",
        ),
    ),
    named="consequences",
)
ANSWERED = may(dry_run=Field(CONSEQUENCES, "only of a dry run: what the act would cause"))
