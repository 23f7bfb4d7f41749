"""Values that fields of commands take: sides, phases, methods and the like."""

from __future__ import annotations

from enum import IntEnum


class Side(IntEnum):
    """FIX Side 54."""

    BUY = 1
    SELL = 2


class TimeInForce(IntEnum):
    """FIX TimeInForce 59."""

    DAY = 0
    IOC = 3
    FOK = 4


class Phase(IntEnum):
    """Phases of the trading day; within a day they only move forward."""

    NO_DAY = 0
    PRE_OPEN = 1
    MORNING = 2
    LUNCH = 3
    AFTERNOON = 4
    CLOSED = 5
    ENDED = 6


class Method(IntEnum):
    """Trading method, the exchange's own codes."""

    LISTED = 10
    BLOCK = 20
    AUCTION = 21


class Market(IntEnum):
    """The market of a venue (市场), whose rule book it has."""

    ALLOWANCES = 0  # 碳排放配额
    CREDITS = 1  # 核证自愿减排量


class TotalsKind(IntEnum):
    """Which running totals an OPEN_TOTALS command opens and a TOTALS event states."""

    DAY = 0
    YEAR = 1
    CUMULATIVE = 2


class AuctionState(IntEnum):
    """How far an auction (单向竞价) has come.

    From CLOSED on it is over and only remembered until the next day starts.
    """

    NONE = 0
    APPLIED = 1
    ACCEPTED = 2  # what is offered is frozen
    ANNOUNCED = 3
    OPEN = 4  # the session runs
    CLOSED = 5
    REFUSED = 6
    CANCELLED = 7


class HaltState(IntEnum):
    """Whether an instrument, or the venue, is halted; the stricter of the two holds."""

    NONE = 0
    HALTED = 1
    CALL = 2  # the call that ends a halt: orders rest, and trade at one price when it ends


class BlockHours(IntEnum):
    """Sessions in which the block desk is open for an instrument, as bits."""

    MORNING = 1
    AFTERNOON = 2


class Scope(IntEnum):
    """Whose orders a guard withdraws."""

    SESSION = 1  # those that the session has entered, or replaced last
    KEY = 2  # likewise of the key
    ACCOUNT = 3


class HeldEnd(IntEnum):
    """How an act that awaits approval ends without it."""

    REFUSED = 1  # by another key
    WITHDRAWN = 2  # by the key that asked it
    EXPIRED = 3


class SelfTrade(IntEnum):
    """What happens when an order meets a resting order of its own account."""

    CANCEL_INCOMING = 0
    CANCEL_RESTING = 1
    CANCEL_BOTH = 2
    ALLOW = 3
    DECREMENT = 4  # both lose the smaller open quantity, and what has nothing left leaves


class ResaleScope(IntEnum):
    """What a trade in credits bars the other side of."""

    ENTITY = 0  # everything of the product that the account has or would buy
    LOT = 1  # the units bought alone


class Relation(IntEnum):
    """How an entity is related to a party, which is another entity or has a name."""

    OWNER = 1  # the party owns it (股东)
    CONTROLLER = 2  # the party controls it (实际控制人)
    OFFICER = 3  # the party is an officer of it, perhaps of others too (高管)
    CONCERT = 4  # both act in concert (一致行动人)
    ACCOUNT = 5  # the number of the party is that of an account of the entity


class CaseAct(IntEnum):
    """What staff does with a case of surveillance."""

    ASSIGN = 1
    NOTE = 2
    MEASURE = 3
    ANSWER = 4  # of who was asked
    LIFT = 5
    CLOSE = 6


class Measure(IntEnum):
    """The ladder of measures, and that nothing was wrong."""

    NONE = 1  # 不予处理
    REMINDER = 2  # 提醒
    INQUIRY = 3  # 问询
    PLEDGE = 4  # 承诺
    RESTRICTION = 5  # 限制交易
