"""What can go wrong between the feed and those who listen to it.

A request that the feed refuses is a `gateway.protocol.errors.RequestError`, as at the gateway: the
protocol is the same.
"""

from __future__ import annotations


class FeedError(Exception):
    """Any error of the market data room."""


class EventsOutOfStep(FeedError):
    """The event stream skipped a number, or names something that the stream before it never
    announced.
    """


class HistoryDiffers(FeedError):
    """The gateway's events are not those that this feed was made of."""


class CheckpointRefused(FeedError):
    """A checkpoint is damaged, or of another venue, log or build: it is not used."""


class HistoryFailed(FeedError):
    """The database of daily rows cannot be opened, is not one of ours, or cannot be written."""


class HistoryUnreadable(HistoryFailed):
    """The file in the place of the daily rows is damaged, or another database."""


class FolderInUse(FeedError):
    """Another process works on the folder of the feed, or of the archive."""


class RetentionRefused(FeedError):
    """The data file that says how long the archive keeps its files cannot be read."""


class RowFileRefused(FeedError):
    """Daily rows cannot be written into a file of this name."""


class ImportRefused(FeedError):
    """A table of published days is not taken in: the message names each line, column and value."""


class ReportRefused(FeedError):
    """The history has no day that a report could be made of."""


class AnalysisRefused(FeedError):
    """A question of an analyst, or a cell of a file of daily rows, is not allowed."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field}: {value!r} is not allowed; allowed: {allowed}")
        self.field, self.value, self.allowed = field, value, allowed


class ArchiveFileRefused(FeedError):
    """A file of the archive is missing, was removed, or is not what its manifest says."""
