"""The codes that only the feed refuses with; the others are those of every server."""

from __future__ import annotations

from gateway.protocol.codes import Code

OF_FEED: dict[str, Code] = {
    "channel_unknown": Code("no channel has that name", "Name a channel that `allowed` lists."),
    "channel_not_allowed": Code(
        "the channel is for another role", "Log on with a key of the role that `allowed` names."
    ),
    "channel_of_other_market": Code(
        "the venue's market has no such figures", "Hear a channel that `allowed` lists."
    ),
    "instrument_unknown": Code("no such instrument", "Name an instrument that `allowed` lists."),
    "too_many_subscriptions": Code(
        "the listener has as many subscriptions as `allowed` says",
        "Unsubscribe from another channel, or subscribe without `instrument`.",
    ),
    "bulletin_unknown": Code(
        "there is no bulletin of that day", "Name a trading day that has ended."
    ),
    "form_unknown": Code(
        "by HTTP with 406: the answer is not to be had in that form",
        "Ask for a form that `allowed` lists.",
    ),
    "day_not_archived": Code(
        "by HTTP with 404: the archive has no such day",
        "Name a day of `/v1/files/allowances`; the running day comes after its end.",
    ),
    "file_unknown": Code(
        "by HTTP with 404: the day has no such file, or it is kept no longer",
        "Name a file of the day's manifest.",
    ),
    "trades_not_kept": Code(
        "so old trades are kept no more; by HTTP with 404",
        "Ask for those that `allowed` names; the archive has the day at its end.",
    ),
    "report_empty": Code(
        "by HTTP with 404: the history has no day of the period",
        "Name another period, or import the days.",
    ),
}
