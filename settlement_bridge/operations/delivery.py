"""What the exchange's books of cash ask of the registry in the credits market, and which operations
are about units or cash alone.
"""

from __future__ import annotations

from engine.commands import Method
from gateway.protocol.codes import Code, Passing
from gateway.protocol.fields import account, date, number, words
from gateway.protocol.maps import Field, Record, must
from gateway.protocol.shapes import ListOf
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, record, rows
from settlement_bridge.operations.fields import OPERATOR, SIGNED, act, any_account
from settlement_bridge.operations.replies import NUMBER, TEXT

PORTION_MAX = 1_000  # trades of one portion; a request names each that fails
_SHORT = Record(must(seq=Field(number, "of the trade"), account=Field(account, "who is short")))

ROWS = (
    act(
        "deliver_units",
        "Deliver the units of trades that follow one another, if the same fail as the exchange"
        " expects; asked again it answers what was done.",
        OPERATOR,
        must(
            date=Field(date, "the day, which is confirmed"),
            first=Field(number, "number of the first trade in the settlement stream"),
            last=Field(number, "number of the last one"),
            cash_short=Field(ListOf(_SHORT, "maps", PORTION_MAX), "trades that lack cash"),
            units_short=Field(
                ListOf(number, "numbers", PORTION_MAX), "trades that are expected to lack units"
            ),
        ),
        record(
            through=Field(COUNT, "number of the last trade that is delivered; 0: nothing was done"),
            failed=Field(rows(seq=NUMBER, reason=TEXT), "those of them that failed"),
            short=Field(
                rows(seq=NUMBER, account=any_account),
                "those that lack units, where they are others",
            ),
        ),
    ),
    act(
        "take_back_units",
        "Take the units of a delivered trade back, for an objection that the exchange upholds.",
        OPERATOR,
        must(
            account=Field(account, "who objected"),
            date=Field(date, "the day of the trade"),
            method=Field(Word(*words(Method)), "of the trade"),
            trade=Field(number, "its number"),
        )
        | SIGNED,
        record(event=Field(COUNT, "the event that takes back; 0: it has failed already")),
    ),
)
REASONS: dict[str, Code] = {
    "kept_elsewhere": Code(
        "the operation is about units or cash, which other books keep; `allowed`: what these keep",
        "Ask the registry about units, the exchange's `cash` server about cash.",
    ),
    "delivery_under_way": Code(
        "a day's delivery has to end before anything else is written in the exchange's books",
        "Try again; where it lasts, see whether the registry runs.",
        Passing.AGAIN,
    ),
    "day_not_confirmed": Code(
        "the registry has not confirmed this day's clearing yet", "Ask again.", Passing.AGAIN
    ),
    "portion_differs": Code(
        "the next trades to be delivered are others", "Compare both books by hand."
    ),
}
