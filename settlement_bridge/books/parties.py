"""Who has accounts in the registry, and what is asked for an account.

Entities, accounts, instructions, and how far a transfer or payment has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from settlement_bridge.asked import Asked
from settlement_bridge.books import CASH, Range, State


class EntityKind(IntEnum):
    """What an entity is to the registry."""

    EMITTER = 1  # 重点排放单位
    INSTITUTION = 2
    STATE = 3
    PROVINCE = 4
    PROJECT_OWNER = 5  # 项目业主, of the credits market
    BODY = 6  # 审定与核查机构, which may not trade
    PERSON = 7  # 自然人


class Sector(IntEnum):
    """An emitter's sector, for rules that differ by it."""

    NONE = 0
    POWER = 1
    STEEL = 2
    CEMENT = 3
    ALUMINIUM = 4


class Status(IntEnum):
    """Standing of an entity or account."""

    ACTIVE = 1
    SUSPENDED = 2  # nothing of its own will; what it owes still happens
    CLOSED = 3


class Account(NamedTuple):
    """An entity's account in the registry (交易主体)."""

    account: int
    name: str
    opened_ns: int
    entity: int
    status: Status


class Standing(NamedTuple):
    """What an account's instructions depend on: the worse of its own and its entity's status, and
    the entity's province and kind.
    """

    name: str
    entity: int
    status: Status
    province: int
    kind: EntityKind = EntityKind.INSTITUTION


class Entity(NamedTuple):
    """Who owns accounts: an emitter, an institution, the state or a province."""

    entity: int
    name: str
    kind: EntityKind
    province: int
    sector: Sector
    credit_code: str | None  # 统一社会信用代码
    status: Status


class Task(IntEnum):
    """What an instruction to the registry asks for."""

    OPEN_ACCOUNT = 1
    ALLOCATE = 2
    FREEZE = 3
    UNFREEZE = 4
    DEPOSIT = 10
    WITHDRAW = 11
    TRANSFER_IN = 12
    TRANSFER_OUT = 13
    CASH_TO_TRADING = 14
    CASH_TO_REGISTRY = 15
    COURT_TRANSFER = 30
    INHERIT = 31
    PLEDGE = 32
    RELEASE = 33
    CANCEL = 34


@dataclass(frozen=True)
class Instruction:
    """One thing the registry's operator asks for. `quantity` is in tonnes, or in fen for deposit
    and withdraw.

    `year` and `province` of the serial numbers are for allocate, `to_account` for court transfer
    and inheritance, `entity` (0: the one with the account's own number) for open_account. `serials`
    name the units, as many as `quantity`, in the place of a state; account 0: their holder.
    `asked`: the request it comes from, which is done once; None: it is carried out whenever it is
    given.
    """

    task: Task
    account: int
    instrument: str = CASH
    quantity: int = 0
    name: str = ""
    state: State = State.REGISTRY_AVAILABLE  # which units a freeze takes or an unfreeze gives back
    who: str = ""
    date: int = 0
    role: str = ""
    document: str = ""
    note: str = ""
    to_account: int = 0
    year: int | None = None
    province: int | None = None
    entity: int = 0
    serials: tuple[Range, ...] = ()
    asked: Asked | None = None


class TransferStatus(IntEnum):
    """Life of a transfer between registry and exchange."""

    PENDING = 1
    APPLIED = 2
    REFUSED = 3


class PaymentStatus(IntEnum):
    """Life of a payment. Numbers are stored and never reused."""

    REQUESTED = 1  # the money is held as payable
    SENT = 2  # it is in a payment file
    CONFIRMED = 3  # the bank has paid
    RETURNED = 4  # the bank has not, or the money came back
    WITHDRAWN = 5  # given up before it was sent
