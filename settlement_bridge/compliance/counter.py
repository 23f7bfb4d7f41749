"""Answers to the operations of compliance; alerts are assessed again and again while the registry
runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from gateway.client import RequestRefused
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.private_keys import PrivateKey
from settlement_bridge.books import entities, vintages
from settlement_bridge.books.vintages import VintageRule
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.compliance import (
    alerts,
    carry_over,
    certificate,
    completion,
    obligations,
    offers,
    positions,
    rows,
    surrender,
)
from settlement_bridge.compliance.alerts import Raised
from settlement_bridge.compliance.operations import TABLE
from settlement_bridge.compliance.rules import CarryOverRules, YearRules
from settlement_bridge.errors import ExchangeAway, Refusal
from settlement_bridge.fields import as_error, sign_off
from settlement_bridge.intake.uploads import Uploads
from settlement_bridge.records import PAGE_MAX, SignOff
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

ASSESS_EVERY_S = 60.0
ALL_METHODS = ("listed", "block", "auction")

Fields = dict[str, Any]
Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Turn(Protocol):
    """Where writing work waits for its turn: `transfers.Transfers`."""

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...


class Counter:
    """Answers the operations of `operations.TABLE`; `key` signs certificates.

    `run` keeps assessing alerts.
    """

    operations = TABLE

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        exchange: Exchange,
        uploads: Uploads,
        key: PrivateKey,
    ) -> None:
        self._registry, self._sql, self._turn = registry, worker, turn
        self._exchange, self._uploads, self._key = exchange, uploads, key
        self._news = asyncio.Event()  # replaced whenever alerts were assessed
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "set_year": self._set_year,
            "emissions_file": self._emissions_file,
            "position": self._position,
            "positions": self._positions,
            "surrender": self._surrender,
            "vintages": self._vintages,
            "set_vintages": self._set_vintages,
            "set_carry_over": self._set_carry_over,
            "carry_over_room": self._carry_over_room,
            "request_carry_over": self._request_carry_over,
            "grant_carry_over": self._grant_carry_over,
            "release_carry_over": self._release_carry_over,
            "completion": self._completion,
            "late": self._late,
            "assess_alerts": self._assess_alerts,
            "alerts": self._alerts,
            "follow_alerts": self._follow_alerts,
            "certify": self._certify,
            "verify_certificate": self._verify_certificate,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    async def run(self) -> None:
        """Assess alerts every minute, whenever the exchange can be asked, until cancelled."""
        while True:
            try:
                await self.assess()
            except (ExchangeAway, RequestRefused, RequestError) as error:
                log.warning("alerts are not assessed: %s", error)
            await asyncio.sleep(ASSESS_EVERY_S)

    async def assess(self) -> int:
        """Assess alerts now: how many were raised, changed or lifted.

        Raises ExchangeAway, RequestRefused.
        """
        if not await self._read(alerts.anything):
            return 0
        offered = await offers.ask_offers(self._exchange)
        today, now = self._exchange.date, self._registry.now_ns()
        if not today:
            return 0
        news = await self._turn.apart(
            lambda connection: alerts.assess(connection, offered, today, now)
        )
        self._news.set()
        self._news = asyncio.Event()
        return news

    async def follow_raised(self, after: int) -> AsyncIterator[list[Raised]]:
        """Alerts behind a number, a page at a time, without end; each page once the one before has
        been taken.
        """
        while True:
            news = self._news
            found = await self._read(alerts.raised, after, PAGE_MAX)
            if found:
                after = found[-1].number
                yield found
            else:
                await news.wait()

    async def follow(self, fields: Fields) -> AsyncIterator[list[Fields]]:
        """As the messages that a session is sent after `follow_alerts`."""
        async for page in self.follow_raised(fields.get("after", 0)):
            yield [{"type": "alert", **rows.alert_row(row)} for row in page]

    async def _do(self, work: Callable[[Connection], Result | Refusal]) -> Result:
        result = await self._turn.apart(work)
        if isinstance(result, Refusal):
            raise as_error(result)
        return result

    async def _read(self, query: Callable[..., Result | Refusal], *args: Any) -> Result:
        result = await self._sql(lambda: self._registry.read(query, *args))
        if isinstance(result, Refusal):
            raise as_error(result)
        return result

    def _signed(self, fields: Fields, grant: Grant) -> tuple[SignOff, int]:
        return sign_off(fields, grant.key, grant.role), self._registry.now_ns()

    # Obligations and what is given up for them.

    async def _set_year(self, fields: Fields, grant: Grant) -> Fields:
        chosen = {name: fields[name] for name in YearRules._fields if name in fields}
        rules = YearRules(**chosen)
        if rules.fine_low > rules.fine_high:
            rule = "the lower fine is above the higher"
            raise RequestError(
                "fines_crossed",
                rule,
                field="fine_low",
                value=rules.fine_low,
                allowed=rules.fine_high,
            )
        who, now = self._signed(fields, grant)
        return {
            "number": await self._do(
                lambda connection: obligations.set_rules(connection, rules, who, now)
            )
        }

    async def _emissions_file(self, fields: Fields, grant: Grant) -> Fields:
        text = self._uploads.whole(fields["digest"])
        if isinstance(text, Refusal):
            raise as_error(text)
        (who, now), correction = self._signed(fields, grant), fields.get("correction", False)
        given = (text, fields["reference"], correction, who, now, fields.get("again", ""))
        count = await self._do(lambda connection: obligations.take_in(connection, *given))
        self._uploads.forget(fields["digest"])
        return {"obligations": count}

    async def _owner(self, fields: Fields) -> int:
        if "entity" in fields:
            result: int = fields["entity"]
            return result
        if "account" not in fields:
            raise RequestError(
                "field_missing", "name the entity or one of its accounts", field="entity"
            )
        account = await self._read(entities.one_account, fields["account"])
        if account is None:
            raise RequestError(
                "account_unknown",
                "no such account in the registry",
                field="account",
                value=fields["account"],
            )
        return account.entity

    async def _position(self, fields: Fields, _grant: Grant) -> Fields:
        entity = await self._owner(fields)
        day = self._exchange.date
        found = await self._read(positions.position, entity, fields["year"], day)
        if found is None:
            rule = f"entity {entity} has no obligation for this year"
            raise RequestError("obligation_unknown", rule, field="year", value=fields["year"])
        return {"position": rows.position_row(found)}

    async def _positions(self, fields: Fields, _grant: Grant) -> Fields:
        page = (fields["year"], fields.get("after", 0), PAGE_MAX + 1, self._exchange.date)
        found = await self._read(positions.positions, *page)
        following = found[PAGE_MAX - 1].entity if len(found) > PAGE_MAX else None
        return {
            "positions": [rows.position_row(row) for row in found[:PAGE_MAX]],
            "next": following,
        }

    async def _surrender(self, fields: Fields, grant: Grant) -> Fields:
        (who, now), today = self._signed(fields, grant), self._exchange.date
        what = (
            fields["account"],
            fields["instrument"].decode(),
            fields["quantity"],
            fields["year"],
        )
        return {
            "event": await self._do(
                lambda connection: surrender.surrender(connection, *what, who, today, now)
            )
        }

    async def _vintages(self, fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(obligations.vintage_rows)
        if "year" in fields:
            found = vintages.about(found, fields["year"])
        return {"vintages": [rows.vintage_row(rule) for rule in found]}

    async def _set_vintages(self, fields: Fields, grant: Grant) -> Fields:
        rule = VintageRule(
            fields["year"],
            fields.get("last_year") or fields["year"],
            bool(fields.get("case", vintages.CASES[vintages.ON_TIME])),
            fields.get("from_date") or 0,
            fields["first_vintage"],
            fields["last_vintage"],
            fields["document"],
        )
        who, now = self._signed(fields, grant)
        set_rule = lambda connection: obligations.set_vintages(connection, rule, who, now)
        return {"number": await self._do(set_rule)}

    # Carry-over.

    async def _set_carry_over(self, fields: Fields, grant: Grant) -> Fields:
        chosen = {name: fields[name] for name in CarryOverRules._fields if name in fields}
        rules = CarryOverRules(**chosen | {"instrument": fields["instrument"].decode()})
        who, now = self._signed(fields, grant)
        return {
            "number": await self._do(
                lambda connection: carry_over.set_rules(connection, rules, who, now)
            )
        }

    async def _carry_over_room(self, fields: Fields, _grant: Grant) -> Fields:
        entity = await self._owner(fields)
        rules = await self._read(carry_over.rules_of, fields["year"])
        if rules is None:
            raise RequestError(
                "no_carry_over",
                "no round of carry-over into this year",
                field="year",
                value=fields["year"],
            )
        return {"room": rows.room_row(await self._read(carry_over.room, entity, rules))}

    async def _request_carry_over(self, fields: Fields, grant: Grant) -> Fields:
        (who, now), today = self._signed(fields, grant), self._exchange.date
        what = (
            fields["account"],
            fields["instrument"].decode(),
            fields["quantity"],
            fields["year"],
        )
        return {
            "event": await self._do(
                lambda connection: carry_over.request(connection, *what, who, today, now)
            )
        }

    async def _grant_carry_over(self, fields: Fields, grant: Grant) -> Fields:
        (who, now), today, request = (
            self._signed(fields, grant),
            self._exchange.date,
            fields["request"],
        )
        return {
            "event": await self._do(
                lambda connection: carry_over.grant(connection, request, who, today, now)
            )
        }

    async def _release_carry_over(self, fields: Fields, grant: Grant) -> Fields:
        (who, now), today = self._signed(fields, grant), self._exchange.date
        return {
            "event": await self._do(
                lambda connection: carry_over.release(
                    connection, fields["request"], who, today, now
                )
            )
        }

    # Statistics, alerts, certificates.

    async def _completion(self, fields: Fields, _grant: Grant) -> Fields:
        found = await self._read(completion.completion, fields["year"])
        return {"year": fields["year"], "completion": [rows.completion_row(row) for row in found]}

    async def _late(self, fields: Fields, _grant: Grant) -> Fields:
        methods = ALL_METHODS if fields.get("all_methods") else (completion.LISTED,)
        found = await self._read(completion.late_figures, fields["year"], methods)
        return rows.late_row(found._replace(late=found.late[:PAGE_MAX])) | {
            "late_count": len(found.late)
        }

    async def _assess_alerts(self, _fields: Fields, _grant: Grant) -> Fields:
        try:
            return {"alerts": await self.assess()}
        except ExchangeAway as away:
            raise RequestError("exchange_away", str(away)) from away
        except RequestRefused as refused:
            raise RequestError(
                refused.code, f"the exchange refused: {refused.message}"
            ) from refused

    async def _alerts(self, fields: Fields, _grant: Grant) -> Fields:
        after, limit = fields.get("after", 0), fields.get("limit", PAGE_MAX)
        found = await self._read(alerts.raised, after, limit)
        if not found and fields.get("wait_ms"):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(fields["wait_ms"] / 1000):
                    await self._news.wait()
            found = await self._read(alerts.raised, after, limit)
        return {
            "alerts": [rows.alert_row(row) for row in found],
            "last": found[-1].number if found else after,
        }

    async def _follow_alerts(self, _fields: Fields, _grant: Grant) -> Fields:
        return {"last": await self._read(alerts.last_number)}

    async def _certify(self, fields: Fields, grant: Grant) -> Fields:
        (who, now), today, venue = (
            self._signed(fields, grant),
            self._exchange.date,
            self._exchange.venue,
        )
        what = (fields["entity"], fields["year"], venue, self._key.sign)
        issued = await self._do(
            lambda connection: completion.issue(connection, *what, who, today, now)
        )
        return {"certificate": rows.statement_row(issued.statement), "code": issued.code}

    async def _verify_certificate(self, fields: Fields, _grant: Grant) -> Fields:
        statement = certificate.verify(fields["code"], self._key.public_key)
        if isinstance(statement, Refusal):
            raise as_error(statement)
        refusal = await self._sql(
            lambda: self._registry.read(completion.standing, fields["code"], statement)
        )
        if refusal is not None:
            raise as_error(refusal)
        return {"certificate": rows.statement_row(statement), "public_key": self._key.public_key}
