"""Compliance (履约): what emitters owe, how they give it up, what is carried over, alerts,
certificates and statistics.

Here is its arithmetic, in whole tonnes and fen: offset, carry-over, late surrender,
completion.

It knows of no tables and no time. Every figure that a rule text may change is data of the room
`law`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from settlement_bridge.books import OLD_CREDITS
from settlement_bridge.law import Round

# What codes of credits (核证自愿减排量) began with that this registry held before there were two
# markets; all others are allowances.
CREDIT_PREFIX = OLD_CREDITS
BASIS_POINTS = 10_000


class ApplicationKind(IntEnum):
    """What an emitter applies for. Numbers are stored and never reused."""

    SURRENDER = 1  # 清缴
    OFFSET = 2  # 抵销
    CARRY_OVER = 3  # 结转


class ApplicationStatus(IntEnum):
    """Life of an application. Numbers are stored and never reused."""

    WAITING = 1  # 待审核: for its province
    APPROVED = 2  # 已通过: carry-over waits for the registry's run
    DONE = 3  # 已办结: the registry has executed it
    RETURNED = 4  # 已退回, with a reason
    WITHDRAWN = 5  # 已撤回


PENDING = (ApplicationStatus.WAITING, ApplicationStatus.APPROVED)
STATUS_WORDS = {
    ApplicationStatus.WAITING: "待审核",
    ApplicationStatus.APPROVED: "已通过",
    ApplicationStatus.DONE: "已办结",
    ApplicationStatus.RETURNED: "已退回",
    ApplicationStatus.WITHDRAWN: "已撤回",
}


def is_credit(instrument: str) -> bool:
    """Whether units of this code offset rather than surrender."""
    return instrument.startswith(CREDIT_PREFIX)


def offset_most(due: int, offset_bp: int) -> int:
    """Tonnes of credits that may replace allowances: the share of the amount due, rounded down."""
    return due * offset_bp // BASIS_POINTS


def carry_over_most(of: Round, base: int, net_sold: int, held: int) -> int:
    """Tonnes that may be carried over with this base; net purchases count as no sale."""
    return min(base + max(net_sold, 0) * of.numerator // of.denominator, held)


def average_price(amount_fen: int, quantity: int) -> int | None:
    """Average price in ticks of 0.01 CNY, rounded half up; None when nothing traded."""
    return (2 * amount_fen + quantity) // (2 * quantity) if quantity else None


def fine_fen(average: int, shortfall: int, factor: int) -> int:
    """A fine of a factor, in hundredths, for tonnes that were not surrendered in time; half a fen
    counts as one.
    """
    return (2 * average * shortfall * factor + 100) // 200


def completion_bp(due: int, given_up: int) -> int:
    """Share of what was due that was given up, in hundredths of a percent, cut and not rounded: 100
    percent is all of it. All of nothing is all.
    """
    return given_up * BASIS_POINTS // due if due else BASIS_POINTS


def balance_bp(balance: int, base: int) -> int:
    """A balance as a share, in hundredths of a percent, rounded half away from zero; 0 of
    nothing.
    """
    share = (2 * abs(balance) * BASIS_POINTS + base) // (2 * base) if base else 0
    return share if balance >= 0 else -share


class Position(NamedTuple):
    """An entity against its obligation of a year, t; allowances are those that pay for it."""

    entity: int
    name: str
    province: int
    year: int
    emissions: int
    due: int
    surrendered: int
    offset: int
    offset_most: int  # credits that may be used in all
    registry_available: int  # allowances
    trading_available: int
    withheld: int  # allowances frozen, pledged, requested for carry-over or on their way
    credits: int  # registry-available
    deadline: int  # yyyymmdd; 0: not set
    to_receive: int = 0  # allowances bought and not delivered yet
    to_deliver: int = 0  # allowances sold and not delivered yet: part of what is trading-available
    ineligible: int = 0  # allowances available of vintages that do not pay for this year
    surrendered_ineligible: int = 0  # of what is surrendered: of vintages that did not pay then
    offset_pending: int = 0  # asked for or frozen in the registry of credits
    vintages: str = ""  # the codes that pay; empty where the rule is not known
    applied: int = 0  # set aside for it by applications that wait, credits too
    applied_credits: int = 0  # of this
    entrusted: int = 0  # held for it by its province

    @property
    def outstanding(self) -> int:
        """What is still to be given up."""
        return max(self.due - self.surrendered - self.offset, 0)

    @property
    def uncovered(self) -> int:
        """What is still to be given up, and no application and no offset that waits would."""
        return max(self.outstanding - self.applied - self.offset_pending, 0)

    @property
    def lacking(self) -> int:
        """What neither an application nor what its province holds for it would cover."""
        return max(self.uncovered - self.entrusted, 0)

    @property
    def available(self) -> int:
        """Allowances that can be had once today's trades are delivered; orders do not count before
        they trade.
        """
        return self.registry_available + self.trading_available + self.to_receive - self.to_deliver

    @property
    def shortfall(self) -> int:
        """What is missing when all allowances that can be had are given up."""
        return max(self.lacking - self.available, 0)
