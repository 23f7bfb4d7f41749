"""What the registry's operator may ask for, carried out on a ledger: pure, each instruction wholly
or not at all.
"""

from __future__ import annotations

from engine.instrument_codes import vintage_of
from settlement_bridge.books.events import past_the_limit, short_of
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.errors import Refusal
from settlement_bridge.records import (
    EXCHANGE,
    OUTSIDE,
    EntryKind,
    Instruction,
    Key,
    Movement,
    Series,
    Standing,
    State,
    Status,
    Task,
    Transfer,
    Verdict,
)

Register = dict[int, Standing]  # the accounts concerned

TRANSFERS = (
    Task.DEPOSIT,
    Task.WITHDRAW,
    Task.TRANSFER_IN,
    Task.TRANSFER_OUT,
    Task.CASH_TO_TRADING,
    Task.CASH_TO_REGISTRY,
)

KINDS = {
    Task.ALLOCATE: EntryKind.ISSUE,
    Task.FREEZE: EntryKind.FREEZE,
    Task.UNFREEZE: EntryKind.UNFREEZE,
    Task.DEPOSIT: EntryKind.DEPOSIT,
    Task.WITHDRAW: EntryKind.WITHDRAWAL,
    Task.TRANSFER_IN: EntryKind.TRANSFER_IN,
    Task.TRANSFER_OUT: EntryKind.TRANSFER_OUT,
    Task.CASH_TO_TRADING: EntryKind.CASH_TO_TRADING,
    Task.CASH_TO_REGISTRY: EntryKind.CASH_TO_REGISTRY,
    Task.COURT_TRANSFER: EntryKind.COURT_TRANSFER,
    Task.INHERIT: EntryKind.INHERITANCE,
    Task.PLEDGE: EntryKind.PLEDGE,
    Task.RELEASE: EntryKind.PLEDGE_RELEASE,
    Task.CANCEL: EntryKind.CANCELLATION,
}
BETWEEN_ACCOUNTS = (Task.COURT_TRANSFER, Task.INHERIT)
# a successor gets frozen units frozen; a court transfer ends the freeze
KEEPS_FROZEN = (Task.INHERIT,)
# What an account does of its own will, and may not while it is suspended; orders of a court and
# allocations go on.
OF_ITS_OWN_WILL = (*TRANSFERS, Task.PLEDGE, Task.CANCEL)
# Ends of those that are no transfers; None: the state that the instruction names.
_ENDS: dict[Task, tuple[State | None, State | None]] = {
    Task.ALLOCATE: (State.ISSUED, State.REGISTRY_AVAILABLE),
    Task.FREEZE: (None, State.FROZEN),
    Task.UNFREEZE: (State.FROZEN, None),
    Task.COURT_TRANSFER: (None, State.REGISTRY_AVAILABLE),
    Task.INHERIT: (None, State.REGISTRY_AVAILABLE),
    Task.PLEDGE: (State.REGISTRY_AVAILABLE, State.PLEDGED),
    Task.RELEASE: (State.PLEDGED, State.REGISTRY_AVAILABLE),
    Task.CANCEL: (State.REGISTRY_AVAILABLE, State.CANCELLED),
}
# Each transfer: where it leaves from, where it waits, where it arrives when the exchange has
# applied it.
_ROUTES = {
    Task.DEPOSIT: (State.BANK, State.CASH_IN_TRANSIT, State.CASH_AVAILABLE),
    Task.WITHDRAW: (State.CASH_AVAILABLE, State.CASH_IN_TRANSIT, State.BANK),
    Task.TRANSFER_IN: (State.REGISTRY_AVAILABLE, State.IN_TRANSIT, State.TRADING_AVAILABLE),
    Task.TRANSFER_OUT: (State.TRADING_AVAILABLE, State.IN_TRANSIT, State.REGISTRY_AVAILABLE),
    Task.CASH_TO_TRADING: (State.CASH_REGISTRY, State.CASH_IN_TRANSIT, State.CASH_AVAILABLE),
    Task.CASH_TO_REGISTRY: (State.CASH_AVAILABLE, State.CASH_IN_TRANSIT, State.CASH_REGISTRY),
}


def carry_out(instruction: Instruction, ledger: Ledger, register: Register) -> int | Refusal:
    """Carry out one instruction on a ledger and the accounts' register: its event's number (0:
    open_account) or a refusal.
    """
    if instruction.task == Task.OPEN_ACCOUNT:
        return _open(instruction, register)
    refusal = may_not(instruction, register)
    if refusal:
        return refusal
    movement = first_movement(instruction, register[instruction.account].province)
    too_large = past_the_limit([movement], ledger)
    if too_large:
        return too_large
    number = ledger.book(movement)
    return short_of(movement, ledger) if number is None else number


def first_movement(instruction: Instruction, province: int = 0) -> Movement:
    """The movement an instruction starts with; a transfer waits in transit.

    `province` is the account's entity's.
    """
    source, target = route(instruction)
    taker = instruction.to_account if instruction.task in BETWEEN_ACCOUNTS else instruction.account
    return Movement(
        KINDS[instruction.task],
        _key(instruction.account, instruction.instrument, source),
        _key(taker, instruction.instrument, target),
        instruction.quantity,
        date=instruction.date,
        who=instruction.who,
        series=_series(instruction, province),
    )


def _series(instruction: Instruction, province: int) -> Series | None:
    """What an allocation's serial numbers carry; its year is that of the code, or was asked for."""
    year = instruction.year or vintage_of(instruction.instrument)
    if instruction.task != Task.ALLOCATE or year is None:
        return None
    return Series(year, province if instruction.province is None else instruction.province)


def last_movement(transfer: Transfer, verdict: Verdict, who: str) -> Movement:
    """The movement that ends a transfer: on to where it arrives, or back to where it came from."""
    origin, waiting, arrival = _ROUTES[transfer.task]
    return Movement(
        EntryKind.TRANSFER_RETURNED if verdict.code else EntryKind.TRANSFER_DONE,
        _key(transfer.account, transfer.instrument, waiting),
        _key(transfer.account, transfer.instrument, origin if verdict.code else arrival),
        transfer.quantity,
        date=transfer.date,
        reference=transfer.reference,
        who=who,
    )


def _open(instruction: Instruction, register: Register) -> int | Refusal:
    if instruction.account in register:
        message = "this account is open already"
        return Refusal(
            "account_exists", "account", instruction.account, "a number not in use", message
        )
    entity = instruction.entity or instruction.account
    register[instruction.account] = Standing(instruction.name, entity, Status.ACTIVE, 0)
    return 0


def may_not(instruction: Instruction, register: Register) -> Refusal | None:
    """Why the accounts' standing does not let an instruction pass, or None."""
    wherever = bool(instruction.serials) and not instruction.account
    named = [] if wherever else [("account", instruction.account)]
    if instruction.task in BETWEEN_ACCOUNTS:
        named.append(("to_account", instruction.to_account))
        if instruction.account == instruction.to_account:
            return Refusal(
                "account_same",
                "to_account",
                instruction.to_account,
                None,
                "from one account to another",
            )
    for field, number in named:
        if number not in register or number == EXCHANGE:
            return Refusal(
                "account_unknown", field, number, None, "no such account in the registry"
            )
        status = register[number].status
        if status == Status.CLOSED:
            return Refusal(
                "account_closed", field, number, None, "this account or its entity is closed"
            )
        if status == Status.SUSPENDED and instruction.task in OF_ITS_OWN_WILL:
            return Refusal(
                "account_suspended", field, number, None, "this account or its entity is suspended"
            )
    return None


def route(instruction: Instruction) -> tuple[State, State]:
    """The states that an instruction by quantity takes units from and brings them into."""
    if instruction.task in _ROUTES:
        return _ROUTES[instruction.task][:2]
    source, target = _ENDS[instruction.task]
    if instruction.task in KEEPS_FROZEN and instruction.state == State.FROZEN:
        target = State.FROZEN
    return source or instruction.state, target or instruction.state


def _key(account: int, instrument: str, state: State) -> Key:
    outside = state in (State.ISSUED, State.BANK)
    return Key(OUTSIDE if outside else account, instrument, state)
