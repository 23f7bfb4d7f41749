"""First answers to requests that are done once: rows of the record, written with what was done; and
the turn that writing work waits for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, select, tuple_

from settlement_bridge.asked import FIELD, Asked, being_answered
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.store import Worker
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import client_references


class Done(NamedTuple):
    """What a representative's request led to: its operation and the number that it gave."""

    operation: str
    number: int


class PaymentFile(NamedTuple):
    """A numbered file for the bank; known by its SHA-256."""

    file: int
    digest: str
    rows: int
    amount_fen: int


AT_ONCE = 500  # references of one query
HELD_RETRY_MS = 1_000
# They have left something to be approved.
KEPT_REFUSALS = frozenset({"approval_needed", "awaits_approval"})
_KINDS: dict[str, type] = {"number": int, "done": Done, "payment_file": PaymentFile}

Result = TypeVar("Result")
Place = tuple[int, str]  # scope and reference


class Kept(NamedTuple):
    """A request as it was asked first, and what it led to."""

    operation: str
    digest: str
    result: Any


def once(
    connection: Connection,
    request: Asked | None,
    work: Callable[[Connection], Result],
    time_ns: int,
) -> Result:
    """Do a request's work and keep its answer, or give the one that was kept; without a request
    just do the work.

    A request whose client reference was used for something else gets a Refusal, as works give
    theirs.
    """
    if request is None:
        return work(connection)
    first = kept(connection, [request]).get(place_of(request))
    if first is not None:
        return differs(request, first) or first.result  # type: ignore[return-value]
    result = work(connection)
    keep(connection, [(request, result)], time_ns)
    return result


def place_of(request: Asked) -> Place:
    """What a request is found by."""
    return request.scope, request.reference


def kept(connection: Connection, requests: Iterable[Asked]) -> dict[Place, Kept]:
    """What is known of the client references of some requests. O(requests)."""
    places = list({place_of(request) for request in requests})
    column, found = client_references.c, {}
    for start in range(0, len(places), AT_ONCE):
        part = tuple_(column.scope, column.reference).in_(places[start : start + AT_ONCE])
        for row in connection.execute(select(client_references).where(part)):
            found[row.scope, row.reference] = Kept(row.operation, row.digest, _read(row.result))
    return found


def differs(request: Asked, first: Kept) -> Refusal | None:
    """The refusal of a request whose client reference was used for something else, or None."""
    if first.digest == request.digest:
        return None
    message = f"this client reference was used before, for {first.operation} with other fields"
    if first.operation != request.operation:
        message = f"this client reference was used before, for {first.operation}"
    return Refusal("client_reference_taken", FIELD, request.reference, "one not in use", message)


def keep(connection: Connection, answered: Iterable[tuple[Asked, Any]], time_ns: int) -> None:
    """Keep the answers to requests that have changed something."""
    rows = [
        (
            request.scope,
            request.reference,
            request.operation,
            request.digest,
            _written(result),
            time_ns,
            request.who,
        )
        for request, result in answered
        if is_kept(result)
    ]
    execute_rows(connection, insertion(client_references), rows)


def is_kept(result: Any) -> bool:
    """Whether a result is an answer for ever; a refusal that has changed nothing is not."""
    return not isinstance(result, Refusal) or result.code in KEPT_REFUSALS


def _written(result: Any) -> str:
    if isinstance(result, Refusal):
        said = [result.code, result.field, result.value, result.allowed, result.message]
        return json.dumps({"refusal": said})
    kind = next(name for name, known in _KINDS.items() if type(result) is known)
    return json.dumps({kind: list(result) if isinstance(result, tuple) else result})


def _read(text: str) -> Any:
    ((kind, value),) = json.loads(text).items()
    if kind == "refusal":
        return Refusal(*value)
    return _KINDS[kind](*value) if isinstance(value, list) else value


class Turn:
    """Writing work takes its turn: one piece at a time, never while a day is being delivered.

    `barred` says why work that does not concern the exchange may not be done now, or None;
    `taken` is held by the work whose turn it is. `held`: why nobody else may write now, empty where
    all may.
    """

    def __init__(
        self, registry: Registry, worker: Worker, barred: Callable[[], Awaitable[Refusal | None]]
    ) -> None:
        self._registry, self._worker, self._barred = registry, worker, barred
        self.taken = asyncio.Lock()
        self.held = ""

    def bar(self) -> Refusal | None:
        """The refusal of work while a delivery is under way that has to end first, or None."""
        if not self.held:
            return None
        return Refusal("delivery_under_way", message=self.held, retry_after_ms=HELD_RETRY_MS)

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own.

        Raises RequestError when registry and exchange do not agree, or a delivery has to end first.
        """
        barred = await self._barred()
        if barred:
            raise as_error(barred)
        return await self.in_turn(work)

    async def in_turn(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work when its turn comes. Raises RequestError where a delivery has to end
        first.
        """

        def unless_held(connection: Connection) -> Result:
            refusal = self.bar()
            if refusal is not None:
                raise as_error(refusal)
            return work(connection)

        return await self.mending(unless_held)

    async def mending(self, work: Callable[[Connection], Result]) -> Result:
        """As `apart`, for what is done to make them agree again."""
        async with self.taken:
            asked, now = being_answered(), self._registry.now_ns()
            return await self._worker(lambda: self._registry.write(once, asked, work, now))
