"""A venue of credits and one of allowances beside it, by the command line: account 1 sells credits
to account 2, an emitter, which offsets with them; a day's figures of each market; sanctions.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.units import format_date
from gateway.cli import root
from gateway.client import RequestRefused
from settlement_bridge.client import connect

PRODUCT, NUMBER = "N110002-21", "9"
SELLER, BUYER = 1, 2
PARTS = {SELLER: 20_000, BUYER: 50}  # t of the product that they have before
SOLD, AT = 1_000, "62.36"
WAITS = 5  # trading days between a purchase and a sale
LATE, LATER = "2024", "2023"  # years: what is missing was due before the code, and under it
DUE = 50_000
SHORT = DUE - SOLD  # t
PEER = "peer1"
PAPER = ("--document", "letter 4")
CODE_IN_FORCE = "2026-08-15"  # of the sanctions of the code


def ceax(data: Path, *words: str) -> str:
    """What a command prints. Raises what it fails with."""
    result = CliRunner(env={"COLUMNS": "200"}).invoke(root(), [*words, "--data", str(data)])
    if isinstance(result.exception, RequestRefused):
        raise result.exception
    if result.exit_code:
        pytest.fail(f"{words}: {result.output} {result.exception!r}")
    return result.stdout


def refused(data: Path, *words: str) -> str:
    """Why a command is refused."""
    try:
        said = ceax(data, *words)
    except RequestRefused as error:
        return error.code
    pytest.fail(f"{words} was not refused: {said}")


@dataclass
class TwoMarkets:
    """Both venues; the tests' own members are 1 to 3 in each."""

    credits: Any
    beside: Any

    def open(self) -> None:
        """The product is listed; both registries know each other, and the province decides on
        offsets.
        """
        credits, beside = self.credits.data, self.beside.data
        named = (PRODUCT, "--number", NUMBER, "--base-price", AT)
        ceax(credits, "list-instrument", *named)
        assert refused(beside, "list-instrument", *named) == "instrument_of_other_market"
        asyncio.run(self._into_trading())
        shutil.copy(credits / "keys" / f"{PEER}.pem", beside / "keys" / f"{PEER}.pem")
        keys = json.loads(ceax(credits, "keys", "server", "list", "--json"))
        own = next(each["public_key"] for each in keys if each["server"] == "registry")
        ceax(credits, "registry", "bind-account", str(BUYER), PEER, str(BUYER), *PAPER)
        where = ("--peer", self.credits.registry, "--peer-key", own, "--as", PEER)
        ceax(beside, "registry", "link", *where, *PAPER)
        ceax(beside, "registry", "bank", "set-rule", "offset_approval", "1", *PAPER)
        for name, scope in (("hubei", "42"), ("beijing", "11")):
            words = ("--role", "authority", "--scope", f"province:{scope}")
            ceax(beside, "keys", "new", name, *words)

    async def _into_trading(self) -> None:
        """Units and cash, at each server what it keeps; the days on which the obligations end."""
        units = {"op": "transfer_in", "instrument": PRODUCT}
        own = [{**units, "account": each, "quantity": t} for each, t in PARTS.items()]
        cash: list[dict[str, Any]] = [
            {"op": op, "account": each, **more}
            for each in PARTS
            for op, more in (("open_account", {"name": "x"}), ("deposit", {"amount_fen": 10**7}))
        ]
        foreign: list[dict[str, Any]] = [
            {"op": "transfer_in", "account": SELLER, "instrument": "CEA25", "quantity": 100},
            {"op": "deposit", "account": BUYER, "amount_fen": 10**6},
            {"op": "set_year", "year": int(LATE), "deadline": "2026-01-31"},
            {"op": "set_year", "year": int(LATER), "deadline": "2026-08-14"},
        ]
        credits, beside = self.credits, self.beside
        for url, key, server, asked in (
            (credits.registry, credits.key("bridge"), "registry", own),
            (credits.cash, credits.key("cash"), "cash", cash),
            (beside.registry, beside.key("bridge"), "registry", foreign),
        ):
            async with connect(url, key, server=server) as session:
                for reply in await session.request_many(asked):
                    reply.result()

    def trade(self) -> None:
        """The same day in both: 1,000 t of credits at 62.36, 100 t of allowances at 78.00."""
        self._start()
        self.beside.dates = iter([self.credits.date])
        self._begin(self.beside)
        self._deal(self.credits, PRODUCT, AT, SOLD)
        self._deal(self.beside, "CEA25", "78.00", 100)
        assert self._both_refused() == {"opposite_side_traded"}
        self._end(self.beside)
        self._end(self.credits)

    def figures(self) -> None:
        """Neither market is in the figures of the other."""
        date = format_date(self.credits.date)
        for venue, volume, amount_fen in (
            (self.beside, 100, 780_000),
            (self.credits, 1_000, 6_236_000),
        ):
            bulletin = json.loads(ceax(venue.data, "bulletin", "--date", date, "--json"))
            assert bulletin["totals"]["day"] == {"volume": volume, "amount_fen": amount_fen}
        assert bulletin["means"]["day"] == 6_236
        late = json.loads(ceax(self.beside.data, "registry", "late", LATE, "--json"))
        assert (late["quantity"], late["amount_fen"], late["average"]) == (100, 780_000, 7_800)

    def refused_until_the_fifth_day(self) -> None:
        """The other side waits; the units that were bought are offset the day after."""
        for day in range(1, WAITS):
            self._start()
            assert self._both_refused() == {"opposite_side_traded"}
            if day == 1:
                self._offset()
            self._end(self.credits)
        self._start()
        self._deal(self.credits, PRODUCT, AT, 10, seller=BUYER, buyer=SELLER)
        self._end(self.credits)

    def _offset(self) -> None:
        """Asked by the emitter, approved by its own province only."""
        beside, units = self.beside.data, (str(BUYER), PRODUCT, str(SOLD))
        ceax(self.credits.data, "registry", "transfer-out", *units)
        ceax(beside, "registry", "offset", *units, "--year", LATE, "--reference", "offset-1")
        asyncio.run(self._state("pending"))
        assert refused(beside, "registry", "approve-offset", "1", *PAPER, "--key", "beijing") == (
            "offset_unknown"
        )
        listed = (beside, "registry", "offsets", "--json", "--key")
        assert [len(json.loads(ceax(*listed, key))) for key in ("hubei", "beijing")] == [1, 0]
        ceax(beside, "registry", "approve-offset", "1", *PAPER, "--key", "hubei")
        asyncio.run(self._state("covered"))

    async def _state(self, status: str) -> None:
        async with connect(self.beside.registry, self.beside.key("bridge")) as registry:
            reply = await registry.request("offset_state", offset=1, wait_ms=20_000)
            assert reply["offset"]["status"] == status

    def sanctions_before_and_after_the_code(self) -> None:
        """What is late since before 2026-08-15 is fined by the price, and cut no more; what is late
        since that day is fined by an amount first, and never cut.
        """
        beside = self.beside.data
        skipped = ("--override", "--yes", "--reason", "the days between are not played")
        ceax(beside, "start-day", CODE_IN_FORCE, *skipped)
        fine, entity = (beside, "registry", "sanctions", "fine"), str(BUYER)
        cut = (beside, "registry", "sanctions", "cut", entity)
        assert refused(*fine, entity, LATE, "--amount", "1000000.00", *PAPER) == "sanction_unknown"
        ceax(*fine, entity, LATE, "--factor", "5", *PAPER)
        assert refused(*cut, LATE, *PAPER) == "sanction_ended"
        assert refused(*fine, entity, LATER, "--factor", "5", *PAPER) == "order_missing"
        ceax(*fine, entity, LATER, "--amount", "1000000.00", *PAPER)
        assert refused(*cut, LATER, *PAPER) == "sanction_unknown"
        listed = ("registry", "sanctions", "list", "--json", "--key")
        found = json.loads(ceax(beside, *listed, "hubei"))
        amounts = [(row["offence_day"], row["measure"], row["amount_fen"]) for row in found]
        assert amounts == [
            ("2026-02-01", "multiple", 5 * SHORT * 7_800),
            (CODE_IN_FORCE, "fine", 100_000_000),
        ]
        assert json.loads(ceax(beside, *listed, "beijing")) == []
        number = str(found[0]["sanction"])
        shown = (beside, "registry", "sanctions", "show", number, "--key")
        assert ceax(*shown, "hubei") and refused(*shown, "beijing") == "sanction_not_found"

    def _both_refused(self) -> set[str]:
        """Why the buyer's sale and the seller's purchase of the product are refused."""
        data, rest = self.credits.data, (PRODUCT, AT, "10", "--key")
        sale = refused(data, "order", "sell", *rest, f"member{BUYER}")
        return {sale, refused(data, "order", "buy", *rest, f"member{SELLER}")}

    def _deal(
        self,
        venue: Any,
        code: str,
        price: str,
        quantity: int,
        seller: int = SELLER,
        buyer: int = BUYER,
    ) -> None:
        for account, side in ((seller, "sell"), (buyer, "buy")):
            terms = (side, code, price, str(quantity), "--key", f"member{account}")
            ceax(venue.data, "order", *terms)

    def _start(self) -> None:
        self._begin(self.credits)

    def _begin(self, venue: Any) -> None:
        async def begin() -> None:
            async with venue.session("exchange") as exchange:
                await venue.start_day(exchange)

        asyncio.run(begin())

    def _end(self, venue: Any) -> None:
        """End the day, and wait until it is settled, by all whose part it is."""

        date = format_date(venue.date)

        async def settled(url: str, key: str, server: str) -> None:
            async with connect(url, venue.key(key), server=server) as books:
                reply = await books.operations.settled(date=date, wait_ms=20_000)
                assert date in reply["dates"]

        async def end() -> None:
            async with venue.session("exchange") as exchange:
                await venue.end_day(exchange)
            places = [(venue.registry, "bridge", "registry"), (venue.cash, "cash", "cash")]
            await asyncio.gather(*(settled(*each) for each in places[: 1 + bool(venue.cash)]))

        asyncio.run(end())
