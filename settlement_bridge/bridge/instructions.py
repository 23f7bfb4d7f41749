"""What the registry's operator may ask for, each instruction wholly or not at all.

By quantity on a ledger, pure; or on units that are named by their serial numbers, in any holding.

What a court names it names for good: units frozen by number go into a state of their own. No act
by quantity, no delivery, surrender or carry-over takes units out of it. Only an act that names
them, or a reversal, moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection

from engine.instrument_codes import vintage_of
from settlement_bridge.books import (
    EXCHANGE,
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    Series,
    SignOff,
    Span,
    State,
    cuts,
    entities,
    events,
    lots,
    serials,
)
from settlement_bridge.books.cuts import Taken
from settlement_bridge.books.event_table import ASKED, FROZEN
from settlement_bridge.books.events import past_the_limit, short_of
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.books.lots import Lot
from settlement_bridge.books.parties import EntityKind, Instruction, Standing, Status, Task
from settlement_bridge.books.settings import MEMBER
from settlement_bridge.bridge import Transfer, Verdict
from settlement_bridge.errors import Refusal

NO_TRADERS = (EntityKind.BODY, EntityKind.PROVINCE)
Register = dict[int, Standing]  # the accounts concerned


def carry_out(
    instruction: Instruction, ledger: Ledger, register: Register, cut: Sequence[Taken] = ()
) -> int | Refusal:
    """Carry out one instruction on a ledger and the accounts' register: its event's number (0:
    open_account) or a refusal. An allocation gives back what is `cut`.
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
    number = ledger.post(cuts.movements(movement, cut))
    return short_of(number, ledger) if isinstance(number, Movement) else number


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
        kind = register[number].kind
        if kind in NO_TRADERS and instruction.task == Task.TRANSFER_IN:
            message = f"an entity of the kind {kind.name.lower()} may not trade"
            return Refusal("may_not_trade", field, number, None, message)
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


LOTS_SAID_MAX = 5  # in a refusal


def carry_out_named(
    connection: Connection, instruction: Instruction, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Do an act on the units that an instruction names: its event's number, or why not."""
    numbers = [number for number in (instruction.account, instruction.to_account) if number]
    refusal = may_not(instruction, entities.register(connection, numbers))
    if refusal is not None:
        return refusal
    found = lots.lots(connection, instruction.instrument, instruction.serials)
    if isinstance(found, Refusal):
        return _not_own(instruction) if instruction.role == MEMBER else found
    refusal = _misplaced(instruction, found)
    if refusal is not None:
        own = all(lot.place.account == instruction.account for lot in found)
        return refusal if own or instruction.role != MEMBER else _not_own(instruction)
    moves = _moves(connection, instruction, found)
    return events.post(connection, list(_movements(instruction, moves)), sign_off, time_ns)


def _not_own(instruction: Instruction) -> Refusal:
    """The one answer to a member about units that are not all its own: they are another's, or were
    never issued.
    """
    named = (serials.range_text(each.first, each.last) for each in instruction.serials)
    states = [state.name.lower() for state in ASKED[instruction.task].named]
    allowed = {"account": instruction.account, "state": states}
    message = f"not all of these units lie in account {instruction.account}; nothing was done"
    return Refusal("units_elsewhere", "serials", ", ".join(named), allowed, message)


def _misplaced(instruction: Instruction, found: Sequence[Lot]) -> Refusal | None:
    """The refusal of units that are not where this act takes units from; it names the holders."""
    row = ASKED[instruction.task]
    states = row.named
    account = instruction.account
    taker = instruction.to_account if row.to_another else 0
    holders = {account} if account else {lot.place.account for lot in found} - {taker}
    right = [(holder, state) for holder in holders for state in states]
    wrong = [lot for lot in found if (lot.place.account, lot.place.state) not in right]
    if not wrong:
        return None
    frozen = [lot for lot in wrong if lot.place.state in FROZEN and lot.place.state not in states]
    named = frozen or wrong
    allowed = {"account": account or None, "state": [state.name.lower() for state in states]}
    said = ", ".join(lots.said(lot) for lot in named[:LOTS_SAID_MAX])
    more = len(named) - LOTS_SAID_MAX
    rest = f" and {more} blocks more" if more > 0 else ""
    numbers = [serials.range_text(lot.first, lot.last) for lot in named[:LOTS_SAID_MAX]]
    code = "units_frozen" if frozen else "units_elsewhere"
    message = f"{said}{rest}; nothing was done"
    return Refusal(code, "serials", ", ".join(numbers), allowed, message)


def _moves(
    connection: Connection, instruction: Instruction, found: Iterable[Lot]
) -> Iterator[tuple[Lot, Key]]:
    """Each lot with where it goes."""
    for lot in found:
        if instruction.task == Task.UNFREEZE:
            parts = lots.found_by_freeze(connection, lot)
            yield from ((part, _back_to(part, origin)) for part, origin in parts)
        else:
            yield lot, _target(instruction, lot.place)


def _target(instruction: Instruction, place: Key) -> Key:
    task = instruction.task
    if task == Task.FREEZE:
        return place._replace(state=State.FROZEN_BY_NUMBER)
    row = ASKED[task]
    account = instruction.to_account if row.to_another else place.account
    if row.keeps_frozen and place.state in FROZEN:
        return place._replace(account=account)
    return Key(account, place.instrument, route(instruction)[1])


def _back_to(lot: Lot, origin: Key) -> Key:
    """Where a freeze found units; registry-available when another account has got them since."""
    same = origin.account == lot.place.account
    return lot.place._replace(state=origin.state if same else State.REGISTRY_AVAILABLE)


def _movements(instruction: Instruction, moves: Iterable[tuple[Lot, Key]]) -> Iterator[Movement]:
    """One movement for each run of lots that go the same way."""
    kind, date = ASKED[instruction.task].kind, instruction.date
    for (source, target), run in groupby(moves, key=lambda move: (move[0].place, move[1])):
        spans = tuple(Span(lot.first, lot.last, lot.issue) for lot, _ in run)
        quantity = sum(span.last - span.first + 1 for span in spans)
        yield Movement(kind, source, target, quantity, date, spans=spans)
