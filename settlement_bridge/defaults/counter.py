"""Answers to the operations of delivery defaults; each writing one is a transaction of its own, in
turn with the others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from gateway.protocol.auth import Grant
from settlement_bridge.defaults import cases_sql, hold_sql, pass_sql, recourse_sql, reserve, rows
from settlement_bridge.defaults.cases import ActKind, Case
from settlement_bridge.defaults.cases_sql import Notice, Wanted
from settlement_bridge.defaults.operations import TABLE
from settlement_bridge.defaults.rules import DefaultRules, time_of
from settlement_bridge.errors import Refusal
from settlement_bridge.fields import as_error, sign_off
from settlement_bridge.records import PAGE_MAX, SignOff
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

NOTICES_LOOK_S = 0.5  # how often somebody who waits for a notice is looked after

Fields = dict[str, Any]
Result = TypeVar("Result")


class Turn(Protocol):
    """Where writing work waits for its turn: `transfers.Transfers`."""

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...


class Counter:
    """Answers the operations of `operations.TABLE`.

    `today` gives the exchange's date, `look` has the settlement go on.
    """

    operations = TABLE

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        today: Callable[[], int],
        look: Callable[[], None],
    ) -> None:
        self._registry, self._sql, self._turn = registry, worker, turn
        self._today, self._look = today, look
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "set_default_rules": self._set_rules,
            "default_rules": self._rules,
            "defaults": self._defaults,
            "default": self._default,
            "default_notices": self._notices,
            "set_default_deadline": self._set_deadline,
            "cover_default": self._cover,
            "cancel_default": self._cancel,
            "repay_default": self._repay,
            "write_off_default": self._write_off,
            "release_day": self._release_day,
            "reserve": self._reserve,
            "pay_into_reserve": self._pay_in,
            "fees_into_reserve": self._take_fees,
            "pay_out_of_reserve": self._pay_out,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    async def _do(self, work: Callable[[Connection], Result | Refusal]) -> Result:
        result = await self._turn.apart(work)
        if isinstance(result, Refusal):
            raise as_error(result)
        self._look()
        return result

    async def _read(self, query: Callable[..., Result], *args: Any) -> Result:
        return await self._sql(lambda: self._registry.read(query, *args))

    def _signed(self, fields: Fields, grant: Grant) -> tuple[SignOff, int, int]:
        return sign_off(fields, grant.key, grant.role), self._today(), self._registry.now_ns()

    # Reading.

    async def _rules(self, _fields: Fields, _grant: Grant) -> Fields:
        return rows.rules_row(await self._read(cases_sql.rules_of))

    async def _defaults(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        wanted = Wanted(fields.get("account"), fields.get("date"), fields.get("standing", False))
        found = await self._read(cases_sql.cases, wanted, fields.get("after", 0), limit + 1)
        following = found[limit - 1].number if len(found) > limit else None
        return {"defaults": [rows.case_row(row) for row in found[:limit]], "next": following}

    async def _default(self, fields: Fields, _grant: Grant) -> Fields:
        found: Case | None = await self._read(cases_sql.one_case, fields["default"])
        if found is None or fields.get("account", found.account) != found.account:
            raise as_error(pass_sql.unknown(fields["default"]))
        acts = await self._read(cases_sql.acts_of, found.number)
        return {"default": rows.case_row(found), "acts": [rows.act_row(act) for act in acts]}

    async def _notices(self, fields: Fields, _grant: Grant) -> Fields:
        after = fields.get("after", 0)
        asked = (after, fields.get("limit", PAGE_MAX), fields.get("account"))
        found: list[Notice] = await self._read(cases_sql.notices, *asked)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(fields.get("wait_ms", 0) / 1000):
                while not found:
                    await asyncio.sleep(NOTICES_LOOK_S)
                    found = await self._read(cases_sql.notices, *asked)
        return {
            "notices": [rows.notice_row(row) for row in found],
            "last": found[-1].act.number if found else after,
        }

    async def _reserve(self, _fields: Fields, _grant: Grant) -> Fields:
        return rows.reserve_row(await self._read(reserve.balance))

    # Writing.

    async def _set_rules(self, fields: Fields, grant: Grant) -> Fields:
        rules = DefaultRules(
            fields.get("top_up"),
            fields.get("top_up_days", 1),
            bool(fields.get("at_deadline", True)),
            fields.get("fee_share_bp", 0),
            fields.get("hold_results", False),
        )
        who, _, now = self._signed(fields, grant)
        return {
            "number": await self._do(
                lambda connection: cases_sql.set_rules(connection, rules, who, now)
            )
        }

    async def _set_deadline(self, fields: Fields, grant: Grant) -> Fields:
        who, today, now = self._signed(fields, grant)
        until = time_of(fields["date"], fields["time"])
        work = lambda connection: recourse_sql.set_deadline(
            connection, fields["default"], until, who, today, now
        )
        return {"deadline_ns": await self._do(work)}

    async def _cover(self, fields: Fields, grant: Grant) -> Fields:
        return await self._decide(ActKind.COVERED, fields, grant)

    async def _cancel(self, fields: Fields, grant: Grant) -> Fields:
        return await self._decide(ActKind.CANCELLED, fields, grant)

    async def _decide(self, kind: ActKind, fields: Fields, grant: Grant) -> Fields:
        who, _, now = self._signed(fields, grant)
        event = await self._do(
            lambda connection: pass_sql.decide(connection, fields["default"], kind, who, now)
        )
        return {"event": event or None}

    async def _repay(self, fields: Fields, grant: Grant) -> Fields:
        who, *when = self._signed(fields, grant)
        what = (fields["default"], fields["amount_fen"])
        return {
            "event": await self._do(
                lambda connection: recourse_sql.repay(connection, *what, who, *when)
            )
        }

    async def _write_off(self, fields: Fields, grant: Grant) -> Fields:
        who, *when = self._signed(fields, grant)
        what = (fields["default"], fields["amount_fen"])
        return {
            "outstanding_fen": await self._do(
                lambda connection: recourse_sql.write_off(connection, *what, who, *when)
            )
        }

    async def _release_day(self, fields: Fields, grant: Grant) -> Fields:
        who, _, now = self._signed(fields, grant)
        return {
            "change": await self._do(
                lambda connection: hold_sql.release(connection, fields["date"], who, now)
            )
        }

    async def _pay_in(self, fields: Fields, grant: Grant) -> Fields:
        return await self._move_reserve(reserve.pay_in, fields, grant)

    async def _take_fees(self, fields: Fields, grant: Grant) -> Fields:
        return await self._move_reserve(reserve.take_fees, fields, grant)

    async def _pay_out(self, fields: Fields, grant: Grant) -> Fields:
        return await self._move_reserve(reserve.pay_out, fields, grant)

    async def _move_reserve(
        self, move: Callable[..., int | Refusal], fields: Fields, grant: Grant
    ) -> Fields:
        who, *when = self._signed(fields, grant)
        return {
            "event": await self._do(
                lambda connection: move(connection, fields["amount_fen"], who, *when)
            )
        }
