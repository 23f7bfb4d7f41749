"""The feed's operations, a method each.

Written by `python -m gateway.protocol.methods`; not to be edited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from marketdata.typed import (
        AnnouncementsReply,
        BarsReply,
        BulletinReply,
        HistoryReply,
        SubscribeReply,
        TradesReply,
        UnsubscribeReply,
    )

Channel = Literal[
    "depth",
    "depth_20",
    "depth_orders",
    "trades",
    "summary",
    "bars_1m",
    "bars_5m",
    "bars_15m",
    "bars_60m",
    "composite",
    "status",
    "bulletin",
    "auctions",
    "blocks",
    "announcements",
    "settlement",
]
Span = Literal["1m", "5m", "15m", "60m", "day", "week", "month", "year"]


class Operations:
    """Every operation by its name; each returns the fields of its reply.

    Each raises RequestRefused, ConnectionLost, ReplyMissing.
    """

    def __init__(self, request: Callable[..., Awaitable[Any]]) -> None:
        self._request = request

    async def subscribe(
        self,
        *,
        channel: Channel,
        instrument: str | None = None,
        from_: int | None = None,
        epoch: str | None = None,
        every_ms: int | None = None,
    ) -> SubscribeReply:
        """Hear a channel; what it says now comes first.

        instrument: without it all.
        from_: first number wanted, instead of a snapshot.
        epoch: the venue's id that `from` belongs to; at another one `from` is passed over.
        every_ms: of an absolute channel the latest at most as often, not every one.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: SubscribeReply = await self._request(
            "subscribe",
            channel=channel,
            **_given(instrument=instrument, from_=from_, epoch=epoch, every_ms=every_ms),
        )
        return reply

    async def unsubscribe(
        self, *, channel: Channel, instrument: str | None = None
    ) -> UnsubscribeReply:
        """Hear a channel no longer.

        instrument: without it the whole channel.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: UnsubscribeReply = await self._request(
            "unsubscribe", channel=channel, **_given(instrument=instrument)
        )
        return reply

    async def history(
        self,
        *,
        from_date: str | None = None,
        to_date: str | None = None,
        instrument: str | None = None,
    ) -> HistoryReply:
        """Daily rows of past days as first published, in order of day, at most 1,000; the composite
        is `COMCEA`.

        from_date: first day.
        to_date: last day.
        instrument: without it all.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: HistoryReply = await self._request(
            "history", **_given(from_date=from_date, to_date=to_date, instrument=instrument)
        )
        return reply

    async def bars(
        self,
        *,
        instrument: str,
        span: Span,
        from_date: str | None = None,
        to_date: str | None = None,
    ) -> BarsReply:
        """Bars (K 线) of an instrument in order, at most 2,000; the last one may be open still. Of
        days and longer they are whole periods, made of daily rows.

        instrument: `COMCEA`: the composite.
        span: minutes, or days.
        from_date: first day.
        to_date: last day.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: BarsReply = await self._request(
            "bars", instrument=instrument, span=span, **_given(from_date=from_date, to_date=to_date)
        )
        return reply

    async def trades(
        self, *, date: str, from_: int | None = None, instrument: str | None = None
    ) -> TradesReply:
        """Listed trades of a day by their numbers, out of 1,000 of them; the running day's too.

        from_: first number wanted; without it the day's first.
        instrument: without it all.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: TradesReply = await self._request(
            "trades", date=date, **_given(from_=from_, instrument=instrument)
        )
        return reply

    async def bulletin(self, *, date: str | None = None) -> BulletinReply:
        """The bulletin of a day, as published on the channel.

        date: without it the latest.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: BulletinReply = await self._request("bulletin", **_given(date=date))
        return reply

    async def announcements(self, *, after: int | None = None) -> AnnouncementsReply:
        """The last 256 announcements, oldest first, 20 a page.

        after: `next` of the page before.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: AnnouncementsReply = await self._request("announcements", **_given(after=after))
        return reply


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
