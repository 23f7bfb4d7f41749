"""The words of an offset between two registries (抵销), with the numbers that are stored."""

from __future__ import annotations

from enum import IntEnum


class Step(IntEnum):
    """What a registry of credits is asked to do."""

    FREEZE = 1
    CANCEL = 2
    RELEASE = 3


class OffsetStatus(IntEnum):
    """Life of an offset in the registry of allowances. Numbers are stored and never reused."""

    ASKED = 1  # the credits registry is asked to freeze
    PENDING = 2  # frozen there
    CANCELLING = 3  # ordered; only the credits registry's answer ends it
    COVERED = 4  # cancelled there: it counts for the year
    RELEASING = 5  # the credits registry is asked to give the credits back
    WITHDRAWN = 6
    REFUSED = 7  # nothing was cancelled


WORDS = {
    OffsetStatus.ASKED: "申请中",
    OffsetStatus.PENDING: "待抵销",
    OffsetStatus.CANCELLING: "抵销中",
    OffsetStatus.COVERED: "已抵销",
    OffsetStatus.RELEASING: "释放中",
    OffsetStatus.WITHDRAWN: "已撤回",
    OffsetStatus.REFUSED: "未通过",
}
# May still become an offset, so it takes its part of the share.
HOLDING = (OffsetStatus.ASKED, OffsetStatus.PENDING, OffsetStatus.CANCELLING)
ENDED = (OffsetStatus.COVERED, OffsetStatus.WITHDRAWN, OffsetStatus.REFUSED)


class OrderStatus(IntEnum):
    """Life of an order in the registry of credits. Numbers are stored and never reused; the last
    three are for ever.
    """

    FROZEN = 1
    CANCELLED = 2
    RELEASED = 3
    REFUSED = 4
