"""The registry's books: who holds what, every tonne by its serial number, every event with its
sign-off, all of it checked. Here are their words, with the numbers that are stored.

An asset is an instrument's code; the empty code means cash, held in one special account at the
settlement bank with a sub-ledger for each account. Every holding is (account, instrument, state) ->
quantity, in tonnes or fen. All change is a journal entry that moves one quantity from one holding
to another, so the sum over all accounts, OUTSIDE included, is zero for each asset, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

CASH = ""  # the asset that is no instrument
EXCHANGE = 0  # account of the exchange's fee income
# the settlement reserve (结算风险准备金), an account of the registry's own under the settlement
# account
RESERVE = -2
# where units are issued from and cash comes from and goes to; its holdings are the negative of all
# others
OUTSIDE = -1
OLD_CREDITS = "CCER"  # what codes of credits began with before there were two markets
SUSPENSE = -3  # 待确认资金: money at the bank that is nobody's yet


class Market(StrEnum):
    """A market. The words are stored."""

    ALLOWANCES = "allowances"  # 全国碳排放权交易市场
    CREDITS = "credits"  # 全国温室气体自愿减排交易市场


class State(IntEnum):
    """In which state an asset is held.

    Numbers are stored and never reused; below 100 units, from 100 on cash.
    """

    REGISTRY_AVAILABLE = 1  # 登记可用
    TRADING_AVAILABLE = 2  # 交易可用
    FROZEN = 3  # 司法冻结
    PLEDGED = 4  # 质押
    CARRY_OVER = 5  # 结转冻结
    IN_TRANSIT = 6  # 划转在途: a transfer the exchange has not answered yet
    SURRENDERED = 7  # 清缴
    CANCELLED = 8  # 注销
    FROZEN_BY_NUMBER = 9  # 司法冻结 of certain serial numbers: no act by quantity takes them
    OFFSET_FROZEN = 10  # 抵销冻结: credits for an offset in another registry
    APPLIED = 20  # 待审核: set aside for an application of surrender that waits
    ENTRUSTED = 21  # 差异化发放: in a province's account for one of its emitters
    ISSUED = 50  # only OUTSIDE
    CASH_AVAILABLE = 100  # 可用资金
    CASH_IN_TRANSIT = 101
    CASH_REGISTRY = 110  # 登记资金: at the bank and not in the trading account
    CASH_PAYABLE = 111  # 待付资金: asked back, not confirmed by the bank yet
    CASH_SUSPENSE = 112  # 待确认资金: only SUSPENSE
    BANK = 150  # only OUTSIDE


class EntryKind(IntEnum):
    """What a journal entry is about. Numbers are stored and never reused."""

    ISSUE = 1  # 初始分配
    FREEZE = 2
    UNFREEZE = 3
    DEPOSIT = 10  # out of the world into transit; its number is the transfer's reference
    WITHDRAWAL = 11  # out of the sub-ledger into transit
    TRANSFER_IN = 12  # registry-available into transit
    TRANSFER_OUT = 13  # trading-available into transit
    TRANSFER_DONE = 14  # the exchange has applied it
    TRANSFER_RETURNED = 15  # the exchange has refused it
    TRADE_UNITS = 20
    TRADE_CASH = 21
    TRADING_FEE = 22
    SETTLEMENT_FEE = 23
    COURT_TRANSFER = 30  # 司法划转
    INHERITANCE = 31  # 继承
    PLEDGE = 32
    PLEDGE_RELEASE = 33
    CANCELLATION = 34  # 自愿注销
    REVERSAL = 35  # the opposite entry of an event
    NUMBERING = 36  # serial numbers given to units issued before there were any; moves nothing
    SURRENDER = 40  # 清缴
    OFFSET = 41  # 抵销
    CARRY_OVER_REQUEST = 42  # 结转申请
    CARRY_OVER_RELEASE = 43
    CARRY_OVER = 44  # 结转: the old units end
    CARRY_OVER_ISSUE = 45  # and as many of the new year begin
    ALLOCATION_CUT = 46  # 核减配额: what an allocation gives back for a cut
    APPLICATION = 50  # 清缴申请: units set aside until the province has decided
    APPLICATION_END = 51  # returned or withdrawn: they are free again
    ENTRUSTED_ISSUE = 52  # 差异化发放: into the province's account
    FORCED_SURRENDER = 53  # 强制履约: out of it for the emitter's obligation
    ENTRUSTED_REST = 54  # and the rest to the emitter
    SUCCESSION = 55  # 合并, 分立: to another entity
    # what follows in this event is entered again from the exchange's log; moves nothing itself
    RECOVERY = 60
    RESERVE_IN = 70  # 风险准备金缴入: paid into the settlement reserve
    RESERVE_FEES = 71  # 风险准备金提取: put aside from the exchange's fee income
    RESERVE_OUT = 72  # paid out of it again
    RESERVE_COVER = 73  # 垫付: the reserve pays what a buyer is short of
    RECOURSE = 74  # 追偿: the buyer pays it back
    TRADE_BACK = 75  # a leg of a delivered trade back, for an objection upheld
    PROCEEDS = 76  # 有偿分配收入: money of the issuer's sales to the proceeds account
    BANK_DEPOSIT = 80  # 入金: a line of a bank file
    BANK_SUSPENSE = 81  # a line that nobody can be named for
    SUSPENSE_ASSIGNMENT = 82
    SUSPENSE_RETURN = 83  # on its way back to who paid it
    PAYMENT_REQUEST = 84  # 出金申请: into payable
    PAYMENT_WITHDRAWN = 85  # before it was sent
    PAYMENT_DONE = 86  # the bank has paid
    PAYMENT_RETURNED = 87  # 退汇: the bank has not paid, or got it back
    CASH_TO_TRADING = 88  # registry cash into transit
    CASH_TO_REGISTRY = 89  # trading cash into transit
    CREDIT_ISSUE = 90  # 减排量登记: credits of a production year
    CREDIT_CANCELLATION = 91  # 注销 by the holder's will
    OFFSET_FREEZE = 92  # 抵销冻结
    OFFSET_RELEASE = 93
    CREDIT_OFFSET = 94  # 抵销注销
    FORCED_CANCELLATION = 95  # 强制注销


class TradeStatus(IntEnum):
    """Life of a trade in the registry."""

    COLLECTED = 1
    DELIVERED = 2
    FAILED = 3
    DEFAULTED = 4  # 交收违约: set aside until it is topped up, covered or cancelled
    UNDONE = 5  # 取消交易, by the exchange before the day was closed: it counts nowhere


class DayStatus(IntEnum):
    """Life of a day's settlement; it only moves forward."""

    COLLECTING = 1
    CLOSED = 2  # the feed has stated the day's figures
    CONFIRMED = 3  # the exchange has confirmed the clearing result; delivery may be under way
    DELIVERED = 4  # every trade is delivered, failed or in default
    DONE = 5  # the exchange has taken `settlement done`


class Legs(StrEnum):
    """Which legs of a trade a registry's books deliver."""

    BOTH = "both"  # units against cash, in the allowance market
    UNITS = "units"  # in the credits market, whose cash is the exchange's
    CASH = "cash"  # the exchange's own books in the credits market


class Key(NamedTuple):
    """A holding's key."""

    account: int
    instrument: str
    state: State


class Span(NamedTuple):
    """Units with serial numbers `first` to `last`, both included, of one issue (its journal
    number).
    """

    first: int
    last: int
    issue: int


class Series(NamedTuple):
    """What is printed in a serial number beside the instrument: year and province (GB/T 2260, two
    digits; 0: national).
    """

    year: int
    province: int


class Range(NamedTuple):
    """Serial numbers `first` to `last`, both included, and the series printed with them, or
    None.
    """

    first: int
    last: int
    series: Series | None = None


class Movement(NamedTuple):
    """One quantity on its way from one holding to another, and why.

    Which units move: those of `spans`; else those with the lowest serial numbers in the source, and
    out of OUTSIDE new ones of `series`.
    """

    kind: EntryKind
    source: Key
    target: Key
    quantity: int
    date: int = 0  # trading day it belongs to, yyyymmdd; 0 before the first
    method: str = ""
    trade: int = 0
    # the transfer it completes or gives back; 0: its own number is the reference
    reference: int = 0
    who: str = ""
    series: Series | None = None
    spans: tuple[Span, ...] = ()


class SignOff(NamedTuple):
    """Who answers for an event, in which role, and on what ground."""

    who: str
    role: str
    document: str = ""  # court order, contract, file
    note: str = ""
    reverses: int | None = None  # the event this one takes back


class Holding(NamedTuple):
    """What an account holds of one asset in one state."""

    account: int
    instrument: str
    state: State
    quantity: int


class Trade(NamedTuple):
    """One trade of the feed's settlement channel; `seq` is its number there."""

    seq: int
    date: int
    method: str
    trade: int
    instrument: str
    instrument_number: int
    price: int
    quantity: int
    amount_fen: int
    buyer: int
    seller: int
    buyer_trading_fee_fen: int
    buyer_settlement_fee_fen: int
    seller_trading_fee_fen: int
    seller_settlement_fee_fen: int


class TradeOrders(NamedTuple):
    """The orders that a listed trade was made of, as their members know them; `seq` is the
    trade's. None is of an order that is not known, and of one without a client order id.
    """

    seq: int
    buyer_order: int | None = None
    buyer_client_order_id: str | None = None
    seller_order: int | None = None
    seller_client_order_id: str | None = None


@dataclass(frozen=True)
class Figures:
    """What exchange, feed and bridge must agree on for a day; the hash as 16 hex digits."""

    count: int
    quantity: int
    amount_fen: int
    tape_hash: str


class Break(NamedTuple):
    """Two figures that should be equal and are not."""

    what: str
    account: int | None
    instrument: str
    registry: int | None
    exchange: int | None
    message: str
    bank: int | None = None  # what the settlement bank says
