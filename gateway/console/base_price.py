"""The base price of a new vintage (年度配额): the previous composite close (综合价格), as the feed
has published it.

An instrument that is listed opens with the next start of a day, so while a day runs the close that
it needs is not known yet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from gateway.protocol.errors import GatewayError
from marketdata.client import FeedSession, connect

PUBLISHED_WAIT_S = 5  # the feed lags the gateway by some milliseconds
NO_DAY, ENDED = "no_day", "ended"  # phases with no day running


class BasePriceUnknown(GatewayError):
    """There is no composite close to start from."""

    code = "base_price_unknown"


async def previous_composite_close(reached: Mapping[str, Any], status: Mapping[str, Any]) -> int:
    """The composite close, in ticks, that an instrument starts from when it is listed now; `status`
    is the gateway's, `reached` what `connect` takes to reach the feed.

    Raises BasePriceUnknown when a day runs or none is published, and what connecting to the feed
    raises.
    """
    date, phase = status["date"] or "", status["phase"]
    if phase not in (NO_DAY, ENDED):
        raise BasePriceUnknown(
            f"the composite close of {date} is published once the day has ended, now it is {phase}"
        )
    async with connect(**reached) as feed:
        try:
            async with asyncio.timeout(PUBLISHED_WAIT_S):
                return await _published(feed, date, "close" if phase == ENDED else "previous_close")
        except TimeoutError:
            day = f"of {date}" if date else "from before the first day"
            raise BasePriceUnknown(f"the feed has published no composite close {day}") from None


async def _published(
    feed: FeedSession, date: str, figure: Literal["close", "previous_close"]
) -> int:
    await feed.subscribe("composite")
    async for message in feed:
        if message["channel"] == "composite" and message["data"]["date"] == date:
            close = message["data"][figure]
            if close is not None:
                return close
    raise BasePriceUnknown("the feed ended")
