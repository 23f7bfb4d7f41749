"""The counter of representatives: rights given and listed, what a member asks checked against them,
proposals decided.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import RequestError
from settlement_bridge.books import entities
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.operations.representatives import ROWS
from settlement_bridge.records import PAGE_MAX, Done, Right
from settlement_bridge.representatives import acts, mandates, proposals
from settlement_bridge.representatives.mandates import Mandate
from settlement_bridge.representatives.proposals import Proposal
from settlement_bridge.representatives.rights import FOR_EVER, NEEDED, Person, words
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

MEMBER = "member"
OF_PROPOSALS = ("proposals", "rights")
NO_TITLE = "representative"

Fields = dict[str, Any]
Result = TypeVar("Result")


class Turn(Protocol):
    """Where writing work waits for its turn and transfers for the exchange:
    `transfers.Transfers`.
    """

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...

    async def carried(self, work: Callable[[Connection], Result]) -> Result:
        """Do work that may record a transfer, which is then sent."""
        ...

    async def answered(self, reference: int) -> int | Refusal:
        """Wait for the exchange's answer to a transfer just recorded."""
        ...


class Counter:
    """Answers the operations of `ROWS`, and those that members' keys ask by rights of
    a representative (`guards`). `today` gives a trading date.
    """

    operations = tuple(row.name for row in ROWS)

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        today: Callable[[], int],
        keys: PublicKeys,
    ) -> None:
        self._registry, self._sql, self._turn, self._today, self._keys = (
            registry,
            worker,
            turn,
            today,
            keys,
        )
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "give_rights": self._give_rights,
            "rights": self._rights,
            "proposals": self._proposals,
            "approve_proposal": self._approve,
            "reject_proposal": self._reject,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    def guards(self, operation: str, role: str) -> bool:
        """Whether a key of this role acts by the rights of a representative when it asks for
        this.
        """
        return role == MEMBER and operation in NEEDED

    async def act(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """Do what a member asks for, by its rights.

        Raises RequestError, `approval_needed` when a second one has to agree.
        """
        plain = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in fields.items()
        }
        given = (operation, plain, self._person(grant.key), self._today(), self._registry.now_ns())
        turn = self._turn.carried if operation in acts.TRANSFERS else self._turn.apart
        return await self._finish(await turn(lambda connection: proposals.ask(connection, *given)))

    async def check_reading(self, operation: str, grant: Grant) -> None:
        """Raise RequestError when a key may not read its account: its entity has representatives
        and it is none of them.
        """
        given = (grant.account, self._person(grant.key), self._today(), operation in OF_PROPOSALS)
        refusal = await self._sql(lambda: self._registry.read(_may_read, *given))
        if refusal is not None:
            raise as_error(refusal)

    async def _finish(self, done: Done | Refusal) -> Fields:
        """The reply to something done; a transfer is done when the exchange has applied it."""
        if isinstance(done, Refusal):
            raise as_error(done)
        if done.operation in acts.TRANSFERS:
            outcome = await self._turn.answered(done.number)
            if isinstance(outcome, Refusal):
                raise as_error(outcome)
        return {acts.RESULTS[done.operation]: done.number}

    def _person(self, key: str) -> Person:
        entry = self._keys.entry(key)
        return Person(key, entry.public_key if entry else "")

    async def _give_rights(self, fields: Fields, grant: Grant) -> Fields:
        entity, days = fields["entity"], (fields.get("first", 0), fields.get("last", FOR_EVER))
        if days[0] > days[1]:
            message = "the last day is before the first"
            raise RequestError(
                "field_out_of_range", message, field="last", value=format_date(days[1])
            )
        await self._check_key(fields["key"], entity)
        named = (fields["name"], fields.get("title", NO_TITLE))
        signed, now = sign_off(fields, grant.key, grant.role), self._registry.now_ns()
        given = (
            entity,
            self._person(fields["key"]),
            named,
            Right(fields["rights"]),
            days,
            signed,
            now,
        )
        change = await self._turn.apart(lambda connection: mandates.give(connection, *given))
        if isinstance(change, Refusal):
            raise as_error(change)
        return {"change": change}

    async def _check_key(self, key: str, entity: int) -> None:
        """The key must be a member's or viewer's, of an account of the entity.

        Raises RequestError.
        """
        entry = self._keys.entry(key)
        account = entry.account if entry is not None and not entry.revoked else 0
        found = (
            await self._sql(lambda: self._registry.read(entities.one_account, account))
            if account
            else None
        )
        if found is None or found.entity != entity:
            message = f"no such key of a member or viewer with an account of entity {entity}"
            raise RequestError("key_not_of_entity", message, field="key", value=key)

    async def _rights(self, fields: Fields, _grant: Grant) -> Fields:
        entity = await self._entity(fields)
        found = await self._sql(lambda: self._registry.read(mandates.mandates_of, entity))
        return {"entity": entity, "rights": [_mandate_row(row) for row in found]}

    async def _entity(self, fields: Fields) -> int:
        if "account" not in fields and "entity" in fields:
            result: int = fields["entity"]
            return result
        number = fields.get("account", 0)
        account = await self._sql(lambda: self._registry.read(entities.one_account, number))
        if account is None or not account.entity:
            raise RequestError(
                "account_unknown",
                "name an entity or one of its accounts",
                field="account",
                value=number,
            )
        return account.entity

    async def _proposals(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        given = (
            fields.get("account"),
            fields.get("waiting", False),
            fields.get("after", 0),
            limit + 1,
        )
        found = await self._sql(lambda: self._registry.read(proposals.some, *given))
        following = found[limit - 1].number if len(found) > limit else None
        return {"proposals": [_proposal_row(row) for row in found[:limit]], "next": following}

    def _decision(self, fields: Fields, grant: Grant) -> tuple[Any, ...]:
        whose = (
            fields["proposal"],
            fields["account"],
            self._person(grant.key),
            fields.get("note", ""),
        )
        return *whose, self._today(), self._registry.now_ns()

    async def _approve(self, fields: Fields, grant: Grant) -> Fields:
        given = self._decision(fields, grant)
        done = await self._turn.carried(lambda connection: proposals.approve(connection, *given))
        return {"proposal": fields["proposal"]} | await self._finish(done)

    async def _reject(self, fields: Fields, grant: Grant) -> Fields:
        given = self._decision(fields, grant)
        number = await self._turn.apart(lambda connection: proposals.reject(connection, *given))
        if isinstance(number, Refusal):
            raise as_error(number)
        return {"proposal": number}


def _may_read(
    connection: Connection, account: int, person: Person, today: int, of_proposals: bool
) -> Refusal | None:
    found = entities.register(connection, [account]).get(account)
    if found is None:
        return None  # the question itself is refused for an unknown account
    return mandates.may_read(connection, found.entity, person, today, of_proposals)


def _mandate_row(row: Mandate) -> Fields:
    last = None if row.last == FOR_EVER else format_date(row.last)
    return row._asdict() | {
        "rights": words(row.rights),
        "first": format_date(row.first) or None,
        "last": last,
    }


def _proposal_row(row: Proposal) -> Fields:
    return row._asdict() | {
        "status": row.status.name.lower(),
        "event": row.event or None,
        "checker": row.checker or None,
    }
