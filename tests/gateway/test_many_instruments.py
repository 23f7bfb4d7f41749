"""A venue with 300 listed instruments: every server serves it, and no answer grows with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.floor.asked import ROWS_MAX
from gateway.floor.directory import CODES_SAID_MAX
from gateway.protocol.wire import VENUE_FRAME_MAX_BYTES
from tests.gateway.many_instruments import a_day

pytestmark = pytest.mark.usefixtures("forked_servers")

LISTED = 300
UPPER = 8_635  # the price of every trade


async def test_a_day_with_300_listed_instruments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # nothing is compiled for this capacity alone
    tried = await a_day(tmp_path, LISTED, plain=True)
    seen = tried.seen
    assert (seen["instruments_max"], seen["limits"]) == (511, LISTED)
    assert seen["listed"] == list(range(1, LISTED + 1))
    assert seen["beyond"] == ("instrument_out_of_range", 511)
    assert seen["refusal"] == ("instrument_unknown", CODES_SAID_MAX)
    assert seen["trades"] == seen["heard_of"]
    assert {place for place, close in enumerate(seen["closes"], 1) if close == UPPER} == {
        *seen["traded"]
    }
    for name in ("status", "limits"):
        assert tried.sizes[name] * ROWS_MAX / LISTED < VENUE_FRAME_MAX_BYTES / 4
