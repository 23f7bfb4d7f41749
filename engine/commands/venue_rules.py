"""Rules of the venue, a row for each: range, unit, sentence."""

from __future__ import annotations

from enum import IntEnum

from engine.commands.choices import Market

VENUE_RULES = 16  # places in the array of rules, most of them for later
DAY_MINUTES = 1_440


class VenueRule(IntEnum):
    """Rules of the whole venue, set by SET_VENUE_RULE and in force at once; the market only by the
    first command of a log.

    A row is the number (the index into the array of rules, never reused), default, least and most
    value, the unit, and what it is.
    """

    default: int
    least: int
    most: int
    unit: str
    sentence: str

    def __new__(
        cls,
        number: int,
        default: int = 0,
        least: int = 0,
        most: int = 0,
        unit: str = "",
        sentence: str = "",
    ) -> VenueRule:
        member = int.__new__(cls, number)
        member._value_ = number
        member.default, member.least, member.most = int(default), int(least), int(most)
        member.unit, member.sentence = unit, sentence
        return member

    SECOND_APPROVAL = (
        *(0, 0, 0, 1, "0 or 1"),
        "1: acts that cannot be taken back are done when another key approves them.",
    )
    APPROVAL_TERM = (
        *(1, 30, 1, DAY_MINUTES, "min"),
        "How long an act awaits approval; then it lapses.",
    )
    MARKET = (
        *(2, Market.ALLOWANCES, Market.ALLOWANCES, Market.CREDITS, "Market"),
        "0: allowances, 1: credits; chosen by the first command of the log, for good.",
    )
