"""The registry's events, a row each. A row names what happens to units and cash, what asks for it,
where it takes them from and where it puts them. Pure.

What one kind of event differs by from another is a column here; who may ask an operation, and with
which fields, is in the table of operations.
"""

from __future__ import annotations

from dataclasses import dataclass

from settlement_bridge.books import EntryKind, State
from settlement_bridge.books.parties import Task

REGISTRY, TRADING = State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE
CASH, REGISTRY_CASH = State.CASH_AVAILABLE, State.CASH_REGISTRY
ON_ITS_WAY, PAYABLE, SUSPENSE = State.CASH_IN_TRANSIT, State.CASH_PAYABLE, State.CASH_SUSPENSE
_FREE = (REGISTRY, TRADING)
FROZEN = (State.FROZEN, State.FROZEN_BY_NUMBER)
_HELD = (*_FREE, State.PLEDGED, *FROZEN)

Ends = tuple[State | None, State | None]


@dataclass(frozen=True)
class EventRow:
    """One kind of journal entry.

    `words`: what it is. `ends`: the states that it takes from and puts into; None: several, or the
    one that the instruction names. `reversible`: taken back by its opposite (what
    ends at the exchange too is answered there). `moves_frozen`: may move units frozen by number.

    Of one that an instruction asks for: `task` is that instruction; `own_will`: the account's own
    act, which it may not do while it is suspended; `named`: the states out of which units named by
    serial number are taken; `wherever`: such units are followed to their holder; `to_another`: from
    one account to another; `keeps_frozen`: frozen units stay frozen. A transfer waits in `target`
    until the exchange has applied it, and ends in `arrival`; `sent_as` is the gateway's operation.
    """

    kind: EntryKind
    words: str
    ends: Ends = (None, None)
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

    @property
    def source(self) -> State | None:
        """The state that it takes from."""
        return self.ends[0]

    @property
    def target(self) -> State | None:
        """The state that it puts into."""
        return self.ends[1]


def _transfer(
    kind: EntryKind,
    words: str,
    states: tuple[State, State, State],
    task: Task,
    sent_as: str,
    named: tuple[State, ...] = (),
) -> EventRow:
    """A transfer: where it begins, where it waits for the exchange, where it ends."""
    begin, waiting, arrival = states
    return EventRow(
        kind,
        words,
        (begin, waiting),
        task=task,
        own_will=True,
        named=named,
        arrival=arrival,
        sent_as=sent_as,
    )


EVENTS = (
    EventRow(
        EntryKind.ISSUE,
        "initial allocation (初始分配)",
        (State.ISSUED, REGISTRY),
        reversible=True,
        task=Task.ALLOCATE,
    ),
    EventRow(
        EntryKind.FREEZE,
        "a freeze by order of a court (司法冻结)",
        (None, State.FROZEN),
        reversible=True,
        moves_frozen=True,
        task=Task.FREEZE,
        named=(*_FREE, State.PLEDGED, State.CARRY_OVER, State.APPLIED, State.ENTRUSTED),
        wherever=True,
    ),
    EventRow(
        EntryKind.UNFREEZE,
        "the end of a freeze",
        (State.FROZEN, None),
        reversible=True,
        moves_frozen=True,
        task=Task.UNFREEZE,
        named=FROZEN,
        wherever=True,
    ),
    _transfer(
        EntryKind.DEPOSIT,
        "cash from the bank, on its way to the exchange",
        (State.BANK, ON_ITS_WAY, CASH),
        Task.DEPOSIT,
        "cash_in",
    ),
    _transfer(
        EntryKind.WITHDRAWAL,
        "cash to the bank, on its way from the exchange",
        (CASH, ON_ITS_WAY, State.BANK),
        Task.WITHDRAW,
        "cash_out",
    ),
    _transfer(
        EntryKind.TRANSFER_IN,
        "units on their way to the exchange",
        (REGISTRY, State.IN_TRANSIT, TRADING),
        Task.TRANSFER_IN,
        "units_in",
        (REGISTRY,),
    ),
    _transfer(
        EntryKind.TRANSFER_OUT,
        "units on their way from the exchange",
        (TRADING, State.IN_TRANSIT, REGISTRY),
        Task.TRANSFER_OUT,
        "units_out",
        (TRADING,),
    ),
    EventRow(EntryKind.TRANSFER_DONE, "a transfer that the exchange has applied"),
    EventRow(EntryKind.TRANSFER_RETURNED, "a transfer that the exchange has refused"),
    EventRow(EntryKind.TRADE_UNITS, "a trade's units to the buyer", (TRADING, TRADING)),
    EventRow(EntryKind.TRADE_CASH, "a trade's cash to the seller", (CASH, CASH)),
    EventRow(EntryKind.TRADING_FEE, "a trading fee", (CASH, CASH)),
    EventRow(EntryKind.SETTLEMENT_FEE, "a settlement fee", (CASH, CASH)),
    EventRow(
        EntryKind.COURT_TRANSFER,
        "a transfer by order of a court (司法划转)",
        (None, REGISTRY),
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
        (None, REGISTRY),
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
        (REGISTRY, State.PLEDGED),
        reversible=True,
        task=Task.PLEDGE,
        own_will=True,
        named=(REGISTRY,),
    ),
    EventRow(
        EntryKind.PLEDGE_RELEASE,
        "the end of a pledge (解除质押)",
        (State.PLEDGED, REGISTRY),
        reversible=True,
        task=Task.RELEASE,
        named=(State.PLEDGED,),
    ),
    EventRow(
        EntryKind.CANCELLATION,
        "voluntary cancellation (自愿注销)",
        (REGISTRY, State.CANCELLED),
        reversible=True,
        task=Task.CANCEL,
        own_will=True,
        named=(REGISTRY,),
    ),
    EventRow(EntryKind.REVERSAL, "the opposite entry of an event", moves_frozen=True),
    EventRow(EntryKind.NUMBERING, "serial numbers for units that had none; moves nothing"),
    EventRow(
        EntryKind.SURRENDER, "surrender (清缴)", (REGISTRY, State.SURRENDERED), reversible=True
    ),
    EventRow(
        EntryKind.OFFSET,
        "surrender of credits (抵销)",
        (REGISTRY, State.SURRENDERED),
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER_REQUEST,
        "a request for carry-over (结转申请)",
        (REGISTRY, State.CARRY_OVER),
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER_RELEASE,
        "a request for carry-over given back",
        (State.CARRY_OVER, REGISTRY),
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER,
        "carry-over (结转): the old units end",
        (State.CARRY_OVER, State.ISSUED),
        reversible=True,
    ),
    EventRow(
        EntryKind.CARRY_OVER_ISSUE,
        "carry-over: as many new units begin",
        (State.ISSUED, REGISTRY),
        reversible=True,
    ),
    EventRow(
        EntryKind.ALLOCATION_CUT,
        "what an allocation gives back for a cut (核减配额)",
        (REGISTRY, State.ISSUED),
    ),
    EventRow(
        EntryKind.APPLICATION,
        "units set aside for an application that waits (清缴申请)",
        (REGISTRY, State.APPLIED),
    ),
    EventRow(
        EntryKind.APPLICATION_END,
        "an application returned or withdrawn",
        (State.APPLIED, REGISTRY),
    ),
    EventRow(
        EntryKind.ENTRUSTED_ISSUE,
        "an issue for an emitter into its province's account (差异化发放)",
        (State.ISSUED, State.ENTRUSTED),
        reversible=True,
    ),
    EventRow(
        EntryKind.FORCED_SURRENDER,
        "forced surrender for an emitter (强制履约)",
        (State.ENTRUSTED, State.SURRENDERED),
        reversible=True,
    ),
    EventRow(
        EntryKind.ENTRUSTED_REST,
        "the rest of it, to the emitter",
        (State.ENTRUSTED, REGISTRY),
        reversible=True,
    ),
    EventRow(
        EntryKind.SUCCESSION,
        "units to the entity that goes on (合并, 分立); frozen ones stay frozen",
        moves_frozen=True,
    ),
    EventRow(EntryKind.RECOVERY, "begins an event entered again; moves nothing"),
    EventRow(EntryKind.RESERVE_IN, "into the settlement reserve (风险准备金缴入)"),
    EventRow(EntryKind.RESERVE_FEES, "fee income into the reserve (风险准备金提取)"),
    EventRow(EntryKind.RESERVE_OUT, "out of the reserve"),
    EventRow(EntryKind.RESERVE_COVER, "what a buyer is short of, out of the reserve (垫付)"),
    EventRow(EntryKind.RECOURSE, "what the reserve had paid, back (追偿)"),
    EventRow(EntryKind.TRADE_BACK, "a leg of a trade taken back"),
    EventRow(
        EntryKind.PROCEEDS,
        "money of paid allocation to the proceeds account (有偿分配收入)",
        (REGISTRY_CASH, REGISTRY_CASH),
        reversible=True,
    ),
    EventRow(EntryKind.BANK_DEPOSIT, "a line of a bank file (入金)", (State.BANK, REGISTRY_CASH)),
    EventRow(
        EntryKind.BANK_SUSPENSE,
        "a line of a bank file without a known owner",
        (State.BANK, SUSPENSE),
    ),
    EventRow(
        EntryKind.SUSPENSE_ASSIGNMENT,
        "money in suspense to its owner",
        (SUSPENSE, REGISTRY_CASH),
        reversible=True,
    ),
    EventRow(
        EntryKind.SUSPENSE_RETURN, "money in suspense, on its way to its payer", (SUSPENSE, PAYABLE)
    ),
    EventRow(EntryKind.PAYMENT_REQUEST, "a payment asked for (出金申请)", (None, PAYABLE)),
    EventRow(EntryKind.PAYMENT_WITHDRAWN, "a payment given up", (PAYABLE, None)),
    EventRow(EntryKind.PAYMENT_DONE, "a payment that the bank has made", (PAYABLE, State.BANK)),
    EventRow(EntryKind.PAYMENT_RETURNED, "a payment that has come back (退汇)"),
    _transfer(
        EntryKind.CASH_TO_TRADING,
        "registry cash, on its way to the exchange",
        (REGISTRY_CASH, ON_ITS_WAY, CASH),
        Task.CASH_TO_TRADING,
        "cash_in",
    ),
    _transfer(
        EntryKind.CASH_TO_REGISTRY,
        "trading cash, on its way to the registry",
        (CASH, ON_ITS_WAY, REGISTRY_CASH),
        Task.CASH_TO_REGISTRY,
        "cash_out",
    ),
    EventRow(
        EntryKind.CREDIT_ISSUE,
        "credits of a production year registered (减排量登记)",
        (State.ISSUED, REGISTRY),
    ),
    EventRow(
        EntryKind.CREDIT_CANCELLATION,
        "credits cancelled by their holder (注销)",
        (REGISTRY, State.CANCELLED),
    ),
    EventRow(
        EntryKind.OFFSET_FREEZE,
        "credits frozen for an offset in another registry (抵销冻结)",
        (REGISTRY, State.OFFSET_FROZEN),
    ),
    EventRow(
        EntryKind.OFFSET_RELEASE,
        "credits frozen for an offset given back",
        (State.OFFSET_FROZEN, REGISTRY),
    ),
    EventRow(
        EntryKind.CREDIT_OFFSET,
        "credits cancelled for an offset (抵销注销)",
        (State.OFFSET_FROZEN, State.CANCELLED),
    ),
    EventRow(
        EntryKind.FORCED_CANCELLATION,
        "credits cancelled by order of an authority (强制注销)",
        (None, State.CANCELLED),
    ),
)
ASKED = {row.task: row for row in EVENTS if row.task is not None}
TRANSFERS = frozenset(task for task, row in ASKED.items() if row.sent_as)
REVERSIBLE = frozenset(row.kind for row in EVENTS if row.reversible)
MOVE_FROZEN = frozenset(row.kind for row in EVENTS if row.moves_frozen)
