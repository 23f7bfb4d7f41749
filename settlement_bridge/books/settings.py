"""What the registry's operator may set.

Rules of one number each, and the hours of the day, in Shanghai, in which units may go to the
exchange and back. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.units import CASH_MAX_FEN, UNITS_MAX
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.errors import Refusal
from settlement_bridge.law.in_force import SHANGHAI_MINUTES, WHOLE_DAY, minute_of

VENUE = 0


class Rule(NamedTuple):
    """One setting: its default (None: no limit), its least and greatest value, what it is, and
    whether it may be set for one entity too.
    """

    default: int | None
    least: int
    most: int
    words: str
    of_an_entity: bool = False


SALE_MONEY_DAYS = "sale_money_days"
DIRECT_CASH = "direct_cash"
UNREGISTERED_MAY_ACT = "unregistered_may_act"
OFFSET_APPROVAL = "offset_approval"
SECOND_ABOVE_FEN = "second_above_fen"
SECOND_ABOVE_UNITS = "second_above_units"
REVIEWED_FROM = "reviewed_from"
HELP_FROM_YEAR = "help_from_year"
SECOND_APPROVAL = "second_approval"
APPROVAL_MINUTES = "approval_minutes"

ISSUER_ACCOUNT = "issuer_account"
PROCEEDS_ACCOUNT = "proceeds_account"
ACCOUNTS_MAX = 2**31 - 1

RULES = {
    SALE_MONEY_DAYS: Rule(
        1, 0, 30, "trading days that sale money waits before it may leave the settlement account"
    ),
    DIRECT_CASH: Rule(1, 0, 1, "1: `deposit` and `withdraw` without a file of the bank"),
    UNREGISTERED_MAY_ACT: Rule(
        0, 0, 1, "1: a member's key surrenders for an entity to which no rights were given"
    ),
    OFFSET_APPROVAL: Rule(
        0, 0, 1, "1: an offset with another registry waits for `approve_offset` once it is frozen"
    ),
    SECOND_ABOVE_FEN: Rule(
        None,
        0,
        CASH_MAX_FEN,
        "fen above which a second representative approves; 0: always",
        of_an_entity=True,
    ),
    SECOND_ABOVE_UNITS: Rule(
        None,
        0,
        UNITS_MAX,
        "tonnes above which a second representative approves; 0: always",
        of_an_entity=True,
    ),
    ISSUER_ACCOUNT: Rule(
        None, 1, ACCOUNTS_MAX, "account whose units are sold in paid allocation (有偿分配)"
    ),
    PROCEEDS_ACCOUNT: Rule(
        None, 1, ACCOUNTS_MAX, "account that gets the money of paid allocation; it never trades"
    ),
    REVIEWED_FROM: Rule(
        None,
        20_210_101,
        99_991_231,
        "day (yyyymmdd) from which the entity's province reviews surrender, offset and carry-over",
    ),
    HELP_FROM_YEAR: Rule(
        2023,
        2013,
        2999,
        "year of the emissions from which another entity's units may help, where one reviews",
    ),
    SECOND_APPROVAL: Rule(
        0, 0, 1, "1: a second key of the registry's staff approves what cannot be taken back"
    ),
    APPROVAL_MINUTES: Rule(24 * 60, 1, 30 * 24 * 60, "minutes after which such an act lapses"),
}


class PaidAllocation(NamedTuple):
    """The accounts of paid allocation (有偿分配), None where they are not set."""

    issuer: int | None
    proceeds: int | None

    def refusal(self, instruction: Instruction) -> Refusal | None:
        """The refusal of what would make the money tradable, or let a member act, or None."""
        task, account = instruction.task, instruction.account
        own = account in (self.issuer, self.proceeds)
        barred = task in CASH_INTO_TRADING or (
            account == self.proceeds and task == Task.TRANSFER_IN
        )
        if not own or not (barred or instruction.role == MEMBER):
            return None
        message = f"account {account} is one of paid allocation: this is not done with it"
        return Refusal("account_of_paid_allocation", "account", account, None, message)


CASH_INTO_TRADING = (Task.CASH_TO_TRADING, Task.DEPOSIT)
MEMBER = "member"  # the role of one who asks for its own account
DAY_MINUTES = WHOLE_DAY
_MINUTE_NS, _MS_NS = 60 * 10**9, 10**6
DIRECTIONS = (Task.TRANSFER_IN, Task.TRANSFER_OUT)


class Window(NamedTuple):
    """Minutes of the day from which and until which (not included) a transfer may be asked for."""

    opens: int
    closes: int


Windows = dict[Task, Window]


def closed(task: Task, found: Windows, time_ns: int) -> Refusal | None:
    """The refusal of a transfer outside its window, or None."""
    window = found.get(task)
    minute = minute_of(time_ns)
    if window is None or window.opens <= minute < window.closes:
        return None
    message = f"a {task.name.lower()} may be asked for from {written(window)} in Shanghai"
    day_ns = DAY_MINUTES * _MINUTE_NS
    wait_ns = (window.opens * _MINUTE_NS - time_ns - SHANGHAI_MINUTES * _MINUTE_NS) % day_ns
    said = (clock(minute), written(window), message, -(-wait_ns // _MS_NS))
    return Refusal("window_closed", None, *said)


def written(window: Window | None) -> str:
    """A window as people write it: 09:00-15:30; all day without one."""
    return f"{clock(window.opens)}-{clock(window.closes)}" if window else "all day"


def clock(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"
