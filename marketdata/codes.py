"""The codes that only the feed refuses with; the others are those of every server."""

from __future__ import annotations

from gateway.protocol.codes import Code

OF_FEED: dict[str, Code] = {
    "channel_unknown": Code("no channel has that name; `allowed`: those there are"),
    "channel_not_allowed": Code("the channel is for another role; `allowed` says which"),
    "instrument_unknown": Code("no such instrument; `allowed`: those there are"),
    "too_many_subscriptions": Code("one listener has as many subscriptions as `allowed` says"),
    "bulletin_unknown": Code("there is no bulletin of that day"),
}
