"""A registry of allowances with an emitter that owes, and a registry of credits with credits of the
same emitter; and what carries orders from one to the other, as the network may or may not.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Integer, Table, insert

from gateway.protocol.replies import ConnectionLost
from settlement_bridge.books import (
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    Series,
    SignOff,
    State,
    entities,
    events,
    ledger_rows,
)
from settlement_bridge.books.credit_words import Stage
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.market import Market
from settlement_bridge.books.offset_words import OffsetStatus, Step
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import obligations, offset_statements, positions
from settlement_bridge.errors import Refusal
from settlement_bridge.offsets import Wanted, links, orders, requested, rows
from settlement_bridge.offsets.links import Link
from settlement_bridge.offsets.orders import Asking
from settlement_bridge.offsets.sender import OffsetSender
from settlement_bridge.store import Worker
from settlement_bridge.store.credit_tables import period_years, periods, projects
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge", "letter 1")
DATE, YEAR = 20_251_105, 2024
CODE, OTHER = "A210001-22", "N110002-21"
EMITTER, HOLDER = 7, 12  # the emitter's account there, and here
CREDIT_CODE = "91420000177570439X"
KEY = "allowances"
HELD = 60_000
DUE = 950_000
EMISSIONS = f"entity,year,emissions,due\n{EMITTER},{YEAR},1000000,{DUE}\ntotal,1,1000000,{DUE}\n"


def furnish_allowances(registry: Registry) -> None:
    """Account 7 of an emitter that owes 950,000 t for 2024 and has as many allowances."""
    open_account(registry, EMITTER, "汉江电力", CREDIT_CODE)
    allowances = Instruction(Task.ALLOCATE, EMITTER, "CEA24", DUE, date=DATE)
    at_once.record(registry, [allowances])
    registry.write(obligations.take_in, EMISSIONS, "2024-1", False, LIN, registry.now_ns())
    link = Link("wss://credits.example:9103", "00" * 32, KEY)
    registry.write(links.set_link, link, LIN, registry.now_ns())


def furnish_credits(registry: Registry) -> None:
    """Account 12 of the same emitter, bound to its account 7, with credits of two projects."""
    open_account(registry, HOLDER, "汉江电力", CREDIT_CODE)
    for number, code in ((1, CODE), (2, OTHER)):
        registered = 20_250_306 if code == CODE else 20_240_122
        registry.write(issue, number, code, {HOLDER: HELD}, registered, registry.now_ns())
    registry.write(links.bind, HOLDER, KEY, EMITTER, LIN, registry.now_ns())


def open_account(registry: Registry, number: int, name: str, code: str | None = None) -> None:
    """An account and its entity, an emitter of province 42, with one number."""
    opened = Entity(number, name, EntityKind.EMITTER, 42, Sector.POWER, code, Status.ACTIVE)
    registry.write(entities.open_entity, opened, LIN, registry.now_ns())
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, number, name=name, entity=number)])


def _blank(table: Table, **values: Any) -> dict[str, Any]:
    blank = {c.name: "" if not isinstance(c.type, Integer) else 0 for c in table.columns}
    return blank | values


def issue(
    connection: Any, number: int, code: str, parts: dict[int, int], registered: int, time_ns: int
) -> None:
    """Credits of a project's first verification, for some accounts."""
    project, _, year = code.rpartition("-")
    named = {"name": f"项目 {project}", "methodology": "CCER-01-002-V01", "code": project}
    connection.execute(insert(projects).values(_blank(projects, number=number, **named)))
    source, series = Key(OUTSIDE, code, State.ISSUED), Series(2000 + int(year), 1)
    free = {Key(holder, code, State.REGISTRY_AVAILABLE): t for holder, t in parts.items()}
    kind = EntryKind.CREDIT_ISSUE
    made = [Movement(kind, source, to, t, registered, series=series) for to, t in free.items()]
    event = events.post(connection, made, LIN, time_ns)
    assert isinstance(event, int)
    period = {"number": number, "project": number, "issue": 1, "event": event}
    period["state"] = int(Stage.REGISTERED)
    connection.execute(insert(periods).values(_blank(periods, **period, decided=registered)))
    verified = {"period": number, "year": series.year, "verified": sum(parts.values())}
    connection.execute(insert(period_years).values(_blank(period_years, **verified)))


def opened(path: Path, market: Market) -> Registry:
    """A registry in a file, whose clock goes on from the last time that it gave."""
    clock = itertools.count(1_000_000 + path.stat().st_size if path.exists() else 1).__next__
    return open_registry(f"sqlite:///{path}", clock, market=market)


@dataclass
class Pair:
    """Both registries, and the key that the server of credits has."""

    allowances: Registry
    credits: Registry
    secret: Ed25519PrivateKey

    @property
    def server_key(self) -> str:
        return self.secret.public_key().public_bytes_raw().hex()

    def ask(self, quantity: int, code: str = CODE, serials: tuple[str, ...] = ()) -> int | Refusal:
        """What the emitter asks for: the offset's number, or why not."""
        units = (EMITTER, code, quantity, YEAR, serials)
        return self.allowances.write(requested.request, *units, LIN, DATE, self.now_ns())

    def withdraw(self, number: int) -> int | Refusal:
        given = (number, EMITTER, LIN, DATE, self.now_ns())
        return self.allowances.write(requested.withdraw, *given)

    def now_ns(self) -> int:
        return self.allowances.now_ns()

    def order(self, fields: Mapping[str, Any]) -> str:
        """What the credits registry answers to a request, signed."""
        units = (fields["account"], fields.get("credit_code", ""), fields["year"])
        serials = tuple(fields.get("serials", ()))
        quantity = fields.get("quantity") or sum(_size(text) for text in serials)
        wanted = Wanted(*units, fields["instrument"], quantity, serials)
        asking = Asking(KEY, fields["reference"], DATE, self.credits.now_ns())
        step = Step[fields["step"].upper()]
        made = self.credits.write(orders.carry_out, step, wanted, asking)
        assert not isinstance(made, Refusal), made
        stated = self.credits.read(orders.statement, made, "beijing")
        text = offset_statements.text_of(stated)
        return offset_statements.written(text, self.secret.sign(offset_statements.SIGNED + text))

    def state(self, number: int) -> OffsetStatus:
        found = self.allowances.read(rows.one, number)
        assert found is not None
        return found.status

    def held(self) -> dict[str, int]:
        """Tonnes of the first project in the credits registry, by state."""
        found = self.credits.read(ledger_rows.nonzero_holdings, HOLDER)
        return {h.state.name.lower(): h.quantity for h in found if h.instrument == CODE}

    def position(self) -> Any:
        found = self.allowances.read(positions.position, EMITTER, YEAR, DATE)
        assert found is not None
        return found

    def check(self) -> None:
        """Both books add up; what was cancelled for an offset is what counts, each by its
        reference, once both rest.
        """
        assert self.allowances.snapshot(disagreements) == []
        assert self.credits.snapshot(disagreements) == []
        wanted = (None, None, None, 0, 1_000)
        counted = {
            each.reference: each.wanted.quantity
            for each in self.allowances.read(rows.some, *wanted)
            if each.status is OffsetStatus.COVERED
        }
        made = self.credits.read(orders.some, None, None, 0, 1_000)
        ended = {m.reference: m.wanted.quantity for m in made if m.status.name == "CANCELLED"}
        assert counted == ended
        cancelled = self.credits.read(ledger_rows.nonzero_holdings, HOLDER)
        gone = sum(h.quantity for h in cancelled if h.state is State.CANCELLED)
        assert sum(counted.values()) == gone == self.position().offset
        frozen = sum(h.quantity for h in cancelled if h.state is State.OFFSET_FROZEN)
        assert frozen == sum(m.wanted.quantity for m in made if m.status.name == "FROZEN")


def _size(text: str) -> int:
    first, _, last = text.partition("-")
    return int(last or first) - int(first) + 1


class Wire:
    """The way to the credits registry: `fate` decides what becomes of each request and reply."""

    def __init__(self, pair: Pair, fate: Callable[[], str] = lambda: "there") -> None:
        self.pair, self.fate = pair, fate
        self.late: list[Mapping[str, Any]] = []  # requests that arrive after others
        self.challenge = {"server_key": pair.server_key}

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def request(self, op: str, **fields: Any) -> dict[str, Any]:
        """As a connection's. Raises ConnectionLost."""
        assert op == "offset_order"
        what = self.fate()
        if what == "late":
            self.late.append(fields)
        if what in ("late", "lost"):
            raise ConnectionLost(1006, "lost on the way there")
        answer = self.pair.order(fields)
        if what == "twice":
            assert self.pair.order(fields) == answer
        if what == "unanswered":
            raise ConnectionLost(1006, "lost on the way back")
        return {"statement": answer}


class Sending(OffsetSender):
    """A sender whose connection is a `Wire`."""

    def __init__(self, pair: Pair, wire: Wire) -> None:
        self.wire, self.worker = wire, Worker()
        turn = Turn(pair.allowances, self.worker, _nothing_barred)
        super().__init__(pair.allowances, self.worker, turn, _no_key, lambda: DATE)

    async def _open(self, _link: Link) -> Any:
        return self.wire


async def _nothing_barred() -> None:
    return None


def _no_key(_key: str) -> Any:
    raise AssertionError("no connection is opened")


def settle(pair: Pair, wire: Wire | None = None) -> None:
    """Have everything asked that waits. Raises ConnectionLost."""
    sending = Sending(pair, wire or Wire(pair))
    try:
        asyncio.run(sending.ask_all())
    finally:
        sending.worker.close()
