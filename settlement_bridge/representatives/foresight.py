"""What giving units up would do: it is done as the act itself does it, in a transaction that is
taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from settlement_bridge.books import SignOff, entities, ledger_rows
from settlement_bridge.books.ledger import Entry
from settlement_bridge.compliance.positions import position
from settlement_bridge.errors import Refusal
from settlement_bridge.representatives import ACTS, Person, act, may_act
from settlement_bridge.representatives.proposals import MEMBER, needs_second


class Foreseen(NamedTuple):
    """What an act would do: its first entry, whether a second representative has to approve it, and
    what is owed for its year before and after; None where the act is for no year's obligation.
    """

    entry: Entry
    approval: bool
    owed_before: int | None
    owed_after: int | None


def foresee(
    connection: Connection,
    operation: str,
    fields: Mapping[str, Any],
    person: Person | None,
    today: int,
    time_ns: int,
) -> Foreseen | Refusal:
    """Do an act and say what it did; the caller takes the transaction back. `person`: who asks,
    None for the registry's operator, who needs no right and no second one.
    """
    account = fields["account"]
    found = entities.register(connection, [account]).get(account)
    if found is None:
        return entities.unknown_account(account)
    if person is not None:
        wanted = ACTS[operation].right
        refusal = may_act(connection, found.entity, operation, wanted, person, today)
        if refusal is not None:
            return refusal
    approval = person is not None and needs_second(connection, found.entity, fields)
    before = _owed(connection, found.entity, fields)
    event = act(connection, operation, fields, SignOff("", MEMBER), today, time_ns)
    if isinstance(event, Refusal):
        return event
    (entry, *_) = ledger_rows.event_entries(connection, event)
    return Foreseen(entry, approval, before, _owed(connection, found.entity, fields))


def _owed(connection: Connection, entity: int, fields: Mapping[str, Any]) -> int | None:
    found = position(connection, entity, fields["year"]) if "year" in fields else None
    return None if found is None else found.outstanding
