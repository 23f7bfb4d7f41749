"""What the registry's operator may ask for, carried out on a ledger: pure, each instruction wholly or not at all."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN, UNITS_MAX
from settlement_bridge.errors import Refusal
from settlement_bridge.ledger import Ledger
from settlement_bridge.records import (
    CASH,
    OUTSIDE,
    EntryKind,
    Instruction,
    Key,
    Movement,
    State,
    Task,
    Transfer,
    Verdict,
)

TRANSFERS = (Task.DEPOSIT, Task.WITHDRAW, Task.TRANSFER_IN, Task.TRANSFER_OUT)

_KINDS = {
    Task.ALLOCATE: EntryKind.ISSUE,
    Task.FREEZE: EntryKind.FREEZE,
    Task.UNFREEZE: EntryKind.UNFREEZE,
    Task.DEPOSIT: EntryKind.DEPOSIT,
    Task.WITHDRAW: EntryKind.WITHDRAWAL,
    Task.TRANSFER_IN: EntryKind.TRANSFER_IN,
    Task.TRANSFER_OUT: EntryKind.TRANSFER_OUT,
}
# Each transfer: where it leaves from, where it waits, where it arrives when the exchange has applied it.
_ROUTES = {
    Task.DEPOSIT: (State.BANK, State.CASH_IN_TRANSIT, State.CASH_AVAILABLE),
    Task.WITHDRAW: (State.CASH_AVAILABLE, State.CASH_IN_TRANSIT, State.BANK),
    Task.TRANSFER_IN: (State.REGISTRY_AVAILABLE, State.IN_TRANSIT, State.TRADING_AVAILABLE),
    Task.TRANSFER_OUT: (State.TRADING_AVAILABLE, State.IN_TRANSIT, State.REGISTRY_AVAILABLE),
}


def carry_out(instruction: Instruction, ledger: Ledger, names: dict[int, str]) -> int | Refusal:
    """Carry out one instruction on a ledger and the accounts' names: its journal number (0: open_account) or a refusal."""
    if instruction.task == Task.OPEN_ACCOUNT:
        return _open(instruction, names)
    if instruction.account not in names:
        return Refusal("account_unknown", "account", instruction.account, None, "no such account in the registry")
    movement = first_movement(instruction)
    if movement.source.account == OUTSIDE:
        too_large = _past_the_limit(movement, ledger)
        if too_large:
            return too_large
    number = ledger.book(movement)
    return _short(movement, ledger) if number is None else number


def first_movement(instruction: Instruction) -> Movement:
    """The movement an instruction starts with; a transfer waits in transit."""
    source, target = _ends(instruction)
    return Movement(
        _KINDS[instruction.task],
        _key(instruction, source),
        _key(instruction, target),
        instruction.quantity,
        date=instruction.date,
        who=instruction.who,
    )


def last_movement(transfer: Transfer, verdict: Verdict, who: str) -> Movement:
    """The movement that ends a transfer: on to where it arrives, or back to where it came from."""
    origin, waiting, arrival = _ROUTES[transfer.task]
    return Movement(
        EntryKind.TRANSFER_RETURNED if verdict.code else EntryKind.TRANSFER_DONE,
        _key(transfer, waiting),
        _key(transfer, origin if verdict.code else arrival),
        transfer.quantity,
        date=transfer.date,
        reference=transfer.reference,
        who=who,
    )


def _open(instruction: Instruction, names: dict[int, str]) -> int | Refusal:
    if instruction.account in names:
        message = "this account is open already"
        return Refusal("account_exists", "account", instruction.account, "a number not in use", message)
    names[instruction.account] = instruction.name
    return 0


def _ends(instruction: Instruction) -> tuple[State, State]:
    if instruction.task == Task.ALLOCATE:
        return State.ISSUED, State.REGISTRY_AVAILABLE
    if instruction.task == Task.FREEZE:
        return instruction.state, State.FROZEN
    if instruction.task == Task.UNFREEZE:
        return State.FROZEN, instruction.state
    return _ROUTES[instruction.task][:2]


def _key(item: Instruction | Transfer, state: State) -> Key:
    outside = state in (State.ISSUED, State.BANK)
    return Key(OUTSIDE if outside else item.account, item.instrument, state)


def _past_the_limit(movement: Movement, ledger: Ledger) -> Refusal | None:
    cash = movement.source.instrument == CASH
    room = (CASH_MAX_FEN if cash else UNITS_MAX) + ledger.available(movement.source)
    if movement.quantity <= room:
        return None
    field = "amount_fen" if cash else "quantity"
    return Refusal("amount_too_large", field, movement.quantity, room, "the registry can take no more of this")


def _short(movement: Movement, ledger: Ledger) -> Refusal:
    cash = movement.source.instrument == CASH
    return Refusal(
        "cash_insufficient" if cash else "units_insufficient",
        "amount_fen" if cash else "quantity",
        movement.quantity,
        ledger.available(movement.source),
        f"more than account {movement.source.account} has {movement.source.state.name.lower()}",
    )
