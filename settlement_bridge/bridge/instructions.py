"""What the registry's operator may ask for, carried out on a ledger: pure, each instruction wholly
or not at all.
"""

from __future__ import annotations

from engine.instrument_codes import vintage_of
from settlement_bridge.books.event_table import ASKED
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
    row = ASKED[instruction.task]
    taker = instruction.to_account if row.to_another else instruction.account
    return Movement(
        row.kind,
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
    row = ASKED[transfer.task]
    origin, waiting, arrival = row.source, row.target, row.arrival
    assert origin is not None and waiting is not None and arrival is not None
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
    if ASKED[instruction.task].to_another:
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
        if status == Status.SUSPENDED and ASKED[instruction.task].own_will:
            return Refusal(
                "account_suspended", field, number, None, "this account or its entity is suspended"
            )
    return None


def route(instruction: Instruction) -> tuple[State, State]:
    """The states that an instruction by quantity takes units from and brings them into."""
    row = ASKED[instruction.task]
    source, target = row.source, row.target
    if row.keeps_frozen and instruction.state == State.FROZEN:
        target = State.FROZEN
    return source or instruction.state, target or instruction.state


def _key(account: int, instrument: str, state: State) -> Key:
    outside = state in (State.ISSUED, State.BANK)
    return Key(OUTSIDE if outside else account, instrument, state)
