"""Answers to the operations of delivery defaults; each writing one is a transaction of its own, in
turn with the others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from settlement_bridge.books.settings import clock
from settlement_bridge.defaults import cases, deadlines, reserve
from settlement_bridge.defaults.acts import Act, ActKind, acts_of
from settlement_bridge.defaults.cases import Case, Notice, Wanted
from settlement_bridge.defaults.differences import Known
from settlement_bridge.defaults.reserve import Balance
from settlement_bridge.defaults.rules import DefaultRules, moment, rules_of, set_rules, time_of
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.operations.defaults import ROWS
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.records import PAGE_MAX, SignOff
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

NOTICES_LOOK_S = 0.5  # between two looks for new notices while a request waits
Fields = dict[str, Any]
Result = TypeVar("Result")


class Turn(Protocol):
    """Where writing work waits for its turn: `transfers.Transfers`."""

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...


class Counter:
    """Answers the operations of `ROWS`.

    `today` gives the exchange's date, `look` has the settlement go on.
    """

    operations = tuple(row.name for row in ROWS)

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
        return rules_row(await self._read(rules_of))

    async def _defaults(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        wanted = Wanted(fields.get("account"), fields.get("date"), fields.get("standing", False))
        found = await self._read(cases.listed, wanted, fields.get("after", 0), limit + 1)
        following = found[limit - 1].number if len(found) > limit else None
        return {"defaults": [case_row(row) for row in found[:limit]], "next": following}

    async def _default(self, fields: Fields, _grant: Grant) -> Fields:
        found: Case | None = await self._read(cases.one_case, fields["default"])
        if found is None or fields.get("account", found.account) != found.account:
            raise as_error(cases.unknown(fields["default"]))
        acts = await self._read(acts_of, found.number)
        return {"default": case_row(found), "acts": [act_row(act) for act in acts]}

    async def _notices(self, fields: Fields, _grant: Grant) -> Fields:
        after = fields.get("after", 0)
        asked = (after, fields.get("limit", PAGE_MAX), fields.get("account"))
        found: list[Notice] = await self._read(cases.notices, *asked)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(fields.get("wait_ms", 0) / 1000):
                while not found:
                    await asyncio.sleep(NOTICES_LOOK_S)
                    found = await self._read(cases.notices, *asked)
        return {
            "notices": [notice_row(row) for row in found],
            "last": found[-1].act.number if found else after,
        }

    async def _reserve(self, _fields: Fields, _grant: Grant) -> Fields:
        return reserve_row(await self._read(reserve.balance))

    # Writing.

    async def _set_rules(self, fields: Fields, grant: Grant) -> Fields:
        rules = DefaultRules(
            fields.get("top_up"),
            fields.get("top_up_days", 1),
            fields.get("at_deadline", "settle") == "settle",
            fields.get("fee_share_bp", 0),
            fields.get("hold_results", False),
        )
        who, _, now = self._signed(fields, grant)
        return {"number": await self._do(lambda connection: set_rules(connection, rules, who, now))}

    async def _set_deadline(self, fields: Fields, grant: Grant) -> Fields:
        who, today, now = self._signed(fields, grant)
        until = time_of(fields["date"], fields["time"])
        work = lambda connection: deadlines.set_deadline(
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
            lambda connection: deadlines.decide(connection, fields["default"], kind, who, now)
        )
        return {"event": event or None}

    async def _repay(self, fields: Fields, grant: Grant) -> Fields:
        who, *when = self._signed(fields, grant)
        what = (fields["default"], fields["amount_fen"])
        return {
            "event": await self._do(lambda connection: reserve.repay(connection, *what, who, *when))
        }

    async def _write_off(self, fields: Fields, grant: Grant) -> Fields:
        who, *when = self._signed(fields, grant)
        what = (fields["default"], fields["amount_fen"])
        return {
            "outstanding_fen": await self._do(
                lambda connection: reserve.write_off(connection, *what, who, *when)
            )
        }

    async def _release_day(self, fields: Fields, grant: Grant) -> Fields:
        who, _, now = self._signed(fields, grant)
        return {
            "change": await self._do(
                lambda connection: deadlines.release(connection, fields["date"], who, now)
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


def case_row(case: Case) -> Fields:
    """A default; the shortage is `missing_fen`, or `missing` of units, in tonnes."""
    trade = case.trade
    names = ("method", "trade", "instrument", "quantity", "amount_fen", "buyer", "seller")
    return {
        "default": case.number,
        "date": format_date(trade.date),
        "status": case.status,
        "account": case.account,
        "entity": case.entity,
        "short_of": "units" if case.instrument else "cash",
        "missing" if case.instrument else "missing_fen": case.missing,
        "deadline": moment(case.deadline_ns),
        "deadline_ns": case.deadline_ns,
        **{name: getattr(trade, name) for name in names},
        "covered_fen": case.covered_fen,
        "repaid_fen": case.repaid_fen,
        "written_off_fen": case.written_off_fen,
        "outstanding_fen": case.outstanding_fen,
    }


def act_row(act: Act) -> Fields:
    """One thing that happened to a default."""
    return {
        "number": act.number,
        "default": act.default,
        "what": act.kind.name.lower(),
        "time_ns": act.time_ns,
        "date": format_date(act.date) or None,
        "amount_fen": act.amount_fen,
        "deadline": moment(act.deadline_ns) if act.deadline_ns else None,
        "event": act.event or None,
        "who": act.who,
        "role": act.role,
        "document": act.document or None,
        "note": act.note or None,
    }


def notice_row(notice: Notice) -> Fields:
    """An act with its default in its present state."""
    return act_row(notice.act) | {"case": case_row(notice.case)}


def known_row(known: Known) -> Fields:
    """A difference between registry and exchange that has a name."""
    row = known._asdict() | {
        "instrument": known.instrument or None,
        "default": known.default or None,
    }
    return row | {
        "difference_fen" if known.instrument == "" else "difference": row.pop("difference")
    }


def reserve_row(balance: Balance) -> Fields:
    """The reserve in fen; `claims_fen`: paid for others and not come back."""
    return balance._asdict() | {"claims_fen": balance.covered_fen - balance.repaid_fen}


def rules_row(rules: DefaultRules) -> Fields:
    """The rules that apply to new defaults."""
    return {
        "top_up": None if rules.top_up_minute is None else clock(rules.top_up_minute),
        "top_up_days": rules.top_up_days,
        "at_deadline": "settle" if rules.automatic else "wait",
        "fee_share_bp": rules.fee_share_bp,
        "hold_results": rules.hold_results,
    }
