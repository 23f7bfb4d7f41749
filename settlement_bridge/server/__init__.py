"""The registry's server: requests in, answers out. Here are entities, events, blocks and histories
as the fields of replies, and what an account may not read of its trades: who was on the other side.
"""

from __future__ import annotations

import re
from typing import Any

from engine.units import format_date
from settlement_bridge.books import Series
from settlement_bridge.books.events import SignedEvent
from settlement_bridge.books.held_units import Block
from settlement_bridge.books.ledger import Entry
from settlement_bridge.books.lots import Step, Trace
from settlement_bridge.books.parties import Account, Entity
from settlement_bridge.books.serials import Serial, write

Fields = dict[str, Any]


def entity_row(entity: Entity) -> Fields:
    """An entity; words for its kind, sector and status."""
    words = {field: getattr(entity, field).name.lower() for field in ("kind", "sector", "status")}
    return entity._asdict() | words


def account_row(account: Account) -> Fields:
    """An account; `entity` is null for the registry's own."""
    return account._asdict() | {
        "entity": account.entity or None,
        "status": account.status.name.lower(),
    }


def event_row(event: SignedEvent) -> Fields:
    """An event and who answers for it."""
    return {
        "event": event.event,
        "time_ns": event.time_ns,
        "kind": event.kind.name.lower(),
        "entries": event.entries,
        **event.sign_off._asdict(),
    }


def entry_row(entry: Entry, units_said: int) -> Fields:
    """A journal entry; `units` are the first spans of serial numbers that it moved, as [first,
    last], `unit_spans` counts all.
    """
    movement = entry.movement
    return {
        "number": entry.number,
        "event": entry.event,
        "time_ns": entry.time_ns,
        "date": format_date(movement.date) or None,
        "kind": movement.kind.name.lower(),
        "instrument": movement.source.instrument or None,
        "quantity" if movement.source.instrument else "amount_fen": movement.quantity,
        "from_account": movement.source.account,
        "from_state": movement.source.state.name.lower(),
        "to_account": movement.target.account,
        "to_state": movement.target.state.name.lower(),
        "method": movement.method or None,
        "trade": movement.trade or None,
        "reference": movement.reference or None,
        "who": movement.who,
        "units": [[span.first, span.last] for span in entry.spans[:units_said]],
        "unit_spans": len(entry.spans),
    }


def block_row(block: Block, series: Series) -> Fields:
    """A block with its first and last serial number printed."""
    first, last = (
        write(Serial(block.instrument, series, number)) for number in (block.first, block.last)
    )
    return {
        "instrument": block.instrument,
        "state": block.state.name.lower(),
        "quantity": block.last - block.first + 1,
        "first": block.first,
        "last": block.last,
        "first_serial": first,
        "last_serial": last,
        "issue": block.issue,
    }


def trace_row(trace: Trace) -> Fields:
    """A tonne: where it is, its issue, its moves."""
    place = trace.place
    return {
        "serial": write(place.serial),
        "account": place.account,
        "state": place.state.name.lower(),
        "issue": place.issue.issue,
        "steps": [_step_row(step) for step in trace.steps],
    }


def _step_row(step: Step) -> Fields:
    row = entry_row(step.entry, 0)
    ground = step.sign_off._asdict() if step.sign_off else {}
    return {name: value for name, value in row.items() if name not in ("units", "unit_spans")} | {
        "document": ground.get("document") or None,
        "note": ground.get("note") or None,
        "reverses": ground.get("reverses"),
    }


NAMED = ("", "block")  # methods whose sides know each other; "": no trade
SIDES = ("buyer", "seller")
ENDS = ("from_account", "to_account")  # of an entry of the journal
OTHER = "the other account"


def without_counterparty(said: Any, account: int) -> Any:
    """A reply, or a part of one, as that account may read it.

    Listed trades and auctions are made without names, so an account never learns with whom. The two
    sides of a block have agreed with each other, and both are named.
    """
    if isinstance(said, list):
        return [without_counterparty(each, account) for each in said]
    if not isinstance(said, dict):
        return said
    row = {name: without_counterparty(each, account) for name, each in said.items()}
    if (row.get("method") or "") not in NAMED:
        _hide(row, account)
    return row


def _hide(row: dict[str, Any], account: int) -> None:
    """Take the other side's number, and what is written beside its name, out of a trade."""
    for end in (*SIDES, *ENDS):
        other = row.get(end)
        if other is None or other in (account, 0):  # 0: the exchange's fee income
            continue
        whose = f"{end}_"
        row |= {name: None for name in row if name == end or name.startswith(whose)}
        if row.get("reason"):
            row["reason"] = re.sub(rf"\baccount {other}\b", OTHER, row["reason"])
