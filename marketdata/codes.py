"""The codes that only the feed refuses with; the others are those of every server."""

from __future__ import annotations

from gateway.protocol.codes import Code

OF_FEED: dict[str, Code] = {
    "channel_unknown": Code("no channel has that name", "Name a channel that `allowed` lists."),
    "channel_not_allowed": Code(
        "the channel is for another role", "Log on with a key of the role that `allowed` names."
    ),
    "instrument_unknown": Code("no such instrument", "Name an instrument that `allowed` lists."),
    "too_many_subscriptions": Code(
        "the listener has as many subscriptions as `allowed` says",
        "Unsubscribe from another channel, or subscribe without `instrument`.",
    ),
    "bulletin_unknown": Code(
        "there is no bulletin of that day", "Name a trading day that has ended."
    ),
}
