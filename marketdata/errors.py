"""What can go wrong between the feed and those who listen to it.

A request that the feed refuses is a `gateway.errors.RequestError`, as at the gateway: the protocol is the same.
"""

from __future__ import annotations


class FeedError(Exception):
    """Any error of the market data room."""


class EventsOutOfStep(FeedError):
    """The event stream skipped a number, or names something that the stream before it never announced."""


class NumberNotKept(FeedError):
    """A listener asks for a number that the feed no longer keeps, or that does not exist yet."""

    def __init__(self, wanted: int, first: int, following: int) -> None:
        super().__init__(f"number {wanted} is not kept: numbers {first} to {following} can be asked for")
        self.wanted, self.first, self.following = wanted, first, following


class HistoryUnreadable(FeedError):
    """The database of daily rows cannot be opened or is not one of ours."""
