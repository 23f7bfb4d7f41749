"""The emitter of the demonstration in the allowance venue beside: what it owes there, and how it
fulfils that with credits and allowances.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import Request, everything_done

Row = Mapping[str, Any]

CODE, BASE = "CEA25", 7_800
TRADED_T, TRADED_AT = 100, 7_800
YEAR, DUE = 2025, 400_000  # t that the emitter owes
SHARE = DUE // 20  # t of credits that may make it up: 5 %
PEER = "allowances"  # key of the allowance registry in the credits registry
GROUND = "rehearsal"  # of acts that want one
WAIT_MS = 30_000  # for an offset


def emitter_entity(entity: int, name: str, kind: str) -> Request:
    """The request that enters the emitter; it has the same credit code in both registries."""
    named = {"entity": entity, "name": name, "kind": kind, "province": 42}
    sector = {"sector": "power"} if kind == "emitter" else {}
    return {"op": "open_entity", "credit_code": "91420000177570439X", **named, **sector}


@dataclass(frozen=True)
class Fulfilled:
    """How the obligation was fulfilled: its offsets as they ended, the position afterwards, and
    what a check of the certificate of compliance says.
    """

    offsets: list[Row]
    position: Row
    certificate: Row


@dataclass(frozen=True)
class Emitter:
    """The account of an emitter in an allowance venue."""

    venue: RehearsalVenue
    account: int
    other: int

    async def owe(self) -> None:
        """The year's verified emissions, and the allowances that were given out for them, but for
        what the other account is to sell.
        """
        row = f"{self.account},{YEAR},{DUE},{DUE}"
        text = f"entity,year,emissions,due\n{row}\ntotal,1,{DUE},{DUE}\n"
        registry = self.venue.registry
        digest = await registry.upload(text)
        await registry.operations.emissions_file(digest=digest, reference=f"emissions {YEAR}")
        await self.venue.list_instrument(CODE, 1, BASE)
        units = {"op": "allocate", "instrument": CODE}
        given = {self.account: DUE - TRADED_T, self.other: TRADED_T}
        shares = [{**units, "account": to, "quantity": t} for to, t in given.items()]
        await everything_done(registry, shares)
        await self.venue.deposit({self.account: TRADED_T * TRADED_AT})

    async def trade(self, date: int) -> Row:
        """A day with one small trade, so that both markets have figures: its bulletin."""
        await self.venue.feed.subscribe("bulletin")
        moved = {"account": self.other, "instrument": CODE, "quantity": TRADED_T}
        await everything_done(self.venue.registry, [{"op": "transfer_in", **moved}])
        await self.venue.start_day(date)
        order: dict[str, Any] = {"instrument": CODE, "price": TRADED_AT, "quantity": TRADED_T}
        for account, side in ((self.other, "sell"), (self.account, "buy")):
            await self.venue.members[account].request("new_order", side=side, **order)
        await self.venue.end_day()
        bulletin = await self.venue.bulletin(date)
        await self.venue.settled(date)
        return bulletin

    async def link(self, credits: RehearsalVenue, account: int) -> None:
        """The registries know each other, and that this account and one there are of one owner."""
        key = generate(self.venue.folder / "keys" / f"{PEER}.pem")
        keys = PublicKeys(credits.folder / "keys.json")
        keys.add(PEER, "peer", None, "registry of allowances", key.public_key)
        there = credits.running.endpoints
        pinned = {"address": there.registry, "server_key": there.registry_key, "key": PEER}
        await self.venue.registry.request("link_registry", document=GROUND, **pinned)
        bound = {"account": account, "peer": PEER, "peer_account": self.account}
        await credits.registry.request("bind_account", document=GROUND, **bound)

    async def fulfil(self, credits: Mapping[str, int]) -> Fulfilled:
        """Offset with credits, surrender allowances for the rest, and have that certified.

        Raises RehearsalError where an offset was not carried out.
        """
        registry = self.venue.registry
        asked: list[Request] = [
            {
                "op": "offset",
                "year": YEAR,
                "account": self.account,
                "instrument": code,
                "quantity": t,
            }
            for code, t in credits.items()
        ]
        replies = await everything_done(registry, asked)
        numbers = [reply.fields["offset"] for reply in replies]
        offsets = list(await asyncio.gather(*map(self._covered, numbers)))
        allowances = {"account": self.account, "instrument": CODE}
        rest = DUE - sum(row["quantity"] for row in offsets)
        await everything_done(
            registry,
            [
                {"op": "transfer_out", "quantity": TRADED_T, **allowances},
                {"op": "surrender", "quantity": rest, "year": YEAR, **allowances},
            ],
        )
        operations = registry.operations
        code = (await operations.certify(entity=self.account, year=YEAR))["code"]
        found = await operations.verify_certificate(code=code)
        position = await operations.position(entity=self.account, year=YEAR)
        return Fulfilled(offsets, position["position"], found["certificate"])

    async def _covered(self, offset: int) -> Row:
        """An offset once the other registry has cancelled its credits."""
        asked = {"account": self.account, "offset": offset, "wait_ms": WAIT_MS}
        found: Row = (await self.venue.registry.request("offset_state", **asked))["offset"]
        if found["status"] != "covered":
            why = found["message"] or found["code"] or "no answer in time"
            raise RehearsalError(f"offset {offset} is {found['status']}: {why}", field="offset")
        return found
