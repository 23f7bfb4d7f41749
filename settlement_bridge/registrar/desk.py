"""Answers to the desk's operations: each writing one is a transaction of its own, in turn with the
others.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import (
    blocks,
    entities,
    events,
    instruments,
    ledger_rows,
    lots,
    settings,
    venue_rules,
)
from settlement_bridge.bridge.registry import SqlRegistry
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.intake.uploads import Uploads
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.operations.registrar import ROWS
from settlement_bridge.records import PAGE_MAX, Entity, EntityKind, Sector, SignOff, Status, Task
from settlement_bridge.registrar import allocation, rows
from settlement_bridge.store.worker import Worker

BREAKS_SAID_MAX = 500
STEPS_SAID_MAX = 500  # of a tonne's history, its last moves
UNITS_SAID_MAX = 100  # spans of an entry of one event

Fields = dict[str, Any]
Result = TypeVar("Result")


class Turn(Protocol):
    """Where writing work waits for its turn: `transfers.Transfers`."""

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...

    async def learn(self, codes: Collection[str]) -> None:
        """Ask the exchange for its instruments when one of these is not open in the registry."""
        ...


class Desk:
    """Answers the operations of `ROWS`. `today` gives the exchange's date."""

    operations = tuple(row.name for row in ROWS)

    def __init__(
        self,
        registry: SqlRegistry,
        worker: Worker,
        turn: Turn,
        today: Callable[[], int],
        uploads: Uploads,
    ) -> None:
        self._registry, self._sql, self._turn, self._today = registry, worker, turn, today
        self._uploads = uploads
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "open_entity": self._open_entity,
            "set_entity_status": self._set_entity_status,
            "set_account_status": self._set_account_status,
            "name_representative": self._name_representative,
            "set_transfer_window": self._set_transfer_window,
            "transfer_windows": self._transfer_windows,
            "reverse": self._reverse,
            "upload": self._upload,
            "allocate_file": self._allocate_file,
            "open_instrument": self._open_instrument,
            "instruments": self._instruments,
            "entities": self._entities,
            "entity": self._entity,
            "trace": self._trace,
            "blocks": self._blocks,
            "events": self._events,
            "event": self._event,
            "changes": self._changes,
            "check": self._check,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    async def _do(self, work: Callable[[Connection], Result | Refusal]) -> Result:
        result = await self._turn.apart(work)
        if isinstance(result, Refusal):
            raise as_error(result)
        return result

    # Writing.

    async def _open_entity(self, fields: Fields, grant: Grant) -> Fields:
        entity = Entity(
            fields["entity"],
            fields["name"],
            EntityKind[fields["kind"].upper()],
            fields.get("province", 0),
            Sector[fields.get("sector", "none").upper()],
            fields.get("credit_code"),
            Status.ACTIVE,
        )
        who, now = _signed(fields, grant), self._registry.now_ns()
        return {
            "entity": await self._do(
                lambda connection: entities.open_entity(connection, entity, who, now)
            )
        }

    async def _set_entity_status(self, fields: Fields, grant: Grant) -> Fields:
        return await self._set_status(entities.ENTITY, fields, grant)

    async def _set_account_status(self, fields: Fields, grant: Grant) -> Fields:
        return await self._set_status(entities.ACCOUNT, fields, grant)

    async def _set_status(self, subject: str, fields: Fields, grant: Grant) -> Fields:
        status, who, now = (
            Status[fields["status"].upper()],
            _signed(fields, grant),
            self._registry.now_ns(),
        )
        change = lambda connection: entities.set_status(
            connection, subject, fields[subject], status, who, now
        )
        return {"change": await self._do(change)}

    async def _name_representative(self, fields: Fields, grant: Grant) -> Fields:
        entity, name, who, now = (
            fields["entity"],
            fields["name"],
            _signed(fields, grant),
            self._registry.now_ns(),
        )
        return {
            "change": await self._do(
                lambda connection: entities.name_representative(connection, entity, name, who, now)
            )
        }

    async def _set_transfer_window(self, fields: Fields, grant: Grant) -> Fields:
        ends = (fields.get("opens", 0), fields.get("closes", settings.DAY_MINUTES))
        if ends[0] >= ends[1]:
            message = "a window closes after it opens"
            raise RequestError(
                "field_out_of_range", message, field="closes", value=settings.clock(ends[1])
            )
        window = settings.Window(*ends) if "opens" in fields or "closes" in fields else None
        task, who, now = (
            Task[fields["direction"].upper()],
            _signed(fields, grant),
            self._registry.now_ns(),
        )
        return {
            "change": await self._do(
                lambda connection: venue_rules.set_window(connection, task, window, who, now)
            )
        }

    async def _reverse(self, fields: Fields, grant: Grant) -> Fields:
        event, who, today, now = (
            fields["event"],
            _signed(fields, grant),
            self._today(),
            self._registry.now_ns(),
        )
        return {
            "event": await self._do(
                lambda connection: events.reverse(connection, event, who, today, now)
            )
        }

    async def _upload(self, fields: Fields, _grant: Grant) -> Fields:
        length = self._uploads.add(fields["digest"], fields["offset"], fields["text"])
        if isinstance(length, Refusal):
            raise as_error(length)
        return {"length": length}

    async def _allocate_file(self, fields: Fields, grant: Grant) -> Fields:
        text = self._uploads.whole(fields["digest"])
        if isinstance(text, Refusal):
            raise as_error(text)
        said = allocation.read(text)
        if not isinstance(said, Refusal):
            await self._turn.learn({row.instrument for row in said})
        reference, again = fields["reference"], fields.get("again", "")
        who, today, now = _signed(fields, grant), self._today(), self._registry.now_ns()
        given = (text, reference, who, today, now, again)
        event = await self._do(lambda connection: allocation.take_in(connection, *given))
        self._uploads.forget(fields["digest"])
        return {"event": event}

    async def _open_instrument(self, fields: Fields, grant: Grant) -> Fields:
        what = (fields["instrument"].decode(), fields.get("year"), _signed(fields, grant))
        given = (*what, self._registry.now_ns())
        work = lambda connection: instruments.open_instrument(connection, *given)
        return {"change": await self._do(work)}

    # Reading.

    async def _instruments(self, _fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(instruments.opened)
        return {"instruments": [{"instrument": code, "year": year} for code, year in found.items()]}

    async def _entities(self, fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(entities.all_entities, fields.get("after", 0), PAGE_MAX + 1)
        following = found[PAGE_MAX - 1].entity if len(found) > PAGE_MAX else None
        return {
            "entities": [rows.entity_row(entity) for entity in found[:PAGE_MAX]],
            "next": following,
        }

    async def _entity(self, fields: Fields, _grant: Grant) -> Fields:
        number = fields.get("entity")
        if "account" in fields:
            account = await self._read(entities.one_account, fields["account"])
            number = account.entity if account else 0
        entity = await self._read(entities.one_entity, number or 0)
        if entity is None:
            raise RequestError(
                "entity_unknown", "no such entity in the registry", field="entity", value=number
            )
        accounts = await self._read(entities.accounts_of, entity.entity)
        representative = await self._read(entities.representative, entity.entity)
        return rows.entity_row(entity) | {
            "representative": representative,
            "accounts": [rows.account_row(account) for account in accounts],
        }

    async def _transfer_windows(self, _fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(venue_rules.windows)
        return {
            task.name.lower(): settings.written(found.get(task)) for task in settings.DIRECTIONS
        }

    async def _trace(self, fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(lots.trace, fields["serial"], STEPS_SAID_MAX)
        if isinstance(found, Refusal):
            raise as_error(found)
        return rows.trace_row(found)

    async def _blocks(self, fields: Fields, _grant: Grant) -> Fields:
        if "account" not in fields:
            raise RequestError("field_missing", "name the account", field="account")
        after = (fields.get("after_instrument", b"").decode(), fields.get("after", 0))
        found = await self._read(blocks.holding_blocks, fields["account"], after, PAGE_MAX + 1)
        last = found[PAGE_MAX - 1][0] if len(found) > PAGE_MAX else None
        following = {"after_instrument": last.instrument, "after": last.first} if last else None
        return {
            "blocks": [rows.block_row(block, series) for block, series in found[:PAGE_MAX]],
            "next": following,
        }

    async def _events(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        found = await self._read(events.signed_events, fields.get("from", 1), limit + 1)
        following = found[limit].event if len(found) > limit else None
        return {"events": [rows.event_row(event) for event in found[:limit]], "next": following}

    async def _event(self, fields: Fields, _grant: Grant) -> Fields:
        number, limit = fields["event"], fields.get("limit", PAGE_MAX)
        found = await self._read(
            ledger_rows.event_entries, number, fields.get("from", 1), limit + 1
        )
        if not found:
            raise RequestError("event_unknown", "no such event", field="event", value=number)
        signed = await self._read(events.signed_event, number)
        return {
            "signed": rows.event_row(signed) if signed else None,
            "entries": [rows.entry_row(entry, UNITS_SAID_MAX) for entry in found[:limit]],
            "next": found[limit].number if len(found) > limit else None,
        }

    async def _changes(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        found = await self._read(entities.changes_from, fields.get("from", 1), limit + 1)
        return {
            "changes": [change._asdict() for change in found[:limit]],
            "next": found[limit].number if len(found) > limit else None,
        }

    async def _check(self, _fields: Fields, _grant: Grant) -> Fields:
        found = await self._sql.aside(self._registry.conservation)
        breaks = [
            row._asdict() | {"instrument": row.instrument or None}
            for row in found[:BREAKS_SAID_MAX]
        ]
        return {"breaks": breaks, "break_count": len(found)}

    async def _read(self, query: Callable[..., Result], *args: Any) -> Result:
        return await self._sql(lambda: self._registry.read(query, *args))


def _signed(fields: Fields, grant: Grant) -> SignOff:
    return sign_off(fields, grant.key, grant.role)
