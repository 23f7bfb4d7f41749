"""Acts on units that are named by their serial numbers: all of them wherever they lie, or nothing.

What a court names it names for good: units frozen by number go into a state of their own. No act
by quantity, no delivery, surrender or carry-over takes units out of it. Only an act that names
them, or a reversal, moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection

from settlement_bridge.books import entities, events, lots, serials
from settlement_bridge.books.event_table import ASKED, FROZEN
from settlement_bridge.books.lots import Lot
from settlement_bridge.bridge.instructions import may_not, route
from settlement_bridge.errors import Refusal
from settlement_bridge.records import Instruction, Key, Movement, SignOff, Span, State, Task

LOTS_SAID_MAX = 5  # in a refusal


def carry_out(
    connection: Connection,
    instruction: Instruction,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Do an act on the units that an instruction names: its event's number, or why not."""
    numbers = [number for number in (instruction.account, instruction.to_account) if number]
    refusal = may_not(instruction, entities.register(connection, numbers))
    if refusal is not None:
        return refusal
    found = lots.lots(connection, instruction.instrument, instruction.serials)
    if isinstance(found, Refusal):
        return found
    refusal = _misplaced(instruction, found)
    if refusal is not None:
        return refusal
    moves = _moves(connection, instruction, found)
    return events.post(connection, list(_movements(instruction, moves)), sign_off, time_ns)


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
    connection: Connection,
    instruction: Instruction,
    found: Iterable[Lot],
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


def _movements(
    instruction: Instruction,
    moves: Iterable[tuple[Lot, Key]],
) -> Iterator[Movement]:
    """One movement for each run of lots that go the same way."""
    kind, date = ASKED[instruction.task].kind, instruction.date
    for (source, target), run in groupby(moves, key=lambda move: (move[0].place, move[1])):
        spans = tuple(Span(lot.first, lot.last, lot.issue) for lot, _ in run)
        quantity = sum(span.last - span.first + 1 for span in spans)
        yield Movement(kind, source, target, quantity, date, spans=spans)
