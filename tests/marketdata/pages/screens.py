"""What scenes have in common: whether there is a browser, and the market that they open."""

from __future__ import annotations

import os
import shutil

import pytest

from gateway.rehearsal.venue import RehearsalVenue

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
DATE = 20_260_105
MEMBERS = {1: "Alice Power", 2: "Bob Steel"}
BASES = {"CEA24": 8000, "CEA25": 7850}
CASH_FEN = 10**12
UNITS = 1_000_000
needs_chromium = pytest.mark.skipif(
    not CHROMIUM and "CEAX_REQUIRE_CHROMIUM" not in os.environ,
    reason="there is no Chromium; apt-get install chromium brings it",
)


async def open_market(venue: RehearsalVenue, date: int) -> None:
    """Two vintages of equal weight, both members with cash and units, the morning of a day."""
    for number, (code, base) in enumerate(BASES.items(), start=1):
        await venue.list_instrument(code, number, base)
    await venue.deposit(dict.fromkeys(MEMBERS, CASH_FEN))
    await venue.allocate({(account, code): UNITS for account in MEMBERS for code in BASES})
    await venue.start_day(date)
