"""Offsets on their way between the two registries: what waits for the credits registry is asked
for, until it has answered.

Each is asked under its reference, in the state in which it is written down, so that after a lost
reply, a restart or a day without a connection the same is asked again. An error is no answer: only
a statement that the linked registry has signed moves an offset.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gateway.client.backoff import Backoff
from gateway.client.connection import Connection
from gateway.protocol.errors import GatewayError
from gateway.protocol.fields import line
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.proofs import REGISTRY
from gateway.protocol.replies import read_answer
from gateway.protocol.texts import Line
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.compliance import offset_statements
from settlement_bridge.errors import Refusal
from settlement_bridge.offsets import links, requested, rows
from settlement_bridge.offsets.links import Link
from settlement_bridge.offsets.requested import Answer
from settlement_bridge.offsets.rows import Requested
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

AT_ONCE = 100  # offsets asked for in one session
LOOK_EVERY_S = 60.0  # for those that a day, a rule or an obligation has moved
RETRY_FIRST_S, RETRY_MOST_S = 0.2, 30.0
ANSWER_S = 30.0  # in which the credits registry answers a request
_CODE = Line(2 * offset_statements.CODE_MAX)

log = logging.getLogger(__name__)


class Unanswered(Exception):
    """The credits registry did not answer as it should: it is asked again later."""


class OffsetSender:
    """Asks the linked registry of credits. `run` does it until cancelled; `look` has it look for
    news now.

    `key_of` gives the private key with an id, or raises KeyFileError. Attributes: `problem` (why
    the last attempt failed, empty when it went well).
    """

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        key_of: Callable[[str], PrivateKey],
        today: Callable[[], int],
        outside: Outside = SYSTEM,
    ) -> None:
        self._registry, self._sql, self._turn = registry, worker, turn
        self._key_of, self._today, self._outside = key_of, today, outside
        self._news, self._moved = asyncio.Event(), asyncio.Event()
        self._pauses = Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        self.problem = ""

    def look(self) -> None:
        """There is something to ask for."""
        self._news.set()

    async def moved(self, wait_s: float) -> None:
        """Wait until offsets have moved, for some seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._moved.wait()

    async def run(self) -> None:
        """Ask for all that waits, now and later. Raises what the database raises."""
        while True:
            self._news.clear()
            try:
                await self.ask_all()
                self.problem = ""
                self._pauses.reset()
                await self._wait(LOOK_EVERY_S)
            except (GatewayError, Unanswered, TimeoutError) as error:
                self.problem = str(error) or "no answer in time"
                log.warning("offsets wait for the credits registry: %s", self.problem)
                await self._wait(self._pauses.next_s())

    async def _wait(self, most_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self._news.wait()

    async def ask_all(self) -> None:
        """Ask for what waits, and go on with what was answered, until nothing waits.

        Raises GatewayError, Unanswered, and what the database raises.
        """
        while True:
            await self._go_on()
            link = await self._read(links.link)
            waiting = await self._read(rows.to_ask, AT_ONCE) if link else []
            if link is None or not waiting:
                return
            async with await self._open(link) as connection:
                for asked_for in waiting:
                    await self._ask(connection, asked_for)

    async def _go_on(self) -> None:
        """Decide on what is frozen by now; a registry that does not agree with its exchange
        decides nothing.
        """
        if not await self._read(rows.any_pending):
            return
        today, now_ns = self._today(), self._registry.now_ns()
        if await self._turn.apart(lambda each: requested.go_on(each, today, now_ns)):
            self._tell()

    async def _open(self, link: Link) -> Connection:
        return await Connection.open(
            link.address,
            self._key_of(link.key),
            server=REGISTRY,
            server_key=link.server_key,
            wall_ns=self._outside.wall_ns,
        )

    async def _ask(self, connection: Connection, asked_for: Requested) -> None:
        async with asyncio.timeout(ANSWER_S):
            reply = await connection.request("offset_order", **_order(asked_for))
        code = read_answer(reply, statement=_CODE)["statement"]
        signed_by = read_answer(connection.challenge, server_key=line)["server_key"]
        answer = _checked(asked_for, code, signed_by)
        today, now_ns = self._today(), self._registry.now_ns()
        given = (asked_for.number, asked_for.status, answer, today, now_ns)
        moved = await self._turn.apart(lambda each: requested.take(each, *given))
        if moved is not None:
            self._tell()

    async def _read(self, query: Callable[..., Any], *given: Any) -> Any:
        return await self._sql(lambda: self._registry.read(query, *given))

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def _order(asked_for: Requested) -> dict[str, Any]:
    """The fields of the request."""
    wanted, step = asked_for.wanted, asked_for.step
    assert step is not None
    units = {"serials": list(wanted.serials)} if wanted.serials else {"quantity": wanted.quantity}
    code = {"credit_code": wanted.credit_code} if wanted.credit_code else {}
    return {
        "step": step.name.lower(),
        "reference": asked_for.reference,
        "account": wanted.account,
        "year": wanted.year,
        "instrument": wanted.instrument,
        **units,
        **code,
    }


def _checked(asked_for: Requested, code: str, server_key: str) -> Answer:
    """A statement that is signed and about this offset. Raises Unanswered."""
    statement = offset_statements.verified(code, server_key)
    if isinstance(statement, Refusal):
        raise Unanswered(statement.message)
    wanted = asked_for.wanted
    own = (asked_for.reference, *wanted[:1], *wanted[2:5])
    said = (statement.reference, statement.account, statement.year)
    if (*said, statement.instrument, statement.quantity) != own:
        raise Unanswered("the credits registry states something about another offset")
    return Answer(statement, code, server_key)
