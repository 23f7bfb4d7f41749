"""The durable outbox: instructions recorded with their journal entries, transfers waiting for the
exchange's answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import Connection, select

from settlement_bridge.books import (
    Movement,
    SignOff,
    Span,
    blocks,
    cuts,
    distributions,
    entities,
    events,
    first_answers,
    ledger_rows,
    settings,
    venue_rules,
)
from settlement_bridge.books.cuts import OpenCuts, Taken
from settlement_bridge.books.event_table import TRANSFERS
from settlement_bridge.books.held_units import HeldUnits
from settlement_bridge.books.parties import Instruction, Task, TransferStatus
from settlement_bridge.bridge import Repeated, Transfer, Verdict, holding
from settlement_bridge.bridge.instructions import (
    Register,
    carry_out,
    carry_out_named,
    last_movement,
    may_not,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import change, execute_rows, insertion
from settlement_bridge.store.registry_tables import transfers

NUMBERS_AT_ONCE = 500  # of one query
NO_CUTS = OpenCuts({})
Results = list[int | Refusal]  # an event's number, or why not


def record(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> list[int | Refusal | Repeated]:
    """Carry out instructions in order; transfers among them join the outbox under their numbers.

    One whose request was done before is not carried out again; `Repeated` says what became of it.
    """
    results: list[int | Refusal | Repeated] = []
    for part in _without_twins(instructions):
        results += _record_once(connection, part, time_ns)
    return results


def _without_twins(instructions: Sequence[Instruction]) -> Iterator[list[Instruction]]:
    """The instructions in parts; no part repeats a client reference."""
    part: list[Instruction] = []
    places: set[first_answers.Place] = set()
    for item in instructions:
        place = first_answers.place_of(item.asked) if item.asked else None
        if place in places:
            yield part
            part, places = [], set()
        part.append(item)
        if place is not None:
            places.add(place)
    if part:
        yield part


def _record_once(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> list[int | Refusal | Repeated]:
    first = first_answers.kept(connection, [item.asked for item in instructions if item.asked])
    places = [first_answers.place_of(item.asked) if item.asked else None for item in instructions]
    known = [first.get(place) if place else None for place in places]
    pairs = list(zip(instructions, known, strict=True))
    new = [item for item, earlier in pairs if earlier is None]
    done = _record_or_hold(connection, new, time_ns) if new else []
    answered = [(item.asked, result) for item, result in zip(new, done, strict=True) if item.asked]
    first_answers.keep(connection, answered, time_ns)
    numbers = [each.result for each in first.values() if isinstance(each.result, int)]
    before, fresh = repeated(connection, numbers), iter(done)
    results: list[int | Refusal | Repeated] = []
    for item, earlier in pairs:
        if item.asked is None or earlier is None:
            results.append(next(fresh))
        else:
            results.append(first_answers.differs(item.asked, earlier) or _first(earlier, before))
    return results


def _first(earlier: first_answers.Kept, before: Mapping[int, Repeated]) -> Refusal | Repeated:
    """What an instruction was answered first: an act that was held is kept as a refusal."""
    return before[earlier.result] if isinstance(earlier.result, int) else earlier.result


def _record_or_hold(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> Results:
    """Carry out what is asked, but what a second key has to approve."""
    held = holding.held(connection, instructions, time_ns)
    pairs = list(zip(instructions, held, strict=True))
    free = [item for item, refusal in pairs if refusal is None]
    done = iter(_record_all(connection, free, time_ns))
    return [refusal or next(done) for refusal in held]


def _record_all(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> Results:
    results: Results = []
    for named, run in groupby(instructions, key=lambda item: bool(item.serials)):
        do = _record_by_serials if named else _record_by_quantity
        results += do(connection, list(run), time_ns)
    return results


def _record_by_serials(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> Results:
    hours = venue_rules.windows(connection)
    paid = venue_rules.paid_allocation(connection)
    results: Results = []
    for item in instructions:
        closed = settings.closed(item.task, hours, time_ns) or paid.refusal(item)
        result = closed or carry_out_named(connection, item, sign_off(item), time_ns)
        results.append(result)
        if isinstance(result, int) and item.task in TRANSFERS:
            execute_rows(connection, insertion(transfers), [_outbox_row(item, result)])
    return results


def _record_by_quantity(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> Results:
    concerned = {number for item in instructions for number in (item.account, item.to_account)}
    ledger = ledger_rows.load(connection, concerned, time_ns)
    register = entities.register(connection, concerned)
    hours = venue_rules.windows(connection)
    direct = venue_rules.number(connection, settings.DIRECT_CASH) == 1
    paid = venue_rules.paid_allocation(connection)
    allocates = _allocates(instructions)
    known = venue_rules.opened(connection) if allocates else {}
    left = cuts.open_cuts(connection) if allocates else NO_CUTS
    worked_off: list[tuple[Instruction, int, Taken]] = []
    dated = [_of_a_year(each, known) for each in instructions]
    results: Results = []
    for item in _distributed(connection, dated):
        if isinstance(item, Refusal):
            results.append(item)
            continue
        refusal = settings.closed(item.task, hours, time_ns) or paid.refusal(item)
        refusal = refusal or _by_file_only(item, direct)
        cut = _cut(item, left, register) if refusal is None else []
        result = refusal or carry_out(item, ledger, register, cut)
        results.append(result)
        if isinstance(result, int):
            worked_off += [(item, result, taken) for taken in cut]
    done = [
        (item, result)
        for item, result in zip(instructions, results, strict=True)
        if isinstance(result, int)
    ]
    ledger_rows.save(connection, ledger)
    entities.open_accounts(
        connection, [item for item, _ in done if item.task == Task.OPEN_ACCOUNT], time_ns
    )
    events.sign(connection, ledger, {number: sign_off(item) for item, number in done if number})
    for item, event, taken in worked_off:
        cuts.note(connection, [(event, taken)], sign_off(item), item.date, time_ns)
    queued = [_outbox_row(item, number) for item, number in done if item.task in TRANSFERS]
    execute_rows(connection, insertion(transfers), queued)
    return results


def _cut(item: Instruction, left: OpenCuts, register: Register) -> list[Taken]:
    """What an allocation works off; it has to be possible, else the cut stays open."""
    if item.task != Task.ALLOCATE or may_not(item, register):
        return []
    return left.take(register[item.account].entity, item.quantity)


def repeated(connection: Connection, numbers: Collection[int]) -> dict[int, Repeated]:
    """What became of instructions, by their numbers; what is no transfer was done at once."""
    found = {number: Repeated(number) for number in numbers}
    column, wanted = transfers.c, list(found)
    for start in range(0, len(wanted), NUMBERS_AT_ONCE):
        part = wanted[start : start + NUMBERS_AT_ONCE]
        query = select(column.reference, column.status, column.code)
        rows = connection.execute(query.where(column.reference.in_(part)))
        for reference, status, code in rows:
            found[reference] = Repeated(reference, status == TransferStatus.PENDING, code)
    return found


def _allocates(instructions: Sequence[Instruction]) -> bool:
    return any(item.task == Task.ALLOCATE for item in instructions)


def _of_a_year(item: Instruction, known: venue_rules.Opened) -> Instruction | Refusal:
    """An instruction, of an allocation with its year; the refusal of units that nobody opened."""
    if item.task != Task.ALLOCATE:
        return item
    refusal = venue_rules.not_opened([item.instrument], known)
    year = refusal or venue_rules.year_of(item.instrument, item.year, known)
    return year if isinstance(year, Refusal) else replace(item, year=year)


def _distributed(
    connection: Connection, items: Sequence[Instruction | Refusal]
) -> list[Instruction | Refusal]:
    """Instructions, and the refusals of allocations that go to a province's account instead."""
    issues = {
        (item.account, item.year): item
        for item in items
        if isinstance(item, Instruction) and item.task == Task.ALLOCATE
    }
    refused = distributions.not_directly(connection, issues)
    if not refused:
        return list(items)
    return [
        refused.get((item.account, item.year), item)
        if isinstance(item, Instruction) and item.task == Task.ALLOCATE
        else item
        for item in items
    ]


def _by_file_only(instruction: Instruction, direct: bool) -> Refusal | None:
    if direct or instruction.task not in (Task.DEPOSIT, Task.WITHDRAW):
        return None
    task = instruction.task.name.lower()
    return Refusal(
        "bank_file_only",
        "op",
        task,
        None,
        f"a {task} without a file of the bank is switched off (direct_cash)",
    )


def sign_off(instruction: Instruction) -> SignOff:
    """Who answers for an instruction."""
    return SignOff(instruction.who, instruction.role, instruction.document, instruction.note)


def pending(connection: Connection, limit: int) -> list[Transfer]:
    """Transfers without an answer, oldest first."""
    query = select(transfers).where(transfers.c.status == TransferStatus.PENDING)
    return _read(connection, query.order_by(transfers.c.reference).limit(limit))


def conclude(connection: Connection, verdicts: Sequence[Verdict], who: str, time_ns: int) -> None:
    """Complete or give back transfers that are still pending."""
    answers = {verdict.reference: verdict for verdict in verdicts}
    query = select(transfers).where(
        transfers.c.reference.in_(list(answers)), transfers.c.status == TransferStatus.PENDING
    )
    waiting = _read(connection, query.order_by(transfers.c.reference))
    if not waiting:
        return
    ledger = ledger_rows.load(connection, {transfer.account for transfer in waiting}, time_ns)
    of_units = [transfer.reference for transfer in waiting if transfer.instrument]
    moved = blocks.spans_of(connection, of_units)
    ends = [last_movement(transfer, answers[transfer.reference], who) for transfer in waiting]
    ledger.move(_of_very_units(ends, moved, ledger.held))
    ledger_rows.save(connection, ledger)
    rows = [_conclusion_row(answers[transfer.reference]) for transfer in waiting]
    execute_rows(connection, change(transfers, ("status", "code"), ("reference",)), rows)


def _of_very_units(
    ends: Sequence[Movement], moved: Mapping[int, list[Span]], held: HeldUnits
) -> list[Movement]:
    """The ends of transfers for the very units that they began with.

    Where an older version has given another transfer's units away in their place, the lowest on
    their way are taken.
    """
    named = [end._replace(spans=tuple(moved.get(end.reference, ()))) for end in ends]
    found = {end.reference for end in named if end.spans and held.has(end.source, end.spans)}
    astray = {end.source for end in ends if end.reference not in found}
    return [end._replace(spans=()) if end.source in astray else end for end in named]


def _read(connection: Connection, query: object) -> list[Transfer]:
    return [
        Transfer(
            row.reference,
            Task(row.task),
            row.account,
            row.instrument,
            row.quantity,
            TransferStatus(row.status),
            row.code,
            row.date,
        )
        for row in connection.execute(query)  # type: ignore[call-overload]
    ]


def _outbox_row(item: Instruction, reference: int) -> tuple[object, ...]:
    return (
        reference,
        item.task,
        item.account,
        item.instrument,
        item.quantity,
        item.date,
        TransferStatus.PENDING,
        "",
    )


def _conclusion_row(verdict: Verdict) -> tuple[object, ...]:
    status = TransferStatus.REFUSED if verdict.code else TransferStatus.APPLIED
    return status, verdict.code, verdict.reference
