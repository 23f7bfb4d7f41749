"""The registry's events, a row each: what happens to units and cash, what asks for it, where it
takes them from and where it puts them. Pure.

What one kind of event differs by from another is a column here; who may ask an operation, and with
which fields, is in the table of operations.
"""

from __future__ import annotations

from dataclasses import dataclass

from settlement_bridge.records import EntryKind, State, Task

_FREE = (State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)
FROZEN = (State.FROZEN, State.FROZEN_BY_NUMBER)
_HELD = (*_FREE, State.PLEDGED, *FROZEN)
_AVAILABLE = (State.REGISTRY_AVAILABLE,)


@dataclass(frozen=True)
class EventRow:
    """One kind of journal entry.

    `words`: what it is. `source` and `target`: the states that it takes from and puts into; None:
    several, or the one that the instruction names. `reversible`: taken back by its opposite (what
    ends at the exchange too is answered there). `moves_frozen`: may move units frozen by number.

    Of one that an instruction asks for: `task` is that instruction; `own_will`: the account's own
    act, which it may not do while it is suspended; `named`: the states out of which units named by
    serial number are taken; `wherever`: such units are followed to their holder; `to_another`: from
    one account to another; `keeps_frozen`: frozen units stay frozen. A transfer waits in `target`
    until the exchange has applied it, and ends in `arrival`; `sent_as` is the gateway's operation.
    """

    kind: EntryKind
    words: str
    source: State | None = None
    target: State | None = None
    reversible: bool = False
    moves_frozen: bool = False
    task: Task | None = None
    own_will: bool = False
    named: tuple[State, ...] = ()
    wherever: bool = False
    to_another: bool = False
    keeps_frozen: bool = False
    arrival: State | None = None
    sent_as: str = ""


EVENTS = (
    EventRow(
        EntryKind.ISSUE,
        "initial allocation (初始分配)",
        State.ISSUED,
        State.REGISTRY_AVAILABLE,
        reversible=True,
        task=Task.ALLOCATE,
    ),
    EventRow(
        EntryKind.FREEZE,
        "a freeze by order of a court (司法冻结)",
        None,
        State.FROZEN,
        reversible=True,
        moves_frozen=True,
        task=Task.FREEZE,
        named=(*_FREE, State.PLEDGED, State.CARRY_OVER),
        wherever=True,
    ),
    EventRow(
        EntryKind.UNFREEZE,
        "the end of a freeze",
        State.FROZEN,
        None,
        reversible=True,
        moves_frozen=True,
        task=Task.UNFREEZE,
        named=FROZEN,
        wherever=True,
    ),
    EventRow(
        EntryKind.DEPOSIT,
        "cash from the bank, on its way to the exchange",
        State.BANK,
        State.CASH_IN_TRANSIT,
        task=Task.DEPOSIT,
        own_will=True,
        arrival=State.CASH_AVAILABLE,
        sent_as="cash_in",
    ),
    EventRow(
        EntryKind.WITHDRAWAL,
        "cash to the bank, on its way from the exchange",
        State.CASH_AVAILABLE,
        State.CASH_IN_TRANSIT,
        task=Task.WITHDRAW,
        own_will=True,
        arrival=State.BANK,
        sent_as="cash_out",
    ),
    EventRow(
        EntryKind.TRANSFER_IN,
        "units on their way to the exchange",
        State.REGISTRY_AVAILABLE,
        State.IN_TRANSIT,
        task=Task.TRANSFER_IN,
        own_will=True,
        named=_AVAILABLE,
        arrival=State.TRADING_AVAILABLE,
        sent_as="units_in",
    ),
    EventRow(
        EntryKind.TRANSFER_OUT,
        "units on their way from the exchange",
        State.TRADING_AVAILABLE,
        State.IN_TRANSIT,
        task=Task.TRANSFER_OUT,
        own_will=True,
        named=(State.TRADING_AVAILABLE,),
        arrival=State.REGISTRY_AVAILABLE,
        sent_as="units_out",
    ),
    EventRow(EntryKind.TRANSFER_DONE, "a transfer that the exchange has applied"),
    EventRow(EntryKind.TRANSFER_RETURNED, "a transfer that the exchange has refused"),
    EventRow(
        EntryKind.TRADE_UNITS,
        "a trade's units to the buyer",
        State.TRADING_AVAILABLE,
        State.TRADING_AVAILABLE,
    ),
    EventRow(
        EntryKind.TRADE_CASH,
        "a trade's cash to the seller",
        State.CASH_AVAILABLE,
        State.CASH_AVAILABLE,
    ),
    EventRow(EntryKind.TRADING_FEE, "a trading fee", State.CASH_AVAILABLE, State.CASH_AVAILABLE),
    EventRow(
        EntryKind.SETTLEMENT_FEE, "a settlement fee", State.CASH_AVAILABLE, State.CASH_AVAILABLE
    ),
    EventRow(
        EntryKind.COURT_TRANSFER,
        "a transfer by order of a court (司法划转)",
        None,
        State.REGISTRY_AVAILABLE,
        reversible=True,
        moves_frozen=True,
        task=Task.COURT_TRANSFER,
        named=_HELD,
        wherever=True,
        to_another=True,
    ),
    EventRow(
        EntryKind.INHERITANCE,
        "units to a successor (继承)",
        None,
        State.REGISTRY_AVAILABLE,
        reversible=True,
        moves_frozen=True,
        task=Task.INHERIT,
        named=_HELD,
        to_another=True,
        keeps_frozen=True,
    ),
    EventRow(
        EntryKind.PLEDGE,
        "a pledge (质押)",
        State.REGISTRY_AVAILABLE,
        State.PLEDGED,
        reversible=True,
        task=Task.PLEDGE,
        own_will=True,
        named=_AVAILABLE,
    ),
    EventRow(
        EntryKind.PLEDGE_RELEASE,
        "the end of a pledge (解除质押)",
        State.PLEDGED,
        State.REGISTRY_AVAILABLE,
        reversible=True,
        task=Task.RELEASE,
        named=(State.PLEDGED,),
    ),
    EventRow(
        EntryKind.CANCELLATION,
        "voluntary cancellation (自愿注销)",
        State.REGISTRY_AVAILABLE,
        State.CANCELLED,
        reversible=True,
        task=Task.CANCEL,
        own_will=True,
        named=_AVAILABLE,
    ),
    EventRow(EntryKind.REVERSAL, "the opposite entry of an event", moves_frozen=True),
    EventRow(EntryKind.NUMBERING, "serial numbers for units that had none; moves nothing"),
    EventRow(
        EntryKind.SURRENDER,
        "surrender (清缴)",
        State.REGISTRY_AVAILABLE,
        State.SURRENDERED,
        reversible=True,
    ),
    EventRow(
        EntryKind.OFFSET,
        "surrender of credits (抵销)",
        State.REGISTRY_AVAILABLE,
        State.SURRENDERED,
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER_REQUEST,
        "a request for carry-over (结转申请)",
        State.REGISTRY_AVAILABLE,
        State.CARRY_OVER,
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER_RELEASE,
        "a request for carry-over given back",
        State.CARRY_OVER,
        State.REGISTRY_AVAILABLE,
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER,
        "carry-over (结转): the old units end",
        State.CARRY_OVER,
        State.ISSUED,
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER_ISSUE,
        "carry-over: as many new units begin",
        State.ISSUED,
        State.REGISTRY_AVAILABLE,
        reversible=True,
    ),
    EventRow(EntryKind.RECOVERY, "begins an event entered again; moves nothing"),
    EventRow(EntryKind.RESERVE_IN, "into the settlement reserve (风险准备金缴入)"),
    EventRow(EntryKind.RESERVE_FEES, "fee income into the reserve (风险准备金提取)"),
    EventRow(EntryKind.RESERVE_OUT, "out of the reserve"),
    EventRow(EntryKind.RESERVE_COVER, "what a buyer is short of, out of the reserve (垫付)"),
    EventRow(EntryKind.RECOURSE, "what the reserve had paid, back (追偿)"),
    EventRow(EntryKind.TRADE_BACK, "a leg of a trade taken back"),
    EventRow(
        EntryKind.BANK_DEPOSIT,
        "a line of a bank file (入金)",
        State.BANK,
        State.CASH_REGISTRY,
    ),
    EventRow(
        EntryKind.BANK_SUSPENSE,
        "a line of a bank file without a known owner",
        State.BANK,
        State.CASH_SUSPENSE,
    ),
    EventRow(
        EntryKind.SUSPENSE_ASSIGNMENT,
        "money in suspense to its owner",
        State.CASH_SUSPENSE,
        State.CASH_REGISTRY,
        reversible=True,
    ),
    EventRow(
        EntryKind.SUSPENSE_RETURN,
        "money in suspense, on its way to its payer",
        State.CASH_SUSPENSE,
        State.CASH_PAYABLE,
    ),
    EventRow(EntryKind.PAYMENT_REQUEST, "a payment asked for (出金申请)", None, State.CASH_PAYABLE),
    EventRow(EntryKind.PAYMENT_WITHDRAWN, "a payment given up", State.CASH_PAYABLE),
    EventRow(
        EntryKind.PAYMENT_DONE,
        "a payment that the bank has made",
        State.CASH_PAYABLE,
        State.BANK,
    ),
    EventRow(EntryKind.PAYMENT_RETURNED, "a payment that has come back (退汇)"),
    EventRow(
        EntryKind.CASH_TO_TRADING,
        "registry cash, on its way to the exchange",
        State.CASH_REGISTRY,
        State.CASH_IN_TRANSIT,
        task=Task.CASH_TO_TRADING,
        own_will=True,
        arrival=State.CASH_AVAILABLE,
        sent_as="cash_in",
    ),
    EventRow(
        EntryKind.CASH_TO_REGISTRY,
        "trading cash, on its way to the registry",
        State.CASH_AVAILABLE,
        State.CASH_IN_TRANSIT,
        task=Task.CASH_TO_REGISTRY,
        own_will=True,
        arrival=State.CASH_REGISTRY,
        sent_as="cash_out",
    ),
)
ASKED = {row.task: row for row in EVENTS if row.task is not None}
TRANSFERS = frozenset(task for task, row in ASKED.items() if row.sent_as)
REVERSIBLE = frozenset(row.kind for row in EVENTS if row.reversible)
MOVE_FROZEN = frozenset(row.kind for row in EVENTS if row.moves_frozen)
